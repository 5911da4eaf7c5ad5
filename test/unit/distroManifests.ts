import type { ReleaseId } from '../../src/core/distro/channel.ts';

/** Manifests as AWS publishes them: written by Go, keys sorted, strings quoted only where they must be. */

export const digestOf = (seed: string): string =>
  `sha256:${Buffer.from(seed).toString('hex').padEnd(64, '0').slice(0, 64)}`;

interface ImageText {
  readonly name: string;
  readonly path: string;
  readonly version: string;
}

const own: readonly ImageText[] = [
  { name: 'aws-iam-authenticator', path: 'kubernetes-sigs/aws-iam-authenticator', version: 'v0.7.18' },
  { name: 'coredns', path: 'coredns/coredns', version: 'v1.14.3' },
  { name: 'etcd', path: 'etcd-io/etcd', version: 'v3.6.12' },
];
const ofKubernetes = ['kube-apiserver', 'kube-controller-manager', 'kube-proxy', 'kube-scheduler', 'pause'];

export interface ReleaseText extends ReleaseId {
  /** `v1.36.2` */
  readonly kubernetes: string;
  readonly date?: string;
  /** Further ones, as old releases have. */
  readonly more?: readonly ImageText[];
}

export function releaseText({
  channel,
  number,
  kubernetes,
  date = '2026-08-03T17:00:00Z',
  more = [],
}: ReleaseText): string {
  const suffix = `eks-${channel}-${number}`;
  const image = ({ name, path, version }: ImageText): string => `    - arch:
      - amd64
      - arm64
      description: ${name} container image
      image:
        imageDigest: ${digestOf(name + suffix)}
        uri: public.ecr.aws/eks-distro/${path}:${version}-${suffix}
      name: ${name}-image
      os: linux
      type: Image
`;
  const component = (name: string, tag: string, assets: string): string => `  - assets:
${assets}    gitCommit: 4d28e1fbd5ad2c6e0f1b2e1ad5a7d3c7a0c1b2d3
    gitTag: ${tag}
    name: ${name}
`;
  const archive = `    - arch:
      - arm64
      archive:
        sha256: ${digestOf('archive').slice(7)}
        sha512: ${digestOf('a').slice(7)}${digestOf('b').slice(7)}
        uri: https://distro.eks.amazonaws.com/kubernetes-${channel}/releases/${number}/artifacts/kubernetes/${kubernetes}/kubernetes-node-linux-arm64.tar.gz
      description: Kubernetes node tarball for linux/arm64
      name: kubernetes-node-linux-arm64.tar.gz
      os: linux
      type: Archive
`;
  const kubernetesImages = ofKubernetes.map((name) => image({ name, path: `kubernetes/${name}`, version: kubernetes }));
  return `apiVersion: distro.eks.amazonaws.com/v1alpha1
kind: Release
metadata:
  creationTimestamp: null
  name: kubernetes-${channel}-eks-${number}
spec:
  buildRepoCommit: 0f6c2a1b4d28e1fbd5ad2c6e0f1b2e1ad5a7d3c7
  channel: ${channel}
  number: ${number}
status:
  components:
${[...own, ...more].map((each) => component(each.name, each.version, image(each))).join('')}${component(
    'kubernetes',
    kubernetes,
    archive + kubernetesImages.join(''),
  )}  date: "${date}"
`;
}

export function anywhereText(releases: readonly { readonly version: string; readonly bundle: number }[]): string {
  const items = releases.map(
    ({
      version,
      bundle,
    }) => `  - bundleManifestUrl: https://anywhere-assets.eks.amazonaws.com/releases/bundles/${bundle}/manifest.yaml
    date: "2026-07-15T09:30:00Z"
    eksABinary:
      linux:
        arch:
        - amd64
        uri: https://anywhere-assets.eks.amazonaws.com/releases/eks-a/1/artifacts/eks-a/${version}/linux/amd64/eksctl-anywhere.tar.gz
    gitCommit: 0123456789abcdef
    gitTag: ${version}
    number: ${bundle - 9}
    version: ${version}
`,
  );
  return `apiVersion: anywhere.eks.amazonaws.com/v1alpha1
kind: Release
metadata:
  creationTimestamp: null
  name: eks-a-release
spec:
  latestVersion: ${releases.at(-1)?.version ?? ''}
  releases:
${items.join('')}status: {}
`;
}

export function bundleText(number: number, distro: readonly ReleaseId[], end = '2027-03-27'): string {
  const versions = distro.map(
    ({ channel, number: release }) => `  - bootstrap:
      version: v1.9.0+abcdef1
    eksD:
      channel: ${channel}
      components: https://distro.eks.amazonaws.com/crds/releases.distro.eks.amazonaws.com-v1alpha1.yaml
      kubeVersion: v${channel.replace('-', '.')}.2
      manifestUrl: https://distro.eks.amazonaws.com/kubernetes-${channel}/kubernetes-${channel}-eks-${release}.yaml
      name: kubernetes-${channel}-eks-${release}
    endOfStandardSupport: "${end}"
    kubeVersion: "${channel.replace('-', '.')}"
`,
  );
  return `apiVersion: anywhere.eks.amazonaws.com/v1alpha1
kind: Bundles
metadata:
  creationTimestamp: null
  name: bundles-${number}
spec:
  cliMaxVersion: v0.25.1
  cliMinVersion: v0.25.1
  number: ${number}
  versionsBundles:
${versions.join('')}status: {}
`;
}
