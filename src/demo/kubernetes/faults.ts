import { Switchboard } from '../faults.ts';
import type { Fault, Met } from '../faults.ts';

/** What can go wrong between a caller and a Kubernetes API. */
export type KubeFault =
  /** What can happen on the way, as to AWS's services. */
  | Extract<
      Fault,
      {
        kind:
          | 'latency'
          | 'reset-before'
          | 'reset-after'
          | 'hang'
          | 'stall'
          | 'truncate'
          | 'malformed'
          | 'wrong-type'
          | 'between'
          | 'empty-pages';
      }
    >
  /** Presents a certificate that is not to be trusted; default: of another authority. Met once a connection. */
  | { readonly kind: 'foreign-certificate'; readonly as?: ForeignCertificate }
  /** 401, as for a token that has expired. */
  | { readonly kind: 'unauthorized' }
  /** 403, as if no role of RBAC allowed it. */
  | { readonly kind: 'forbid' }
  /** 410, to a request that goes on with a list. */
  | { readonly kind: 'gone' }
  /** A page names itself as the next one. */
  | { readonly kind: 'repeat-continue' }
  /** Any other `Status`: 429 `TooManyRequests`, 500 `InternalError`, … */
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly reason: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    };

/** What is wrong with a certificate: who signed it, that nobody did, whom it is for, or that its time is over. */
export type ForeignCertificate = 'other-authority' | 'self-signed' | 'other-name' | 'expired';

/** A fault, and the requests that meet it: all of them unless it says otherwise. */
export interface KubeFaultRule {
  /** Name of the EKS cluster. */
  readonly cluster?: string;
  readonly verb?: 'list' | 'get';
  /** `nodes`, `pods`, `machines`, …; `version`, `apis` */
  readonly resource?: string;
  /** How many requests meet it; without, all of them until it is removed. */
  readonly times?: number;
  /** How many pass before the first that meets it. */
  readonly after?: number;
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

const ofLists: readonly KubeFault['kind'][] = ['repeat-continue', 'empty-pages'];

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
        (!ofLists.includes(rule.fault.kind) || verb === 'list'),
    );
  }

  /** The certificate that a connection meets that is made now, where it is not the cluster's own. */
  meetsForeignServer(cluster: string): ForeignCertificate | undefined {
    const { fault } = this.meetWhere(
      (rule) => rule.fault.kind === 'foreign-certificate' && (rule.cluster ?? cluster) === cluster,
    );
    return fault?.kind === 'foreign-certificate' ? (fault.as ?? 'other-authority') : undefined;
  }
}
