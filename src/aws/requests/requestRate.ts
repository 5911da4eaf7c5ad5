import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';

/**
 * Keeps to a service's limit on requests, over all that ask by it. It goes a little slower than it might: requests that
 * go out evenly arrive less evenly, and one that is refused costs more than all that this loses.
 */
export class RequestRate {
  readonly #interval: number;
  readonly #burst: number;
  /** When the next one may go out at the usual pace, on the clock of `performance`. */
  #next: number;

  /**
   * @param perSecond `Infinity`: no limit
   * @param burst how many may go out at once after a pause, or after a slow answer
   */
  constructor(perSecond: number, burst: number) {
    this.#interval = (1000 / perSecond) * 1.02;
    this.#burst = burst;
    this.#next = performance.now();
  }

  /** Resolves when the request may go out. Rejects with the reason `cancelled`. */
  async turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw cancelled(signal.reason);
    const now = performance.now();
    const at = Math.max(this.#next, now - (this.#burst - 1) * this.#interval);
    this.#next = at + this.#interval;
    if (at <= now) return;
    // Timers count whole milliseconds, and cut off what is beyond.
    await sleep(Math.ceil(at - now), undefined, { signal }).catch((cause: unknown) => {
      throw cancelled(cause);
    });
  }
}

function cancelled(cause: unknown): Failure {
  return new Failure('cancelled', 'The request was called off.', { cause });
}
