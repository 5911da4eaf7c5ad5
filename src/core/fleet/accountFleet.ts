import pLimit from 'p-limit';
import { Emitter } from '../event.ts';
import { Failure } from '../failure.ts';
import type { FleetGateway } from './gateway.ts';
import { ecsHosts, nodeHosts, type Host } from './host.ts';
import { accountKey, type AccountRef, type ManagedNode } from './model.ts';
import type { CallerIdentity, ContainerInstance, EcsCluster, EksCluster, Task } from './model.ts';
import { allPages, Reading } from './reading.ts';

/** A part of the answer that could be had, and why another could not: permissions are often partial. */
export interface Part<T> {
  readonly value: T;
  readonly failures: readonly Failure[];
}

export interface Clusters {
  readonly ecs: readonly EcsCluster[];
  readonly eks: readonly EksCluster[];
}

/** How many clusters are read at the same time: enough to hide latency, few enough to leave the rate limits to others. */
const clustersAtOnce = 6;

/** Up to here one list and one describe bring all tasks of a cluster: no more than a single host's would take. */
const wholeClusterTasks = 100;

/**
 * The fleet of one account: what is known of it, read on demand and kept. Nothing here polls.
 *
 * Calls of one full load, with C ECS clusters holding N external hosts and T of their tasks each, M managed nodes,
 * K EKS clusters (`K'` native ones, `H` of them with hybrid nodes enabled):
 *
 *     1 + max(1, ⌈C/100⌉) + ⌈C/100⌉ + Σ_{instances>0}(max(1, ⌈N/100⌉) + ⌈N/100⌉) + Σ_{T>0} 2⌈T/100⌉
 *       + max(1, ⌈M/1000⌉) + max(1, ⌈K/100⌉) + K + (K'>0 ? 1 : 0) + H
 *
 * which is the least that the batch limits of the APIs allow.
 */
export class AccountFleet {
  readonly ref: AccountRef;
  readonly key: string;
  readonly #gateway: FleetGateway;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  readonly #read = new Emitter<void>();
  readonly #limit = pLimit(clustersAtOnce);

  readonly #identity: Reading<CallerIdentity>;
  readonly #ecsClusters: Reading<readonly EcsCluster[]>;
  readonly #eksClusters: Reading<readonly EksCluster[]>;
  readonly #nodes: Reading<ReadonlyMap<string, ManagedNode>>;
  readonly #instances = new Map<string, Reading<readonly ContainerInstance[]>>();
  readonly #hybridNodeIds = new Map<string, Reading<ReadonlySet<string>>>();
  readonly #tasks = new Map<string, Reading<readonly Task[]>>();

  #looseHosts: readonly Host[] | undefined;

  /** What was shown before may be shown differently now: after a refresh, or when something turned up late. */
  readonly onDidChange = this.#changed.event;

  /** An answer came, the first one included. */
  readonly onDidRead = this.#read.event;

  constructor(ref: AccountRef, gateway: FleetGateway, now: () => number = Date.now) {
    this.ref = ref;
    this.key = accountKey(ref);
    this.#gateway = gateway;
    this.#now = now;
    this.#identity = this.#reading((signal) => gateway.identity(signal));
    this.#ecsClusters = this.#reading((signal) => allPages(gateway.ecsClusters(signal)));
    this.#eksClusters = this.#reading((signal) => allPages(gateway.eksClusters(signal)));
    this.#nodes = this.#reading(async (signal) => {
      const nodes = await allPages(gateway.managedNodes(signal));
      return new Map(nodes.map((node) => [node.id, node]));
    });
  }

  /** Who the account is, once known. */
  get identity(): CallerIdentity | undefined {
    return this.#identity.value;
  }

  /** EKS clusters as last read, for the cost of their control planes. */
  get eksClusters(): readonly EksCluster[] | undefined {
    return this.#eksClusters.value;
  }

  /** When the oldest part of what is shown was read. */
  get asOf(): number | undefined {
    const times = this.#readings().flatMap(({ asOf }) => asOf ?? []);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  readIdentity(): Promise<CallerIdentity> {
    return this.#identity.get();
  }

  async clusters(): Promise<Part<Clusters>> {
    const [ecs, eks] = await Promise.all([lastGood(this.#ecsClusters), lastGood(this.#eksClusters)]);
    return {
      value: { ecs: sortedByName(ecs.value ?? []), eks: sortedByName(eks.value ?? []) },
      failures: distinct([ecs.failure, eks.failure]),
    };
  }

  /** The external hosts of an ECS cluster, or the hybrid nodes of an EKS cluster. */
  async hosts(cluster: EcsCluster | EksCluster): Promise<Part<readonly Host[]>> {
    return cluster.kind === 'ecs' ? this.#ecsHosts(cluster) : this.#hybridHosts(cluster);
  }

  async #ecsHosts(cluster: EcsCluster): Promise<Part<readonly Host[]>> {
    const reading = this.#instancesOf(cluster);
    const [instances, nodes] = await Promise.all([reading && lastGood(reading), lastGood(this.#nodes)]);
    return {
      value: ecsHosts(cluster, instances?.value ?? [], nodes.value ?? new Map<string, ManagedNode>()),
      failures: distinct([instances?.failure, instances?.value?.length === 0 ? undefined : nodes.failure]),
    };
  }

  async #hybridHosts(cluster: EksCluster): Promise<Part<readonly Host[]>> {
    if (!cluster.hybridNodesEnabled) return { value: [], failures: [] };
    const [ids, nodes] = await Promise.all([lastGood(this.#hybridNodesOf(cluster)), lastGood(this.#nodes)]);
    const members = [...(ids.value ?? [])].flatMap((id) => nodes.value?.get(id) ?? []);
    return { value: nodeHosts(members, cluster), failures: distinct([ids.failure, nodes.failure]) };
  }

  /**
   * Managed nodes that belong to no cluster. The two agents of an EKS connector are managed nodes too, but no hosts:
   * they came by the activation that their cluster names.
   */
  async looseHosts(): Promise<Part<readonly Host[]>> {
    const answer = await this.#readLooseHosts();
    const isNews = (this.#looseHosts?.length ?? 0) !== answer.value.length;
    this.#looseHosts = answer.value;
    if (isNews) this.#changed.fire();
    return answer;
  }

  async #readLooseHosts(): Promise<Part<readonly Host[]>> {
    const nodes = await lastGood(this.#nodes);
    if (!nodes.value?.size) return { value: [], failures: distinct([nodes.failure]) };

    const { value: clusters, failures } = await this.clusters();
    const connectors = new Set(clusters.eks.flatMap(({ connector }) => connector?.activationId ?? []));
    const taken = await Promise.all([
      ...clusters.ecs.map((cluster) => this.#limit(() => this.#idsOf(this.#instancesOf(cluster), managedNodeIds))),
      ...clusters.eks
        .filter(({ hybridNodesEnabled }) => hybridNodesEnabled)
        .map((cluster) => this.#limit(() => this.#idsOf(this.#hybridNodesOf(cluster), (ids) => ids))),
    ]);
    const members = new Set(taken.flatMap(({ value }) => [...value]));
    const loose = [...nodes.value.values()].filter(
      ({ id, activationId }) => !members.has(id) && !(activationId && connectors.has(activationId)),
    );
    return {
      value: nodeHosts(loose),
      failures: distinct([nodes.failure, ...failures, ...taken.flatMap((part) => part.failures)]),
    };
  }

  /** The answer of the newest `looseHosts`, for whoever can't wait for all clusters to be read. */
  get looseHostsIfKnown(): readonly Host[] | undefined {
    return this.#looseHosts;
  }

  async #idsOf<T>(reading: Reading<T> | undefined, ids: (value: T) => Iterable<string>): Promise<Part<string[]>> {
    if (!reading) return { value: [], failures: [] };
    const { value, failure } = await lastGood(reading);
    return { value: value === undefined ? [] : [...ids(value)], failures: distinct([failure]) };
  }

  /** The tasks of one host. In a small cluster the same two requests bring those of all its hosts. */
  async hostTasks(host: Host): Promise<Part<readonly Task[]>> {
    const { instance } = host;
    if (!instance) return { value: [], failures: [] };
    if (this.#taskCount(instance.clusterArn) > wholeClusterTasks) {
      return part(await lastGood(this.#tasksIn(instance.clusterArn, instance.arn)));
    }
    const { value, failures } = await this.clusterTasks(instance.clusterArn);
    return { value: value.filter(({ containerInstanceArn }) => containerInstanceArn === instance.arn), failures };
  }

  /** All tasks on a cluster's external hosts. Costs no request where its hosts say that they run none. */
  async clusterTasks(clusterArn: string): Promise<Part<readonly Task[]>> {
    if (this.#taskCount(clusterArn) === 0) return { value: [], failures: [] };
    return part(await lastGood(this.#tasksIn(clusterArn)));
  }

  /** Reads again all that was read before. What can't be read now keeps its last good answer. */
  async refresh(): Promise<void> {
    const nodesWereRead = this.#nodes.value !== undefined || this.#nodes.failure !== undefined;
    await Promise.allSettled([
      this.#identity.refresh(),
      this.#ecsClusters.refresh(),
      this.#eksClusters.refresh(),
      nodesWereRead ? this.#nodes.refresh() : undefined,
    ]);
    this.#forgetGoneClusters();
    const perCluster: readonly Reading<unknown>[] = [
      ...this.#instances.values(),
      ...this.#hybridNodeIds.values(),
      ...this.#tasks.values(),
    ];
    await Promise.allSettled(perCluster.map((reading) => this.#limit(() => reading.refresh())));
    if (this.#looseHosts) this.#looseHosts = (await this.#readLooseHosts()).value;
    this.#changed.fire();
  }

  /** Calls off everything under way. What is asked for next is read anew. */
  cancel(): void {
    for (const reading of this.#readings()) reading.cancel();
  }

  #forgetGoneClusters(): void {
    const { value: ecs } = this.#ecsClusters;
    if (ecs) {
      const known = new Set(ecs.map(({ arn }) => arn));
      for (const arn of this.#instances.keys()) if (!known.has(arn)) this.#instances.delete(arn);
      for (const scope of this.#tasks.keys()) if (!known.has(scope.split(' ')[0] ?? '')) this.#tasks.delete(scope);
    }
    const { value: eks } = this.#eksClusters;
    if (eks) {
      const known = new Set(eks.map(({ arn }) => arn));
      for (const arn of this.#hybridNodeIds.keys()) if (!known.has(arn)) this.#hybridNodeIds.delete(arn);
    }
  }

  /** A cluster without any container instance needs no request to be known as empty. */
  #instancesOf({ arn, containerInstanceCount }: EcsCluster): Reading<readonly ContainerInstance[]> | undefined {
    if (containerInstanceCount === 0) return undefined;
    return getOrAdd(this.#instances, arn, () =>
      this.#reading((signal) => allPages(this.#gateway.containerInstances(arn, signal))),
    );
  }

  #hybridNodesOf({ arn }: EksCluster): Reading<ReadonlySet<string>> {
    return getOrAdd(this.#hybridNodeIds, arn, () =>
      this.#reading(async (signal) => new Set(await allPages(this.#gateway.hybridNodeIds(arn, signal)))),
    );
  }

  #tasksIn(clusterArn: string, instanceArn?: string): Reading<readonly Task[]> {
    const scope = instanceArn === undefined ? clusterArn : `${clusterArn} ${instanceArn}`;
    return getOrAdd(this.#tasks, scope, () =>
      this.#reading((signal) => allPages(this.#gateway.tasks(clusterArn, instanceArn, signal))),
    );
  }

  #taskCount(clusterArn: string): number {
    const instances = this.#instances.get(clusterArn)?.value ?? [];
    return instances.reduce((sum, each) => sum + each.runningTaskCount + each.pendingTaskCount, 0);
  }

  #reading<T>(read: (signal: AbortSignal) => Promise<T>): Reading<T> {
    return new Reading(read, this.#now, () => this.#read.fire());
  }

  #readings(): readonly Reading<unknown>[] {
    return [
      this.#identity,
      this.#ecsClusters,
      this.#eksClusters,
      this.#nodes,
      ...this.#instances.values(),
      ...this.#hybridNodeIds.values(),
      ...this.#tasks.values(),
    ];
  }
}

function managedNodeIds(instances: readonly ContainerInstance[]): Iterable<string> {
  return instances.map(({ managedNodeId }) => managedNodeId);
}

async function lastGood<T>(reading: Reading<T>): Promise<{ value?: T; failure?: Failure }> {
  try {
    const value = await reading.get();
    return reading.failure ? { value, failure: reading.failure } : { value };
  } catch (error) {
    return { failure: Failure.from(error) };
  }
}

function part<T>({ value, failure }: { value?: readonly T[]; failure?: Failure }): Part<readonly T[]> {
  return { value: value ?? [], failures: distinct([failure]) };
}

/** One failure a cause: a missing credential would otherwise be told once for every service. */
function distinct(failures: readonly (Failure | undefined)[]): readonly Failure[] {
  const byCause = new Map<string, Failure>();
  for (const failure of failures) {
    if (!failure) continue;
    const cause = failure.reason === 'accessDenied' ? `${failure.reason} ${failure.operation ?? ''}` : failure.reason;
    if (!byCause.has(cause)) byCause.set(cause, failure);
  }
  return [...byCause.values()];
}

function sortedByName<T extends { name: string; arn: string }>(clusters: readonly T[]): readonly T[] {
  return clusters.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.arn < b.arn ? -1 : 1));
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
