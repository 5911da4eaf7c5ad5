import type { EksFleet } from './eksFleet.ts';
import type { Host } from './host.ts';
import { joinedHosts } from './joinedHosts.ts';
import type { ContainerInstance, EcsCluster, ManagedNode } from './model.ts';
import type { Clusters } from './clusterParts.ts';
import { lastReadOf, type LastRead } from './lastRead.ts';
import type { EcsClusters } from './permitted.ts';
import type { Reading } from './reading.ts';
import type { Answer, FleetSnapshot, KeptFleet, KeptList } from './snapshot.ts';

interface KnownReadings {
  readonly ecs: Pick<EcsClusters, 'all' | 'begin' | 'reading'>;
  readonly eks: Pick<EksFleet, 'allClusters' | 'begin' | 'clusters' | 'hostsIfKnown' | 'members' | 'membersOf'>;
  readonly nodes: Reading<ReadonlyMap<string, ManagedNode>>;
  /** Of clusters that were looked into, by their ARN. */
  readonly instances: ReadonlyMap<string, Reading<readonly ContainerInstance[]>>;
  readonly instancesOf: (cluster: EcsCluster) => Reading<readonly ContainerInstance[]> | undefined;
  /** Something that was taken from a snapshot was read anew, or could not be. */
  readonly renewed: () => void;
}

export interface KnownHosts {
  /** Of each cluster; the same list again while nothing of it was read anew, where that is an ECS cluster. */
  readonly lists: readonly (readonly Host[])[];
  /** Clusters whose hosts are not known. */
  readonly unread: number;
}

/** What an account's readings have, for the next window; and what they had in the last one. */
export class KnownFleet {
  readonly #readings: KnownReadings;

  constructor(readings: KnownReadings) {
    this.#readings = readings;
  }

  /**
   * Has there what the last window kept and nobody has asked for yet, a part in each turn. Who asks for what is known of
   * all hosts waits for it first, or thousands are read in one turn. Asks nobody.
   */
  async unpack(): Promise<void> {
    const { nodes, instances } = this.#readings;
    await Promise.all([nodes, ...instances.values()].map((reading) => reading.unpack()));
  }

  /** Answers of AWS that this window has, and those of the last one that it has not read anew yet. */
  get snapshot(): FleetSnapshot {
    const { ecs, eks, nodes, instances } = this.#readings;
    const nodeAnswer = answer(nodes);
    const known = [...instances].flatMap(([arn, reading]) => {
      const of = answer(reading);
      return of ? [[arn, of] as const] : [];
    });
    return {
      ...named('ecsClusters', listAnswer(ecs.reading, ecs.all)),
      ...named('eksClusters', listAnswer(eks.clusters, eks.allClusters)),
      ...(nodeAnswer && { nodes: { asOf: nodeAnswer.asOf, value: [...nodeAnswer.value.values()] } }),
      instances: Object.fromEntries(known),
      ...named('members', memberAnswers(eks.members)),
    };
  }

  /** The clusters as last read. Asks nobody. */
  get clusters(): Clusters {
    const { ecs, eks } = this.#readings;
    return { ecs: ecs.reading.value ?? [], eks: eks.clusters.value ?? [] };
  }

  /** What was last read of what is billed by the hour, and when. Asks nobody. */
  async lastRead(): Promise<LastRead> {
    await this.unpack();
    const { ecs, eks, nodes, instances } = this.#readings;
    return lastReadOf(ecs.reading, eks.clusters, (arn) => instances.get(arn), nodes.value);
  }

  /** Hosts of clusters as far as they were read, and how many clusters were not. Asks nobody. */
  get hosts(): KnownHosts {
    const { ecs, eks, nodes, instances } = this.#readings;
    const ofEcs = (ecs.reading.value ?? []).map((cluster) => {
      if (cluster.containerInstanceCount === 0) return [];
      const own = instances.get(cluster.arn)?.value;
      return own && joinedHosts(cluster, own, nodes.value);
    });
    const parts = [...ofEcs, ...(eks.clusters.value ?? []).map((cluster) => eks.hostsIfKnown(cluster))];
    const known = parts.filter((hosts) => hosts !== undefined);
    return { lists: known, unread: parts.length - known.length };
  }

  /** Begins with what was known before: it is shown when it is asked for first, and read anew then. */
  begin({ ecsClusters, eksClusters, nodes, instances, members }: KeptFleet): void {
    const own = this.#readings;
    const { renewed } = own;
    if (eksClusters) own.eks.begin(eksClusters, renewed);
    if (nodes) own.nodes.seedLater({ ...nodes, read: () => byId(nodes.read()) }, renewed);
    for (const cluster of eksClusters?.value ?? []) {
      const known = members && Object.hasOwn(members, cluster.arn) ? members[cluster.arn] : undefined;
      if (known && cluster.hybridNodesEnabled)
        own.eks.membersOf(cluster).seed(new Set(known.value), known.asOf, renewed);
    }
    if (!ecsClusters) return;
    own.ecs.begin(ecsClusters, renewed);
    for (const cluster of ecsClusters.value) {
      const known = Object.hasOwn(instances, cluster.arn) ? instances[cluster.arn] : undefined;
      if (known) own.instancesOf(cluster)?.seedLater(known, renewed);
    }
  }

  /** Whether what stands in the tree at its top is of an earlier window, and of when then. */
  get clustersAsOf(): number | undefined {
    const { ecs, eks } = this.#readings;
    const old = [ecs.reading, eks.clusters].flatMap(({ isSeeded, asOf }) =>
      isSeeded && asOf !== undefined ? asOf : [],
    );
    return old.length > 0 ? Math.min(...old) : undefined;
  }
}

function byId(nodes: readonly ManagedNode[] | undefined): ReadonlyMap<string, ManagedNode> | undefined {
  return nodes && new Map(nodes.map((node) => [node.id, node]));
}

function memberAnswers(readings: EksFleet['members']): FleetSnapshot['members'] {
  const known = [...readings].flatMap(([arn, reading]) => {
    const of = answer(reading);
    return of ? [[arn, { asOf: of.asOf, value: [...of.value] }] as const] : [];
  });
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function answer<T>({ value, asOf }: Reading<T>): Answer<T> | undefined {
  return value !== undefined && asOf !== undefined ? { value, asOf } : undefined;
}

function listAnswer<T>(reading: Reading<readonly T[]>, all: readonly T[] | undefined): KeptList<T> | undefined {
  const of = answer(reading);
  return of && all === undefined ? { ...of, isPart: true } : of;
}

function named<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, T>);
}
