/**
 * The fleet as the rest of the extension knows it: plain data, no AWS shapes. All times are milliseconds since the
 * Unix epoch, CPU is in ECS CPU units (1,024 a vCPU), memory in MiB. Everything survives `JSON.stringify`.
 */

/** Where an account's credentials come from. */
export type CredentialSource =
  /** A profile of the shared config files, by its name. */
  | { readonly kind: 'profile'; readonly profile: string }
  /** Whatever the provider chain finds without a profile: environment variables, container or instance role. */
  | { readonly kind: 'environment' }
  /** The simulated account that this extension carries. */
  | { readonly kind: 'demo' };

/** An account as the user chose it: credentials, used in one Region. */
export interface AccountRef {
  readonly source: CredentialSource;
  readonly region: string;
}

/** A stable key for an account, for node ids and storage. */
export function accountKey({ source, region }: AccountRef): string {
  return source.kind === 'profile' ? `profile:${source.profile}@${region}` : `${source.kind}@${region}`;
}

/** Who the credentials turned out to be. Source: STS `GetCallerIdentity`. */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly accountId: string;
  readonly arn: string;
}

/** Source: ECS `DescribeClusters` with `STATISTICS`. */
export interface EcsCluster {
  readonly kind: 'ecs';
  readonly arn: string;
  readonly name: string;
  /** `ACTIVE`, `PROVISIONING`, `DEPROVISIONING`, `FAILED`, `INACTIVE`. */
  readonly status: string;
  /** All container instances, external and EC2, `ACTIVE` or `DRAINING`. */
  readonly containerInstanceCount: number;
  readonly runningTaskCount: number;
  readonly pendingTaskCount: number;
  readonly activeServiceCount: number;
  /** Absent when AWS sent no statistics. */
  readonly fargateTaskCount?: number;
}

/** What a cluster's Kubernetes version is billed as. `unknown` where `DescribeClusterVersions` does not name it. */
export type EksSupport = 'standard' | 'extended' | 'unsupported' | 'unknown';

/** A Kubernetes version that EKS has. Source: EKS `DescribeClusterVersions`. */
export interface EksVersion {
  /** `1.35` */
  readonly version: string;
  readonly support: EksSupport;
  /** As AWS has them, at midnight UTC. */
  readonly endOfStandardSupport?: number;
  readonly endOfExtendedSupport?: number;
  /** What new clusters get. */
  readonly isDefault?: boolean;
}

/** Something about a cluster that AWS found to be wrong. Source: `health.issues` of EKS `DescribeCluster`. */
export interface EksHealthIssue {
  /** `Ec2SubnetNotFound`, `ClusterUnreachable`, … */
  readonly code: string;
  /** In AWS's words; may be empty. */
  readonly message: string;
  readonly resourceIds: readonly string[];
}

/** Source: EKS `DescribeCluster`, and `DescribeClusterVersions` for `support`. */
export interface EksCluster {
  readonly kind: 'eks';
  readonly arn: string;
  readonly name: string;
  /** `CREATING`, `ACTIVE`, `DELETING`, `FAILED`, `UPDATING`, `PENDING`. */
  readonly status: string;
  /** `1.35`; absent on connected clusters. */
  readonly version?: string;
  /** `eks.12`; absent on connected clusters. */
  readonly platformVersion?: string;
  readonly createdAt?: number;
  readonly support: EksSupport;
  /** When extended support of the version begins, which costs more, and when it ends; as AWS has it, at midnight UTC. */
  readonly endOfStandardSupport?: number;
  readonly endOfExtendedSupport?: number;
  /** What AWS does when standard support of the version ends: upgrade the cluster, or let it go on at a higher price. */
  readonly atEndOfStandardSupport?: 'upgrade' | 'extend';
  /** `standard`, or `tier-xl`, … for a provisioned control plane, which costs more. Absent on connected clusters. */
  readonly controlPlaneTier?: string;
  /** Has a `remoteNetworkConfig`, so hybrid nodes can join. */
  readonly hybridNodesEnabled: boolean;
  /** CIDR blocks outside AWS of hybrid nodes and of their pods. */
  readonly remoteNetworks?: { readonly nodes: readonly string[]; readonly pods: readonly string[] };
  /** From where its API server can be reached; absent on connected clusters. */
  readonly endpointAccess?: { readonly public: boolean; readonly private: boolean };
  /** URL of the API server; absent on connected clusters, and until it is made. */
  readonly endpoint?: string;
  /** Of the API server's certificate: base64 of the PEM, as `DescribeCluster` has it. */
  readonly certificateAuthority?: string;
  /** Whether EKS Auto Mode runs nodes in it; absent where AWS does not say. */
  readonly autoMode?: boolean;
  /** Absent where AWS found nothing. */
  readonly healthIssues?: readonly EksHealthIssue[];
  /** Present on clusters that came through the EKS Connector: these run elsewhere and cost nothing in EKS. */
  readonly connector?: {
    /** `EKS_ANYWHERE`, `OTHER`, … */
    readonly provider?: string;
    /** The SSM activation that the connector's two agents register with. */
    readonly activationId?: string;
    readonly activationExpiresAt?: number;
  };
}

export type Cluster = EcsCluster | EksCluster;

/** `Inactive` is deprecated by AWS; kept because old nodes may still show it. */
export type PingStatus = 'Online' | 'ConnectionLost' | 'Inactive';

/** A managed node that came by a hybrid activation (`mi-…`). Source: SSM `DescribeInstanceProperties`. */
export interface ManagedNode {
  /** `mi-` and 17 characters. */
  readonly id: string;
  /** The name given by the activation (`DefaultInstanceName`) or later. */
  readonly name?: string;
  /** What the machine calls itself. */
  readonly computerName?: string;
  readonly pingStatus?: PingStatus;
  readonly lastPingAt?: number;
  readonly agentVersion?: string;
  readonly platformType?: string;
  /** `Ubuntu`, `Amazon Linux`, … */
  readonly platformName?: string;
  readonly platformVersion?: string;
  /** As SSM says it: `x86_64`, `arm64`, … */
  readonly architecture?: string;
  readonly ipAddress?: string;
  readonly activationId?: string;
  readonly iamRole?: string;
  readonly registeredAt?: number;
}

export interface Resources {
  readonly cpu: number;
  readonly memoryMiB: number;
  /** Physical GPUs; absent where the host has none. */
  readonly gpus?: number;
}

/** Ports of a host itself, not of containers. */
export interface HostPorts {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/** An external container instance. Source: ECS `DescribeContainerInstances`. */
export interface ContainerInstance {
  readonly arn: string;
  readonly clusterArn: string;
  /** `ec2InstanceId`, which holds the `mi-…` id on external hosts. Not unique: registration is not idempotent. */
  readonly managedNodeId: string;
  /** `ACTIVE`, `DRAINING`, `REGISTERING`, `DEREGISTERING`, `REGISTRATION_FAILED`, `INACTIVE`. */
  readonly status: string;
  readonly statusReason?: string;
  readonly agentConnected: boolean;
  readonly agentVersion?: string;
  readonly dockerVersion?: string;
  readonly total: Resources;
  readonly free: Resources;
  /** Kept by the agent for the host itself (SSH, Docker, the agent) when it registered. */
  readonly reservedPorts?: HostPorts;
  /** Fixed host ports that can't be had: the reserved ones, and those of tasks. */
  readonly usedPorts?: HostPorts;
  readonly runningTaskCount: number;
  readonly pendingTaskCount: number;
  readonly registeredAt?: number;
  /** Attribute names to values; an attribute without a value has an empty string. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TaskContainer {
  readonly arn?: string;
  readonly name: string;
  /** `PENDING`, `RUNNING`, `STOPPED`. */
  readonly status: string;
  readonly image: string;
  readonly imageDigest?: string;
  readonly exitCode?: number;
  readonly reason?: string;
  /** `HEALTHY`, `UNHEALTHY`, `UNKNOWN`. */
  readonly health?: string;
  /** What its definition reserves of the host. CPU of 0 is none. */
  readonly cpu?: number;
  /** The hard limit. */
  readonly memoryMiB?: number;
  /** The soft limit, which is what ECS reserves where there is one. */
  readonly memoryReservationMiB?: number;
}

/** A task on an external host. Source: ECS `DescribeTasks`. */
export interface Task {
  readonly arn: string;
  readonly clusterArn: string;
  /** Absent while the task waits for a host. */
  readonly containerInstanceArn?: string;
  readonly taskDefinitionArn: string;
  /** `service:web`, `family:batch`, … */
  readonly group?: string;
  /** `PROVISIONING`, `PENDING`, `ACTIVATING`, `RUNNING`, `DEACTIVATING`, `STOPPING`, `DEPROVISIONING`, `STOPPED`. */
  readonly lastStatus: string;
  readonly desiredStatus: string;
  readonly startedAt?: number;
  /** When the agent began to pull its images, and when it had them all; of the newest attempt. */
  readonly pullStartedAt?: number;
  readonly pullStoppedAt?: number;
  /** Absent where the task definition has none of its own: then its containers say what they need. */
  readonly cpu?: number;
  readonly memoryMiB?: number;
  readonly containers: readonly TaskContainer[];
}
