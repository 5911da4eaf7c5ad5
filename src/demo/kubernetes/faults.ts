import { Switchboard } from '../faults.ts';
import type { Fault, Met } from '../faults.ts';

/** What can go wrong between a caller and a Kubernetes API. */
export type KubeFault =
  /** Answers late, or cuts or spoils the answer, as AWS's services do. */
  | Extract<Fault, { kind: 'latency' | 'reset-before' | 'truncate' | 'malformed' }>
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Presents a certificate of another authority than the one that `DescribeCluster` names. Met once a connection. */
  | { readonly kind: 'foreign-certificate' }
  /** 401, as for a token that has expired. */
  | { readonly kind: 'unauthorized' }
  /** 403, as if no role of RBAC allowed it. */
  | { readonly kind: 'forbid' }
  /** 410, to a request that goes on with a list. */
  | { readonly kind: 'gone' }
  /** A page names itself as the next one. */
  | { readonly kind: 'repeat-continue' }
  /** Any other `Status`: 429 `TooManyRequests`, 500 `InternalError`, … */
  | { readonly kind: 'status'; readonly code: number; readonly reason: string; readonly message?: string };

/** A fault, and the requests that meet it: all of them unless it says otherwise. */
export interface KubeFaultRule {
  /** Name of the EKS cluster. */
  readonly cluster?: string;
  readonly verb?: 'list' | 'get';
  /** `nodes`, `pods`, `machines`, …; `version`, `apis` */
  readonly resource?: string;
  readonly times?: number;
  readonly fault: KubeFault;
}

/** What is asked of a Kubernetes API. */
export interface KubeRequest {
  readonly cluster: string;
  readonly verb: 'list' | 'get';
  readonly resource: string;
  /** Goes on with a list. */
  readonly continued: boolean;
}

/** Switched from within the process only. */
export class KubeFaults extends Switchboard<KubeFault, KubeFaultRule> {
  meet(request: KubeRequest): Met<KubeFault> {
    const { cluster, verb, resource, continued } = request;
    return this.meetWhere(
      (rule) =>
        rule.fault.kind !== 'foreign-certificate' &&
        (rule.cluster ?? cluster) === cluster &&
        (rule.verb ?? verb) === verb &&
        (rule.resource ?? resource) === resource &&
        (rule.fault.kind !== 'gone' || continued) &&
        (rule.fault.kind !== 'repeat-continue' || verb === 'list'),
    );
  }

  /** Whether a connection that is made now meets a server that nobody vouches for. */
  meetsForeignServer(cluster: string): boolean {
    const { fault } = this.meetWhere(
      (rule) => rule.fault.kind === 'foreign-certificate' && (rule.cluster ?? cluster) === cluster,
    );
    return fault !== undefined;
  }
}
