/**
 * What a cluster's Kubernetes API holds, as the world keeps it. Hybrid nodes are not among it: they are made of the
 * managed nodes that carry the cluster's tag, so that the two can't disagree.
 */
export interface KubernetesContents {
  /** `v1.35.6-eks-3025e55` */
  readonly gitVersion: string;
  readonly nodes: NodeFacts[];
  /** By the ids of managed nodes: what SSM does not know of them. */
  readonly hybridNodes: Map<string, HybridNodeFacts>;
  readonly pods: PodFacts[];
  /** Whole objects, by what their lists are called: `cluster.x-k8s.io/v1beta1/machines`. */
  readonly customResources: Map<string, readonly KubernetesObject[]>;
  /** Name of the context of the demo account's kubeconfig that leads there. */
  readonly context?: string;
  /** Lists have at most so many items a page, whatever is asked for; default: as many. */
  readonly mostPerPage?: number;
}

export interface NodeFacts {
  readonly name: string;
  readonly providerId: string;
  /** Besides those that every node has. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** As Go names it. */
  readonly architecture: 'arm64' | 'amd64';
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly maxPods: number;
  /** `v1.35.6-eks-3025e55` */
  readonly kubeletVersion: string;
  readonly containerRuntime: string;
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly internalIp: string;
  readonly createdAt: number;
  /** Its kubelet has been silent since then. */
  readonly lostAt?: number;
  /** Cordoned. */
  readonly unschedulable?: boolean;
}

/** Default: four processors, eight gigabytes, and a kubelet as new as the control plane. */
export type HybridNodeFacts = Partial<
  Pick<
    NodeFacts,
    | 'cpus'
    | 'memoryMiB'
    | 'kubeletVersion'
    | 'containerRuntime'
    | 'osImage'
    | 'kernelVersion'
    | 'lostAt'
    | 'unschedulable'
  > & { readonly labels: NodeFacts['labels'] }
>;

export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: { readonly kind: 'ReplicaSet' | 'DaemonSet' | 'StatefulSet' | 'Node'; readonly name: string };
  /** Absent while it waits for a node. */
  readonly nodeName?: string;
  readonly podIp?: string;
  readonly createdAt: number;
  readonly containers: readonly PodContainerFacts[];
}

export interface PodContainerFacts {
  readonly name: string;
  readonly image: string;
  readonly restarts?: number;
  /** Why it does not run. */
  readonly waiting?: { readonly reason: string; readonly message: string };
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export function emptyContents(gitVersion: string): KubernetesContents {
  return { gitVersion, nodes: [], hybridNodes: new Map(), pods: [], customResources: new Map() };
}
