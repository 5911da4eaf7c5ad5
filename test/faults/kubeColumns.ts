import type { KubeFault, KubeFaultRule } from '../../src/demo/kubernetes/faults.ts';
import type { FaultColumn } from './faultColumns.ts';

/** What goes wrong between a caller and a Kubernetes API. */
export interface KubeColumn extends Omit<FaultColumn, 'fault'> {
  readonly rule: Pick<KubeFaultRule, 'fault' | 'times' | 'after'>;
}

const never = { acts: 'never' } as const;
const always = { acts: 'always' } as const;

/** @param reason as Kubernetes has it for that code */
function status(
  code: number,
  reason: string,
  message: string,
  more: { readonly retryAfterSeconds?: number } = {},
): Pick<KubeColumn, 'rule' | 'acts'> {
  return { rule: { fault: { kind: 'status', code, reason, message, ...more } }, ...never };
}

function between(code: number): Pick<KubeColumn, 'rule' | 'acts'> {
  return { rule: { fault: { kind: 'between', status: code } }, ...never };
}

function certificate(as: Extract<KubeFault, { kind: 'foreign-certificate' }>['as']): Pick<KubeColumn, 'rule' | 'acts'> {
  return { rule: { fault: { kind: 'foreign-certificate', ...(as && { as }) } }, ...never };
}

function busy(retryAfterSeconds: number): Pick<KubeColumn, 'rule' | 'acts'> {
  return status(429, 'TooManyRequests', 'too many requests, please try again later', { retryAfterSeconds });
}

function once({ rule }: Pick<KubeColumn, 'rule'>): Pick<KubeColumn, 'rule'> {
  return { rule: { ...rule, times: 1 } };
}

export const kubeColumns: readonly KubeColumn[] = [
  { name: 'late answers', rule: { fault: { kind: 'latency', ms: 1, jitterMs: 3, seed: 7 } }, ...always },
  { name: '429 TooManyRequests once, Retry-After: 1', ...once(busy(1)), ...always },
  { name: '429 TooManyRequests, Retry-After: 0', ...busy(0) },
  { name: '429 TooManyRequests, Retry-After: 3600', ...busy(3_600) },
  { name: '500 InternalError', ...status(500, 'InternalError', 'Internal error occurred: etcdserver: no leader') },
  { name: '503 ServiceUnavailable', ...status(503, 'ServiceUnavailable', 'apiserver is shutting down') },
  { name: '504 Timeout', ...status(504, 'Timeout', 'request did not complete within the allotted timeout') },
  { name: '502 with a page', ...between(502) },
  { name: '503 with a page', ...between(503) },
  { name: '504 with a page', ...between(504) },
  { name: 'proxy wants a sign-in: 407', ...between(407) },
  { name: 'proxy blocks: 403 with a page', ...between(403) },
  { name: 'network wants a sign-in: 200 with a page', ...between(200) },
  { name: 'network wants a sign-in: 302', ...between(302) },
  { name: 'connection reset before the server acted', rule: { fault: { kind: 'reset-before' } }, ...never },
  { name: 'connection reset after the server acted', rule: { fault: { kind: 'reset-after' } }, ...never },
  {
    name: 'a connection that was kept is reset',
    rule: { fault: { kind: 'reset-before' }, after: 1, times: 1 },
    ...always,
  },
  {
    name: 'connection reset from the second request on',
    rule: { fault: { kind: 'reset-before' }, after: 1 },
    ...never,
  },
  { name: 'answer cut', rule: { fault: { kind: 'truncate' } }, ...never },
  { name: 'answer malformed', rule: { fault: { kind: 'malformed' } }, ...never },
  { name: 'answer of a wrong type', rule: { fault: { kind: 'wrong-type', type: 'text/plain' } }, ...always },
  { name: 'two empty pages first', rule: { fault: { kind: 'empty-pages', pages: 2 } }, ...always },
  {
    name: 'the same continue token for ever',
    rule: { fault: { kind: 'repeat-continue' } },
    ...always,
    endsLists: true,
  },
  { name: 'a continue token that expires once: 410', rule: { fault: { kind: 'gone' }, times: 1 }, ...always },
  { name: 'continue tokens that expire: 410', rule: { fault: { kind: 'gone' } }, ...always, endsLists: true },
  { name: 'credentials refused once: 401', rule: { fault: { kind: 'unauthorized' }, times: 1 }, ...always },
  { name: 'credentials refused: 401', rule: { fault: { kind: 'unauthorized' } }, ...never },
  { name: 'denied by RBAC: 403', rule: { fault: { kind: 'forbid' } }, ...never },
  { name: 'certificate of another authority', ...certificate('other-authority') },
  { name: 'certificate signed by itself', ...certificate('self-signed') },
  { name: 'certificate for another name', ...certificate('other-name') },
  { name: 'certificate expired', ...certificate('expired') },
  { name: 'no answer', rule: { fault: { kind: 'hang' } }, ...never, isTimed: true },
  { name: 'answer stops in the middle', rule: { fault: { kind: 'stall' } }, ...never, isTimed: true },
];
