import { Emitter } from '../../core/event.ts';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Clusters } from '../../core/fleet/clusterParts.ts';
import type { FleetChange } from '../../core/fleet/fleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { accountKey, type AccountRef, type Cluster } from '../../core/fleet/model.ts';
import type { Part } from '../../core/fleet/part.ts';
import type { Services } from '../services.ts';
import { storedCluster } from './storedFacts.ts';

/** Hosts of the cluster that hints are about. */
export interface ClusterHosts {
  readonly account: AccountRef;
  readonly cluster: { readonly arn: string; readonly name: string };
  /** When AWS said so, in milliseconds since the epoch. */
  readonly asOf: number;
  /** Read in an earlier window, or AWS could not be asked again. */
  readonly isOld: boolean;
}

export interface HintCluster {
  readonly account: string;
  readonly arn: string;
}

/** What differs between hosts of ECS and of EKS. */
export interface HostKind<C extends Cluster, H extends ClusterHosts> {
  /** In the state of the workspace: the cluster that was chosen, and the hosts that were read last. */
  readonly clusterKey: string;
  readonly hostsKey: string;
  /** Whose failures leave in doubt what was read. */
  readonly services: readonly string[];
  /** Where none was chosen, so many clusters are looked into for hosts. */
  readonly mostTried: number;
  clusters(all: Clusters): readonly C[];
  /** For all that the cluster says itself. */
  mayHaveHosts(cluster: C): boolean;
  read(account: AccountFleet, cluster: C, isChosen: boolean): Promise<Part<readonly Host[]>>;
  asOf(account: AccountFleet, cluster: C): number | undefined;
  /** Those of them that count. */
  made(facts: ClusterHosts, hosts: readonly Host[]): H;
  isEmpty(hosts: H): boolean;
  stored(value: unknown): H | undefined;
  /** `undefined` where it is too much. */
  toStore(hosts: H): H | undefined;
}

/** Milliseconds. Hints are asked for with each keystroke; what can't be read now is tried again after this. */
const pause = 60_000;

interface Needs {
  readonly accounts: Pick<Services['accounts'], 'ensureShown'>;
  readonly context: { readonly workspaceState: Services['context']['workspaceState'] };
  readonly fleet: Pick<Services['fleet'], 'account' | 'accounts' | 'onDidChange'>;
}

export interface ChosenHostsOptions {
  readonly now: () => number;
  /** Whether texts may cause requests; what the user chooses may at all times. */
  readonly mayAsk: () => boolean;
  /** Told why hosts could not be read. */
  readonly failed: (error: unknown) => void;
}

interface Candidate<C> {
  readonly account: AccountFleet;
  readonly cluster: C;
  readonly failures: readonly Failure[];
}

/**
 * The hosts of the cluster that was chosen for hints, else of the first that has some. Answers at once from what was read
 * last, also in an earlier window, and reads what is missing; tells when it knows more.
 */
export class ChosenHosts<C extends Cluster, H extends ClusterHosts> {
  readonly #services: Needs;
  readonly #kind: HostKind<C, H>;
  readonly #now: () => number;
  readonly #mayAsk: () => boolean;
  readonly #failed: (error: unknown) => void;
  readonly #changed = new Emitter<void>();
  readonly #subscription: { dispose(): void };
  #hosts: H | undefined;
  #reading: Promise<void> | undefined;
  #triedAt = -Infinity;
  /** Who has no text that they matter to is not asked for any. */
  #isAsked = false;

  readonly onDidChange = this.#changed.event;

  constructor(services: Needs, kind: HostKind<C, H>, { now, mayAsk, failed }: ChosenHostsOptions) {
    this.#services = services;
    this.#kind = kind;
    this.#now = now;
    this.#mayAsk = mayAsk;
    this.#failed = failed;
    this.#hosts = kind.stored(services.context.workspaceState.get(kind.hostsKey));
    this.#subscription = services.fleet.onDidChange((change) => void this.#follow(change));
  }

  /** Starts reading where nothing was read in this window. */
  get hosts(): H | undefined {
    this.#isAsked = true;
    const isDue = this.#mayAsk() && this.#now() - this.#triedAt >= pause;
    if (isDue && (!this.#hosts || this.#hosts.isOld)) void this.#read();
    return this.#hosts;
  }

  async choose(cluster: HintCluster): Promise<void> {
    await this.#services.context.workspaceState.update(this.#kind.clusterKey, cluster);
    // One that was begun before is of the other cluster.
    await this.#reading;
    if (this.#hosts?.cluster.arn !== cluster.arn) this.#hosts = undefined;
    this.#isAsked = true;
    await this.#read();
  }

  async #follow({ account }: FleetChange): Promise<void> {
    const { fleet } = this.#services;
    const key = this.#hosts && accountKey(this.#hosts.account);
    // Of an account that was taken from the view, nothing is said any more.
    if (!account && key !== undefined && !fleet.account(key)) await this.#forget();
    if (!this.#isAsked || !this.#mayAsk()) return;
    // One that was begun before may know nothing of the change.
    await this.#reading;
    await this.#read();
  }

  #read(): Promise<void> {
    this.#triedAt = this.#now();
    this.#reading ??= this.#readHosts()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  async #readHosts(): Promise<void> {
    const { accounts, fleet } = this.#services;
    // The Clusters view, which shows them otherwise, may be hidden. Who never had hints of hosts is not asked for any.
    if (fleet.accounts.length === 0 && (this.#hosts || this.#chosen)) await accounts.ensureShown();
    const candidates = await this.#candidates();
    if (candidates.length === 0 && (await this.#areGone())) await this.#forget();
    let found: H | undefined;
    for (const candidate of candidates) {
      const hosts = await this.#hostsOf(candidate);
      if (hosts) found = hosts;
      if (hosts && !this.#kind.isEmpty(hosts)) break;
    }
    if (found) await this.#take(found);
  }

  async #hostsOf({ account, cluster, failures: before }: Candidate<C>): Promise<H | undefined> {
    const isChosen = this.#isChosen(account, cluster);
    const { value, failures } = await this.#kind.read(account, cluster, isChosen);
    // Taken from the view meanwhile.
    if (!this.#services.fleet.account(account.key)) return undefined;
    const facts: ClusterHosts = {
      account: account.ref,
      cluster: { arn: cluster.arn, name: cluster.name },
      asOf: this.#kind.asOf(account, cluster) ?? this.#now(),
      isOld: [...before, ...failures].some((each) => this.#concerns(each)),
    };
    const hosts = this.#kind.made(facts, value);
    // What was known stays, with its age.
    return failures.length > 0 && this.#kind.isEmpty(hosts) ? undefined : hosts;
  }

  /** Whether AWS says that their cluster is not there any more, or has no hosts. */
  async #areGone(): Promise<boolean> {
    const hosts = this.#hosts;
    const account = hosts && this.#services.fleet.account(accountKey(hosts.account));
    if (!account) return false;
    const { value, failures } = await account.clusters();
    const isThere = this.#kind
      .clusters(value)
      .some((each) => each.arn === hosts.cluster.arn && this.#kind.mayHaveHosts(each));
    return !isThere && !failures.some((each) => this.#concerns(each));
  }

  async #forget(): Promise<void> {
    this.#hosts = undefined;
    await this.#services.context.workspaceState.update(this.#kind.hostsKey, undefined);
    this.#changed.fire();
  }

  async #take(hosts: H): Promise<void> {
    const isSame = this.#hosts !== undefined && shown(hosts) === shown(this.#hosts);
    this.#hosts = hosts;
    if (!isSame) this.#changed.fire();
    await this.#services.context.workspaceState.update(this.#kind.hostsKey, this.#kind.toStore(hosts));
  }

  get #chosen(): HintCluster | undefined {
    return storedCluster(this.#services.context.workspaceState.get(this.#kind.clusterKey));
  }

  #isChosen(account: AccountFleet, { arn }: C): boolean {
    const chosen = this.#chosen;
    return chosen?.account === account.key && chosen.arn === arn;
  }

  /** The one that was chosen; else the first ones that may have hosts, in the order of the accounts. */
  async #candidates(): Promise<readonly Candidate<C>[]> {
    const chosen = this.#chosen;
    const others: Candidate<C>[] = [];
    for (const account of this.#services.fleet.accounts) {
      const { value, failures } = await account.clusters();
      const clusters = this.#kind.clusters(value);
      const cluster = clusters.find((each) => this.#isChosen(account, each));
      if (cluster) return [{ account, cluster, failures }];
      // It may be there all the same, and another's hosts in its place would be wrong.
      if (account.key === chosen?.account && failures.some((each) => this.#concerns(each))) return [];
      for (const each of clusters) if (this.#kind.mayHaveHosts(each)) others.push({ account, cluster: each, failures });
    }
    return others.slice(0, this.#kind.mostTried);
  }

  /** Where no service is named, it is all of them. */
  #concerns({ service }: Failure): boolean {
    return service === undefined || this.#kind.services.includes(service);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** All that hints say: with a new time alone, nothing is drawn anew. */
function shown(hosts: ClusterHosts): string {
  return JSON.stringify({ ...hosts, asOf: 0 });
}
