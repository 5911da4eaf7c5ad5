import assert from 'node:assert/strict';
import { anywhereText, bundleText, releaseText } from '../../../test/unit/distroManifests.ts';
import { readable } from '../../../test/unit/renderedMarkdown.ts';
import { toAnywhereReleases, toBundle } from '../../core/distro/anywhere.ts';
import type { ReleaseId } from '../../core/distro/channel.ts';
import { toRelease } from '../../core/distro/release.ts';
import type { DistroRelease } from '../../core/distro/release.ts';
import { yamlSteps } from '../../core/distro/yamlSteps.ts';
import { Failure } from '../../core/failure.ts';
import { inSlices } from '../taskdef/parsing/slices.ts';
import { distroMarkdown } from './distroMarkdown.ts';
import type { DistroSubject } from './distroMarkdown.ts';

const now = Date.UTC(2026, 8, 1);
const read = (text: string): Promise<unknown> => inSlices(yamlSteps(text));

async function release(id: ReleaseId, more: Parameters<typeof releaseText>[0]['more'] = []): Promise<DistroRelease> {
  const kubernetes = `v${id.channel.replace('-', '.')}.2`;
  return toRelease(await read(releaseText({ ...id, kubernetes, more })), id)!;
}

describe('the document of an EKS Distro release', () => {
  const id = { channel: '1-36', number: 7 };
  let subject: DistroSubject;

  beforeEach(async () => {
    const own = await release(id);
    const older = await release({ channel: '1-35', number: 13 });
    const channels = [
      { channel: '1-36', number: 7, newest: { release: own } },
      { channel: '1-35', number: 14, newest: { release: older, announced: 14 } },
      { channel: '1-34', number: 21, failure: new Failure('network', '') },
    ];
    subject = { release: own, overview: { value: { defaultChannel: '1-36', channels }, readAt: now } };
  });

  const lines = (changes: Partial<DistroSubject> = {}): readonly string[] =>
    readable(distroMarkdown({ ...subject, ...changes }, { locale: 'en', now })).split('\n');

  it('says which release it is, and what it consists of', () => {
    const text = lines();
    assert.equal(text[0], '# EKS Distro 1-36-7');
    for (const line of [
      '| Channel | 1-36 |',
      '| Date | August 3&#44; 2026 |',
      'Manifest: [kubernetes-1-36-eks-7.yaml](https://distro.eks.amazonaws.com/kubernetes-1-36/kubernetes-1-36-eks-7.yaml)',
      '| Component | Version |',
      '| --- | --- |',
      '| kubelet | v1&#46;36&#46;2 |',
      '| coredns | v1&#46;14&#46;3-eks-1-36-7 |',
      'Metrics Server and the CSI sidecars are no part of EKS Distro any more, since 2025.',
    ]) {
      assert.ok(text.includes(line), `${line}\n\n${text.join('\n')}`);
    }
    const image = text.findIndex((line) => /^- public.*coredns.* {2}$/.test(line));
    assert.match(text[image + 1] ?? '', /^ {2}linux&#47;amd64&#44; linux&#47;arm64 · sha256&#58;[0-9a-f]{64}$/);
  });

  it('lists the newest release of each channel', () => {
    const rows = lines().filter((line) => line.startsWith('| 1-3'));
    assert.deepEqual(rows, [
      '| 1-36 | 7 | v1&#46;36&#46;2 | August 3&#44; 2026 | default&#44; the one above |',
      '| 1-35 | 13 | v1&#46;35&#46;2 | August 3&#44; 2026 | 14 is announced |',
      '| 1-34 | 21 | – | – | its host cannot be reached |',
    ]);
    for (const reason of ['network', 'timedOut'] as const) {
      const why = 'They could not be read: its host cannot be reached';
      assert.ok(lines({ overview: new Failure(reason, '') }).includes(why), reason);
    }
  });

  it('says that it is the one before the newest, and how old what it says is', () => {
    const index = { value: 8, readAt: now - 3 * 86_400_000, failure: new Failure('network', '') };
    const text = lines({ announced: 8, index });
    assert.ok(text.includes('Release 8 is announced, but not published yet: this is the one before.'));
    assert.ok(text.includes('as of 3 days ago: it could not be read anew, since its host cannot be reached.'));
  });

  it('compares it with what the nodes of a cluster run', () => {
    const running = {
      nodes: [
        { name: 'a', kubeletVersion: 'v1.36.1-eks-0a1b2c3' },
        { name: 'b', kubeletVersion: 'v1.36.2-eks-0a1b2c3' },
        { name: 'c', kubeletVersion: 'v1.36.1-eks-0a1b2c3' },
      ],
      containers: [{ image: 'public.ecr.aws/eks-distro/coredns/coredns:v1.14.3-eks-1-36-7', nodeName: 'a' }],
    };
    const text = lines({ cluster: { name: 'edge', platformVersion: 'eks.12', running } });
    for (const line of [
      '| Cluster | edge |',
      'EKS runs builds of EKS Distro, and does not say of which release: its platform version, eks&#46;12, is a number of its own. Shown is the newest release of channel 1-36.',
      '| kubelet | v1&#46;36&#46;2 | v1&#46;36&#46;1-eks-0a1b2c3 &#40;2 nodes&#41;&#44; v1&#46;36&#46;2-eks-0a1b2c3 &#40;1 node&#41; | older&#44; the same version&#44; another build |',
      '| coredns | v1&#46;14&#46;3-eks-1-36-7 | v1&#46;14&#46;3-eks-1-36-7 &#40;1 node&#41; | the same |',
      '| etcd | v3&#46;6&#46;12-eks-1-36-7 | – |  |',
    ]) {
      assert.ok(text.includes(line), `${line}\n\n${text.join('\n')}`);
    }
    const some = { ...running, nodesLookedAt: 2 };
    const words = 'Containers were looked at on 2 of 3 nodes.';
    assert.ok(!text.includes(words));
    assert.ok(lines({ cluster: { name: 'edge', running: some } }).includes(words));
  });

  it('says why it is not known what the nodes run', () => {
    const text = lines({ cluster: { name: 'edge', running: { reason: 'Access denied' } } });
    assert.ok(text.includes('What the nodes run is not known: Access denied'));
    const empty = lines({ cluster: { name: 'edge', running: { nodes: [], containers: [] } } });
    assert.ok(empty.includes('The cluster has no nodes.'));
    assert.ok(text.includes('| Component | Version |'));
  });

  it('says which bundle of EKS Anywhere is in use, and what a newer one brings', async () => {
    const cluster = {
      name: 'factory',
      namespace: 'default',
      kubernetesVersion: '1.35',
      eksAnywhereVersion: 'v0.25.0',
      bundleNumber: 90,
      distroRelease: 'kubernetes-1-35-eks-12',
      isManagement: true,
    };
    const value = toAnywhereReleases(
      await read(
        anywhereText([
          { version: 'v0.25.0', bundle: 90 },
          { version: 'v0.25.1', bundle: 93 },
        ]),
      ),
    )!;
    const bundle = toBundle(await read(bundleText(90, [{ channel: '1-35', number: 12 }])), 90)!;
    const newer = toBundle(await read(bundleText(93, [{ channel: '1-35', number: 13 }])), 93)!;
    const without = toBundle(await read(bundleText(93, [{ channel: '1-36', number: 7 }])), 93)!;
    const releases = { value, readAt: now };
    const own = await release({ channel: '1-35', number: 12 });
    const text = (anywhere: object): readonly string[] =>
      lines({ release: own, cluster: { name: 'factory', anywhere: { cluster, releases, ...anywhere } } });

    const all = text({ bundle, newerBundle: newer });
    for (const line of [
      '| Bundle | 90 |',
      '| EKS Distro release | kubernetes-1-35-eks-12 |',
      '| End of standard support | March 27&#44; 2027 |',
      'A newer bundle is out: 93, of EKS Anywhere v0&#46;25&#46;1 (July 15, 2026). For Kubernetes 1&#46;35 it brings EKS Distro 1-35-13.',
      '| 1-35 | 13 | v1&#46;35&#46;2 | August 3&#44; 2026 | 14 is announced&#44; newer than the one above |',
    ]) {
      assert.ok(all.includes(line), `${line}\n\n${all.join('\n')}`);
    }
    assert.ok(!all.some((line) => line.startsWith('EKS runs builds')));
    const has = (anywhere: object, part: RegExp): void => assert.match(text(anywhere).join('\n'), part);
    has({ newerBundle: without }, /It has no Kubernetes 1&#46;35 any more\./);
    has({ cluster: { ...cluster, bundleNumber: 93 } }, /This is the newest bundle\./);
    has(
      { releases: new Failure('network', '') },
      /Whether a newer bundle is out is not known: its host cannot be reached/,
    );
    const { name, namespace, kubernetesVersion, isManagement } = cluster;
    const bare = { name, namespace, kubernetesVersion, isManagement };
    has({ cluster: bare }, /The cluster does not say which bundle it uses\./);
  });

  it('names what only old releases have', async () => {
    const old = await release({ channel: '1-28', number: 10 }, [
      { name: 'metrics-server', path: 'kubernetes-sigs/metrics-server', version: 'v0.6.4' },
    ]);
    const text = lines({ release: old }).join('\n');
    assert.match(text, /\| metrics-server \| v0&#46;6&#46;4-eks-1-28-10 \|/);
    assert.match(text, /are part of old releases only/);
  });

  it('shows everything from outside as it is', () => {
    const hostile = '[x](command:evil) | <img src=x>\n# $(bug) `a`';
    const images = subject.release.images.map((image) => ({
      ...image,
      name: hostile,
      uri: hostile,
      digest: hostile,
      os: hostile,
      architectures: [hostile],
    }));
    const nodes = [{ name: hostile, kubeletVersion: hostile }];
    const containers = [{ image: hostile, imageId: hostile, nodeName: hostile }];
    for (const running of [{ nodes, containers }, { reason: hostile }]) {
      const text = distroMarkdown(
        {
          ...subject,
          release: { ...subject.release, kubernetesVersion: hostile, images },
          cluster: { name: hostile, platformVersion: hostile, running },
        },
        { locale: 'en', now },
      );
      assert.doesNotMatch(text, /\]\(command|<img|\$\(bug|`/);
      assert.equal(text.match(/^#/gm)?.length, 4);
      const widths = text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.split('|').length);
      assert.ok(Math.max(...widths) <= 7);
    }
  });
});
