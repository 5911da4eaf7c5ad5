/**
 * What a Kubernetes API says of its machines and of what runs on them: plain data, no wire shapes. All times are
 * milliseconds since the Unix epoch, CPU is in millicores, memory in MiB. Everything survives `JSON.stringify`.
 */

/** Source: `status.conditions` of a node. */
export interface KubeCondition {
  /** `Ready`, `MemoryPressure`, `DiskPressure`, `PIDPressure`, `NetworkUnavailable`, or a name of the user's own. */
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** Last transition. */
  readonly since?: number;
}

/** Which of EKS's ways to have a node; `other` outside EKS. Sources: label `eks.amazonaws.com/compute-type`, `spec.providerID`. */
export type NodeKind = 'hybrid' | 'ec2' | 'fargate' | 'auto' | 'other';

export interface KubeResources {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly pods: number;
}

/** Source: `v1` `Node`. */
export interface KubeNode {
  readonly name: string;
  readonly kind: NodeKind;
  /** `mi-…` of a hybrid node that has its credentials from SSM. */
  readonly managedNodeId?: string;
  /** `eks-hybrid:///…`, `aws:///…`, … */
  readonly providerId?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly conditions: readonly KubeCondition[];
  /** Cordoned. */
  readonly unschedulable: boolean;
  /** `v1.35.2-eks-…`; empty where the node does not say. */
  readonly kubeletVersion: string;
  /** `containerd://2.1.4` */
  readonly containerRuntime?: string;
  /** `Ubuntu 24.04.3 LTS` */
  readonly osImage?: string;
  readonly kernelVersion?: string;
  /** Go's name: `arm64`, `amd64`, …; empty where the node does not say. */
  readonly architecture: string;
  readonly capacity: KubeResources;
  readonly allocatable: KubeResources;
  readonly internalIp?: string;
  readonly createdAt?: number;
}

/** Source: `status.containerStatuses` of a pod; of one without a status yet, `spec.containers`. */
export interface KubeContainer {
  readonly name: string;
  /** As the pod names it. */
  readonly image: string;
  /** With its digest, as the runtime has it. */
  readonly imageId?: string;
  readonly ready: boolean;
  readonly state: 'waiting' | 'running' | 'terminated' | 'unknown';
  /** `ImagePullBackOff`, `CrashLoopBackOff`, `OOMKilled`, … */
  readonly reason?: string;
  readonly restarts: number;
}

/** Source: `v1` `Pod`. Init containers are left out. */
export interface KubePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent while the pod waits for a node. */
  readonly nodeName?: string;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  /** `Evicted`, `NodeLost`, … */
  readonly reason?: string;
  /** What controls it: a `ReplicaSet`, `DaemonSet`, `Job`, … */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly startedAt?: number;
  readonly containers: readonly KubeContainer[];
}

/** A machine of Cluster API. Source: `cluster.x-k8s.io` `Machine`. */
export interface CapiMachine {
  readonly name: string;
  readonly namespace: string;
  readonly clusterName: string;
  readonly role: 'controlPlane' | 'etcd' | 'worker';
  /** `Pending`, `Provisioning`, `Provisioned`, `Running`, `Deleting`, `Deleted`, `Failed`, `Unknown`. */
  readonly phase: string;
  /** Absent until the machine is a node. */
  readonly nodeName?: string;
  readonly providerId?: string;
  /** `v1.35.2-eks-1-35-13`; absent on machines of etcd. */
  readonly version?: string;
  /** Why it failed, in Cluster API's words. */
  readonly failure?: string;
  readonly createdAt?: number;
}

/** Source: `anywhere.eks.amazonaws.com` `Cluster`, with the `EKSARelease` and the `Bundles` that it names. */
export interface EksAnywhereCluster {
  readonly name: string;
  readonly namespace: string;
  /** `1.35` */
  readonly kubernetesVersion: string;
  /** `v0.25.1` */
  readonly eksAnywhereVersion?: string;
  readonly bundleNumber?: number;
  /** `kubernetes-1-35-eks-13`, of its Kubernetes version in its bundle. */
  readonly distroRelease?: string;
  /** Manages itself, and may manage others. */
  readonly isManagement: boolean;
}
