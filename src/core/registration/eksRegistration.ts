/** Source: EKS `RegisterCluster`, `ConnectorConfigRequest`. */
export const connectorProviders = [
  'EKS_ANYWHERE',
  'ANTHOS',
  'GKE',
  'AKS',
  'OPENSHIFT',
  'TANZU',
  'RANCHER',
  'EC2',
  'OTHER',
] as const;

export type ConnectorProvider = (typeof connectorProviders)[number];

/** A cluster that is to be connected. */
export interface ConnectorRequest {
  /** 1 to 100 letters, digits, `-` and `_`; the first is a letter or digit. */
  readonly name: string;
  readonly provider: ConnectorProvider;
  /** Of the role that the connector's agents take on. */
  readonly roleArn: string;
  /** Any unique text: the same request sent again with it registers nothing more. */
  readonly requestToken: string;
}

/** The one answer that ever holds the code. */
export interface RegisteredCluster {
  readonly arn: string;
  readonly name: string;
  readonly activationId: string;
  /** A secret: whoever has it can connect a cluster in this one's place. */
  readonly activationCode: string;
  /** Milliseconds since the epoch; EKS gives three days. */
  readonly expiresAt?: number;
}

/** How far a cluster has come that was registered. Source: EKS `DescribeCluster`. */
export interface ConnectorState {
  /** `PENDING` until its agent has connected, then `ACTIVE`; `FAILED` when none did in time. */
  readonly status: string;
  readonly activationId?: string;
}

/** What an IAM principal may enter an EKS cluster as. Source: EKS `DescribeAccessEntry`. */
export interface AccessEntry {
  /** `HYBRID_LINUX` for hybrid nodes, `STANDARD`, `EC2_LINUX`, … */
  readonly type: string;
}

/** What registering with EKS clusters needs of one account. Rejects with `Failure`. */
export interface EksRegistrationGateway {
  /** Waits, bounded, for a role that was made a moment ago. */
  registerCluster(request: ConnectorRequest, signal?: AbortSignal): Promise<RegisteredCluster>;
  /** Whether the cluster is there and `ACTIVE`, or on its way to it: `UPDATING`. */
  clusterIsActive(name: string, signal?: AbortSignal): Promise<boolean>;
  /** `undefined` when no such cluster is there, or it is not one that came by the connector. */
  connector(name: string, signal?: AbortSignal): Promise<ConnectorState | undefined>;
  /** Takes its activation and the nodes of its agents with it. Rejects with `notFound` when it has gone already. */
  deregisterCluster(name: string, signal?: AbortSignal): Promise<void>;
  /** The Kubernetes versions that EKS has, as `1.35`, in no order. */
  kubernetesVersions(signal?: AbortSignal): Promise<readonly string[]>;
  /** `undefined` when the principal has none. */
  accessEntry(cluster: string, principalArn: string, signal?: AbortSignal): Promise<AccessEntry | undefined>;
  /** Lets the nodes in that have the role. One of the same type that is there already is fine. */
  createAccessEntry(
    cluster: string,
    roleArn: string,
    type: 'HYBRID_LINUX',
    requestToken: string,
    signal?: AbortSignal,
  ): Promise<void>;
}
