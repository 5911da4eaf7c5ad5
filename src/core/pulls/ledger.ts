import type { LayerSizes, PullEvent, PullRow, TaskPull, TimeRange } from './gateway.ts';
import { isIn, withSpan, type Span } from './timeSpans.ts';

export const msPerDay = 86_400_000;

/** A number for each UTC day: days since the epoch. */
export function dayNumber(ms: number): number {
  return Math.floor(ms / msPerDay);
}

/** `2026-11-22` */
export function dayText(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** What a host pulled of an image on a day. */
export interface LedgerLine {
  readonly day: number;
  readonly host: string;
  readonly repository: string;
  /** Empty where it can't be told. */
  readonly image: string;
  bytes: number;
  /** Layers that were fetched. */
  pulls: number;
  /** By layer: how many of the pulls are not in `bytes` yet, since its size is not known. */
  readonly unsized: Map<string, number>;
}

/** Where a listing that was not finished goes on. */
export interface Cursor extends TimeRange {
  /** Up to here the listing is read from the top; nothing of it below is. */
  readonly reached: number;
  readonly token: string;
}

/** A fetched layer, with what the event itself does not say. */
export interface LayerPull {
  readonly event: PullEvent;
  /** Nothing where it is left out of the count. */
  readonly host: string | undefined;
  readonly image: string | undefined;
}

/** A page of a listing as it goes into the ledger: what it holds, and of which time that is all there is. */
export interface ReadPage {
  readonly pulls: readonly LayerPull[];
  /** All events of this time are on this page, or on those that went before it. */
  readonly whole: Span;
  /** When the page was read, events of later than this could still be delivered to CloudTrail. */
  readonly settledAt: number;
  /** Of the listing that the page is of. */
  readonly listing: TimeRange;
  /** Where the listing goes on; absent where it ends. */
  readonly cursor?: Cursor;
}

export interface Counted {
  readonly counted: number;
  readonly leftOut: number;
}

/** All that a ledger remembers. */
export interface LedgerState {
  readonly lines: Map<string, LedgerLine>;
  covered: readonly Span[];
  /** The time of the newest event of all. */
  newest: number | undefined;
  /** Ids of the events that were counted or left out outside of what is covered, with their times. */
  readonly seen: Map<string, number>;
  /** The newest at the end. */
  cursors: readonly Cursor[];
  readonly tasks: Map<string, TaskPull>;
}

export type Extent = Readonly<Pick<LedgerState, 'covered' | 'seen'>>;

/** Without its token a listing begins anew where it was left, which costs a page at most. */
const mostCursors = 8;

/** As many as CloudTrail's delay asks for many times over: hosts start some hundreds of tasks an hour at most. */
const mostTasks = 5000;

/** An unsized layer, to look for its size in a manifest. */
export interface UnsizedLayer {
  readonly repository: string;
  readonly digest: string;
  /** Tags and digests of images that it was pulled for, where that is known. */
  readonly images: readonly string[];
  readonly pulls: number;
}

/**
 * Layers that were pulled from the ECR of one account and Region, by day, host, repository and image.
 *
 * An event is counted once: where its time is covered, it is in the sums already, and nothing more is remembered of it;
 * elsewhere its id tells. So what is remembered of events is a matter of minutes, whatever the ledger's length.
 */
export class Ledger {
  readonly #state: LedgerState;

  constructor(state: LedgerState = emptyState()) {
    this.#state = state;
  }

  /** For `ledgerFile.ts`, which writes it down. */
  get state(): Readonly<LedgerState> {
    return this.#state;
  }

  /** The time of which all events were read. */
  get covered(): readonly Span[] {
    return this.#state.covered;
  }

  get newest(): number | undefined {
    return this.#state.newest;
  }

  /** The listing that has read all down to this time. */
  cursorAt(reached: number): Cursor | undefined {
    return this.#state.cursors.findLast((cursor) => cursor.reached === reached);
  }

  /** Tasks that pulled, as far as they were ever seen. */
  get tasks(): Iterable<TaskPull> {
    return this.#state.tasks.values();
  }

  /** Takes a page in; taking it in again changes nothing. */
  take({ pulls, whole, settledAt, listing, cursor }: ReadPage, sizes: LayerSizes): Counted {
    const state = this.#state;
    const fresh = pulls.filter((pull) => this.#isNew(pull.event));
    for (const { event } of pulls) state.newest = Math.max(state.newest ?? event.time, event.time);
    for (const pull of fresh) if (pull.host !== undefined) this.#count(pull, pull.host, sizes);
    // Beyond the newest event nothing is covered: this machine's clock may be ahead.
    const to = Math.min(whole.to, settledAt, (state.newest ?? -Infinity) + 1);
    state.covered = withSpan(state.covered, { from: whole.from, to });
    for (const [id, time] of state.seen) if (isIn(state.covered, time)) state.seen.delete(id);
    const others = state.cursors.filter(
      (each) => !(each.from === listing.from && each.to === listing.to) && !isIn(state.covered, each.reached - 1),
    );
    state.cursors = [...others, ...(cursor ? [cursor] : [])].slice(-mostCursors);
    const counted = fresh.filter(({ host }) => host !== undefined).length;
    return { counted, leftOut: fresh.length - counted };
  }

  /** What it has read so far. */
  get extent(): Extent {
    const { covered, seen } = this.#state;
    return { covered, seen: new Map(seen) };
  }

  /** Whether it has all that was read then: it is the same ledger, read further. */
  continues(then: Extent): boolean {
    const { covered, seen } = this.#state;
    return (
      then.covered.every(({ from, to }) => covered.some((each) => each.from <= from && to <= each.to)) &&
      [...then.seen].every(([id, time]) => seen.has(id) || isIn(covered, time))
    );
  }

  /** Takes tasks in, which ECS forgets an hour after they stopped. */
  remember(tasks: Iterable<TaskPull>): void {
    const { tasks: known } = this.#state;
    for (const task of tasks) {
      // The newest stay at the end.
      known.delete(task.taskId);
      known.set(task.taskId, task);
    }
    for (const id of known.keys()) {
      if (known.size <= mostTasks) break;
      known.delete(id);
    }
  }

  /** Adds what became known of sizes meanwhile. */
  fill(sizes: LayerSizes): number {
    let filled = 0;
    for (const line of this.#state.lines.values()) {
      for (const [digest, pulls] of line.unsized) {
        const size = sizes.size(digest);
        if (size === undefined) continue;
        line.bytes += size * pulls;
        line.unsized.delete(digest);
        filled += pulls;
      }
    }
    return filled;
  }

  /** Layers whose size is not known, most pulled first. */
  unsizedLayers(): readonly UnsizedLayer[] {
    const layers = new Map<string, { repository: string; digest: string; images: Set<string>; pulls: number }>();
    for (const { repository, image, unsized } of this.#state.lines.values()) {
      for (const [digest, pulls] of unsized) {
        const key = `${repository} ${digest}`;
        const layer = layers.get(key) ?? { repository, digest, images: new Set<string>(), pulls: 0 };
        layer.pulls += pulls;
        if (image !== '') layer.images.add(image);
        layers.set(key, layer);
      }
    }
    return [...layers.values()]
      .map((layer) => ({ ...layer, images: [...layer.images].sort() }))
      .sort((a, b) => b.pulls - a.pulls || (a.digest < b.digest ? -1 : 1));
  }

  /** Days that the range touches, in order of day, host, repository and image. */
  rows({ from, to }: TimeRange): readonly PullRow[] {
    const [first, last] = [dayNumber(from), dayNumber(to)];
    const days = new Map<number, string>();
    const lines = [...this.#state.lines.values()].filter(({ day }) => first <= day && day <= last);
    lines.sort(inOrder);
    return lines.map((line) => {
      const day = days.get(line.day) ?? dayText(line.day);
      days.set(line.day, day);
      return toRow(line, day);
    });
  }

  /** Forgets what was pulled on days before this time. */
  prune(before: number): void {
    const { lines } = this.#state;
    const first = dayNumber(before);
    for (const [key, { day }] of lines) if (day < first) lines.delete(key);
  }

  #isNew({ eventId, time }: PullEvent): boolean {
    const { covered, seen } = this.#state;
    if (seen.has(eventId) || isIn(covered, time)) return false;
    seen.set(eventId, time);
    return true;
  }

  #count({ event, image = '' }: LayerPull, host: string, sizes: LayerSizes): void {
    const { repository, layerDigest } = event;
    if (layerDigest === undefined) return;
    const { lines } = this.#state;
    const day = dayNumber(event.time);
    const key = lineKey({ day, host, repository, image });
    const line = lines.get(key) ?? {
      day,
      host,
      repository,
      image,
      bytes: 0,
      pulls: 0,
      unsized: new Map<string, number>(),
    };
    lines.set(key, line);
    line.pulls++;
    const size = sizes.size(layerDigest);
    if (size === undefined) line.unsized.set(layerDigest, (line.unsized.get(layerDigest) ?? 0) + 1);
    else line.bytes += size;
  }
}

export function emptyState(): LedgerState {
  return { lines: new Map(), covered: [], newest: undefined, seen: new Map(), cursors: [], tasks: new Map() };
}

/** No name in it holds a line break. */
export function lineKey({
  day,
  host,
  repository,
  image,
}: Pick<LedgerLine, 'day' | 'host' | 'repository' | 'image'>): string {
  return `${day}\n${host}\n${repository}\n${image}`;
}

function inOrder(a: LedgerLine, b: LedgerLine): number {
  return a.day - b.day || order(a.host, b.host) || order(a.repository, b.repository) || order(a.image, b.image);
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function toRow({ host, repository, image, bytes, pulls, unsized }: LedgerLine, day: string): PullRow {
  let missing = 0;
  for (const count of unsized.values()) missing += count;
  return { day, host, repository, ...(image !== '' && { image }), bytes, pulls, unsized: missing, evidence: 'layers' };
}
