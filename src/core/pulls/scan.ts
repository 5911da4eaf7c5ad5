import { Failure } from '../failure.ts';
import type { LayerSizes, LedgerStore, OwnRead, PullEvent, PullEventPage, PullGateway, TaskPull } from './gateway.ts';
import type { TimeRange } from './gateway.ts';
import { ImageTrail, isStaleToken } from './imageTrail.ts';
import { msPerDay, type Cursor, type LayerPull, type Ledger } from './ledger.ts';
import { SharedLedger, type Saved } from './ledgerAccess.ts';
import type { LedgerFault } from './ledgerFile.ts';
import { Pullers } from './pullers.ts';
import { gapsIn, withSpan, type Span } from './timeSpans.ts';

const minute = 60_000;
/** CloudTrail delivers most events within 5 to 15 minutes. What is younger than this is read again the next time. */
const settling = 30 * minute;
/** Events of one time may be listed in any order, and CloudTrail's sorting is taken to be right to this. */
const disorder = minute;
/** As long as CloudTrail's event history goes back. */
const history = 90 * msPerDay;
/** So much reading a crash loses at most, and nothing else. */
const pagesPerWrite = 20;

export interface ScanOptions {
  /** Of `LookupEvents`, at least 2: each scan first looks for what is new. The images of the last page may take 4 more. */
  readonly mostRequests: number;
  /** What is older is not read. */
  readonly from: number;
  readonly now: number;
  readonly signal?: AbortSignal;
  /** Tasks that pulled, as far as ECS still knows them. */
  readonly tasks?: readonly TaskPull[];
  readonly ownReads?: readonly OwnRead[];
  /** False reads layers only, which takes fewer requests: images are not told apart then. */
  readonly withImages?: boolean;
  /** What was pulled before is forgotten. Absent: nothing is. */
  readonly keepFrom?: number;
  /** Called after each page. */
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly requests: number;
  /** Layers that were not counted before. */
  readonly counted: number;
  /** Pulls inside AWS, and this extension's own reads. */
  readonly leftOut: number;
  /** How far back the part is read that is under way. */
  readonly reached: number;
}

export interface ScanResult extends Omit<ScanProgress, 'reached'> {
  readonly ledger: Ledger;
  /** What is still to be read of the time that was asked for, in order; empty where all is. */
  readonly unread: readonly Span[];
  /** The ledger that was kept could not be read, and was set aside. */
  readonly setAside?: LedgerFault;
}

/**
 * Reads what was pulled since the last scan into the ledger, newest first, and what earlier scans left. All that was
 * read is kept whatever happens, and counted once; a scan that ends early is gone on with by the next.
 *
 * @throws Failure of the gateway, or `cancelled`, after what was read is kept
 */
export async function scan(
  gateway: Pick<PullGateway, 'layerEvents' | 'imageEvents'>,
  store: LedgerStore,
  sizes: LayerSizes,
  options: ScanOptions,
): Promise<ScanResult> {
  const { tasks = [], keepFrom } = options;
  const shared = await SharedLedger.open(store, sizes, (ledger) => {
    ledger.remember(tasks);
    ledger.fill(sizes);
    if (keepFrom !== undefined) ledger.prune(keepFrom);
  });
  return new Scan(gateway, shared, options).run();
}

class Scan {
  readonly #gateway: Pick<PullGateway, 'layerEvents' | 'imageEvents'>;
  readonly #shared: SharedLedger;
  readonly #options: ScanOptions;
  readonly #pullers: Pullers;
  /** What this scan has read, also of the time that is not settled. */
  #done: readonly Span[] = [];
  #pages = 0;
  #imagePages = 0;
  #counted = 0;
  #leftOut = 0;

  constructor(gateway: Pick<PullGateway, 'layerEvents' | 'imageEvents'>, shared: SharedLedger, options: ScanOptions) {
    this.#gateway = gateway;
    this.#shared = shared;
    this.#options = options;
    this.#pullers = new Pullers(shared.ledger.tasks, options.ownReads ?? []);
  }

  async run(): Promise<ScanResult> {
    try {
      for (let gap = this.#gaps().at(-1); gap && this.#mayAsk(); gap = this.#gaps().at(-1)) await this.#read(gap);
    } catch (error) {
      // What went wrong first is what is told.
      await this.#save().catch(() => undefined);
      throw error;
    }
    await this.#save();
    const { ledger, setAside } = this.#shared;
    const { requests, counted, leftOut } = this.#progress(0);
    return { ledger, requests, counted, leftOut, unread: this.#gaps(), ...(setAside && { setAside }) };
  }

  #gaps(): readonly Span[] {
    const { from, now } = this.#options;
    const { covered, newest = now } = this.#shared.ledger;
    // No event is from the future: where it seems so, this machine's clock is behind.
    const wanted = { from: Math.floor(Math.max(from, now - history)), to: Math.ceil(Math.max(now, newest)) + 1 };
    return gapsIn(this.#done.reduce(withSpan, covered), wanted);
  }

  #mayAsk(): boolean {
    if (this.#options.signal?.aborted) throw new Failure('cancelled', 'The scan of pulls was called off.');
    return this.#pages + this.#imagePages < this.#options.mostRequests;
  }

  /** Reads a gap from its newer end, until it is read or another window has read some of it. */
  async #read(gap: Span): Promise<void> {
    let place: Place = this.#shared.ledger.cursorAt(gap.to) ?? { ...gap, reached: gap.to };
    const images = new ImageTrail(this.#gateway, this.#options.signal);
    for (let next: Place | undefined = place; next && this.#mayAsk();) {
      place = next;
      const page = await this.#page(place);
      // Without the token, what is not read yet is another, shorter listing.
      next = page === undefined ? restarted(place) : await this.#take(place, page, images);
      if (this.#shared.pending >= pagesPerWrite && (await this.#save()) !== 'written') return;
    }
  }

  /** Nothing where the token has expired. */
  async #page({ from, to, token }: Place): Promise<PullEventPage | undefined> {
    this.#pages++;
    try {
      return await this.#gateway.layerEvents({ from, to }, token, this.#options.signal);
    } catch (error) {
      if (token !== undefined && isStaleToken(error)) return undefined;
      throw error;
    }
  }

  async #take(place: Place, page: PullEventPage, images: ImageTrail): Promise<Place | undefined> {
    const { from, to } = place;
    const events = page.events.filter(({ time }) => time >= from && time <= to);
    const oldest = Math.min(page.oldest ?? place.reached, ...events.map(({ time }) => time));
    const reached = page.next === undefined ? from : Math.max(from, Math.min(place.reached, oldest + disorder));
    const next = page.next === undefined ? undefined : { from, to, reached, token: page.next };
    const pulls = await this.#pulls(events, from, images);
    const whole = { from: reached, to: place.reached };
    const { counted, leftOut } = this.#shared.take({
      pulls,
      whole,
      settledAt: Math.floor(page.at ?? this.#options.now) - settling,
      listing: { from, to },
      ...(next && { cursor: next }),
    });
    this.#done = withSpan(this.#done, whole);
    this.#counted += counted;
    this.#leftOut += leftOut;
    this.#options.onProgress?.(this.#progress(reached));
    return next;
  }

  async #pulls(events: readonly PullEvent[], oldest: number, images: ImageTrail): Promise<readonly LayerPull[]> {
    const pulls = events.map((event) => ({ event, host: this.#pullers.hostOf(event) }));
    if (this.#options.withImages ?? true) {
      const before = images.requests;
      const counted = pulls.filter(({ host }) => host !== undefined).map(({ event }) => event);
      try {
        await images.readFor(counted, oldest);
      } finally {
        this.#imagePages += images.requests - before;
      }
    }
    const told = pulls.map((pull) => ({ ...pull, image: images.imageOf(pull.event) }));
    images.forgetAfter(Math.min(...events.map(({ time }) => time)) + disorder);
    return told;
  }

  async #save(): Promise<Saved> {
    const saved = await this.#shared.save();
    if (saved === 'lost') this.#done = [];
    return saved;
  }

  #progress(reached: number): ScanProgress {
    return { requests: this.#pages + this.#imagePages, counted: this.#counted, leftOut: this.#leftOut, reached };
  }
}

/** A listing, and how far it is read. */
type Place = TimeRange & Pick<Cursor, 'reached'> & { readonly token?: string };

function restarted({ from, reached }: Place): Place {
  return { from, to: reached, reached };
}
