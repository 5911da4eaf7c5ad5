import assert from 'node:assert/strict';
import { anywhereText, bundleText, digestOf, releaseText } from '../../../test/unit/distroManifests.ts';
import { bundled, newerBundle, toAnywhereReleases, toBundle } from './anywhere.ts';
import { channelOf, compareChannels, isChannel, kubernetesOf, releaseName, releaseOf } from './channel.ts';
import { compareWithRelease } from './compare.ts';
import type { RunningVersion } from './compare.ts';
import { fileKey, officialHosts, releaseUrl } from './files.ts';
import type { ReleaseFile } from './files.ts';
import { isDropped, toRelease } from './release.ts';
import { parseDefault, parseNumber, parseSupported } from './releaseIndex.ts';
import { runningComponents } from './running.ts';
import { compareVersions, versionOf } from './version.ts';
import { yamlSteps } from './yamlSteps.ts';

const id = { channel: '1-36', number: 7 };
const text = releaseText({ ...id, kubernetes: 'v1.36.2' });
const release = toRelease(read(text), id)!;

function read(yaml: string): unknown {
  const steps = yamlSteps(yaml);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

describe('the channel of a Kubernetes version', () => {
  it('is its minor version, however it is written', () => {
    for (const version of ['1.30', 'v1.30', '1.30.4', 'v1.30.14-eks-0a1b2c3', 'v1.30.14-eks-1-30-59', '1.30+'])
      assert.equal(channelOf(version), '1-30', version);
    assert.equal(channelOf('1.3'), '1-3');
  });
  it('is none where there is no version', () => {
    for (const version of ['', '1', 'v1', 'eks.12', '1.x', 'a1.30'])
      assert.equal(channelOf(version), undefined, version);
  });
  it('is ordered as numbers, not as text', () => {
    assert.deepEqual(['1-9', '1-36', '2-0', '1-10'].sort(compareChannels), ['1-9', '1-10', '1-36', '2-0']);
    assert.equal(kubernetesOf('1-36'), '1.36');
  });
  it('is no path', () => {
    for (const channel of ['1-36/..', '../x', '1-036', '01-3', '1-36 ', '1.36', ''])
      assert.ok(!isChannel(channel), channel);
  });
});

describe('the name of a release', () => {
  it('is read from its manifest and from tags', () => {
    assert.equal(releaseName(id), 'kubernetes-1-36-eks-7');
    for (const name of [releaseName(id), 'v1.36.2-eks-1-36-7', 'v0.7.18-cvefix-eks-1-36-7']) {
      assert.deepEqual(releaseOf(name), id, name);
    }
  });
  it('is not seen in what EKS builds itself', () => {
    for (const name of ['v1.36.2-eks-0a1b2c3', 'v1.36.2-eksbuild.7', 'v1.36.2', 'eks.7', 'kubernetes-1-36-eks-0', ''])
      assert.equal(releaseOf(name), undefined, name);
  });
});

describe('the release index', () => {
  it('lists supported channels, the newest first', () => {
    assert.deepEqual(parseSupported('1-30\n1-31\n1-9\n1-36\n1-36\n'), ['1-36', '1-31', '1-30', '1-9']);
    assert.deepEqual(parseSupported('1-30\r\n1-31\r\n'), ['1-31', '1-30']);
  });
  it('names the default channel, and the number of a release', () => {
    assert.equal(parseDefault('1-36\n'), '1-36');
    assert.equal(parseNumber('7\n'), 7);
  });
  it('is not taken from a page that came instead', () => {
    for (const page of ['', '\n', '<html>\n1-36\n</html>', '404: Not Found', '7\n8\n', '0', '1-36 7', '-1', '1e3']) {
      assert.equal(parseSupported(page), undefined, page);
      assert.equal(parseDefault(page), undefined, page);
      assert.equal(parseNumber(page), undefined, page);
    }
  });
});

describe('the addresses of the files', () => {
  const files: readonly (readonly [ReleaseFile, string])[] = [
    [{ kind: 'supported' }, 'https://raw.githubusercontent.com/aws/eks-distro/main/release/SUPPORTED_RELEASE_BRANCHES'],
    [{ kind: 'default' }, 'https://raw.githubusercontent.com/aws/eks-distro/main/release/DEFAULT_RELEASE_BRANCH'],
    [
      { kind: 'number', channel: '1-36' },
      'https://raw.githubusercontent.com/aws/eks-distro/main/release/1-36/production/RELEASE',
    ],
    [{ kind: 'release', ...id }, 'https://distro.eks.amazonaws.com/kubernetes-1-36/kubernetes-1-36-eks-7.yaml'],
    [{ kind: 'anywhere' }, 'https://anywhere-assets.eks.amazonaws.com/releases/eks-a/manifest.yaml'],
    [{ kind: 'bundle', number: 90 }, 'https://anywhere-assets.eks.amazonaws.com/releases/bundles/90/manifest.yaml'],
  ];
  it('are those where AWS publishes them', () => {
    for (const [file, url] of files) assert.equal(releaseUrl(file), url);
  });
  it('differ also on one host, and as names of files', () => {
    const host = 'http://127.0.0.1:1';
    const hosts = { ...officialHosts, repository: host, distro: host, anywhere: host };
    assert.equal(new Set(files.map(([file]) => releaseUrl(file, hosts))).size, files.length);
    assert.equal(new Set(files.map(([file]) => fileKey(file))).size, files.length);
    for (const [file] of files) assert.match(fileKey(file), /^[a-z0-9-]+$/);
  });
});

describe('a release manifest', () => {
  it('is read with its images, their digests and architectures', () => {
    assert.equal(release.name, 'kubernetes-1-36-eks-7');
    assert.equal(release.kubernetesVersion, 'v1.36.2');
    assert.equal(release.date, Date.UTC(2026, 7, 3, 17));
    assert.deepEqual(
      release.images.map(({ name }) => name),
      [
        'aws-iam-authenticator',
        'coredns',
        'etcd',
        'kube-apiserver',
        'kube-controller-manager',
        'kube-proxy',
        'kube-scheduler',
        'pause',
      ],
    );
    assert.deepEqual(release.images[1], {
      name: 'coredns',
      uri: 'public.ecr.aws/eks-distro/coredns/coredns:v1.14.3-eks-1-36-7',
      gitTag: 'v1.14.3',
      digest: digestOf('corednseks-1-36-7'),
      os: 'linux',
      architectures: ['amd64', 'arm64'],
    });
  });
  it('keeps versions text: 1.30 is not 1.3', () => {
    assert.deepEqual(read('a: 1.30\nb: 0x10\nc: true\n'), { a: '1.30', b: '0x10', c: 'true' });
  });
  it('is none where it is cut off, wherever that is', () => {
    for (let end = 0; end < text.length - 26; end += 331) {
      assert.equal(toRelease(read(text.slice(0, end)), id), undefined, text.slice(0, end).slice(-60));
    }
  });
  it('is none of another release, and none of other things', () => {
    assert.equal(toRelease(read(text), { ...id, number: 6 }), undefined);
    assert.equal(toRelease(read(text), { ...id, channel: '1-35' }), undefined);
    assert.equal(toRelease(read(text.replace('kind: Release', 'kind: ReleaseChannel')), id), undefined);
    for (const other of ['', '<html></html>', '{}', '[]', 'a: [', 'null', '\u0000', bundleText(7, [id])]) {
      assert.equal(toRelease(read(other), id), undefined, other.slice(0, 40));
    }
  });
  it('does not bring the reader down', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (name) => {
      const before = String.fromCharCode(name.charCodeAt(0) - 1);
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]\n`;
    })}`;
    assert.equal(read(bomb), undefined);
    assert.equal(read('['.repeat(20_000)), undefined);
    assert.equal(read('a: 1\na: 2\n'), undefined);
  });
  it('may have what only old releases have', () => {
    const old = { channel: '1-28', number: 10 };
    const more = [
      { name: 'metrics-server', path: 'kubernetes-sigs/metrics-server', version: 'v0.6.4' },
      { name: 'livenessprobe', path: 'kubernetes-csi/livenessprobe', version: 'v2.11.0' },
    ];
    const read28 = toRelease(read(releaseText({ ...old, kubernetes: 'v1.28.4', more })), old);
    const dropped = read28?.images.filter(({ name }) => isDropped(name)).map(({ name }) => name);
    assert.deepEqual(dropped, ['livenessprobe', 'metrics-server']);
    assert.ok(!release.images.some(({ name }) => isDropped(name)));
  });
});

describe('releases of EKS Anywhere', () => {
  const releases = toAnywhereReleases(
    read(
      anywhereText([
        { version: 'v0.24.9', bundle: 88 },
        { version: 'v0.25.0', bundle: 90 },
        { version: 'v0.25.1', bundle: 93 },
        { version: 'v0.24.10', bundle: 95 },
        { version: 'v0.26.0-rc.1', bundle: 96 },
      ]),
    ),
  )!;

  it('are ordered by version, with the number of their bundle, which is not their own', () => {
    assert.deepEqual(
      releases.map(({ version, bundleNumber }) => [version, bundleNumber]),
      [
        ['v0.25.1', 93],
        ['v0.25.0', 90],
        ['v0.24.10', 95],
        ['v0.24.9', 88],
      ],
    );
  });
  it('have a newer bundle for a cluster, by version and not by number', () => {
    assert.equal(newerBundle({ bundleNumber: 90 }, releases)?.bundleNumber, 93);
    assert.equal(newerBundle({ version: 'v0.25.0' }, releases)?.bundleNumber, 93);
    assert.equal(newerBundle({ bundleNumber: 95, version: 'v0.24.10' }, releases)?.bundleNumber, 93);
    assert.equal(newerBundle({ bundleNumber: 12 }, releases)?.bundleNumber, 93, 'older than the list');
  });
  it('have none for a cluster that has it, or whose is not known', () => {
    assert.equal(newerBundle({ bundleNumber: 93 }, releases), undefined);
    assert.equal(newerBundle({ bundleNumber: 97, version: 'v0.26.0' }, releases), undefined);
    assert.equal(newerBundle({}, releases), undefined);
    assert.equal(newerBundle({ bundleNumber: 90 }, []), undefined);
  });
  it('bring a release of EKS Distro for each Kubernetes version', () => {
    const bundle = toBundle(read(bundleText(93, [{ channel: '1-30', number: 59 }, id])), 93)!;
    assert.deepEqual(bundled(bundle, '1.30')?.distro, { channel: '1-30', number: 59 });
    assert.deepEqual(bundled(bundle, '1.36'), {
      kubernetesVersion: '1.36',
      endOfStandardSupport: Date.UTC(2027, 2, 27),
      distro: id,
    });
    assert.equal(bundled(bundle, '1.37'), undefined);
  });
  it('are not taken from something else', () => {
    assert.equal(toBundle(read(bundleText(93, [id])), 94), undefined);
    assert.equal(toBundle(read(bundleText(93, [])), 93), undefined);
    assert.equal(toAnywhereReleases(read(text)), undefined);
    assert.equal(toAnywhereReleases(read(anywhereText([]))), undefined);
  });
});

describe('versions', () => {
  it('are compared as numbers', () => {
    const order = (left: string, right: string): number =>
      Math.sign(compareVersions(versionOf(left)!, versionOf(right)!));
    assert.equal(order('v1.36.10', 'v1.36.9'), 1);
    assert.equal(order('1.9', 'v1.10.0'), -1);
    assert.equal(order('v1.12.4-eksbuild.1', 'v1.12.4-eksbuild.9'), 0);
  });
  it('are none where the text begins otherwise', () => {
    for (const tag of ['latest', '', 'sha-1.2.3', 'v', '1', '2024.1.2.3']) assert.equal(versionOf(tag), undefined, tag);
  });
});

describe('comparing a cluster with a release', () => {
  const eks = '602401143452.dkr.ecr.us-west-2.amazonaws.com/eks';
  const standings = (image: string, imageId?: string): readonly RunningVersion[] => {
    const running = { nodes: [], containers: [{ image, nodeName: 'a', ...(imageId !== undefined && { imageId }) }] };
    return compareWithRelease(release, running).flatMap((each) => each.running);
  };
  const standing = (image: string, imageId?: string): string | undefined => standings(image, imageId)[0]?.standing;
  const distro = 'public.ecr.aws/eks-distro';

  it('tells older, newer and same builds apart', () => {
    assert.equal(standing(`${distro}/kubernetes/kube-proxy:v1.36.2-eks-1-36-7`), 'same');
    assert.equal(standing(`${distro}/kubernetes/kube-proxy:v1.36.2-eks-1-36-6`), 'older');
    assert.equal(standing(`${distro}/kubernetes/kube-proxy:v1.36.2-eks-1-36-10`), 'newer');
    assert.equal(standing(`${distro}/kubernetes/kube-proxy:v1.36.1-eks-1-36-10`), 'older');
    assert.equal(standing('registry.local:5000/mirror/eks-distro/coredns/coredns:v1.14.3-eks-1-36-7'), 'same');
  });
  it('compares what EKS builds itself by version only', () => {
    assert.equal(standing(`${eks}/kube-proxy:v1.36.2-minimal-eksbuild.3`), 'otherBuild');
    assert.equal(standing(`${eks}/kube-proxy:v1.36.1-eksbuild.3`), 'older');
    assert.equal(standing(`${eks}/coredns:v1.15.0-eksbuild.1`), 'newer');
  });
  it('knows an image by its digest, whatever its tag', () => {
    const digest = digestOf('corednseks-1-36-7');
    assert.equal(standing('mirror.local/coredns:mine', `mirror.local/coredns@${digest}`), 'same');
    assert.equal(standing(`mirror.local/coredns@${digest}`), 'same');
    assert.equal(standing('mirror.local/coredns:mine', `mirror.local/coredns@${digestOf('x')}`), 'unknown');
  });
  it('does not compare the pause image of others, which has other numbers', () => {
    assert.equal(standing(`${eks}/pause:3.10`), 'unknown');
    assert.equal(standing(`${distro}/kubernetes/pause:v1.36.1-eks-1-36-5`), 'older');
  });
  it('leaves out what the release does not have', () => {
    assert.deepEqual(standings('quay.io/cilium/cilium:v1.19.0'), []);
    assert.deepEqual(standings('not an image'), []);
  });
  it('counts nodes by the version of their kubelet', () => {
    const nodes = [
      ...Array.from({ length: 10_000 }, (_, index) => ({ name: `n${index}`, kubeletVersion: 'v1.36.1-eks-0a1b2c3' })),
      { name: 'new', kubeletVersion: 'v1.36.2-eks-1-36-7' },
      { name: 'silent', kubeletVersion: '' },
    ];
    const [kubelet] = compareWithRelease(release, { nodes, containers: [] });
    assert.deepEqual(kubelet, {
      name: 'kubelet',
      version: 'v1.36.2',
      running: [
        { version: 'v1.36.1-eks-0a1b2c3', standing: 'older', nodeCount: 10_000 },
        { version: 'v1.36.2-eks-1-36-7', standing: 'same', nodeCount: 1 },
      ],
    });
  });
  it('looks at what runs in kube-system only', () => {
    const pod = {
      uid: '1',
      namespace: 'kube-system',
      name: 'kube-proxy-x',
      nodeName: 'a',
      phase: 'Running',
      containers: [{ name: 'kube-proxy', image: 'kube-proxy:v1', ready: true, state: 'running' as const, restarts: 0 }],
    };
    const { containers } = runningComponents([], [pod, { ...pod, namespace: 'db' }, { ...pod, phase: 'Pending' }]);
    assert.deepEqual(containers, [{ image: 'kube-proxy:v1', nodeName: 'a' }]);
  });
});
