import { AwsError } from './wire/awsError.ts';
import { speaksQuery } from './services/operation.ts';
import type { ServiceName } from './services/operation.ts';

/** What can go wrong between a caller and AWS. */
export type Fault =
  /** Answers late. Adds to every other fault, and to other latencies. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Refuses as over the rate limit, in the service's own way. */
  | { readonly kind: 'throttle' }
  /** Refuses with this error, without acting. */
  | { readonly kind: 'error'; readonly code: string; readonly status: number; readonly message?: string }
  /** The caller lacks the permission. */
  | { readonly kind: 'deny' }
  /** The connection is lost before the service acted, */
  | { readonly kind: 'reset-before' }
  /** or after it acted: the caller can't know. */
  | { readonly kind: 'reset-after' }
  /** The answer is cut in the middle, and the connection closed. */
  | { readonly kind: 'truncate' }
  /** The answer is whole, but is not what it says it is. */
  | { readonly kind: 'malformed' };

/** A fault, and the requests that meet it: all of them unless it says otherwise. */
export interface FaultRule {
  readonly service?: ServiceName;
  /** `ListTasks`, … */
  readonly operation?: string;
  /** How many requests meet it; without, all of them until it is removed. */
  readonly times?: number;
  readonly fault: Fault;
}

type Latency = Extract<Fault, { kind: 'latency' }>;

interface AnyRule<F> {
  readonly times?: number;
  readonly fault: F;
}

interface ActiveRule<R> {
  readonly rule: R;
  left: number;
}

/** What a request meets. */
export interface Met<F> {
  readonly latencyMs: number;
  readonly fault: Exclude<F, Latency> | undefined;
}
export type MetFaults = Met<Fault>;

/** Switched from within the process only: no request can reach it. */
export class Switchboard<F extends { readonly kind: string }, R extends AnyRule<F | Latency>> {
  private active: ActiveRule<R>[] = [];

  get rules(): readonly R[] {
    return this.active.map(({ rule }) => rule);
  }

  /** @returns takes the rule away again */
  add(rule: R): () => void {
    const entry: ActiveRule<R> = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    if (entry.left > 0) this.active.push(entry);
    return () => this.remove(entry);
  }

  clear(): void {
    this.active = [];
  }

  /** Uses up one of the `times` of each rule that it returns: every latency, and the first fault of another kind. */
  protected meetWhere(concerns: (rule: R) => boolean): Met<F> {
    let latencyMs = 0;
    let fault: Met<F>['fault'];
    for (const entry of [...this.active]) {
      if (!concerns(entry.rule)) continue;
      const { fault: met } = entry.rule;
      if (isLatency(met)) latencyMs += met.ms;
      else if (fault === undefined) fault = met as Exclude<F, Latency>;
      else continue;
      if (--entry.left === 0) this.remove(entry);
    }
    return { latencyMs, fault };
  }

  private remove(entry: ActiveRule<R>): void {
    this.active = this.active.filter((each) => each !== entry);
  }
}

function isLatency(fault: { readonly kind: string }): fault is Latency {
  return fault.kind === 'latency';
}

/** For calls of AWS's services. */
export class FaultSwitchboard extends Switchboard<Fault, FaultRule> {
  meet(service: ServiceName, operation: string): MetFaults {
    return this.meetWhere(
      (rule) =>
        (rule.service === undefined || rule.service === service) &&
        (rule.operation === undefined || rule.operation === operation),
    );
  }
}

/** The error that a fault is answered with, before the service acts; `undefined` for those that answer otherwise. */
export function errorOf(
  fault: MetFaults['fault'],
  service: ServiceName,
  operation: string,
  callerArn: string,
): AwsError | undefined {
  switch (fault?.kind) {
    case 'throttle':
      if (speaksQuery(service)) return new AwsError('Throttling', 'Rate exceeded', 400);
      return new AwsError('ThrottlingException', 'Rate exceeded', service === 'eks' ? 429 : 400);
    case 'deny':
      return accessDenied(service, operation, callerArn);
    case 'error':
      return new AwsError(fault.code, fault.message ?? fault.code, fault.status);
    default:
      return undefined;
  }
}

function accessDenied(service: ServiceName, operation: string, callerArn: string): AwsError {
  const action = `${service}:${operation}`;
  const message = `User: ${callerArn} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`;
  if (speaksQuery(service)) return new AwsError('AccessDenied', message, 403);
  return new AwsError('AccessDeniedException', message, service === 'eks' ? 403 : 400);
}
