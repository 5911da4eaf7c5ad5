/** Rows that are made without a turn for others. */
const sliceSize = 100;

/** Shares out much work of the same kind over turns of the event loop, in the order in which it comes. */
export class Slices {
  #room = sliceSize;
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;

  /** Whether one more may be done at once; it is taken to be. */
  hasRoom(): boolean {
    this.#schedule();
    if (this.#room === 0) return false;
    this.#room--;
    return true;
  }

  /** Resolves when it is one's turn. */
  turn(): Promise<void> {
    this.#schedule();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const next = this.#waiting.splice(0, sliceSize);
      this.#room = sliceSize - next.length;
      for (const go of next) go();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }
}
