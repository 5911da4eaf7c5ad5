import { hexId } from '../world.ts';

/**
 * Releases of EKS Distro as its manifests describe them. Newest numbers and their Kubernetes versions are AWS's of August
 * 2026; those before them are reckoned from these, one each three weeks. Digests stand for nothing.
 */

interface Channel {
  readonly newest: number;
  /** Patch release of Kubernetes in the newest one. */
  readonly patch: number;
  readonly etcd: string;
  readonly coredns: string;
}

const channels: ReadonlyMap<string, Channel> = new Map([
  ['1-36', { newest: 7, patch: 2, etcd: 'v3.6.8', coredns: 'v1.13.2' }],
  ['1-35', { newest: 13, patch: 6, etcd: 'v3.6.8', coredns: 'v1.13.2' }],
  ['1-34', { newest: 21, patch: 9, etcd: 'v3.6.8', coredns: 'v1.12.4' }],
  ['1-33', { newest: 31, patch: 13, etcd: 'v3.5.26', coredns: 'v1.12.4' }],
  ['1-32', { newest: 41, patch: 15, etcd: 'v3.5.26', coredns: 'v1.11.4' }],
  ['1-31', { newest: 48, patch: 16, etcd: 'v3.5.26', coredns: 'v1.11.4' }],
  ['1-30', { newest: 59, patch: 16, etcd: 'v3.5.26', coredns: 'v1.11.4' }],
  ['1-29', { newest: 60, patch: 15, etcd: 'v3.5.26', coredns: 'v1.11.4' }],
]);
const unsupported = new Set(['1-29']);
const authenticator = 'v0.7.8';

const day = 24 * 60 * 60_000;
const newestAt = Date.parse('2026-08-12T00:00:00Z');
const metricsServerUntil = Date.parse('2025-01-15T00:00:00Z');
const sidecarsUntil = Date.parse('2025-03-15T00:00:00Z');

export function supportedBranches(): string {
  const lines = [...channels.keys()].filter((channel) => !unsupported.has(channel)).reverse();
  return `${lines.join('\n')}\n`;
}

export const defaultBranch = '1-36\n';

export function newestNumber(channel: string): string | undefined {
  const found = channels.get(channel);
  return found && `${found.newest}\n`;
}

/** Of a release that there is, and of no other. */
export function distroRelease(channel: string, number: number): object | undefined {
  const known = channels.get(channel);
  if (known === undefined || number < 1 || number > known.newest) return undefined;
  const before = known.newest - number;
  const date = newestAt - before * 21 * day;
  const name = `kubernetes-${channel}-eks-${number}`;
  return {
    apiVersion: 'distro.eks.amazonaws.com/v1alpha1',
    kind: 'Release',
    metadata: { name, creationTimestamp: null },
    spec: { channel, number, buildRepoCommit: hexId(40, name) },
    status: {
      components: componentsOf(known, channel, Math.max(0, known.patch - Math.floor(before / 2)), date).map(
        ({ name: component, gitTag, images, archives = [] }) => ({
          name: component,
          gitCommit: hexId(40, `${component} ${gitTag}`),
          gitTag,
          assets: [
            ...images.map((image) => imageAsset(image, `${gitTag}-eks-${channel}-${number}`)),
            ...archives.map((archive) => archiveAsset(archive, name, component, gitTag)),
          ],
        }),
      ),
      date: new Date(date).toISOString().replace('.000', ''),
    },
  };
}

/** `v1.34.9` */
export function kubernetesOf(channel: string, number: number): string | undefined {
  const known = channels.get(channel);
  const before = (known?.newest ?? 0) - number;
  return known && `v${channel.replace('-', '.')}.${Math.max(0, known.patch - Math.floor(before / 2))}`;
}

interface Component {
  readonly name: string;
  readonly gitTag: string;
  /** With the path in the registry: `coredns/coredns`. */
  readonly images: readonly string[];
  readonly archives?: readonly Archive[];
}

interface Archive {
  readonly name: string;
  readonly os: string;
  readonly arch: readonly string[];
}

const both = ['amd64', 'arm64'];

function componentsOf({ etcd, coredns }: Channel, channel: string, patch: number, date: number): Component[] {
  const kubernetes = `v${channel.replace('-', '.')}.${patch}`;
  return [
    {
      name: 'aws-iam-authenticator',
      gitTag: authenticator,
      images: ['kubernetes-sigs/aws-iam-authenticator'],
      archives: both.map((arch) => archive(`aws-iam-authenticator-linux-${arch}-${authenticator}.tar.gz`, arch)),
    },
    { name: 'coredns', gitTag: coredns, images: ['coredns/coredns'] },
    {
      name: 'etcd',
      gitTag: etcd,
      images: ['etcd-io/etcd'],
      archives: both.map((arch) => archive(`etcd-linux-${arch}-${etcd}.tar.gz`, arch)),
    },
    ...(date < sidecarsUntil ? sidecars : []),
    {
      name: 'kubernetes',
      gitTag: kubernetes,
      images: [
        'go-runner',
        'kube-apiserver',
        'kube-controller-manager',
        'kube-proxy',
        'kube-proxy-base',
        'kube-scheduler',
        'pause',
      ].map((image) => `kubernetes/${image}`),
      archives: [
        ...both.flatMap((arch) => [
          archive(`bin/linux/${arch}/kubelet`, arch),
          archive(`kubernetes-node-linux-${arch}.tar.gz`, arch),
        ]),
        archive('kubernetes-client-darwin-amd64.tar.gz', 'amd64', 'darwin'),
      ],
    },
    ...(date < metricsServerUntil
      ? [{ name: 'metrics-server', gitTag: 'v0.7.2', images: ['kubernetes-sigs/metrics-server'] }]
      : []),
  ];
}

const sidecars: readonly Component[] = [
  { name: 'external-attacher', gitTag: 'v4.7.0', images: ['kubernetes-csi/external-attacher'] },
  { name: 'external-provisioner', gitTag: 'v5.1.0', images: ['kubernetes-csi/external-provisioner'] },
  { name: 'external-resizer', gitTag: 'v1.12.0', images: ['kubernetes-csi/external-resizer'] },
  {
    name: 'external-snapshotter',
    gitTag: 'v8.1.0',
    images: [
      'kubernetes-csi/external-snapshotter/csi-snapshotter',
      'kubernetes-csi/external-snapshotter/snapshot-controller',
    ],
  },
  { name: 'livenessprobe', gitTag: 'v2.14.0', images: ['kubernetes-csi/livenessprobe'] },
  { name: 'node-driver-registrar', gitTag: 'v2.12.0', images: ['kubernetes-csi/node-driver-registrar'] },
];

function archive(name: string, arch: string, os = 'linux'): Archive {
  return { name, os, arch: [arch] };
}

function imageAsset(image: string, tag: string): object {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const uri = `public.ecr.aws/eks-distro/${image}:${tag}`;
  return {
    name: `${name}-image`,
    type: 'Image',
    os: 'linux',
    arch: both,
    description: `${name} container image`,
    image: { uri, imageDigest: `sha256:${hexId(64, uri)}` },
  };
}

function archiveAsset({ name, os, arch }: Archive, release: string, component: string, gitTag: string): object {
  const folder = release.replace(/-eks-/, '/releases/');
  const uri = `https://distro.eks.amazonaws.com/${folder}/artifacts/${component}/${gitTag}/${name}`;
  return {
    name,
    type: 'Archive',
    os,
    arch,
    description: `${component} tarball for ${os}/${arch.join(', ')}`,
    archive: {
      uri,
      sha256: hexId(64, uri),
      sha512: hexId(64, uri) + hexId(64, `${uri} too`),
      size: 10_000_000 + parseInt(hexId(6, uri), 16),
    },
  };
}
