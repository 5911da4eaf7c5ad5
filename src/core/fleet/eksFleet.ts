import { eksHosts } from '../kubernetes/join.ts';
import { KubeClusters } from '../kubernetes/kubeClusters.ts';
import type { KubeState, OpenKube } from '../kubernetes/kubeCluster.ts';
import type { CapiMachine, EksAnywhereCluster, KubePod } from '../kubernetes/model.ts';
import type { FleetGateway } from './gateway.ts';
import type { Host } from './host.ts';
import type { EksCluster, EksVersion, ManagedNode } from './model.ts';
import { distinct, getOrAdd, lastGood, part, type Part } from './part.ts';
import { Permitted } from './permitted.ts';
import { allPages, type Partly, type Reading } from './reading.ts';
import type { KeptList } from './snapshot.ts';

/** Who is asked for the hosts of a cluster: AWS alone, or its Kubernetes API too. */
export type Asked = 'aws' | 'all';

interface EksFleetParts {
  readonly gateway: FleetGateway;
  readonly openKube: OpenKube;
  readonly reading: <T>(read: (signal: AbortSignal) => Promise<T | Partly<T>>) => Reading<T>;
  /** All managed nodes by id. */
  readonly nodes: Reading<ReadonlyMap<string, ManagedNode>>;
  readonly now: () => number;
  /** Something turned up that was not waited for. */
  readonly turnedUp: () => void;
}

/** The EKS half of an account: its clusters, which nodes are theirs, and what their Kubernetes APIs say. */
export class EksFleet {
  readonly clusters: Reading<readonly EksCluster[]>;
  readonly versions: Reading<readonly EksVersion[]>;
  readonly #parts: EksFleetParts;
  readonly #kube: KubeClusters;
  readonly #memberIds = new Map<string, Reading<ReadonlySet<string>>>();
  readonly #permitted = new Permitted<EksCluster>(({ name }) => name);

  constructor(parts: EksFleetParts) {
    this.#parts = parts;
    const { gateway, openKube, reading, now, turnedUp } = parts;
    this.clusters = reading((signal) =>
      this.#permitted.read(
        (onDenied) => gateway.eksClusters(signal, onDenied),
        () => this.clusters.value,
      ),
    );
    this.versions = reading((signal) => allPages(gateway.eksVersions(signal)));
    this.#kube = new KubeClusters(openKube, now, turnedUp);
  }

  /** All clusters that there are, as far as they are known: `undefined` also where some of them could never be read. */
  get allClusters(): readonly EksCluster[] | undefined {
    return this.#permitted.whole(this.clusters.value);
  }

  /** Begins with the answer of an earlier window. */
  begin({ value, asOf, isPart }: KeptList<EksCluster>, onRenewed: () => void): void {
    if (isPart) this.#permitted.lacks(value);
    this.clusters.seed(value, asOf, onRenewed);
  }

  /** Ids of a cluster's hybrid nodes, by their activation. */
  membersOf({ arn }: EksCluster): Reading<ReadonlySet<string>> {
    const { gateway, reading } = this.#parts;
    return getOrAdd(this.#memberIds, arn, () =>
      reading(async (signal) => new Set(await allPages(gateway.hybridNodeIds(arn, signal)))),
    );
  }

  /** `mi-…` ids that Kubernetes APIs have named so far as their clusters' nodes, whatever their activations say. */
  get namedByKubernetes(): readonly string[] {
    const nodes = (this.clusters.value ?? []).flatMap((cluster) => this.#kube.nodes(cluster) ?? []);
    return nodes.flatMap(({ managedNodeId }) => managedNodeId ?? []);
  }

  /** What SSM knows, joined with what Kubernetes has said so far: its API is asked, and not waited for. */
  async hosts(cluster: EksCluster, asked: Asked, signal?: AbortSignal): Promise<Part<readonly Host[]>> {
    const isHybrid = cluster.hybridNodesEnabled;
    const hasHosts = isHybrid || cluster.connector !== undefined;
    if (hasHosts && asked === 'all') this.#kube.of(cluster).start(signal);
    const [ids, nodes] = isHybrid
      ? await Promise.all([lastGood(this.membersOf(cluster), signal), lastGood(this.#parts.nodes, signal)])
      : [undefined, undefined];
    const kube = hasHosts ? this.#kube.nodes(cluster) : undefined;
    return {
      // What came meanwhile counts.
      value: eksHosts({
        cluster,
        members: (ids && this.membersOf(cluster).value) ?? [],
        managed: nodes && this.#parts.nodes.value,
        kube,
      }),
      failures: distinct([ids?.failure, nodes?.failure]),
    };
  }

  /** The hosts of a cluster as last read; `undefined` while they were not. Asks nobody. */
  hostsIfKnown(cluster: EksCluster): readonly Host[] | undefined {
    const { arn, hybridNodesEnabled, connector } = cluster;
    if (!hybridNodesEnabled && !connector) return [];
    const managed = this.#parts.nodes.value;
    const members = managed && this.#memberIds.get(arn)?.value;
    const kube = this.#kube.nodes(cluster);
    if (!members && !kube) return undefined;
    return eksHosts({ cluster, members: members ?? [], managed, kube });
  }

  /** As far as it is known; asks for it, and does not wait. */
  kube(cluster: EksCluster): KubeState {
    const kube = this.#kube.of(cluster);
    kube.start();
    if (cluster.connector) kube.startMore();
    return kube.state;
  }

  readKube(cluster: EksCluster): Promise<KubeState> {
    return this.#kube.of(cluster).read();
  }

  async pods(
    { cluster, kube }: Pick<Host, 'cluster' | 'kube'>,
    signal?: AbortSignal,
  ): Promise<Part<readonly KubePod[]>> {
    const own = this.clusters.value?.find(({ arn }) => arn === cluster?.arn);
    if (!own || !kube) return { value: [], failures: [] };
    return part(await this.#kube.of(own).pods(kube.name, signal));
  }

  /** Asked only of clusters that run elsewhere: those of EKS itself have no such API of their own. */
  async machines(cluster: EksCluster): Promise<Part<readonly CapiMachine[] | undefined>> {
    if (!cluster.connector) return { value: undefined, failures: [] };
    const { value, failure } = await this.#kube.of(cluster).machines();
    return { value, failures: distinct([failure]) };
  }

  async eksAnywhere(cluster: EksCluster): Promise<Part<readonly EksAnywhereCluster[] | undefined>> {
    if (!cluster.connector) return { value: undefined, failures: [] };
    const { value, failure } = await this.#kube.of(cluster).eksAnywhere();
    return { value, failures: distinct([failure]) };
  }

  /** What the Kubernetes API of a cluster said counts no more, since it is reached in another way now. */
  forgetKube(arn: string): void {
    this.#kube.forget(arn);
  }

  /** @returns whether any Kubernetes API that is shown had been asked before */
  refreshKube(isShown: (clusterArn: string) => boolean): Promise<boolean> {
    return this.#kube.refresh(this.clusters.value, isShown);
  }

  cancelKube(): void {
    this.#kube.cancel();
  }

  forgetGone(): void {
    const { value } = this.clusters;
    if (!value) return;
    const known = new Set(value.map(({ arn }) => arn));
    for (const arn of this.#memberIds.keys()) if (!known.has(arn)) this.#memberIds.delete(arn);
  }

  /** Ids of hybrid nodes, by the ARN of their cluster. */
  get members(): ReadonlyMap<string, Reading<ReadonlySet<string>>> {
    return this.#memberIds;
  }
}
