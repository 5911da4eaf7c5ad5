import pLimit from 'p-limit';
import { Emitter } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { KubeState, OpenKube } from '../kubernetes/kubeCluster.ts';
import type { CapiMachine, EksAnywhereCluster, KubePod } from '../kubernetes/model.ts';
import type { Activation } from '../registration/activation.ts';
import { isThere, renewable, sortedByName, wholeClusterTasks, withOtherCount, type Clusters } from './clusterParts.ts';
import { ConnectionTimes } from './connectionTimes.ts';
import { EksFleet, type Asked } from './eksFleet.ts';
import type { FleetGateway } from './gateway.ts';
import { byName, ecsHosts, nodeHosts, type Host } from './host.ts';
import { joinHosts } from './joinedHosts.ts';
import { KnownActivations } from './knownActivations.ts';
import { LooseHosts, type MembersAsked } from './looseHosts.ts';
import { accountKey, type AccountRef, type EksVersion, type ManagedNode } from './model.ts';
import type { CallerIdentity, ContainerInstance, EcsCluster, EksCluster, Task } from './model.ts';
import { distinct, getOrAdd, lastGood, part, type Part } from './part.ts';
import { EcsClusters } from './permitted.ts';
import { allPages, Reading, type Partly } from './reading.ts';
import { callsOfRefresh, whatIsShown } from './refreshCalls.ts';
import { sharingNodes } from './sharing.ts';
import type { Shown } from './shown.ts';
import { KnownFleet } from './snapshotReadings.ts';

/** How many clusters are read at the same time: enough to hide latency, few enough to leave the rate limits to others. */
const clustersAtOnce = 6;

/**
 * The fleet of one account: what is known of it, read on demand and kept. Nothing here polls.
 *
 * Calls of one full load, with C ECS clusters holding N external hosts and T of their tasks each, M managed nodes,
 * K EKS clusters (`K'` native ones), and H nodes of each that has hybrid nodes enabled:
 *
 *     1 + max(1, ⌈C/100⌉) + ⌈C/100⌉ + Σ_{instances>0}(max(1, ⌈N/100⌉) + ⌈N/100⌉) + Σ_{T>0} 2⌈T/100⌉
 *       + max(1, ⌈M/1000⌉) + max(1, ⌈K/100⌉) + K + (K'>0 ? 1 : 0)
 *       + Σ_{hybrid} max(1, ⌈H/50⌉)
 *
 * which is the least that the batch limits of the APIs allow. All of them go to AWS; `KubeClusters` says how many go to
 * Kubernetes APIs beside them.
 */
export class AccountFleet {
  readonly ref: AccountRef;
  readonly key: string;
  /** What is kept of it for the next window. */
  readonly known: KnownFleet;
  readonly connectionTimes = new ConnectionTimes();
  readonly #gateway: FleetGateway;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  readonly #read = new Emitter<void>();
  readonly #failed = new Emitter<Failure>();
  readonly #limit = pLimit(clustersAtOnce);

  readonly #identity: Reading<CallerIdentity>;
  readonly #ecsClusters: Reading<readonly EcsCluster[]>;
  readonly #eks: EksFleet;
  readonly #nodes: Reading<ReadonlyMap<string, ManagedNode>>;
  readonly #activations: KnownActivations;
  readonly #loose: LooseHosts;
  readonly #instances = new Map<string, Reading<readonly ContainerInstance[]>>();
  readonly #tasks = new Map<string, Reading<readonly Task[]>>();

  /** What somebody looks at of it: only that is read by a refresh. */
  shown: () => Shown = () => 'everything';

  /** What was shown before may be shown differently now: after a refresh, or when something turned up late. */
  readonly onDidChange = this.#changed.event;

  /** An answer came, the first one included. */
  readonly onDidRead = this.#read.event;

  /** Something could not be read. */
  readonly onDidFail = this.#failed.event;

  /** @param openKube opens Kubernetes APIs; without it none is known to be reached */
  constructor(
    ref: AccountRef,
    gateway: FleetGateway,
    now: () => number = Date.now,
    openKube: OpenKube = () => Promise.resolve(undefined),
  ) {
    this.ref = ref;
    this.key = accountKey(ref);
    this.#gateway = gateway;
    this.#now = now;
    this.#identity = this.#reading((signal) => gateway.identity(signal));
    const ecs = new EcsClusters(gateway, (read) => this.#reading(read));
    this.#ecsClusters = ecs.reading;
    this.#nodes = this.#reading((signal) => sharingNodes(gateway.managedNodes(signal)));
    this.#activations = new KnownActivations(this.#reading((signal) => allPages(gateway.activations(signal))));
    this.#eks = new EksFleet({
      gateway,
      openKube,
      reading: (read) => this.#reading(read),
      nodes: this.#nodes,
      now,
      turnedUp: () => this.#changed.fire(),
    });
    this.#loose = new LooseHosts({
      nodes: this.#nodes,
      clusters: () => this.clusters(),
      ecs,
      eks: this.#eks,
      instancesOf: (cluster) => this.#instancesOf(cluster),
      limit: this.#limit,
      changed: () => this.#changed.fire(),
    });
    this.known = new KnownFleet({
      ecs,
      eks: this.#eks,
      nodes: this.#nodes,
      instances: this.#instances,
      instancesOf: (cluster) => this.#instancesOf(cluster),
      renewed: () => this.#renewed(),
    });
  }

  /** Who the account is, once known. */
  get identity(): CallerIdentity | undefined {
    return this.#identity.value;
  }

  /** EKS clusters as last read, for the cost of their control planes. */
  get eksClusters(): readonly EksCluster[] | undefined {
    return this.#eks.clusters.value;
  }

  readIdentity(): Promise<CallerIdentity> {
    return this.#identity.get();
  }

  /** @param signal of who waits: reads that nobody else waits for are called off with it */
  async clusters(signal?: AbortSignal): Promise<Part<Clusters>> {
    const [ecs, eks] = await Promise.all([lastGood(this.#ecsClusters, signal), lastGood(this.#eks.clusters, signal)]);
    return {
      value: { ecs: sortedByName(ecs.value ?? []), eks: sortedByName(eks.value ?? []) },
      failures: distinct([ecs.failure, eks.failure]),
    };
  }

  /**
   * The external hosts of an ECS cluster, the hybrid nodes of an EKS cluster, or the nodes of a connected one. What a
   * Kubernetes API says of them is joined as soon as it is there, and not waited for: `onDidChange` tells. Why it says
   * nothing is told by `kube`.
   *
   * @param asked with `aws` no Kubernetes API is asked; what one said before is joined all the same
   * @param signal of who waits: reads that nobody else waits for are called off with it
   */
  async hosts(
    cluster: EcsCluster | EksCluster,
    asked: Asked = 'all',
    signal?: AbortSignal,
  ): Promise<Part<readonly Host[]>> {
    return cluster.kind === 'ecs' ? this.#ecsHosts(cluster, signal) : this.#eks.hosts(cluster, asked, signal);
  }

  /** What is known of a cluster from its own Kubernetes API, which is asked and not waited for: `onDidChange` tells. */
  kube(cluster: EksCluster): KubeState {
    return this.#eks.kube(cluster);
  }

  /** The same, waited for: as long as that API takes, or a time-out. Never rejects. */
  readKube(cluster: EksCluster): Promise<KubeState> {
    return this.#eks.readKube(cluster);
  }

  /** The pods of a host that Kubernetes knows. Where all of the cluster are few, one request brings those of all hosts. */
  pods(host: Pick<Host, 'cluster' | 'kube'>, signal?: AbortSignal): Promise<Part<readonly KubePod[]>> {
    return this.#eks.pods(host, signal);
  }

  /** Machines of Cluster API on a connected cluster; `undefined` where it has no such API, or can't be reached. */
  machines(cluster: EksCluster): Promise<Part<readonly CapiMachine[] | undefined>> {
    return this.#eks.machines(cluster);
  }

  /** Clusters of EKS Anywhere that a connected cluster names; `undefined` where it is none, or can't be reached. */
  eksAnywhere(cluster: EksCluster): Promise<Part<readonly EksAnywhereCluster[] | undefined>> {
    return this.#eks.eksAnywhere(cluster);
  }

  /** The Kubernetes API of a cluster is reached in another way now, so what it said counts no more. */
  forgetKube(clusterArn: string): void {
    this.#eks.forgetKube(clusterArn);
    this.#changed.fire();
  }

  /** The Kubernetes versions that EKS supports. After a `refresh` they are read anew when they are asked for next. */
  async eksVersions(): Promise<Part<readonly EksVersion[]>> {
    return part(await lastGood(this.#eks.versions));
  }

  /** When the hosts of an ECS cluster were last read, in milliseconds since the epoch; `undefined` while nobody has. */
  hostsAsOf({ arn }: Pick<EcsCluster, 'arn'>): number | undefined {
    return this.#instances.get(arn)?.asOf;
  }

  async #ecsHosts(cluster: EcsCluster, signal: AbortSignal | undefined): Promise<Part<readonly Host[]>> {
    const reading = this.#instancesOf(cluster);
    const [instances, nodes] = await Promise.all([reading && lastGood(reading, signal), lastGood(this.#nodes, signal)]);
    // What came meanwhile counts.
    const hosts = await joinHosts(cluster, reading?.value, this.#nodes.value);
    return {
      value: hosts,
      failures: distinct([instances?.failure, instances?.value?.length === 0 ? undefined : nodes.failure]),
    };
  }

  /** Managed nodes that belong to no cluster. */
  looseHosts(asked: MembersAsked = 'all'): Promise<Part<readonly Host[]>> {
    return this.#loose.get(asked);
  }

  /** The answer of the newest `looseHosts`, for whoever can't wait for all clusters to be read. */
  get looseHostsIfKnown(): readonly Host[] | undefined {
    return this.#loose.known;
  }

  /** All activations. After a `refresh` they are read anew when they are asked for next, since few look at them. */
  activations(): Promise<Part<readonly Activation[]>> {
    return this.#activations.read();
  }

  /** Activations as last read, and when that was. */
  get activationsIfKnown(): { readonly activations: readonly Activation[]; readonly asOf: number } | undefined {
    return this.#activations.ifKnown;
  }

  /** Activations were made: they are read anew when they are asked for next, by those who show them at once. */
  outdateActivations(): void {
    this.#activations.reading.outdate();
    this.#changed.fire();
  }

  /** An activation was deleted, and no list needs to be read to know it. */
  activationDeleted(id: string): void {
    this.#activations.deleted(id);
    this.#changed.fire();
  }

  /** Managed nodes as last read. */
  get nodesIfKnown(): ReadonlyMap<string, ManagedNode> | undefined {
    return this.#nodes.value;
  }

  /** Reads the managed nodes, unless they are known. Rejects with a `Failure`. */
  async readNodes(): Promise<void> {
    await this.#nodes.get();
  }

  /** The hosts that came by an activation, from what was read before; `undefined` while the nodes are not known. */
  hostsOfActivation(activationId: string): readonly Host[] | undefined {
    const nodes = this.#nodes.value;
    if (!nodes) return undefined;
    const own = new Map([...nodes].filter(([, node]) => node.activationId === activationId));
    const inClusters = (this.#ecsClusters.value ?? []).flatMap((cluster) => {
      const instances = this.#instances.get(cluster.arn)?.value ?? [];
      const members = instances.filter(({ managedNodeId }) => own.has(managedNodeId));
      return ecsHosts(cluster, members, own).filter(({ stale }) => !stale);
    });
    const joined = new Set(inClusters.map(({ id }) => id));
    return [...inClusters, ...nodeHosts([...own.values()].filter(({ id }) => !joined.has(id)))].sort(byName);
  }

  /** The tasks of one host. In a small cluster the same two requests bring those of all its hosts. */
  async hostTasks(host: Host, signal?: AbortSignal): Promise<Part<readonly Task[]>> {
    const { instance } = host;
    if (!instance) return { value: [], failures: [] };
    if (this.#taskCount(instance.clusterArn) > wholeClusterTasks) {
      return part(await lastGood(this.#tasksIn(instance.clusterArn, instance.arn), signal));
    }
    const { value, failures } = await this.clusterTasks(instance.clusterArn, signal);
    return { value: value.filter(({ containerInstanceArn }) => containerInstanceArn === instance.arn), failures };
  }

  /** All tasks on a cluster's external hosts. Costs no request where its hosts say that they run none. */
  async clusterTasks(clusterArn: string, signal?: AbortSignal): Promise<Part<readonly Task[]>> {
    if (this.#taskCount(clusterArn) === 0) return { value: [], failures: [] };
    return part(await lastGood(this.#tasksIn(clusterArn), signal));
  }

  /**
   * Reads again what was read before and is shown; what is not shown is read again when it is asked for next. What can't
   * be read now keeps its last good answer.
   */
  async refresh(): Promise<void> {
    this.#activations.reading.lapse();
    this.#eks.versions.lapse();
    const nodesWereRead = this.#nodes.asOf !== undefined || this.#nodes.failure !== undefined;
    const before = this.#ecsClusters.value;
    await Promise.allSettled([
      this.#identity.refresh(),
      this.#ecsClusters.refresh(),
      this.#eks.clusters.refresh(),
      nodesWereRead ? this.#nodes.refresh() : undefined,
    ]);
    this.#forgetGoneClusters();
    const { isShown, areTasksShown } = whatIsShown(this.shown(), this.#instances);
    // Only so it can be told which nodes have no cluster.
    const changed = this.#loose.isAsked ? withOtherCount(before, this.#ecsClusters.value) : new Set<string>();
    const wanted = [
      ...renewable(this.#instances, (arn) => isShown(arn) || changed.has(arn)),
      ...renewable(this.#eks.members, isShown),
      ...renewable(this.#tasks, areTasksShown),
    ];
    const kube = this.#eks.refreshKube(isShown);
    await Promise.allSettled(wanted.map((reading) => this.#limit(() => reading.refresh())));
    await this.#loose.renew();
    this.#changed.fire();
    // What AWS says is shown by now, however long a Kubernetes API takes.
    if (await kube) this.#changed.fire();
  }

  /** How many calls to AWS a refresh makes now, as long as nothing changes. */
  get refreshCalls(): number {
    return callsOfRefresh({
      shown: this.shown(),
      ecs: this.#ecsClusters.value,
      eks: this.#eks.clusters.value,
      nodes: this.#nodes.atHand,
      instances: this.#instances,
      tasks: this.#tasks,
      members: this.#eks.members,
    });
  }

  /** Hosts without a cluster are worked out of everything else. */
  #renewed(): void {
    this.#changed.fire();
    if (this.#loose.isAsked) void this.looseHosts('needed');
  }

  /** Calls off everything under way. What is asked for next is read anew. */
  cancel(): void {
    for (const reading of this.#readings()) reading.cancel();
    this.#eks.cancelKube();
  }

  #forgetGoneClusters(): void {
    const { value: ecs } = this.#ecsClusters;
    if (ecs) {
      const known = new Set(ecs.map(({ arn }) => arn));
      for (const arn of this.#instances.keys()) if (!known.has(arn)) this.#instances.delete(arn);
      const instances = (arn: string): readonly ContainerInstance[] | undefined => this.#instances.get(arn)?.value;
      for (const scope of this.#tasks.keys()) if (!isThere(scope, known, instances)) this.#tasks.delete(scope);
    }
    this.#eks.forgetGone();
  }

  /** A cluster without any container instance needs no request to be known as empty. */
  #instancesOf({ arn, containerInstanceCount }: EcsCluster): Reading<readonly ContainerInstance[]> | undefined {
    if (containerInstanceCount === 0) return undefined;
    return getOrAdd(this.#instances, arn, () =>
      this.#reading((signal) => this.connectionTimes.read(this.#gateway, this.#instances, arn, this.#now, signal)),
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

  #reading<T>(read: (signal: AbortSignal) => Promise<T | Partly<T>>): Reading<T> {
    return new Reading(
      read,
      this.#now,
      () => this.#read.fire(),
      (failure) => this.#failed.fire(failure),
    );
  }

  #readings(): readonly Reading<unknown>[] {
    return [
      this.#identity,
      this.#ecsClusters,
      this.#eks.clusters,
      this.#eks.versions,
      this.#nodes,
      this.#activations.reading,
      ...this.#instances.values(),
      ...this.#eks.members.values(),
      ...this.#tasks.values(),
    ];
  }
}
