import { Emitter, type Subscription } from '../event.ts';
import type { Failure } from '../failure.ts';
import { AccountFleet } from './accountFleet.ts';
import type { FleetGateway } from './gateway.ts';
import { accountKey, type AccountRef } from './model.ts';

/** What changed: one account, or (without one) which accounts there are. */
export interface FleetChange {
  readonly account?: AccountFleet;
}

/** The accounts that are shown, side by side. */
export class Fleet {
  readonly #open: (ref: AccountRef) => FleetGateway;
  readonly #now: () => number;
  readonly #accounts = new Map<
    string,
    { readonly fleet: AccountFleet; readonly subscriptions: readonly Subscription[] }
  >();
  readonly #changed = new Emitter<FleetChange>();
  readonly #read = new Emitter<AccountFleet>();
  readonly #failed = new Emitter<{ readonly account: AccountFleet; readonly failure: Failure }>();

  /** What is shown may have changed. */
  readonly onDidChange = this.#changed.event;

  /** An answer came for an account, the first one included. */
  readonly onDidRead = this.#read.event;

  /** Something could not be read; the rows that need it tell it, this is for the log. */
  readonly onDidFail = this.#failed.event;

  constructor(open: (ref: AccountRef) => FleetGateway, now: () => number = Date.now) {
    this.#open = open;
    this.#now = now;
  }

  get accounts(): readonly AccountFleet[] {
    return Array.from(this.#accounts.values(), ({ fleet }) => fleet);
  }

  account(key: string): AccountFleet | undefined {
    return this.#accounts.get(key)?.fleet;
  }

  /** Shows exactly these accounts, in this order. Everything known of them is dropped and will be read anew. */
  show(refs: readonly AccountRef[]): void {
    this.#drop();
    for (const ref of refs) {
      const key = accountKey(ref);
      if (this.#accounts.has(key)) continue;
      const fleet = new AccountFleet(ref, this.#open(ref), this.#now);
      const subscriptions = [
        fleet.onDidChange(() => this.#changed.fire({ account: fleet })),
        fleet.onDidRead(() => this.#read.fire(fleet)),
        fleet.onDidFail((failure) => this.#failed.fire({ account: fleet, failure })),
      ];
      this.#accounts.set(key, { fleet, subscriptions });
    }
    this.#changed.fire({});
  }

  /** Reads everything again that was read before; what is under way is called off, since it may be out of date. */
  async refresh(): Promise<void> {
    this.cancel();
    await Promise.all(this.accounts.map((account) => account.refresh()));
  }

  /** Calls off everything under way. */
  cancel(): void {
    for (const account of this.accounts) account.cancel();
  }

  dispose(): void {
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
