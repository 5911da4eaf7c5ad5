import type { ContainerInstance } from './model.ts';

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
