import type { Fault, FaultRule } from '../../src/demo/faults.ts';
import type { ServiceName } from '../../src/demo/services/operation.ts';
import type { Chances } from './random.ts';

type Kind = Fault['kind'];

type ErrorFault = Extract<Fault, { kind: 'error' }>;

const errors: readonly [Omit<ErrorFault, 'kind'>, ...Omit<ErrorFault, 'kind'>[]] = [
  { code: 'ServerException', status: 500 },
  { code: 'InternalServerError', status: 502 },
  { code: 'ServiceUnavailable', status: 503 },
  { code: 'ClientException', status: 400 },
];

/** One of each kind there is: who adds a kind adds it here, or it does not compile. None makes anybody wait on purpose. */
const faultOf: { readonly [K in Kind]: (chances: Chances) => Extract<Fault, { kind: K }> } = {
  'latency': (chances) => ({ kind: 'latency', ms: chances.integer(0, 3), jitterMs: 3, seed: chances.integer(1, 99) }),
  'throttle': (chances) => ({
    kind: 'throttle',
    as: chances.oneOf(['ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded', 'SlowDown']),
  }),
  'error': (chances) => ({ kind: 'error', ...chances.oneOf(errors) }),
  'deny': () => ({ kind: 'deny' }),
  'deny-some': (chances) => ({ kind: 'deny-some', about: chances.oneOf([':cluster/home', ':cluster/workshop']) }),
  'deny-batch': (chances) => ({ kind: 'deny-batch', about: chances.oneOf([':cluster/home', ':cluster/workshop']) }),
  'credentials': (chances) => ({ kind: 'credentials', are: chances.oneOf(['expired', 'unknown']) }),
  'region-off': (chances) => ({
    kind: 'region-off',
    says: chances.oneOf(['UnrecognizedClient', 'OptInRequired']),
  }),
  'skew': (chances) => ({ kind: 'skew', ms: chances.oneOf([-3_600_000, 3_600_000]), undated: chances.happens(0.5) }),
  'reset-before': () => ({ kind: 'reset-before' }),
  'reset-after': () => ({ kind: 'reset-after' }),
  'hang': () => ({ kind: 'hang' }),
  'stall': () => ({ kind: 'stall' }),
  'truncate': () => ({ kind: 'truncate' }),
  'malformed': () => ({ kind: 'malformed' }),
  'wrong-type': (chances) => ({ kind: 'wrong-type', type: chances.oneOf(['text/html', 'application/octet-stream']) }),
  'between': (chances) => ({ kind: 'between', status: chances.oneOf([200, 302, 403, 407, 502, 503, 504]) }),
  'empty-pages': (chances) => ({ kind: 'empty-pages', pages: chances.integer(1, 3) }),
  'same-token': () => ({ kind: 'same-token' }),
  'expired-token': () => ({ kind: 'expired-token' }),
};

const kinds = Object.keys(faultOf) as readonly Kind[];

/** Those that end only by a time limit, or when somebody calls it off. */
const endless: ReadonlySet<Kind> = new Set(['hang', 'stall']);

const operations: readonly (readonly [ServiceName, string | undefined])[] = [
  ['sts', 'GetCallerIdentity'],
  ['ecs', 'ListClusters'],
  ['ecs', 'DescribeClusters'],
  ['ecs', 'ListContainerInstances'],
  ['ecs', 'DescribeContainerInstances'],
  ['ecs', 'ListTasks'],
  ['ecs', 'DescribeTasks'],
  ['ecs', 'UpdateContainerInstancesState'],
  ['ecs', 'StopTask'],
  ['ecs', 'RunTask'],
  ['ecs', 'PutAttributes'],
  ['ecs', 'TagResource'],
  ['ecs', 'DeregisterContainerInstance'],
  ['ecs', undefined],
  ['ssm', 'DescribeInstanceProperties'],
  ['ssm', 'DescribeInstanceInformation'],
  ['ssm', 'DescribeActivations'],
  ['ssm', 'CreateActivation'],
  ['ssm', 'DeleteActivation'],
  ['ssm', 'AddTagsToResource'],
  ['ssm', 'DeregisterManagedInstance'],
  ['ssm', undefined],
  ['eks', 'ListClusters'],
  ['eks', 'DescribeCluster'],
  ['eks', 'DescribeClusterVersions'],
  ['eks', undefined],
];

/** A fault on one operation or one service, mostly for a few requests only. */
export function anyRule(chances: Chances): FaultRule {
  const [service, operation] = chances.oneOf(operations) ?? ['ecs', undefined];
  const kind = chances.oneOf(kinds) ?? 'throttle';
  const fault = faultOf[kind](chances);
  const times = chances.happens(0.8) ? chances.integer(1, 6) : undefined;
  return { service, fault, ...(operation !== undefined && { operation }), ...(times !== undefined && { times }) };
}

export function isEndless({ fault }: FaultRule): boolean {
  return endless.has(fault.kind);
}

export function ruleWords({ service, operation, times, fault }: FaultRule): string {
  return `${JSON.stringify(fault)} on ${service ?? '*'}.${operation ?? '*'}${times === undefined ? '' : ` ×${times}`}`;
}
