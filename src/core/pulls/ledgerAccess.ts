import { Failure } from '../failure.ts';
import type { LayerSizes, LedgerStore } from './gateway.ts';
import { Ledger, type Counted, type Extent, type ReadPage } from './ledger.ts';
import { fromBytes, toBytes, type LedgerFault } from './ledgerFile.ts';

export interface OpenLedger {
  readonly ledger: Ledger;
  readonly version: string;
  /** What was kept could not be read: it was set aside as a copy, and the ledger begins anew. */
  readonly setAside?: LedgerFault;
}

/**
 * `merged`: another window wrote meanwhile, and has what it read in the ledger, too; `lost`: the ledger was begun anew
 * meanwhile, and what was not written yet is not in it.
 */
export type Saved = 'written' | 'merged' | 'lost';

/** Other windows may write between reading and setting aside; not for ever. */
const mostTries = 20;

export async function openLedger(store: LedgerStore): Promise<OpenLedger> {
  let setAside: LedgerFault | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const { bytes, version } = await store.read();
    const ledger = bytes === undefined ? new Ledger() : fromBytes(bytes);
    if (typeof ledger !== 'string') return { ledger, version, ...(setAside && { setAside }) };
    await store.setAside(version);
    setAside = ledger;
  }
  throw new Failure('unknown', 'The ledger of pulls can neither be read nor set aside.');
}

/**
 * A ledger that is written by several windows at once. What was taken in since it was last written is kept until then:
 * where another window was first, it goes into what that one wrote.
 */
export class SharedLedger {
  readonly #store: LedgerStore;
  readonly #sizes: LayerSizes;
  #open: OpenLedger;
  /** What was read when the ledger was last read or written. */
  #base: Extent;
  #pending: ReadPage[] = [];
  #setAside: LedgerFault | undefined;
  #change: ((ledger: Ledger) => void) | undefined;

  private constructor(store: LedgerStore, sizes: LayerSizes, open: OpenLedger) {
    this.#store = store;
    this.#sizes = sizes;
    this.#open = open;
    this.#base = open.ledger.extent;
    this.#setAside = open.setAside;
  }

  /** @param change done to the ledger, and again to what other windows wrote; doing it twice changes nothing more */
  static async open(store: LedgerStore, sizes: LayerSizes, change?: (ledger: Ledger) => void): Promise<SharedLedger> {
    const shared = new SharedLedger(store, sizes, await openLedger(store));
    shared.#change = change;
    change?.(shared.ledger);
    return shared;
  }

  get ledger(): Ledger {
    return this.#open.ledger;
  }

  get setAside(): LedgerFault | undefined {
    return this.#setAside;
  }

  /** How many pages would be lost by a crash. */
  get pending(): number {
    return this.#pending.length;
  }

  take(page: ReadPage): Counted {
    this.#pending.push(page);
    return this.ledger.take(page, this.#sizes);
  }

  async save(): Promise<Saved> {
    let isMerged: boolean | undefined;
    for (let tries = 0; tries < mostTries; tries++) {
      const { ledger, version } = this.#open;
      const written = await this.#store.write(toBytes(ledger), version);
      if (written !== undefined) {
        this.#open = { ledger, version: written };
        this.#base = ledger.extent;
        this.#pending = [];
        if (isMerged === undefined) return 'written';
        return isMerged ? 'merged' : 'lost';
      }
      isMerged = (await this.#reopen()) && isMerged !== false;
    }
    throw new Failure('unknown', 'The ledger of pulls can not be written: other windows write it all the time.');
  }

  async #reopen(): Promise<boolean> {
    this.#open = await openLedger(this.#store);
    this.#setAside ??= this.#open.setAside;
    // A page says what is between it and those before it: without them, it would be taken for more than it is.
    const isMerged = this.ledger.continues(this.#base);
    if (!isMerged) this.#pending = [];
    this.#base = this.ledger.extent;
    this.#change?.(this.ledger);
    for (const page of this.#pending) this.ledger.take(page, this.#sizes);
    return isMerged;
  }
}
