import type { EksCluster } from '../fleet/model.ts';
import type { CapiMachine, EksAnywhereCluster, KubeNode, KubePod } from './model.ts';

/** Which Kubernetes API to ask, and as whom. */
export type KubeTarget =
  /** A cluster of Amazon EKS, with a token made of the account's own credentials. */
  | {
      readonly kind: 'eks';
      readonly clusterName: string;
      readonly region: string;
      /** URL of the API server. */
      readonly endpoint: string;
      /** Base64 of the PEM, as `DescribeCluster` has it. */
      readonly certificateAuthority: string;
      readonly endpointAccess?: EksCluster['endpointAccess'];
    }
  /** A context of the user's kubeconfig, with whatever that signs in by. */
  | {
      readonly kind: 'context';
      readonly context: string;
    };

/** A context of the user's kubeconfig. */
export interface KubeContext {
  readonly name: string;
  /** Name of its cluster in the kubeconfig. */
  readonly cluster: string;
  /** URL of the API server; empty where the kubeconfig has none. */
  readonly server: string;
}

/**
 * Reads one Kubernetes API; changes nothing. Every call rejects with a `Failure`: `untrustedCertificate`,
 * `privateEndpoint`, `noAccessEntry`, `expiredCredentials`, `accessDenied`, `timedOut`, `network`, `throttled`, `service`,
 * `cancelled`. Its `service` is `Kubernetes`, its `operation` what was asked, such as `list nodes`, its `code` Kubernetes' own
 * reason, such as `Forbidden`. Nothing is kept: each call asks anew.
 */
export interface KubeGateway {
  /** `gitVersion` of the API server, such as `v1.35.6-eks-0a1b2c3`. */
  version(signal?: AbortSignal): Promise<string>;

  /**
   * All nodes, a page at a time. Where the list expires on the way (410 Gone) it starts anew once, and names come twice
   * then: whoever gathers them keeps the last by `name`.
   */
  nodes(signal?: AbortSignal): AsyncIterable<readonly KubeNode[]>;

  /** All pods of a node, or of the cluster, a page at a time. As with nodes, the last of a `uid` counts. */
  pods(nodeName: string | undefined, signal?: AbortSignal): AsyncIterable<readonly KubePod[]>;

  /** Machines of Cluster API; `undefined` where the cluster does not have that API. */
  machines(signal?: AbortSignal): Promise<readonly CapiMachine[] | undefined>;

  /** Clusters of EKS Anywhere; `undefined` where the cluster does not have that API. */
  eksAnywhere(signal?: AbortSignal): Promise<readonly EksAnywhereCluster[] | undefined>;
}
