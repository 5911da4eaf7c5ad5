import assert from 'node:assert/strict';
import { publicReleases } from '../../aws/gateways/publicReleases.ts';
import { parse } from 'yaml';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import type { Fault } from '../faults.ts';
import { emptyWorld } from '../world.ts';

interface Manifest {
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: { readonly date: string; readonly components: readonly Component[] };
}

interface Component {
  readonly name: string;
  readonly gitTag: string;
  readonly assets: readonly {
    readonly name: string;
    readonly type: string;
    readonly arch: readonly string[];
    readonly image?: { readonly uri: string; readonly imageDigest: string };
  }[];
}

describe('public releases of the demo account', () => {
  let demo: DemoAccount;
  before(async () => {
    demo = await startDemoAccount({ world: emptyWorld() });
  });
  after(() => demo.stop());
  const read = async (path: string): Promise<string> => {
    const response = await fetch(demo.releasesEndpoint + path);
    assert.equal(response.status, 200, path);
    return response.text();
  };
  const distro = async (name: string): Promise<Manifest> =>
    parse(await read(`/${name.replace(/-eks-\d+$/, '')}/${name}.yaml`)) as Manifest;
  const index = '/aws/eks-distro/main/release';

  it('have the index of EKS Distro', async () => {
    const branches = (await read(`${index}/SUPPORTED_RELEASE_BRANCHES`)).trim().split('\n');
    assert.deepEqual(branches, ['1-30', '1-31', '1-32', '1-33', '1-34', '1-35', '1-36']);
    assert.equal(await read(`${index}/DEFAULT_RELEASE_BRANCH`), '1-36\n');
    for (const channel of [...branches, '1-29']) {
      const number = (await read(`${index}/${channel}/production/RELEASE`)).trim();
      const text = await read(`/kubernetes-${channel}/kubernetes-${channel}-eks-${number}.yaml`);
      assert.ok(text.includes(`\nspec:\n  channel: ${channel}\n  number: ${number}\n`), channel);
    }
  });

  it('have manifests with components, images and archives', async () => {
    const { kind, status } = await distro('kubernetes-1-36-eks-7');
    assert.deepEqual([kind, status.date], ['Release', '2026-08-12T00:00:00Z']);
    assert.deepEqual(
      status.components.map(({ name, gitTag }) => `${name} ${gitTag}`),
      ['aws-iam-authenticator v0.7.8', 'coredns v1.13.2', 'etcd v3.6.8', 'kubernetes v1.36.2'],
    );
    const server = status.components.at(-1)?.assets.find(({ name }) => name === 'kube-apiserver-image');
    assert.deepEqual([server?.type, server?.arch], ['Image', ['amd64', 'arm64']]);
    assert.equal(server?.image?.uri, 'public.ecr.aws/eks-distro/kubernetes/kube-apiserver:v1.36.2-eks-1-36-7');
    assert.match(server.image.imageDigest, /^sha256:[0-9a-f]{64}$/);
  });

  it('have metrics-server and the sidecars of CSI in old releases only', async () => {
    const named = async (release: string): Promise<boolean[]> => {
      const { components } = (await distro(release)).status;
      return ['metrics-server', 'node-driver-registrar'].map((each) => components.some(({ name }) => name === each));
    };
    assert.deepEqual(await named('kubernetes-1-29-eks-25'), [true, true]);
    assert.deepEqual(await named('kubernetes-1-29-eks-60'), [false, false]);
  });

  it('have those of EKS Anywhere, which name releases of EKS Distro that there are', async () => {
    const { spec } = parse(await read('/releases/eks-a/manifest.yaml')) as Manifest;
    const releases = spec.releases as { version: string; bundleManifestUrl: string }[];
    assert.equal(spec.latestVersion, releases.at(-1)?.version);
    const response = await fetch(releases.at(-1)!.bundleManifestUrl);
    const { kind, spec: bundle } = parse(await response.text()) as Manifest;
    assert.equal(kind, 'Bundles');
    const versions = bundle.versionsBundles as { kubeVersion: string; eksD: Record<string, string> }[];
    assert.equal(versions.length, 5);
    for (const { kubeVersion, eksD } of versions) {
      assert.equal(eksD.channel, kubeVersion.replace('.', '-'));
      const text = await read(`/kubernetes-${eksD.channel}/${eksD.name}.yaml`);
      assert.ok(text.includes(`name: kubernetes\n`) && text.includes(`gitTag: ${eksD.kubeVersion}\n`), eksD.name);
    }
  });

  it('meet what can happen on the way, and what hosts of files refuse', async () => {
    const path = `${demo.releasesEndpoint}/releases/eks-a/manifest.yaml`;
    const set = (fault: Fault): unknown => demo.faults.add({ service: 'files', times: 1, fault });
    const answered = async (): Promise<(string | number | null)[]> => {
      const { status, headers } = await fetch(path);
      return [status, headers.get('content-type'), headers.get('retry-after')];
    };
    set({ kind: 'throttle', retryAfterSeconds: 7 });
    assert.deepEqual(await answered(), [429, 'text/plain; charset=utf-8', '7']);
    set({ kind: 'throttle', as: 'SlowDown' });
    assert.deepEqual(await answered(), [503, 'application/xml', null]);
    set({ kind: 'deny' });
    assert.deepEqual(await answered(), [403, 'application/xml', null]);
    set({ kind: 'between', status: 200 });
    assert.deepEqual(await answered(), [200, 'text/html; charset=utf-8', null]);
    set({ kind: 'truncate' });
    await assert.rejects(fetch(path).then((response) => response.text()));
    // Nobody signs for it.
    set({ kind: 'credentials', are: 'expired' });
    assert.equal((await answered())[0], 200);
    const { callCount } = demo;
    assert.ok(callCount('files', 'ReadRelease') >= 6);
  });

  it('are 404 where there is none, and not sent again to those who have them', async () => {
    for (const path of [
      '/kubernetes-1-36/kubernetes-1-36-eks-8.yaml',
      '/kubernetes-1-36/kubernetes-1-35-eks-1.yaml',
      '/x',
    ]) {
      assert.equal((await fetch(demo.releasesEndpoint + path)).status, 404, path);
    }
    const files = publicReleases({ endpoint: demo.releasesEndpoint });
    const first = await files.read({ kind: 'release', channel: '1-35', number: 13 });
    assert.ok(first.kind === 'text' && first.etag !== undefined);
    assert.equal(
      (await files.read({ kind: 'release', channel: '1-35', number: 13 }, { etag: first.etag })).kind,
      'unchanged',
    );
  });
});
