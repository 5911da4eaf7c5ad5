import { openAccount } from '../../src/aws/openAccount.ts';
import { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { ecsBucket, type EcsBucket } from '../../src/core/fleet/ecsRates.ts';
import type { Failure } from '../../src/core/failure.ts';
import { startDemoAccount, type DemoAccountOptions } from '../../src/demo/account.ts';
import { isExternal, type EcsCluster, type World } from '../../src/demo/world.ts';

export type AwsLike = Pick<DemoAccountOptions, 'latencyMs' | 'hasEcsRates'>;

/** Calls by operation, such as `ecs.ListTasks`; no entry for those that are not made. */
export type CallCounts = Readonly<Record<string, number>>;

export interface FullLoad {
  readonly calls: CallCounts;
  /** Requests that AWS refused for their rate. */
  readonly refused: number;
  readonly seconds: number;
  readonly hosts: number;
  readonly tasks: number;
}

/**
 * Loads all there is of an account, through the SDK, and counts the requests that reach it.
 *
 * @param like what AWS is like: as far away as it is, and refusing what comes too fast; by default neither
 */
export async function loadFully(world: World, like: AwsLike = {}): Promise<FullLoad> {
  const demo = await startDemoAccount({ world, ...like });
  const ref = { source: { kind: 'demo' as const }, region: demo.region };
  const account = openAccount(ref, { endpoint: demo.endpoint, hasEcsRates: like.hasEcsRates ?? false });
  const fleet = new AccountFleet(ref, account.fleet);
  const start = performance.now();
  try {
    // Everything at once, so that what several rows need is shared while it is still on its way.
    const [, loose, { value: clusters, failures }] = await Promise.all([
      fleet.readIdentity(),
      fleet.looseHosts(),
      fleet.clusters(),
    ]);
    const hosts = await Promise.all([...clusters.ecs, ...clusters.eks].map((cluster) => fleet.hosts(cluster)));
    const tasks = await Promise.all(clusters.ecs.map(({ arn }) => fleet.clusterTasks(arn)));
    complain([failures, ...[loose, ...hosts, ...tasks].map((part) => part.failures)].flat());
    return {
      calls: counted(demo.calls.map(({ service, operation }) => `${service}.${operation}`)),
      refused: demo.calls.filter(({ status }) => status !== 200).length,
      seconds: (performance.now() - start) / 1000,
      hosts: [loose, ...hosts].reduce((sum, { value }) => sum + value.length, 0),
      tasks: tasks.reduce((sum, { value }) => sum + value.length, 0),
    };
  } finally {
    fleet.cancel();
    account.dispose();
    await demo.stop();
  }
}

function complain(failures: readonly Failure[]): void {
  if (failures[0]) throw failures[0];
}

function counted(operations: readonly string[]): CallCounts {
  const counts: Record<string, number> = {};
  for (const operation of operations) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

/** The formula in the docstring of `AccountFleet`, operation by operation, from what the world holds. */
export function leastCalls(world: World): CallCounts {
  const clusters = [...world.ecsClusters.values()].filter(({ status }) => status === 'ACTIVE');
  const filled = clusters.filter((cluster) => registered(cluster).length > 0);
  const hosts = filled.map((cluster) => registered(cluster).filter(isExternal).length);
  const tasks = filled.map(externalTasks);
  const nodes = [...world.nodes.values()].filter((node) => node.report && node.resourceType === 'ManagedInstance');
  const eks = [...world.eksClusters.values()];
  const native = eks.filter(({ connector }) => !connector);
  const hybrid = native.filter(({ details }) => details.remoteNetworkConfig !== undefined);
  const hybridNodes = hybrid.map(({ arn }) => nodes.filter(({ tags }) => tags.EKSClusterARN === arn).length);
  const least: CallCounts = {
    'sts.GetCallerIdentity': 1,
    'ecs.ListClusters': list(clusters.length, 100),
    'ecs.DescribeClusters': batches(clusters.length, 100),
    'ecs.ListContainerInstances': sum(hosts.map((count) => list(count, 100))),
    'ecs.DescribeContainerInstances': sum(hosts.map((count) => batches(count, 100))),
    'ecs.ListTasks': sum(tasks.map((count) => batches(count, 100))),
    'ecs.DescribeTasks': sum(tasks.map((count) => batches(count, 100))),
    'ssm.DescribeInstanceProperties': list(nodes.length, 1000),
    'ssm.DescribeInstanceInformation': sum(hybridNodes.map((count) => list(count, 50))),
    'eks.ListClusters': list(eks.length, 100),
    'eks.DescribeCluster': eks.length,
    'eks.DescribeClusterVersions': native.length > 0 ? 1 : 0,
  };
  return Object.fromEntries(Object.entries(least).filter(([, count]) => count > 0));
}

/** Seconds that the buckets of ECS force on so many calls, however they are made. */
export function forcedSeconds(calls: CallCounts): number {
  const taken = new Map<EcsBucket, number>();
  for (const [name, count] of Object.entries(calls)) {
    const bucket = name.startsWith('ecs.') ? ecsBucket(name.slice('ecs.'.length)) : undefined;
    if (bucket) taken.set(bucket, (taken.get(bucket) ?? 0) + count);
  }
  return Math.max(0, ...Array.from(taken, ([{ burst, perSecond }, count]) => (count - burst) / perSecond));
}

export function total(calls: CallCounts): number {
  return sum(Object.values(calls));
}

function registered({
  instances,
}: EcsCluster): readonly (EcsCluster['instances'] extends Map<string, infer I> ? I : never)[] {
  return [...instances.values()].filter(({ status }) => status !== 'INACTIVE');
}

function externalTasks({ tasks }: EcsCluster): number {
  return [...tasks.values()].filter((task) => task.launchType === 'EXTERNAL' && task.desiredStatus === 'RUNNING')
    .length;
}

/** Requests for so many ids, `size` each. */
function batches(count: number, size: number): number {
  return Math.ceil(count / size);
}

/** Pages of a list: an empty one has to be asked for too. */
function list(count: number, size: number): number {
  return Math.max(1, batches(count, size));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
