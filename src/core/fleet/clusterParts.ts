import type { ContainerInstance, EcsCluster, EksCluster } from './model.ts';
import type { Reading } from './reading.ts';

export interface Clusters {
  readonly ecs: readonly EcsCluster[];
  readonly eks: readonly EksCluster[];
}

/** Up to here one list and one describe bring all tasks of a cluster: no more than a single host's would take. */
export const wholeClusterTasks = 100;

export function managedNodeIds(instances: readonly ContainerInstance[]): Iterable<string> {
  return instances.map(({ managedNodeId }) => managedNodeId);
}

export function sortedByName<T extends { name: string; arn: string }>(clusters: readonly T[]): readonly T[] {
  return clusters.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.arn < b.arn ? -1 : 1));
}

/**
 * Whether the cluster of a scope of tasks, and its host where it has one, were there when they were last read.
 *
 * @param scope ARN of a cluster, or of a cluster and a container instance with a space between
 */
export function isThere(
  scope: string,
  clusters: ReadonlySet<string>,
  instances: (clusterArn: string) => readonly ContainerInstance[] | undefined,
): boolean {
  const [clusterArn = '', instanceArn] = scope.split(' ');
  if (!clusters.has(clusterArn)) return false;
  return instanceArn === undefined || !!instances(clusterArn)?.some(({ arn }) => arn === instanceArn);
}

/** ARNs of clusters that have another number of container instances now. */
export function withOtherCount(
  before: readonly EcsCluster[] | undefined,
  now: readonly EcsCluster[] | undefined,
): ReadonlySet<string> {
  const counts = new Map(before?.map(({ arn, containerInstanceCount }) => [arn, containerInstanceCount]));
  const changed = (now ?? []).filter(({ arn, containerInstanceCount }) => counts.get(arn) !== containerInstanceCount);
  return new Set(changed.map(({ arn }) => arn));
}

/** Those to be read now; the others are read when they are asked for next. */
export function renewable(
  readings: ReadonlyMap<string, Reading<unknown>>,
  isShown: (key: string) => boolean,
): readonly Reading<unknown>[] {
  const [now, later]: [Reading<unknown>[], Reading<unknown>[]] = [[], []];
  for (const [key, reading] of readings) (isShown(key) ? now : later).push(reading);
  for (const reading of later) reading.lapse();
  return now;
}
