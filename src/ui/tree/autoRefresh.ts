/** Time in milliseconds since the epoch. */
export interface RefreshClock {
  now(): number;
  /** @returns calls it off */
  after(ms: number, run: () => void): () => void;
}

export interface AutoRefreshNeeds {
  /** Whether anybody sees what would be refreshed. */
  readonly isSeen: () => boolean;
  /** How long after a refresh the next one is due; `undefined`: never. */
  readonly interval: () => number | undefined;
  /** When all of it was read last, by whomever. */
  readonly refreshedAt: () => number | undefined;
  readonly refresh: () => Promise<void>;
  readonly clock?: RefreshClock;
}

const realClock: RefreshClock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** A computer that slept, or one whose clock was set, wakes at another time than the timer thinks. */
const longestWait = 60_000;

/** Refreshes what is seen from time to time, and at once when it comes into sight too late. Else nothing is read. */
export class AutoRefresh {
  readonly #needs: AutoRefreshNeeds;
  readonly #clock: RefreshClock;
  #callOff: (() => void) | undefined;
  #isRunning = false;
  #isDisposed = false;

  constructor(needs: AutoRefreshNeeds) {
    this.#needs = needs;
    this.#clock = needs.clock ?? realClock;
  }

  /** Looks whether a refresh is due, or when. To be called whenever what it follows from may have changed. */
  follow(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    const { isSeen, interval, refreshedAt } = this.#needs;
    const every = interval();
    const readAt = refreshedAt();
    if (this.#isDisposed || this.#isRunning || every === undefined || readAt === undefined || !isSeen()) return;
    const now = this.#clock.now();
    // The clock may have been set back.
    const wait = readAt > now ? 0 : readAt + every - now;
    if (wait <= 0) void this.#run();
    else this.#callOff = this.#clock.after(Math.min(wait, longestWait), () => this.follow());
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      await this.#needs.refresh();
    } finally {
      this.#isRunning = false;
      this.follow();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#callOff?.();
  }
}
