import { getOrAdd } from './part.ts';
import type { ContainerInstance, ManagedNode } from './model.ts';

/** What is equal is the same object: hosts come with some forty attributes each, most of them alike. */
class Pool {
  readonly #texts = new Map<string, string>();
  readonly #records = new Map<string, object>();

  text(text: string): string {
    return getOrAdd(this.#texts, text, () => text);
  }

  record<T extends object>(record: T): T {
    return getOrAdd(this.#records, JSON.stringify(record), () => record) as T;
  }

  /** @param own what is different in each, as an id */
  texts<T extends object>(record: T, own: ReadonlySet<string>): T {
    const all = Object.entries(record).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && !own.has(name) ? this.text(value) : value,
    ]);
    return Object.fromEntries(all) as T;
  }
}

/** Page by page, so that nobody waits for thousands. */
export async function* sharingInstances(
  pages: AsyncIterable<readonly ContainerInstance[]>,
): AsyncIterable<readonly ContainerInstance[]> {
  const pool = new Pool();
  for await (const page of pages) {
    yield page.map((instance) => ({
      ...instance,
      clusterArn: pool.text(instance.clusterArn),
      status: pool.text(instance.status),
      ...(instance.agentVersion !== undefined && { agentVersion: pool.text(instance.agentVersion) }),
      ...(instance.dockerVersion !== undefined && { dockerVersion: pool.text(instance.dockerVersion) }),
      total: pool.record(instance.total),
      free: pool.record(instance.free),
      ...(instance.reservedPorts && { reservedPorts: pool.record(instance.reservedPorts) }),
      ...(instance.usedPorts && { usedPorts: pool.record(instance.usedPorts) }),
      attributes: pool.record(instance.attributes),
      tags: pool.record(instance.tags),
    }));
  }
}

const ownOfNode: ReadonlySet<string> = new Set(['id', 'name', 'computerName', 'ipAddress']);

/** All nodes by id. */
export async function sharingNodes(
  pages: AsyncIterable<readonly ManagedNode[]>,
): Promise<ReadonlyMap<string, ManagedNode>> {
  const pool = new Pool();
  const byId = new Map<string, ManagedNode>();
  for await (const page of pages) {
    for (const node of page) byId.set(node.id, pool.texts(node, ownOfNode));
  }
  return byId;
}
