import { allowedSkew, minorOf } from '../../kubernetes/skew.ts';

/**
 * What an EKS hybrid node may be. Sources: EKS user guide, "Prepare operating system for hybrid nodes", "Prepare
 * networking for hybrid nodes", "Hybrid nodes overview"; nodeadm of github.com/aws/eks-hybrid.
 */

export const hybridOperatingSystems = {
  /** When AWS's list was read. */
  asOf: '2026-08',
  /**
   * `id` and `versions` as `ID` and `VERSION_ID` of `/etc/os-release` have them, a version also standing for its minor
   * ones. Bottlerocket is left out: it has no shell, and is told by its own settings.
   */
  systems: [
    { id: 'amzn', name: 'Amazon Linux', versions: ['2023'] },
    { id: 'ubuntu', name: 'Ubuntu', versions: ['20.04', '22.04', '24.04'] },
    { id: 'rhel', name: 'RHEL', versions: ['8', '9'] },
  ],
} as const;

/**
 * The Kubernetes versions that a hybrid node of a cluster may have, out of those that EKS has (`DescribeClusterVersions`,
 * as `1.35`); newest first, so that the first is the cluster's own. One minor version newer than the cluster is one too
 * new. Empty when the cluster's version can't be read. Nodeadm enforces the version skew policy.
 */
export function hybridKubernetesVersions(clusterVersion: string, eksVersions: readonly string[]): readonly string[] {
  const cluster = minorOf(clusterVersion);
  if (cluster === undefined) return [];
  const fits = (version: string): boolean => {
    const minor = minorOf(version);
    return minor !== undefined && minor <= cluster && cluster - minor <= allowedSkew(minor);
  };
  return [...new Set([clusterVersion, ...eksVersions])]
    .filter(fits)
    .sort((a, b) => (minorOf(b) ?? 0) - (minorOf(a) ?? 0));
}

/** What to tell the user before an evening is spent on it; the interface has the sentences. */
export type HybridNodeWarning =
  /** Its processor lacks ARMv8.2 with the crypto extensions, which kube-proxy of EKS needs from 1.31 on. */
  | { readonly kind: 'raspberryPiBefore5'; readonly board: string }
  /** Neither x86_64 nor aarch64. */
  | { readonly kind: 'architecture'; readonly architecture: string }
  /** The cluster has no `remoteNetworkConfig`: no network is set aside for nodes outside AWS. */
  | { readonly kind: 'noRemoteNetwork' }
  /** Nodes outside AWS would get the private addresses of an endpoint that is both: it must be public or private. */
  | { readonly kind: 'publicAndPrivateEndpoint' }
  /** AWS does not offer hybrid nodes in GovCloud and in China. */
  | { readonly kind: 'partition'; readonly partition: string };

export interface HybridNodeFacts {
  /** What the board calls itself (`Raspberry Pi 4 Model B Rev 1.4`). */
  readonly board?: string;
  /** As `uname -m` says it. */
  readonly architecture?: string;
  readonly clusterHybridEnabled?: boolean;
  readonly endpointAccess?: { readonly public: boolean; readonly private: boolean };
  /** `aws`, `aws-cn`, … */
  readonly partition?: string;
}

/** What is known to stand in the way of a hybrid node. What isn't known gives no warning. */
export function hybridNodeWarnings(facts: HybridNodeFacts): readonly HybridNodeWarning[] {
  const { board, architecture, clusterHybridEnabled, endpointAccess, partition } = facts;
  const warnings: HybridNodeWarning[] = [];
  if (board !== undefined && isRaspberryPiBefore5(board)) warnings.push({ kind: 'raspberryPiBefore5', board });
  if (architecture !== undefined && !/^(x86_64|amd64|aarch64|arm64)$/.test(architecture)) {
    warnings.push({ kind: 'architecture', architecture });
  }
  if (clusterHybridEnabled === false) warnings.push({ kind: 'noRemoteNetwork' });
  if (endpointAccess?.public && endpointAccess.private) warnings.push({ kind: 'publicAndPrivateEndpoint' });
  if (partition === 'aws-cn' || partition === 'aws-us-gov') warnings.push({ kind: 'partition', partition });
  return warnings;
}

/** Of a board that calls itself a Raspberry Pi. The first boards, and every Zero, have no number after their name. */
export function isRaspberryPiBefore5(board: string): boolean {
  if (!/raspberry pi/i.test(board)) return false;
  // The Pi 400 is a Pi 4, and the Pi 500 a Pi 5.
  const generation = /raspberry pi (?:compute module )?(\d)/i.exec(board)?.[1];
  return generation === undefined || Number(generation) < 5;
}
