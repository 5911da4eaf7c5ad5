import { Failure } from '../failure.ts';
import type { PullEvent, PullGateway, PullEventPage, TimeRange } from './gateway.ts';

const minute = 60_000;
/** A manifest is read right before its layers; large layers are asked for one after the other. */
const lookback = 15 * minute;
/** An index is read by its tag, and right after it the manifest of the host's platform by its digest. */
const indexToManifest = minute;
/** Where so long nothing was pulled, the listing begins anew instead of reading all that was asked of manifests there. */
const longPause = 60 * minute;
/** Of manifests for one page of layers. Hosts that only look for newer images read many and pull nothing. */
const mostPages = 4;

interface ImageRead {
  readonly time: number;
  readonly image: string;
  readonly isTag: boolean;
}

interface Listing {
  readonly asked: TimeRange;
  /** All reads from here on are known. */
  readonly reached: number;
  readonly token: string | undefined;
}

/**
 * Reads of manifests, listed beside the layers to tell which image each layer was pulled for. It counts nothing: where
 * it is not read, layers are known by their repository alone.
 */
export class ImageTrail {
  readonly #gateway: Pick<PullGateway, 'imageEvents'>;
  readonly #signal: AbortSignal | undefined;
  readonly #reads = new Map<string, ImageRead[]>();
  #listing: Listing | undefined;
  #requests = 0;

  constructor(gateway: Pick<PullGateway, 'imageEvents'>, signal: AbortSignal | undefined) {
    this.#gateway = gateway;
    this.#signal = signal;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Reads what belongs to a page of layers, newest first; pages come newest first, too. */
  async readFor(layers: readonly PullEvent[], oldestOfAll: number): Promise<void> {
    const most = this.#requests + mostPages;
    for (const { from, to } of stretches(layers)) await this.#read(from - lookback, to, oldestOfAll - lookback, most);
  }

  /** A tag or a digest; nothing where no manifest was read shortly before. */
  imageOf({ session, repository, time }: PullEvent): string | undefined {
    const before = (this.#reads.get(`${session} ${repository}`) ?? []).filter(
      (read) => read.time <= time && read.time >= time - lookback,
    );
    const latest = newest(before);
    if (!latest) return undefined;
    return (
      newest(before.filter((read) => read.isTag && read.time >= latest.time - indexToManifest))?.image ?? latest.image
    );
  }

  /** Forgets what no layer of this time or before can belong to. */
  forgetAfter(time: number): void {
    for (const [key, reads] of this.#reads) {
      const kept = reads.filter((read) => read.time <= time);
      if (kept.length === 0) this.#reads.delete(key);
      else this.#reads.set(key, kept);
    }
  }

  async #read(from: number, to: number, oldestOfAll: number, most: number): Promise<void> {
    const { asked, reached } = this.#listing ?? {};
    if (!asked || reached === undefined || to > asked.to || to < reached - longPause) {
      this.#listing = { asked: { from: Math.min(from, oldestOfAll), to }, reached: to + 1, token: undefined };
    }
    while (this.#listing && this.#listing.reached > from && this.#requests < most) await this.#readPage(this.#listing);
  }

  async #readPage({ asked, reached, token }: Listing): Promise<void> {
    const page = await this.#page(asked, token);
    if (page === undefined) {
      this.#listing = { asked: { from: asked.from, to: Math.min(asked.to, reached) }, reached, token: undefined };
      return;
    }
    for (const event of page.events) this.#keep(event);
    const next = page.next === undefined ? asked.from : Math.min(reached, page.oldest ?? reached);
    this.#listing = { asked, reached: next, token: page.next };
  }

  /** Nothing where the token has expired. */
  async #page(asked: TimeRange, token: string | undefined): Promise<PullEventPage | undefined> {
    this.#requests++;
    try {
      return await this.#gateway.imageEvents(asked, token, this.#signal);
    } catch (error) {
      if (token !== undefined && isStaleToken(error)) return undefined;
      throw error;
    }
  }

  #keep({ session, repository, time, imageTag, imageDigest }: PullEvent): void {
    const image = imageTag ?? imageDigest;
    if (image === undefined) return;
    const key = `${session} ${repository}`;
    const reads = this.#reads.get(key) ?? [];
    reads.push({ time, image, isTag: imageTag !== undefined });
    this.#reads.set(key, reads);
  }
}

export function isStaleToken(error: unknown): boolean {
  return Failure.is(error) && error.reason === 'invalidRequest';
}

/** The times of a page without its long pauses, newest first. */
function stretches(layers: readonly PullEvent[]): readonly TimeRange[] {
  const found: { from: number; to: number }[] = [];
  for (const { time } of layers.toSorted((a, b) => b.time - a.time)) {
    const last = found.at(-1);
    if (last && last.from - time <= longPause) last.from = time;
    else found.push({ from: time, to: time });
  }
  return found;
}

function newest(reads: readonly ImageRead[]): ImageRead | undefined {
  return reads.reduce<ImageRead | undefined>((best, read) => (best && best.time >= read.time ? best : read), undefined);
}
