import { randomNumbers } from '../../src/core/randomNumbers.ts';

/** Chances that are the same each time for the same seed. */
export class Chances {
  /** From 0 to below 1. */
  readonly number: () => number;

  constructor(seed: number) {
    this.number = randomNumbers(seed);
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
