import { Emitter, type Subscription } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { KubeGateway } from '../kubernetes/gateway.ts';
import type { AccountFleet } from './accountFleet.ts';
import type { FleetGateway } from './gateway.ts';
import { accountKey, type AccountRef, type EksCluster } from './model.ts';
import { bothShown, type Shown } from './shown.ts';

/** What changed: one account, or (without one) which accounts there are. */
export interface FleetChange {
  readonly account?: AccountFleet;
}

/** Opens the Kubernetes API of a cluster; `undefined` where nobody said how it is reached. */
export type OpenKubeOf = (ref: AccountRef, cluster: EksCluster) => Promise<KubeGateway | undefined>;

/** The accounts that are shown, side by side. */
export class Fleet {
  readonly #open: (ref: AccountRef) => FleetGateway;
  readonly #openKube: OpenKubeOf;
  readonly #now: () => number;
  readonly #accounts = new Map<
    string,
    { readonly fleet: AccountFleet; readonly subscriptions: readonly Subscription[] }
  >();
  readonly #lookers = new Set<(account: AccountFleet) => Shown>();
  #isDisposed = false;
  #refreshedAt: number | undefined;
  readonly #changed = new Emitter<FleetChange>();
  readonly #read = new Emitter<AccountFleet>();
  readonly #failed = new Emitter<{ readonly account: AccountFleet; readonly failure: Failure }>();

  /** What is shown may have changed. */
  readonly onDidChange = this.#changed.event;

  /** An answer came for an account, the first one included. */
  readonly onDidRead = this.#read.event;

  /** Something could not be read; the rows that need it tell it, this is for the log. */
  readonly onDidFail = this.#failed.event;

  constructor(
    open: (ref: AccountRef) => FleetGateway,
    openKube: OpenKubeOf = () => Promise.resolve(undefined),
    now: () => number = Date.now,
  ) {
    this.#open = open;
    this.#openKube = openKube;
    this.#now = now;
  }

  get accounts(): readonly AccountFleet[] {
    return Array.from(this.#accounts.values(), ({ fleet }) => fleet);
  }

  account(key: string): AccountFleet | undefined {
    return this.#accounts.get(key)?.fleet;
  }

  /** Has there what the last window kept of all accounts, see `KnownFleet.unpack`. Asks nobody. */
  async unpack(): Promise<void> {
    await Promise.all(this.accounts.map(({ known }) => known.unpack()));
  }

  /** When accounts were shown, or last read again, in milliseconds since the epoch. */
  get refreshedAt(): number | undefined {
    return this.#refreshedAt;
  }

  /** Somebody looks at accounts: a refresh reads what any of those shows. Where nobody does, all that was read before. */
  look(shown: (account: AccountFleet) => Shown): Subscription {
    // The same function may be given twice.
    const own = (account: AccountFleet): Shown => shown(account);
    this.#lookers.add(own);
    return { dispose: () => this.#lookers.delete(own) };
  }

  #shownOf(account: AccountFleet): Shown {
    const all = Array.from(this.#lookers, (shown) => shown(account));
    return all.length > 0 ? all.reduce(bothShown) : 'everything';
  }

  /**
   * Shows exactly these accounts, in this order. Everything known of them is dropped and will be read anew. What reads
   * an account is loaded with the first one.
   */
  async show(refs: readonly AccountRef[]): Promise<void> {
    this.cancel();
    const { AccountFleet: Account } = await import('./accountFleet.ts');
    if (this.#isDisposed) return;
    this.#drop();
    for (const ref of refs) {
      const key = accountKey(ref);
      if (this.#accounts.has(key)) continue;
      const fleet = new Account(ref, this.#open(ref), this.#now, (cluster) => this.#openKube(ref, cluster));
      fleet.shown = () => this.#shownOf(fleet);
      const subscriptions = [
        fleet.onDidChange(() => this.#changed.fire({ account: fleet })),
        fleet.onDidRead(() => this.#read.fire(fleet)),
        fleet.onDidFail((failure) => this.#failed.fire({ account: fleet, failure })),
      ];
      this.#accounts.set(key, { fleet, subscriptions });
    }
    this.#refreshedAt = this.#now();
    this.#changed.fire({});
  }

  /** Reads again what is shown; what is under way is called off, since it may be out of date. */
  async refresh(): Promise<void> {
    this.cancel();
    await this.renew();
  }

  /** The same, but what is under way goes on. */
  async renew(): Promise<void> {
    this.#refreshedAt = this.#now();
    await Promise.all(this.accounts.map((account) => account.refresh()));
  }

  /** The Kubernetes API of a cluster is reached in another way now: where it is shown, it is asked anew. */
  forgetKube(clusterArn: string): void {
    for (const account of this.accounts) account.forgetKube(clusterArn);
  }

  /** Calls off everything under way. */
  cancel(): void {
    for (const account of this.accounts) account.cancel();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#drop();
  }

  #drop(): void {
    for (const { fleet, subscriptions } of this.#accounts.values()) {
      for (const each of subscriptions) each.dispose();
      fleet.cancel();
    }
    this.#accounts.clear();
  }
}
