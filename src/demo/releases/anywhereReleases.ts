import { hexId } from '../world.ts';
import { kubernetesOf } from './distroReleases.ts';

/** Releases of EKS Anywhere, and their bundles, in the shape of AWS's manifests. Versions and numbers are the demo's own. */

interface AnywhereRelease {
  readonly version: string;
  readonly number: number;
  readonly bundle: number;
  readonly date: string;
  /** Numbers of the releases of EKS Distro that it brings, by channel. */
  readonly distro: Readonly<Record<string, number>>;
}

const releases: readonly AnywhereRelease[] = [
  {
    version: 'v0.24.2',
    number: 104,
    bundle: 111,
    date: '2026-06-24',
    distro: { '1-30': 57, '1-31': 46, '1-32': 38, '1-33': 28, '1-34': 18 },
  },
  {
    version: 'v0.25.0',
    number: 107,
    bundle: 115,
    date: '2026-08-05',
    distro: { '1-31': 47, '1-32': 39, '1-33': 29, '1-34': 19, '1-35': 11 },
  },
  {
    version: 'v0.25.1',
    number: 109,
    bundle: 118,
    date: '2026-09-16',
    distro: { '1-31': 48, '1-32': 40, '1-33': 30, '1-34': 20, '1-35': 12 },
  },
];

/** The bundle of the last release but one: what somebody has who has not upgraded for a while. */
export const usedBundle = 115;

/** The release that brought a bundle. */
export function releaseOfBundle(number: number): Pick<AnywhereRelease, 'version' | 'number' | 'date'> | undefined {
  return releases.find(({ bundle }) => bundle === number);
}

const apiVersion = 'anywhere.eks.amazonaws.com/v1alpha1';

/** @param base where the manifests are that it names */
export function anywhereManifest(base: string): object {
  return {
    apiVersion,
    kind: 'Release',
    metadata: { name: 'eks-a-release', creationTimestamp: null },
    spec: {
      latestVersion: releases.at(-1)?.version,
      releases: releases.map(({ version, number, bundle, date }) => ({
        date: `${date}T00:00:00Z`,
        version,
        number,
        gitCommit: hexId(40, version),
        gitTag: version,
        bundleManifestUrl: bundleUrl(base, bundle),
        eksABinary: { linux: binary(base, version, number, 'linux'), darwin: binary(base, version, number, 'darwin') },
      })),
    },
    status: {},
  };
}

function binary(base: string, version: string, number: number, os: string): object {
  const uri = `${base}/releases/eks-a/${number}/artifacts/eks-a/${version}/${os}/amd64/eksctl-anywhere-${version}-${os}-amd64.tar.gz`;
  return {
    arch: ['amd64'],
    description: 'EKS Anywhere CLI',
    name: 'eksctl-anywhere',
    os,
    sha256: hexId(64, uri),
    sha512: hexId(64, uri) + hexId(64, `${uri} too`),
    uri,
  };
}

export function bundleUrl(base: string, bundle: number): string {
  return `${base}/releases/bundles/${bundle}/manifest.yaml`;
}

/** @param base where the manifests are that it names */
export function bundleManifest(number: number, base: string): { spec: object; [field: string]: unknown } | undefined {
  const release = releases.find(({ bundle }) => bundle === number);
  if (release === undefined) return undefined;
  const { version, distro } = release;
  return {
    apiVersion,
    kind: 'Bundles',
    metadata: { name: `bundles-${number}`, creationTimestamp: null },
    spec: {
      number,
      cliMinVersion: version.replace(/\d+$/, '0'),
      cliMaxVersion: version,
      versionsBundles: Object.entries(distro).map(([channel, each]) => versionsBundle(channel, each, base)),
    },
    status: {},
  };
}

const endsOfSupport: Readonly<Record<string, string>> = {
  '1-30': '2025-07-23',
  '1-31': '2025-11-26',
  '1-32': '2026-03-23',
  '1-33': '2026-07-29',
  '1-34': '2026-12-02',
  '1-35': '2027-03-27',
};

function versionsBundle(channel: string, number: number, base: string): object {
  const name = `kubernetes-${channel}-eks-${number}`;
  const kubeVersion = kubernetesOf(channel, number);
  const image = (of: string, uri: string): object => ({
    arch: ['amd64', 'arm64'],
    description: `Container image for ${of} image`,
    imageDigest: `sha256:${hexId(64, uri)}`,
    name: of,
    os: 'linux',
    uri,
  });
  return {
    kubeVersion: channel.replace('-', '.'),
    endOfStandardSupport: endsOfSupport[channel],
    eksD: {
      name,
      channel,
      kubeVersion,
      gitCommit: hexId(40, name),
      manifestUrl: `${base}/kubernetes-${channel}/${name}.yaml`,
      kindNode: image(
        'kind-node',
        `public.ecr.aws/eks-anywhere/kubernetes-sigs/kind/node:${kubeVersion}-eks-d-${channel}-${number}`,
      ),
    },
    cilium: {
      version: 'v1.17.9-0',
      cilium: image('cilium', 'public.ecr.aws/isovalent/cilium:v1.17.9-0'),
      operator: image('operator-generic', 'public.ecr.aws/isovalent/operator-generic:v1.17.9-0'),
    },
  };
}
