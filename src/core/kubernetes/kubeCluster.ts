import type { Failure } from '../failure.ts';
import type { EksCluster } from '../fleet/model.ts';
import { getOrAdd, lastGood, type LastGood } from '../fleet/part.ts';
import { Reading } from '../fleet/reading.ts';
import type { KubeGateway } from './gateway.ts';
import type { CapiMachine, EksAnywhereCluster, KubeNode, KubePod } from './model.ts';
import { nodeCounts, type NodeCounts } from './nodeCounts.ts';

/** Opens a cluster's Kubernetes API; `undefined` where nobody said how it is reached. Rejects with a `Failure`. */
export type OpenKube = (cluster: EksCluster) => Promise<KubeGateway | undefined>;

/** What is known of a cluster from its own API, and why it is not more. */
export interface KubeState {
  /**
   * `notYet`: the cluster has no API to ask, since EKS is still making it, or it is going. `noContext`: nobody said how a
   * connected cluster is reached. `reading`: the first answer is under way, or nobody has asked. `answered` says that
   * there are nodes; beside a failure some of what is there is older, or some is missing.
   */
  readonly status: 'notYet' | 'noContext' | 'reading' | 'answered' | 'failed';
  /** Why the newest attempt failed to read the nodes, or else something beside them. */
  readonly failure?: Failure;
  /** `v1.35.6-eks-0a1b2c3`, of the API server. */
  readonly version?: string;
  readonly nodes?: readonly KubeNode[];
  readonly counts?: NodeCounts;
  /** Of a connected cluster, once they were asked for; absent too where it has no such API. */
  readonly machines?: readonly CapiMachine[];
  readonly anywhere?: readonly EksAnywhereCluster[];
  /** When the nodes were last read, in milliseconds since the epoch. */
  readonly asOf?: number;
}

/** The size of a page. */
const podsAPage = 500;

/** What a kubelet takes on if it is not told otherwise. */
const usualPods = 110;

/** Readings of one cluster's Kubernetes API. Each is made when it is asked for, and kept. */
export class KubeCluster {
  readonly #open: OpenKube;
  readonly #now: () => number;
  readonly #turnedUp: () => void;
  #cluster: EksCluster;
  #opened: Promise<KubeGateway | undefined> | undefined;
  #starting: Promise<void> | undefined;
  #startingMore: Promise<void> | undefined;
  readonly #version: Reading<string | undefined>;
  readonly #nodes: Reading<readonly KubeNode[] | undefined>;
  readonly #machines: Reading<readonly CapiMachine[] | undefined>;
  readonly #anywhere: Reading<readonly EksAnywhereCluster[] | undefined>;
  /** By node name; those of the whole cluster under the empty one. */
  readonly #pods = new Map<string, Reading<readonly KubePod[] | undefined>>();

  /** @param turnedUp is called when what `start` has begun is done */
  constructor(cluster: EksCluster, open: OpenKube, now: () => number, turnedUp: () => void) {
    this.#cluster = cluster;
    this.#open = open;
    this.#now = now;
    this.#turnedUp = turnedUp;
    this.#version = this.#reading((gateway, signal) => gateway.version(signal));
    this.#nodes = this.#reading((gateway, signal) => lastOfEach(gateway.nodes(signal), ({ name }) => name));
    this.#machines = this.#reading((gateway, signal) => gateway.machines(signal));
    this.#anywhere = this.#reading((gateway, signal) => gateway.eksAnywhere(signal));
  }

  /** As it was read last from EKS: where its API is may have changed. */
  set cluster(cluster: EksCluster) {
    this.#cluster = cluster;
  }

  /** As far as it is known. Asks nobody. */
  get state(): KubeState {
    const nodes = this.#nodes.value;
    const version = this.#version.value;
    const failed = [this.#nodes, this.#version, this.#machines, this.#anywhere].find((each) => each.failure);
    const { failure } = failed ?? {};
    const { asOf } = this.#nodes;
    const machines = this.#machines.value;
    const anywhere = this.#anywhere.value;
    return {
      status: this.#status(),
      ...(failure && { failure }),
      ...(version !== undefined && { version }),
      ...(nodes && { nodes, counts: nodeCounts(nodes) }),
      ...(machines && { machines }),
      ...(anywhere && { anywhere }),
      ...(nodes && asOf !== undefined && { asOf }),
    };
  }

  #status(): KubeState['status'] {
    if (this.#nodes.value) return 'answered';
    if (!hasApi(this.#cluster)) return 'notYet';
    if (this.#nodes.failure) return 'failed';
    return this.#nodes.asOf === undefined ? 'reading' : 'noContext';
  }

  /** Whether there is an answer, or a reason why there is none. */
  get #isKnown(): boolean {
    return isKnown(this.#nodes);
  }

  /**
   * Asks for version and nodes, unless that was done. After a failure nobody is asked again but by `refresh`: what is
   * shown changes with the failure, and would ask in turn.
   *
   * @param signal of who looks: with it what was begun is called off, unless somebody else waits for it
   */
  start(signal?: AbortSignal): void {
    if (this.#isKnown || this.#starting || !hasApi(this.#cluster)) return;
    const starting = this.read(signal).then(() => {
      if (this.#starting !== starting) return;
      this.#starting = undefined;
      if (!signal?.aborted) this.#turnedUp();
    });
    this.#starting = starting;
  }

  /** Asks for machines and for EKS Anywhere as well, once there are nodes; like `start`, once only. */
  startMore(): void {
    const more = [this.#machines, this.#anywhere];
    if (more.every(isKnown) || this.#startingMore || !this.#nodes.value) return;
    const starting = Promise.all(more.map((each) => lastGood<unknown>(each))).then(() => {
      if (this.#startingMore !== starting) return;
      this.#startingMore = undefined;
      this.#turnedUp();
    });
    this.#startingMore = starting;
  }

  /** Version and nodes. Never rejects. */
  async read(signal?: AbortSignal): Promise<KubeState> {
    if (hasApi(this.#cluster)) await Promise.all([lastGood(this.#version, signal), lastGood(this.#nodes, signal)]);
    return this.state;
  }

  /**
   * The pods of a node. A list has up to 500 pods, and a node seldom more than 110: where all nodes together can't have
   * more than 500, one request brings the pods of all of them, else there is one for each node that is looked at.
   */
  async pods(nodeName: string, signal?: AbortSignal): Promise<LastGood<readonly KubePod[]>> {
    const scope = this.#podsFitAPage() ? '' : nodeName;
    const reading = getOrAdd(this.#pods, scope, () =>
      this.#reading((gateway, signal) => lastOfEach(gateway.pods(scope || undefined, signal), ({ uid }) => uid)),
    );
    const { value, failure } = await lastGood(reading, signal);
    return { value: (value ?? []).filter((pod) => pod.nodeName === nodeName), ...(failure && { failure }) };
  }

  #podsFitAPage(): boolean {
    const nodes = this.#nodes.value;
    return nodes !== undefined && sum(nodes.map(({ allocatable }) => allocatable.pods || usualPods)) <= podsAPage;
  }

  machines(): Promise<LastGood<readonly CapiMachine[] | undefined>> {
    return lastGood(this.#machines);
  }

  eksAnywhere(): Promise<LastGood<readonly EksAnywhereCluster[] | undefined>> {
    return lastGood(this.#anywhere);
  }

  /** Reads again what was read before; pods when they are asked for next. */
  async refresh(): Promise<void> {
    for (const each of this.#pods.values()) each.outdate();
    const readings: readonly Reading<unknown>[] = [this.#version, this.#nodes, this.#machines, this.#anywhere];
    const wereRead = readings.filter(({ asOf, failure }) => asOf !== undefined || failure !== undefined);
    if (wereRead.length === 0) return;
    // A kubeconfig may have been edited, or an endpoint been moved.
    this.#opened = undefined;
    if (hasApi(this.#cluster)) await Promise.allSettled(wereRead.map((each) => each.refresh()));
    const names = new Set(this.#nodes.value?.map(({ name }) => name));
    for (const scope of this.#pods.keys()) if (scope !== '' && !names.has(scope)) this.#pods.delete(scope);
  }

  /** Nobody looks at it now: who looks next has it read again. */
  lapse(): void {
    // A kubeconfig may have been edited by then, or an endpoint been moved.
    this.#opened = undefined;
    for (const each of this.#all) each.lapse();
  }

  get #all(): readonly Reading<unknown>[] {
    return [this.#version, this.#nodes, this.#machines, this.#anywhere, ...this.#pods.values()];
  }

  /** Calls off everything under way. */
  cancel(): void {
    this.#starting = undefined;
    this.#startingMore = undefined;
    for (const each of this.#all) each.cancel();
  }

  /** Answers `undefined` where nobody said how the API is reached. */
  #reading<T>(read: (gateway: KubeGateway, signal: AbortSignal) => Promise<T>): Reading<T | undefined> {
    // Each request is in the log by itself, and nothing else waits for these answers.
    const nothing = (): void => undefined;
    return new Reading(
      async (signal) => {
        const gateway = await this.#gateway();
        signal.throwIfAborted();
        return gateway && read(gateway, signal);
      },
      this.#now,
      nothing,
      nothing,
    );
  }

  #gateway(): Promise<KubeGateway | undefined> {
    if (this.#opened) return this.#opened;
    const opened = this.#open(this.#cluster);
    this.#opened = opened;
    opened.catch(() => {
      // Another one may stand there by then.
      if (this.#opened === opened) this.#opened = undefined;
    });
    return opened;
  }
}

/** Whether there is an answer that counts, or a reason why there is none. */
function isKnown({ asOf, failure, isOutdated }: Pick<Reading<unknown>, 'asOf' | 'failure' | 'isOutdated'>): boolean {
  return !isOutdated && (asOf !== undefined || failure !== undefined);
}

function hasApi({ connector, status, endpoint }: EksCluster): boolean {
  return connector !== undefined || (endpoint !== undefined && status !== 'DELETING');
}

/** All pages as one list. Where a list had to start anew some come twice: the last counts. */
async function lastOfEach<T>(pages: AsyncIterable<readonly T[]>, key: (each: T) => string): Promise<readonly T[]> {
  const all = new Map<string, T>();
  for await (const page of pages) for (const each of page) all.set(key(each), each);
  return [...all.values()];
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
