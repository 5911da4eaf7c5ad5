import { ecsHosts, type Host } from './host.ts';
import type { Cluster, ContainerInstance, ManagedNode } from './model.ts';

interface Joined {
  readonly nodes: ReadonlyMap<string, ManagedNode> | undefined;
  readonly hosts: readonly Host[];
}

const joined = new WeakMap<readonly ContainerInstance[], Joined>();

/**
 * As `ecsHosts`, joined and sorted once for the same two answers: of 5,000 hosts that takes some time, and rows are made
 * anew oftener than AWS answers.
 *
 * @param instances all of the cluster, in a list that does not change; `undefined` is as none
 */
export function joinedHosts(
  cluster: Pick<Cluster, 'kind' | 'arn' | 'name'>,
  instances: readonly ContainerInstance[] | undefined,
  nodes: ReadonlyMap<string, ManagedNode> | undefined,
): readonly Host[] {
  if (!instances?.length) return [];
  const last = joined.get(instances);
  if (last && last.nodes === nodes) return last.hosts;
  const hosts = ecsHosts(cluster, instances, nodes);
  joined.set(instances, { nodes, hosts });
  return hosts;
}

const manyHosts = 500;

/** Joining thousands takes a moment, and so may what is done with them. */
export async function pauseAfter(joined: readonly Host[]): Promise<void> {
  if (joined.length > manyHosts) await new Promise((resolve) => setImmediate(resolve));
}
