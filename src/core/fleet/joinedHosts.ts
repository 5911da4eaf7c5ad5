import { turn } from '../turns.ts';
import { byName, ecsHosts, hostJoiner, type Host } from './host.ts';
import type { Cluster, ContainerInstance, ManagedNode } from './model.ts';

interface Joined {
  readonly nodes: ReadonlyMap<string, ManagedNode> | undefined;
  /** A promise while they are being joined a part at a time. */
  readonly hosts: readonly Host[] | Promise<readonly Host[]>;
}

const joined = new WeakMap<readonly ContainerInstance[], Joined>();

type JoinedCluster = Pick<Cluster, 'kind' | 'arn' | 'name'>;

/**
 * As `ecsHosts`, joined and sorted once for the same two answers: of 5,000 hosts that takes some time, and rows are made
 * anew oftener than AWS answers.
 *
 * @param instances all of the cluster, in a list that does not change; `undefined` is as none
 */
export function joinedHosts(
  cluster: JoinedCluster,
  instances: readonly ContainerInstance[] | undefined,
  nodes: ReadonlyMap<string, ManagedNode> | undefined,
): readonly Host[] {
  if (!instances?.length) return [];
  const last = joined.get(instances);
  if (last && last.nodes === nodes && !(last.hosts instanceof Promise)) return last.hosts;
  const hosts = ecsHosts(cluster, instances, nodes);
  joined.set(instances, { nodes, hosts });
  return hosts;
}

/** So many are joined at a time, with a turn for others in between. */
const sliceSize = 500;

/** The same for who can wait: thousands are joined a part at a time. */
export async function joinHosts(
  cluster: JoinedCluster,
  instances: readonly ContainerInstance[] | undefined,
  nodes: ReadonlyMap<string, ManagedNode> | undefined,
): Promise<readonly Host[]> {
  if (!instances || instances.length <= sliceSize) return joinedHosts(cluster, instances, nodes);
  const last = joined.get(instances);
  if (last && last.nodes === nodes) return last.hosts;
  const hosts = inParts(cluster, instances, nodes);
  joined.set(instances, { nodes, hosts });
  const all = await hosts;
  // They may have been joined with newer nodes meanwhile.
  if (joined.get(instances)?.hosts === hosts) joined.set(instances, { nodes, hosts: all });
  return all;
}

async function inParts(
  cluster: JoinedCluster,
  instances: readonly ContainerInstance[],
  nodes: ReadonlyMap<string, ManagedNode> | undefined,
): Promise<readonly Host[]> {
  const join = hostJoiner(cluster, instances, nodes);
  const hosts: Host[] = [];
  for (let start = 0; start < instances.length; start += sliceSize) {
    await turn();
    const part = instances.slice(start, start + sliceSize).map(join);
    hosts.push(...part.sort(byName));
  }
  await turn();
  // Little is left to do: JavaScript's sort makes use of parts that are sorted.
  hosts.sort(byName);
  await turn();
  return hosts;
}
