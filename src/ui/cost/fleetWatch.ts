import { looksOf } from '../../core/cost/seen/seenFacts.ts';
import type { Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { SeenRecords } from './seenRecords.ts';

/** Answers of a refresh come one by one, in milliseconds. */
const settling = 500;

/** Writes down what the fleet reads, by whomever it was asked for. Asks nobody. */
export class FleetWatch {
  readonly #records: (account: AccountFleet) => Promise<SeenRecords>;
  readonly #timers = new Map<AccountFleet, NodeJS.Timeout>();
  readonly #pause: number;
  readonly #subscription: Subscription;

  /** @param records rejects where it is not known yet where they are kept */
  constructor(
    fleet: Pick<Fleet, 'accounts' | 'onDidRead'>,
    records: (account: AccountFleet) => Promise<SeenRecords>,
    pause = settling,
  ) {
    this.#records = records;
    this.#pause = pause;
    this.#subscription = fleet.onDidRead((account) => this.#schedule(account));
    for (const account of fleet.accounts) this.#schedule(account);
  }

  #schedule(account: AccountFleet): void {
    if (this.#timers.has(account)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(account);
      // Those who show costs tell why records can't be had.
      void noteFleet(account, this.#records).catch(() => undefined);
    }, this.#pause);
    this.#timers.set(account, timer);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}

async function noteFleet(
  account: AccountFleet,
  recordsOf: (account: AccountFleet) => Promise<SeenRecords>,
): Promise<void> {
  const records = await recordsOf(account);
  await records.open();
  records.note(looksOf(await account.known.lastRead()));
}
