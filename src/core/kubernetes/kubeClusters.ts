import pLimit from 'p-limit';
import type { EksCluster } from '../fleet/model.ts';
import { getOrAdd } from '../fleet/part.ts';
import { KubeCluster, type OpenKube } from './kubeCluster.ts';
import type { KubeNode } from './model.ts';

/** How many Kubernetes APIs are asked at the same time. */
const clustersAtOnce = 6;

/**
 * The Kubernetes APIs of an account's EKS clusters: each is asked when somebody looks into its cluster, and what it said
 * is kept. Nothing here polls.
 *
 * Requests of a full load of a cluster with N nodes and P pods, of which H hosts are looked into, beside those to AWS:
 *
 *     1 + max(1, ⌈N/500⌉) + (room for ≤ 500 pods ? max(1, ⌈P/500⌉) : H)
 *
 * and of a connected one 4 more for its machines and the clusters of EKS Anywhere, two of them looks at whether it has
 * such an API, and one for each release and bundle that these clusters name.
 */
export class KubeClusters {
  readonly #open: OpenKube;
  readonly #now: () => number;
  readonly #turnedUp: () => void;
  readonly #clusters = new Map<string, KubeCluster>();
  readonly #limit = pLimit(clustersAtOnce);
  /** How often all was called off. */
  #cancelled = 0;

  /** @param turnedUp is called when something turned up that was not waited for */
  constructor(open: OpenKube, now: () => number, turnedUp: () => void) {
    this.#open = (cluster) => open(cluster);
    this.#now = now;
    this.#turnedUp = turnedUp;
  }

  of(cluster: EksCluster): KubeCluster {
    const kube = getOrAdd(
      this.#clusters,
      cluster.arn,
      () => new KubeCluster(cluster, this.#open, this.#now, this.#turnedUp),
    );
    kube.cluster = cluster;
    return kube;
  }

  /** Nodes of a cluster as last read. Asks nobody. */
  nodes({ arn }: Pick<EksCluster, 'arn'>): readonly KubeNode[] | undefined {
    return this.#clusters.get(arn)?.state.nodes;
  }

  /**
   * Reads again what was read before.
   *
   * @param clusters as EKS has them now; the others are forgotten. `undefined` when EKS could not be asked
   * @param isShown of which clusters it is read now; of the others when it is asked for next
   * @returns whether any cluster that is shown had been looked into
   */
  async refresh(
    clusters: readonly EksCluster[] | undefined,
    isShown: (arn: string) => boolean = () => true,
  ): Promise<boolean> {
    if (clusters) {
      const known = new Map(clusters.map((each) => [each.arn, each]));
      for (const [arn, kube] of this.#clusters) {
        const cluster = known.get(arn);
        if (cluster) kube.cluster = cluster;
        else this.forget(arn);
      }
    }
    for (const [arn, kube] of this.#clusters) if (!isShown(arn)) kube.lapse();
    const all = [...this.#clusters].filter(([arn]) => isShown(arn));
    const cancelled = this.#cancelled;
    // Those that wait for their turn may be called off, or forgotten, before it comes.
    const isWanted = (arn: string, kube: KubeCluster): boolean =>
      this.#cancelled === cancelled && this.#clusters.get(arn) === kube;
    await Promise.all(
      all.map(([arn, kube]) => this.#limit(async () => (isWanted(arn, kube) ? kube.refresh() : undefined))),
    );
    return all.length > 0;
  }

  /** What is known of a cluster counts no more, since it is reached in another way now. */
  forget(arn: string): void {
    this.#clusters.get(arn)?.cancel();
    this.#clusters.delete(arn);
  }

  /** Calls off everything under way. What is asked for next is read anew. */
  cancel(): void {
    this.#cancelled++;
    for (const each of this.#clusters.values()) each.cancel();
  }
}
