import { AwsError } from './wire/awsError.ts';
import { speaksQuery } from './services/operation.ts';
import type { ServiceName, Source } from './services/operation.ts';

/** What can go wrong between a caller and AWS. */
export type Fault =
  /** Answers late, by up to `jitterMs` more: each time another part of it, the same ones for the same `seed`. Adds to every other fault, and to other latencies. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number; readonly seed?: number }
  /** Refuses as over the rate limit, in the service's own way or in another that AWS has. */
  | { readonly kind: 'throttle'; readonly as?: ThrottleCode; readonly retryAfterSeconds?: number }
  /** Refuses with this error, without acting. */
  | { readonly kind: 'error'; readonly code: string; readonly status: number; readonly message?: string }
  /** The caller lacks the permission. */
  | { readonly kind: 'deny' }
  /** Of what is described together, the caller may not see those whose ARN ends with this: they are among the failures. */
  | { readonly kind: 'deny-some'; readonly about: string }
  /** The same, but all of it is refused, with the ARN of the first that the caller may not see. */
  | { readonly kind: 'deny-batch'; readonly about: string }
  /** The credentials have run out, or nobody knows them, in the service's own words. */
  | { readonly kind: 'credentials'; readonly are: 'expired' | 'unknown' }
  /** The Region is not enabled for the account: most services don't know the keys there, some say what it is. */
  | { readonly kind: 'region-off'; readonly says: 'UnrecognizedClient' | 'OptInRequired' }
  /** Its clock is ahead by so many milliseconds. Requests that are signed more than five minutes off are refused. */
  | {
      readonly kind: 'skew';
      readonly ms: number;
      /** The answers don't say what time it is there. */ readonly undated?: boolean;
    }
  /** The connection is lost before the service acted, */
  | { readonly kind: 'reset-before' }
  /** or after it acted: the caller can't know. */
  | { readonly kind: 'reset-after' }
  /** There is never an answer: before the service acted, */
  | { readonly kind: 'hang' }
  /** or after it acted, in the middle of its answer. */
  | { readonly kind: 'stall' }
  /** The answer is cut in the middle, and the connection closed. */
  | { readonly kind: 'truncate' }
  /** The answer is whole, but is not what it says it is. */
  | { readonly kind: 'malformed' }
  /** The answer is right, and is called something else. */
  | { readonly kind: 'wrong-type'; readonly type: string }
  /** Something in between answers in its place: a proxy, a gateway, the page of a network that wants a sign-in. */
  | { readonly kind: 'between'; readonly status: number; readonly retryAfterSeconds?: number }
  /** Of what is listed: nothing at first, and a token with it, so many times. */
  | { readonly kind: 'empty-pages'; readonly pages: number }
  /** After each page comes the first one again, with the same token. */
  | { readonly kind: 'same-token' }
  /** There is another page, but the token for it is not taken any more. */
  | { readonly kind: 'expired-token' };

/** How services of AWS name a rate that was exceeded. */
export type ThrottleCode =
  | 'ThrottlingException'
  | 'Throttling'
  | 'TooManyRequestsException'
  | 'RequestLimitExceeded'
  | 'RequestThrottledException'
  | 'ProvisionedThroughputExceededException'
  | 'SlowDown';

/** A fault, and the requests that meet it: all of them unless it says otherwise. */
export interface FaultRule {
  readonly service?: Source;
  /** `ListTasks`, …; of public files `GetOffer` and `ReadRelease` */
  readonly operation?: string;
  /** Only requests with a parameter that is, or ends with, this: the name of a cluster, the id of a host. */
  readonly about?: string;
  /** How many requests meet it; without, all of them until it is removed. */
  readonly times?: number;
  /** How many pass before the first that meets it. */
  readonly after?: number;
  readonly fault: Fault;
}

type Latency = Extract<Fault, { kind: 'latency' }>;

interface AnyRule<F> {
  readonly times?: number;
  readonly after?: number;
  readonly fault: F;
}

interface ActiveRule<R> {
  readonly rule: R;
  left: number;
  toPass: number;
  readonly random: () => number;
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
    const seed = isLatency(rule.fault) ? (rule.fault.seed ?? 1) : 1;
    const left = rule.times ?? Number.POSITIVE_INFINITY;
    const entry: ActiveRule<R> = { rule, left, toPass: rule.after ?? 0, random: seededRandom(seed) };
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
      if (!concerns(entry.rule) || entry.toPass-- > 0) continue;
      const { fault: met } = entry.rule;
      if (isLatency(met)) latencyMs += met.ms + (met.jitterMs ?? 0) * entry.random();
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

/** From 0 to 1, the same row of numbers for the same seed. Source: G. Steele, D. Lea, C. Flood, "SplitMix", in 32 bits. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

function isLatency(fault: { readonly kind: string }): fault is Latency {
  return fault.kind === 'latency';
}

/** For calls of AWS's services. */
export class FaultSwitchboard extends Switchboard<Fault, FaultRule> {
  /** @param input the request's parameters, where it has any */
  meet(service: Source, operation: string, input: () => object = () => ({})): MetFaults {
    return this.meetWhere(
      (rule) =>
        (rule.service === undefined || rule.service === service) &&
        (rule.operation === undefined || rule.operation === operation) &&
        (rule.about === undefined || isAbout(input, rule.about)),
    );
  }
}

/** What can't be read is about nothing: the service refuses it. */
function isAbout(input: () => object, what: string): boolean {
  try {
    return Object.values(input()).some((value) => typeof value === 'string' && value.endsWith(what));
  } catch {
    return false;
  }
}

export interface FaultyRequest {
  readonly service: ServiceName;
  readonly operation: string;
  readonly callerArn: string;
  /** The request's parameters. @throws {AwsError} where they can't be read */
  readonly input: () => object;
  /** Milliseconds since the epoch; `NaN` where it does not say. */
  readonly signedAt: number;
}

/** The error that a fault is answered with, before the service acts; `undefined` for those that answer otherwise. */
export function errorOf(
  fault: MetFaults['fault'],
  { service, operation, callerArn, input, signedAt: at }: FaultyRequest,
): AwsError | undefined {
  switch (fault?.kind) {
    case 'throttle':
      return throttled(service, fault.as);
    case 'deny':
      return accessDenied(service, operation, callerArn);
    case 'deny-batch': {
      const arn = listedArns(input()).find((each) => each.endsWith(fault.about));
      return arn === undefined ? undefined : accessDenied(service, operation, callerArn, arn);
    }
    case 'credentials':
      return fault.are === 'expired' ? expired(service) : unknownKey(service);
    case 'region-off': {
      if (fault.says === 'UnrecognizedClient') return unknownKey(service);
      return new AwsError('OptInRequired', 'You are not subscribed to this service in this Region', 403);
    }
    case 'skew':
      return skewError(service, at, Date.now() + fault.ms);
    case 'error':
      return new AwsError(fault.code, fault.message ?? fault.code, fault.status);
    default:
      return undefined;
  }
}

const throttleStatus: Readonly<Partial<Record<ThrottleCode, number>>> = {
  TooManyRequestsException: 429,
  RequestLimitExceeded: 503,
  SlowDown: 503,
};

function throttled(service: ServiceName, as?: ThrottleCode): AwsError {
  if (as !== undefined) return new AwsError(as, 'Rate exceeded', throttleStatus[as] ?? 400);
  if (speaksQuery(service)) return new AwsError('Throttling', 'Rate exceeded', 400);
  return new AwsError('ThrottlingException', 'Rate exceeded', service === 'eks' ? 429 : 400);
}

function refusedKeyStatus(service: ServiceName): number {
  return speaksQuery(service) || service === 'eks' ? 403 : 400;
}

function expired(service: ServiceName): AwsError {
  const code = speaksQuery(service) ? 'ExpiredToken' : 'ExpiredTokenException';
  return new AwsError(code, 'The security token included in the request is expired', refusedKeyStatus(service));
}

function unknownKey(service: ServiceName): AwsError {
  const code = speaksQuery(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
  return new AwsError(code, 'The security token included in the request is invalid', refusedKeyStatus(service));
}

const mostSkewMs = 5 * 60_000;

/** The refusal of a request that was signed too early or too late, by the clock of the service. */
function skewError(service: ServiceName, at: number, now: number): AwsError | undefined {
  if (Number.isNaN(at) || Math.abs(now - at) <= mostSkewMs) return undefined;
  const [signed, limit, here] = [at, now - mostSkewMs, now].map(compactTime);
  const message =
    at < now
      ? `Signature expired: ${signed} is now earlier than ${limit} (${here} - 5 min.)`
      : `Signature not yet current: ${signed} is still later than ${compactTime(now + mostSkewMs)} (${here} + 5 min.)`;
  const code = speaksQuery(service) ? 'SignatureDoesNotMatch' : 'InvalidSignatureException';
  return new AwsError(code, message, refusedKeyStatus(service));
}

/** `20261122T103000Z`, as signatures have it. */
function compactTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** When a request was signed, in milliseconds since the epoch; `NaN` where it does not say. */
export function signedAt(date: string | string[] | undefined): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(date)) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function listedArns(input: object): readonly string[] {
  const lists = Object.values(input).filter((value) => Array.isArray(value)) as unknown[][];
  return lists.flat().filter((value): value is string => typeof value === 'string' && value.startsWith('arn:'));
}

function accessDenied(service: ServiceName, operation: string, callerArn: string, resource = '*'): AwsError {
  const action = `${service}:${operation}`;
  const message = `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  if (speaksQuery(service)) return new AwsError('AccessDenied', message, 403);
  return new AwsError('AccessDeniedException', message, service === 'eks' ? 403 : 400);
}
