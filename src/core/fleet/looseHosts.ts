import type { LimitFunction } from 'p-limit';
import { managedNodeIds, type Clusters } from './clusterParts.ts';
import type { EksFleet } from './eksFleet.ts';
import { nodeHosts, type Host } from './host.ts';
import type { ContainerInstance, EcsCluster, ManagedNode } from './model.ts';
import { distinct, idsOf, lastGood, type Part } from './part.ts';
import type { EcsClusters } from './permitted.ts';
import type { Reading } from './reading.ts';

interface LooseHostsParts {
  readonly nodes: Reading<ReadonlyMap<string, ManagedNode>>;
  readonly clusters: () => Promise<Part<Clusters>>;
  readonly ecs: Pick<EcsClusters, 'all'>;
  readonly eks: Pick<EksFleet, 'allClusters' | 'membersOf' | 'namedByKubernetes'>;
  readonly instancesOf: (cluster: EcsCluster) => Reading<readonly ContainerInstance[]> | undefined;
  readonly limit: LimitFunction;
  /** There are more of them now, or fewer. */
  readonly changed: () => void;
}

/**
 * Whose members are read for it: with `all` those of every cluster that are not known or outdated; with `needed` outdated
 * ones only where a node is seen that was not without a cluster before.
 */
export type MembersAsked = 'needed' | 'all';

/**
 * Managed nodes that belong to no cluster. The two agents of an EKS connector are managed nodes too, but no hosts: they
 * came by the activation that their cluster names. Where it can't be told which nodes belong to a cluster, none is said
 * to belong to none.
 */
export class LooseHosts {
  readonly #parts: LooseHostsParts;
  #known: readonly Host[] | undefined;
  #isAsked = false;

  constructor(parts: LooseHostsParts) {
    this.#parts = parts;
  }

  /** The newest answer. */
  get known(): readonly Host[] | undefined {
    return this.#known;
  }

  get isAsked(): boolean {
    return this.#isAsked;
  }

  async get(asked: MembersAsked): Promise<Part<readonly Host[]>> {
    this.#isAsked = true;
    const answer = await this.#read(asked);
    const isNews = (this.#known?.length ?? 0) !== answer.value.length;
    this.#known = answer.value;
    if (isNews) this.#parts.changed();
    return answer;
  }

  /** Works it out anew where it is known, after its parts have changed. Tells nobody. */
  async renew(): Promise<void> {
    if (this.#known) this.#known = (await this.#read('needed')).value;
  }

  async #read(asked: MembersAsked): Promise<Part<readonly Host[]>> {
    const { nodes } = this.#parts;
    const { value, failure } = await lastGood(nodes);
    if (!value?.size) return { value: [], failures: distinct([failure]) };
    const first = await this.#without(value, asked);
    const known = new Set(this.#known?.map(({ id }) => id));
    // Those that were without a cluster before still are; another may belong to a cluster that was not looked at since.
    const isSure = asked === 'all' || first.value.every(({ id }) => known.has(id));
    const { value: loose, failures } = isSure ? first : await this.#without(value, 'all');
    return { value: loose, failures: distinct([failure, ...failures]) };
  }

  async #without(nodes: ReadonlyMap<string, ManagedNode>, asked: MembersAsked): Promise<Part<readonly Host[]>> {
    const { clusters, ecs, eks, instancesOf, limit } = this.#parts;
    const { value: all, failures } = await clusters();
    const connectors = new Set(all.eks.flatMap(({ connector }) => connector?.activationId ?? []));
    const members = async <T>(reading: Reading<T> | undefined, ids: (value: T) => Iterable<string>): MemberIds => {
      await reading?.unpack();
      if (asked === 'all' || reading?.value === undefined) return limit(() => idsOf(reading, ids));
      return { value: [...ids(reading.value)], failures: distinct([reading.failure]) };
    };
    const taken = await Promise.all([
      ...all.ecs.map((cluster) => members(instancesOf(cluster), managedNodeIds)),
      ...all.eks
        .filter(({ hybridNodesEnabled }) => hybridNodesEnabled)
        .map((cluster) => members(eks.membersOf(cluster), (ids) => ids)),
    ]);
    const allFailures = distinct([...failures, ...taken.flatMap((part) => part.failures)]);
    const isKnown = ecs.all && eks.allClusters && taken.every(({ value }) => value !== undefined);
    if (!isKnown) return { value: [], failures: allFailures };
    const inClusters = new Set([...taken.flatMap(({ value }) => value ?? []), ...eks.namedByKubernetes]);
    const loose = [...nodes.values()].filter(
      ({ id, activationId }) => !inClusters.has(id) && !(activationId && connectors.has(activationId)),
    );
    return { value: nodeHosts(loose), failures: allFailures };
  }
}

type MemberIds = Promise<Part<readonly string[] | undefined>>;
