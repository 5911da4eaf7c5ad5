import { Failure } from '../../failure.ts';
import type { PullEvent, PullEventPage, PullGateway, TimeRange } from '../gateway.ts';

const second = 1000;

export interface TrailEntry {
  readonly event: PullEvent;
  /** When CloudTrail lists it from. */
  readonly deliveredAt: number;
}

export interface TrailOptions {
  readonly pageSize?: () => number;
  /** Whether a token has expired by now. */
  readonly isExpired?: () => boolean;
  /** Whether a page comes empty though others follow. */
  readonly isEmpty?: () => boolean;
  /** A token is a place in the list as it was; else it is an event, and what comes late moves nothing. */
  readonly tokensAreOffsets?: boolean;
  /** Answers say what AWS's clock says. */
  readonly tellsTime?: boolean;
  /** Called with the number of each request before it is answered; may throw. */
  readonly onRequest?: (request: number) => void;
}

/** An event history that is looked into as CloudTrail's: newest first, by pages, to the second, late and double. */
export class Trail implements Pick<PullGateway, 'layerEvents' | 'imageEvents'> {
  /** AWS's clock. */
  now: number;
  requests = 0;
  readonly #layers: readonly TrailEntry[];
  readonly #images: readonly TrailEntry[];
  readonly #options: TrailOptions;

  constructor(entries: readonly TrailEntry[], now: number, options: TrailOptions = {}) {
    const newestFirst = entries.toSorted((a, b) => b.event.time - a.event.time);
    this.#layers = newestFirst.filter(({ event }) => event.layerDigest !== undefined);
    this.#images = newestFirst.filter(({ event }) => event.layerDigest === undefined);
    this.now = now;
    this.#options = options;
  }

  layerEvents(range: TimeRange, token?: string): Promise<PullEventPage> {
    return this.#page(this.#layers, range, token);
  }

  imageEvents(range: TimeRange, token?: string): Promise<PullEventPage> {
    return this.#page(this.#images, range, token);
  }

  async #page(entries: readonly TrailEntry[], { from, to }: TimeRange, token?: string): Promise<PullEventPage> {
    const { pageSize, isEmpty, tellsTime, onRequest } = this.#options;
    this.requests++;
    this.now += second / 2;
    // Other windows get their turn.
    await Promise.resolve();
    onRequest?.(this.requests);
    const [first, last] = [Math.floor(from / second) * second, Math.ceil(to / second) * second];
    if (this.#isStale(token, `${first} ${last} `)) throw new Failure('invalidRequest', 'The token has expired.');
    const place = Number(token?.split(' ')[2] ?? 0);
    const size = isEmpty?.() ? 0 : (pageSize?.() ?? 50);
    const { page, next } = this.#list(entries, { from: first, to: last }, place, size);
    return {
      events: page,
      ...(next !== undefined && { next: `${first} ${last} ${next}` }),
      ...(page.length > 0 && { oldest: Math.min(...page.map(({ time }) => time)) }),
      ...(tellsTime && { at: this.now }),
    };
  }

  #isStale(token: string | undefined, range: string): boolean {
    return token !== undefined && ((this.#options.isExpired?.() ?? false) || !token.startsWith(range));
  }

  /** @param place how many entries went before: of the whole history, or of those that are listed by now */
  #list(entries: readonly TrailEntry[], { from, to }: TimeRange, place: number, size: number): Listed {
    const isOffset = this.#options.tokensAreOffsets ?? false;
    const page: PullEvent[] = [];
    let listed = 0;
    for (let index = Math.max(firstUpTo(entries, to), isOffset ? 0 : place); index < entries.length; index++) {
      const { event, deliveredAt } = entries[index] ?? raise();
      if (event.time < from) break;
      if (deliveredAt > this.now || (isOffset && listed++ < place)) continue;
      if (page.length === size) return { page, next: isOffset ? place + size : index };
      page.push(event);
    }
    return { page, next: undefined };
  }
}

interface Listed {
  readonly page: readonly PullEvent[];
  readonly next: number | undefined;
}

/** Where the entries of this time and before begin. */
function firstUpTo(entries: readonly TrailEntry[], time: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] ?? raise()).event.time > time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function raise(): never {
  throw new Error('There is no such entry.');
}
