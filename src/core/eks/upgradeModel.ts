import type { Host } from '../fleet/host.ts';
import type { EksCluster, EksSupport, EksVersion } from '../fleet/model.ts';
import type { EksAnywhereCluster, KubeNode, NodeKind } from '../kubernetes/model.ts';

/** What a plan is made of. Versions are minor ones, as `1.35`. */
export interface UpgradeFacts {
  readonly cluster: EksCluster;
  /** All that EKS supports (`DescribeClusterVersions`); empty where it could not be asked. */
  readonly versions: readonly EksVersion[];
  /** The newest that EKS supports, if left out. */
  readonly target?: string;
  /** The cluster's hosts outside AWS. */
  readonly hosts: readonly Host[];
  /** All nodes of the cluster; absent where its Kubernetes API did not answer. */
  readonly nodes?: readonly KubeNode[];
  /** What EKS Anywhere's own API names, on a cluster of its kind. */
  readonly anywhere?: readonly EksAnywhereCluster[];
  /** What extended support adds in a month, in micro-dollars; absent where no price is known. */
  readonly extendedMicroUsd?: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface UpgradePlan {
  readonly cluster: Pick<EksCluster, 'arn' | 'name'>;
  /**
   * `newest`: it has the newest version that EKS supports, and so have its nodes. `nothing`: it has the version that was
   * asked for, or a newer one. `elsewhere`: whoever runs the cluster upgrades it, and EKS can't. `unknown`: which
   * versions there are, or which one the cluster has, could not be read.
   */
  readonly outcome: 'upgrade' | 'newest' | 'nothing' | 'elsewhere' | 'unknown';
  readonly from?: string;
  readonly to?: string;
  /** In the order in which they are to be taken. */
  readonly steps: readonly UpgradeStep[];
  /** What to know before, the most pressing first. */
  readonly notes: readonly UpgradeNote[];
  /** From the cluster's version to the target; those of which EKS gives no date are there too. */
  readonly versions: readonly VersionSupport[];
  readonly extended?: ExtendedCost;
  /** When AWS upgrades the control plane if nobody does, in milliseconds since the epoch; absent where it is not known. */
  readonly upgradedByAws?: number;
}

export interface VersionSupport {
  readonly version: string;
  readonly support: EksSupport;
  /** Milliseconds since the epoch. */
  readonly endOfStandardSupport?: number;
  readonly endOfExtendedSupport?: number;
}

/** What extended support of the version in use costs, if the cluster stays where it is. */
export interface ExtendedCost {
  /** Milliseconds since the epoch; absent where it is not known. In the past: it is paid already. */
  readonly from?: number;
  readonly isPaid: boolean;
  /** In a month, on top of the cluster; absent where no price is known. */
  readonly monthlyMicroUsd?: number;
}

/** Why nodes are upgraded: the control plane would leave them behind otherwise, or they follow it. */
export type NodeReason = 'skew' | 'follow';

export type UpgradeStep =
  | { readonly kind: 'controlPlane'; readonly from: string; readonly to: string }
  /** One host outside AWS, with its own commands. */
  | {
      readonly kind: 'hybridNode';
      readonly name: string;
      /** Its name in Kubernetes. */
      readonly node: string;
      /** Of its kubelet; absent where that is not known. */
      readonly from?: string;
      readonly to: string;
      readonly reason: NodeReason;
    }
  /** Nodes inside AWS, and others that no host of ours stands for. */
  | {
      readonly kind: 'nodes';
      readonly nodeKind: NodeKind;
      readonly count: number;
      /** The oldest kubelet among them. */
      readonly from: string;
      readonly to: string;
      readonly reason: NodeReason;
    }
  /** By `eksctl anywhere`; the management cluster comes before those that it manages. */
  | {
      readonly kind: 'anywhere';
      readonly name: string;
      readonly isManagement: boolean;
      readonly from: string;
      readonly to: string;
    };

export type UpgradeNote =
  /** `UPDATING`, `CREATING`, …: EKS takes no upgrade now. */
  | { readonly kind: 'notActive'; readonly status: string }
  /** AWS found something wrong with the cluster, which may make an upgrade fail. */
  | { readonly kind: 'health'; readonly code: string; readonly detail: string }
  /** Kubelets that Kubernetes does not support beside the control plane as it is. */
  | { readonly kind: 'newerKubelets' | 'tooOldKubelets'; readonly names: readonly string[] }
  /** The kubelets are not known: they have to be looked at before each step. */
  | { readonly kind: 'kubeletsUnknown' }
  /** Raspberry Pis before the Pi 5, on which kube-proxy from 1.31 on does not start. `certain` if they say so themselves. */
  | { readonly kind: 'piBefore5'; readonly names: readonly string[]; readonly certain: boolean }
  /** ARM hosts of which it is not known whether kube-proxy from 1.31 on starts there. */
  | { readonly kind: 'armUnknown'; readonly names: readonly string[] }
  /** Nodes that are not well, or that Kubernetes does not know: what is upgraded can't be told to be well afterwards. */
  | { readonly kind: 'notReady' | 'notJoined'; readonly names: readonly string[] }
  /** EKS does not have the version that was asked for. */
  | { readonly kind: 'notOffered'; readonly version: string };
