import type { Fault } from '../../src/demo/faults.ts';

/** What goes wrong, at every request of an operation. */
export interface FaultColumn {
  readonly name: string;
  readonly fault: Fault;
  /** What is done at AWS all the same: nothing, all of it, or nobody can tell. */
  readonly acts: 'never' | 'always' | 'maybe';
  /** What reads in pages can't end. */
  readonly endsLists?: true;
  /** Ends by a time limit, which is short here. */
  readonly isTimed?: true;
}

const hour = 60 * 60_000;
const never = { acts: 'never' } as const;
const maybe = { acts: 'maybe' } as const;
const always = { acts: 'always' } as const;

export const faultColumns: readonly FaultColumn[] = [
  { name: 'late answers', fault: { kind: 'latency', ms: 1, jitterMs: 3, seed: 7 }, ...always },
  { name: 'throttled as the service does', fault: { kind: 'throttle' }, ...never },
  { name: 'throttled: Throttling', fault: { kind: 'throttle', as: 'Throttling' }, ...never },
  {
    name: 'throttled: TooManyRequestsException, 429',
    fault: { kind: 'throttle', as: 'TooManyRequestsException' },
    ...never,
  },
  { name: 'throttled: RequestLimitExceeded, 503', fault: { kind: 'throttle', as: 'RequestLimitExceeded' }, ...never },
  { name: 'throttled: SlowDown, 503', fault: { kind: 'throttle', as: 'SlowDown' }, ...never },
  { name: '500 InternalFailure', fault: { kind: 'error', code: 'InternalFailure', status: 500 }, ...never },
  { name: '503 ServiceUnavailable', fault: { kind: 'error', code: 'ServiceUnavailable', status: 503 }, ...never },
  { name: '502 with a page', fault: { kind: 'between', status: 502 }, ...never },
  { name: '503 with a page', fault: { kind: 'between', status: 503 }, ...never },
  { name: '504 with a page', fault: { kind: 'between', status: 504 }, ...never },
  { name: 'proxy wants a sign-in: 407', fault: { kind: 'between', status: 407 }, ...never },
  { name: 'proxy blocks: 403 with a page', fault: { kind: 'between', status: 403 }, ...never },
  { name: 'network wants a sign-in: 200 with a page', fault: { kind: 'between', status: 200 }, ...never },
  { name: 'network wants a sign-in: 302', fault: { kind: 'between', status: 302 }, ...never },
  { name: 'connection reset before AWS acted', fault: { kind: 'reset-before' }, ...never },
  { name: 'connection reset after AWS acted', fault: { kind: 'reset-after' }, ...maybe },
  { name: 'answer cut', fault: { kind: 'truncate' }, ...maybe },
  { name: 'answer malformed', fault: { kind: 'malformed' }, ...maybe },
  { name: 'answer of a wrong type', fault: { kind: 'wrong-type', type: 'application/octet-stream' }, ...always },
  { name: 'two empty pages first', fault: { kind: 'empty-pages', pages: 2 }, ...always },
  { name: 'the same token again', fault: { kind: 'same-token' }, ...always, endsLists: true },
  { name: 'a token that expires', fault: { kind: 'expired-token' }, ...always, endsLists: true },
  { name: 'clock an hour off', fault: { kind: 'skew', ms: hour }, ...always },
  { name: 'clock an hour off, undated', fault: { kind: 'skew', ms: -hour, undated: true }, ...never },
  { name: 'credentials expired', fault: { kind: 'credentials', are: 'expired' }, ...never },
  { name: 'credentials unknown', fault: { kind: 'credentials', are: 'unknown' }, ...never },
  { name: 'access denied', fault: { kind: 'deny' }, ...never },
  { name: 'Region off: OptInRequired', fault: { kind: 'region-off', says: 'OptInRequired' }, ...never },
  { name: 'Region off: keys not known there', fault: { kind: 'region-off', says: 'UnrecognizedClient' }, ...never },
  { name: 'no answer', fault: { kind: 'hang' }, ...never, isTimed: true },
  { name: 'answer stops in the middle', fault: { kind: 'stall' }, ...maybe, isTimed: true },
];
