import { monthOf, monthStart, type Month } from '../../core/cost/month.ts';
import { nothingSeen, pruned, withLook, type Look, type Seen } from '../../core/cost/seen/seen.ts';
import { fromBytes, isNewer, toBytes } from '../../core/cost/seen/seenFile.ts';
import type { LedgerStore } from '../../core/pulls/gateway.ts';

/** Answers come one by one; they are written together, in milliseconds. */
const pause = 2000;
/** Another window writes in between at most so often. */
const mostTries = 10;

/**
 * What was seen of the hosts and clusters of an account and Region, kept in a file that several windows write: each one
 * adds its looks to what the file has by then. A look that was taken in before changes nothing.
 */
export class SeenRecords {
  readonly #store: LedgerStore;
  readonly #log: (what: string, error: unknown) => unknown;
  readonly #now: () => number;
  #seen = nothingSeen;
  /** That no file has. */
  #looks: readonly Look[] = [];
  #opened: Promise<void> | undefined;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** To a newer version. */
  #isLeft = false;

  constructor(store: LedgerStore, log: (what: string, error: unknown) => unknown, now: () => number = Date.now) {
    this.#store = store;
    this.#log = log;
    this.#now = now;
  }

  /** As far as this window knows it. */
  get seen(): Seen {
    return this.#seen;
  }

  /** Never rejects: what can't be read is not known. */
  open(): Promise<void> {
    this.#opened ??= this.#store
      .read()
      .then(({ bytes }) => this.#take(this.#kept(fromBytes(bytes))))
      .catch((error: unknown) => void this.#log('Reading what was seen of hosts', error));
    return this.#opened;
  }

  /** Counts at once, and is written a little later. */
  note(looks: readonly Look[]): void {
    const news = looks.filter((look) => {
      const seen = withLook(this.#seen, look);
      const isNews = seen !== this.#seen;
      this.#seen = seen;
      return isNews;
    });
    if (news.length === 0) return;
    this.#looks = [...this.#looks, ...news];
    this.#timer ??= setTimeout(() => void this.flush(), pause);
  }

  /** Writes what is not written yet. Never rejects: it is written with the next looks. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.#writing ?? Promise.resolve();
    const writing = before
      .then(() => this.#write())
      .catch((error: unknown) => {
        this.#log('Keeping what was seen of hosts', error);
      });
    this.#writing = writing;
    return writing;
  }

  async #write(): Promise<void> {
    for (let tries = 0; tries < mostTries && this.#looks.length > 0; tries++) {
      const looks = this.#looks;
      const { bytes, version } = await this.#store.read();
      if (isNewer(bytes)) {
        // It counts in this window; the windows of the newer version look by themselves.
        this.#looks = [];
        if (!this.#isLeft) this.#log('Keeping what was seen of hosts', new Error('A newer version writes the file.'));
        this.#isLeft = true;
        return;
      }
      const seen = looks.reduce(withLook, this.#kept(fromBytes(bytes)));
      if ((await this.#store.write(toBytes(seen), version)) === undefined) continue;
      this.#looks = this.#looks.slice(looks.length);
      this.#take(seen);
    }
  }

  #kept(seen: Seen): Seen {
    const now = this.#now();
    return pruned(seen, keptFrom(now), now);
  }

  /** What the file has, with what it has not. */
  #take(seen: Seen): void {
    this.#seen = this.#looks.reduce(withLook, seen);
  }
}

/** This month and the one before are kept. */
function keptFrom(now: number): number {
  const { year, month } = monthOf(now);
  const before: Month = month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 };
  return monthStart(before);
}
