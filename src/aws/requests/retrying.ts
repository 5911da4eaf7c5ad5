import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';

/** Milliseconds between attempts. IAM tells the other services of a new role within seconds, as a rule; half a minute in all. */
export const propagationWaits: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000];

export interface RetryOptions {
  readonly isWorthIt: (failure: Failure) => boolean;
  readonly waits: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/** For what the SDK does not try again by itself. Rejects with the last failure, or `cancelled`. */
export async function retrying<T>(call: () => Promise<T>, { isWorthIt, waits, signal }: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const wait = waits[attempt];
      if (wait === undefined || !Failure.is(error) || !isWorthIt(error)) throw error;
      await sleep(wait, undefined, { signal }).catch((cause: unknown) => {
        throw new Failure('cancelled', 'The request was called off.', { cause });
      });
    }
  }
}

/** Names of roles that were made a moment ago, of which other services may not have heard yet. */
export class FreshRoles {
  readonly #madeAt = new Map<string, number>();

  add(name: string): void {
    this.#madeAt.set(name, Date.now());
  }

  has(name: string): boolean {
    return Date.now() - (this.#madeAt.get(name) ?? -Infinity) < freshMs;
  }
}

const freshMs = 2 * 60_000;
