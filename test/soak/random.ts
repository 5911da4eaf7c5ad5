/** Chances that are the same each time for the same seed. */
export class Chances {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. Source: T. Ettinger's "mulberry32", in the public domain. */
  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.number() * (to - from + 1));
  }

  happens(probability: number): boolean {
    return this.number() < probability;
  }

  oneOf<const T>(all: readonly [T, ...T[]]): T;
  oneOf<T>(all: readonly T[]): T | undefined;
  oneOf<T>(all: readonly T[]): T | undefined {
    // Also where there is nothing to choose from, a number is used up: what comes after stays the same.
    return all[Math.floor(this.number() * all.length)];
  }
}
