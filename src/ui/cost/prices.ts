import * as l10n from '@vscode/l10n';
import { withRefreshed, type PriceBook } from '../../core/cost/priceBook.ts';
import { fromCache, isNewerCache, toCache } from '../../core/cost/priceCache.ts';
import {
  addRefreshed,
  isDue,
  refreshPrices,
  type RefreshedPrices,
  type RefreshResult,
} from '../../core/cost/refreshedPrices.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { Emitter } from '../../core/event.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { readIfThere, writeWhole } from './files.ts';

export interface PricesNeeds {
  readonly accounts: () => readonly AccountRef[];
  readonly costs: (ref: AccountRef) => Promise<{ readonly prices: Parameters<typeof refreshPrices>[0] }>;
  /** Where refreshed prices are kept. */
  readonly file: string;
  readonly log: (what: string, error: unknown) => unknown;
  readonly now?: () => number;
}

/** Between two attempts by itself, in milliseconds: what fails now mostly fails a moment later too. */
const pause = 60 * 60_000;

/**
 * The prices in use: those that came with the extension, and over them what was read from AWS since, in this window or
 * another. What the demo account says of prices counts only while no other account is shown, and is not kept.
 */
export class Prices {
  readonly #needs: PricesNeeds;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  #kept: RefreshedPrices | undefined;
  #ofDemo: RefreshedPrices | undefined;
  #book: { readonly of: RefreshedPrices | undefined; readonly book: PriceBook } = {
    of: undefined,
    book: shippedPrices,
  };
  #opened: Promise<void> | undefined;
  #triedAt = -Infinity;
  /** What can't be read stays as it is, such as what a newer version wrote. */
  #isFileLeft = false;
  #isToldOfFile = false;
  #refreshing: Promise<RefreshResult> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(needs: PricesNeeds) {
    this.#needs = needs;
    this.#now = needs.now ?? Date.now;
  }

  /** As far as it was read. */
  get book(): PriceBook {
    const of = this.#isDemo ? this.#ofDemo : this.#kept;
    if (this.#book.of !== of)
      this.#book = { of, book: of ? withRefreshed(shippedPrices, of.entries, of.refreshedAt) : shippedPrices };
    return this.#book.book;
  }

  /** With what was kept. Never rejects: a damaged file counts for nothing. */
  async open(): Promise<PriceBook> {
    this.#opened ??= this.#read();
    await this.#opened;
    return this.book;
  }

  /** Once a week, where an account is shown whose prices can be read. For whoever shows prices; never rejects. */
  async refreshIfDue(): Promise<void> {
    await this.open();
    const now = this.#now();
    const isTried = Math.abs(now - this.#triedAt) < pause;
    if (this.#isDemo || this.#source === undefined || isTried || !isDue(this.#kept?.refreshedAt, now)) return;
    const regions = this.#needs.accounts().map(({ region }) => region);
    await this.refresh(regions).catch((error: unknown) => this.#needs.log('Refreshing prices', error));
  }

  /**
   * Reads the prices of some Regions anew. Two at the same time are one.
   *
   * @throws Failure `noCredentials` where no account is shown, `cancelled`, or why nothing at all could be read
   */
  refresh(regions: readonly string[], signal?: AbortSignal): Promise<RefreshResult> {
    this.#refreshing ??= this.#refresh(regions, signal).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(regions: readonly string[], signal: AbortSignal | undefined): Promise<RefreshResult> {
    await this.open();
    this.#triedAt = this.#now();
    const source = this.#source;
    if (!source) throw new Failure('noCredentials', l10n.t('No account is shown whose prices could be read.'));
    const { prices } = await this.#needs.costs(source);
    const result = await refreshPrices(prices, regions, signal);
    for (const { failure } of result.failed) this.#needs.log('Reading prices', failure);
    if (result.entries.length === 0 && result.failed[0]) throw Failure.from(result.failed[0].failure);
    await this.#take(result, source.source.kind === 'demo');
    return result;
  }

  async #take({ entries }: RefreshResult, isDemo: boolean): Promise<void> {
    if (isDemo) {
      this.#ofDemo = addRefreshed(this.#ofDemo, entries, this.#now());
    } else {
      // Another window may have refreshed other Regions.
      this.#kept = addRefreshed((await this.#readFile()) ?? this.#kept, entries, this.#now());
      // What can't be kept still counts in this window.
      await this.#write(this.#kept).catch((error: unknown) => this.#needs.log('Keeping refreshed prices', error));
    }
    this.#changed.fire();
  }

  async #read(): Promise<void> {
    this.#kept = await this.#readFile();
    if (this.#kept) this.#changed.fire();
  }

  async #write(kept: RefreshedPrices): Promise<void> {
    if (!this.#isFileLeft) await writeWhole(this.#needs.file, toCache(kept));
  }

  async #readFile(): Promise<RefreshedPrices | undefined> {
    try {
      const bytes = await readIfThere(this.#needs.file);
      const text = bytes && new TextDecoder().decode(bytes);
      this.#isFileLeft = text !== undefined && isNewerCache(text);
      if (text === undefined) return undefined;
      const kept = fromCache(text);
      const why = this.#isFileLeft ? 'A newer version has written the file' : 'The file is damaged';
      if (!kept && !this.#isToldOfFile) {
        this.#isToldOfFile = true;
        this.#needs.log('Reading refreshed prices', new Error(`${why}; shipped prices count.`));
      }
      return kept;
    } catch (error) {
      this.#isFileLeft = true;
      this.#needs.log('Reading refreshed prices', error);
      return undefined;
    }
  }

  get #source(): AccountRef | undefined {
    const refs = this.#needs.accounts();
    return refs.find(({ source }) => source.kind !== 'demo') ?? refs[0];
  }

  get #isDemo(): boolean {
    return this.#source?.source.kind === 'demo';
  }
}
