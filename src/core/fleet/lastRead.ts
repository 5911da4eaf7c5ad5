import type { Host } from './host.ts';
import { joinHosts } from './joinedHosts.ts';
import type { ContainerInstance, EcsCluster, EksCluster, ManagedNode } from './model.ts';
import type { Reading } from './reading.ts';

/** Answers of AWS with the time at which they came, in milliseconds since the epoch: for who keeps a record of them. */
export interface LastRead {
  readonly ecsClusters?: { readonly asOf: number; readonly value: readonly EcsCluster[] };
  readonly eksClusters?: { readonly asOf: number; readonly value: readonly EksCluster[] };
  /** Of each ECS cluster that was looked into. */
  readonly hosts: readonly { readonly asOf: number; readonly value: readonly Host[]; readonly cluster: EcsCluster }[];
}

type Read<T> = Pick<Reading<T>, 'value' | 'asOf'>;

/** What readings have. Asks nobody. */
export async function lastReadOf(
  ecs: Read<readonly EcsCluster[]>,
  eks: Read<readonly EksCluster[]>,
  instancesOf: (clusterArn: string) => Read<readonly ContainerInstance[]> | undefined,
  nodes: ReadonlyMap<string, ManagedNode> | undefined,
): Promise<LastRead> {
  const { value: clusters, asOf = 0 } = ecs;
  const hosts: LastRead['hosts'][number][] = [];
  for (const cluster of clusters ?? []) {
    // A cluster without container instances needs no request to be known as empty.
    const read = cluster.containerInstanceCount === 0 ? { value: [], asOf } : instancesOf(cluster.arn);
    if (!read?.value || read.asOf === undefined) continue;
    const { value, asOf: at } = read;
    hosts.push({ asOf: at, value: await joinHosts(cluster, value, nodes), cluster });
  }
  return {
    ...(clusters && { ecsClusters: { asOf, value: clusters } }),
    ...(eks.value && { eksClusters: { asOf: eks.asOf ?? 0, value: eks.value } }),
    hosts,
  };
}
