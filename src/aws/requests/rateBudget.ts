import type { FinalizeRequestMiddleware, HandlerExecutionContext, MetadataBearer, Pluggable } from '@smithy/types';
import { SMITHY_CONTEXT_KEY } from '@smithy/types';
import { ecsBucket, type RateLimit } from '../../core/fleet/ecsRates.ts';
import { Failure } from '../../core/failure.ts';
import { toFailure } from './failures.ts';

/** Time in milliseconds. */
export interface Clock {
  now(): number;
  /** @returns calls it off */
  after(ms: number, run: () => void): () => void;
}

const realClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Of each bucket so much is never taken: the console, deployments and other tools of the account live on it. What flows in
 * is used as long as nobody else wants it, since it would be lost; who does finds half a bucket at once, and half of what
 * flows in as soon as that is used up: for then requests are refused, and from the first refusal on those from here go out
 * half as fast, or slower.
 */
const leftToOthers = 0.5;
/** Somebody else took the rest: for so long requests go out slower, and then step by step faster again. */
const recovery = 15_000;
const slowest = 1 / 8;

interface Waiting {
  readonly go: () => void;
}

/**
 * What is thought to be in one of AWS's token buckets, and who waits for it to fill up. It does nothing while nobody
 * waits: how full it is follows from the time.
 */
export class TokenBucket {
  readonly #limit: RateLimit;
  readonly #kept: number;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;
  /** 1, or less for a while after AWS refused requests. */
  #pace = 1;
  #slowedAt = -Infinity;
  readonly #waiting = new Set<Waiting>();
  #callOff: (() => void) | undefined;

  constructor(limit: RateLimit, clock: Clock = realClock) {
    this.#limit = limit;
    this.#kept = Math.floor(limit.burst * leftToOthers);
    this.#clock = clock;
    this.#tokens = limit.burst;
    this.#filledAt = clock.now();
  }

  /**
   * Resolves when a request may go out, in the order in which they were asked for. Rejects with the reason `cancelled`.
   *
   * @returns when that was, by the clock of the bucket
   */
  async take(signal?: AbortSignal): Promise<number> {
    if (signal?.aborted) throw cancelled(signal);
    this.#fill();
    if (this.#waiting.size === 0 && this.#free >= 1) this.#tokens--;
    else await this.#turn(signal);
    return this.#clock.now();
  }

  /**
   * AWS refused a request that went out at that time, so the bucket was empty then. Of several that went out together
   * one counts.
   */
  refused(wentOutAt: number): void {
    if (wentOutAt < this.#slowedAt) return;
    this.#fill();
    this.#slowedAt = this.#clock.now();
    this.#pace = Math.max(slowest, this.#pace / 2);
    // How empty, AWS does not say: a pause of two seconds lets it fill up for all who share it.
    this.#tokens = this.#kept + 1 - Math.min(this.#kept, 2 * this.#rate);
    this.#schedule();
  }

  get #free(): number {
    return this.#tokens - this.#kept;
  }

  /** Tokens a second. */
  get #rate(): number {
    return this.#limit.perSecond * this.#pace;
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiting);
        this.#schedule();
        reject(cancelled(signal));
      };
      const waiting: Waiting = {
        go: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiting);
      this.#schedule();
    });
  }

  #fill(): void {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + (Math.max(0, now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
    while (this.#pace < 1 && now - this.#slowedAt >= recovery) {
      this.#pace *= 2;
      this.#slowedAt += recovery;
    }
  }

  #schedule(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    if (this.#waiting.size === 0) return;
    // Timers count whole milliseconds, and may come a moment early.
    const ms = Math.max(1, Math.ceil(((1 - this.#free) / this.#rate) * 1000));
    this.#callOff = this.#clock.after(ms, () => this.#serve());
  }

  #serve(): void {
    this.#fill();
    for (const waiting of this.#waiting) {
      if (this.#free < 1) break;
      this.#tokens--;
      this.#waiting.delete(waiting);
      waiting.go();
    }
    this.#schedule();
  }
}

/** The budget of one account in one Region: AWS's buckets as far as they are documented, each made by its first request. */
export class RateBudget {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock = realClock) {
    this.#clock = clock;
  }

  /** The bucket of an operation of Amazon ECS; `undefined` where AWS names no limit. */
  bucket(operation: string): TokenBucket | undefined {
    const limit = ecsBucket(operation);
    if (!limit) return undefined;
    let bucket = this.#buckets.get(limit.name);
    if (!bucket) {
      bucket = new TokenBucket(limit, this.#clock);
      this.#buckets.set(limit.name, bucket);
    }
    return bucket;
  }
}

/** AWS counts by account and Region, not by connection: profiles of one account share a budget where they name it. */
const budgets = new Map<string, RateBudget>();

/** @param accountKey where the credentials come from, for those that don't name their account */
export function budgetOf(accountKey: string, region: string): (accountId: string | undefined) => RateBudget {
  return (accountId) => {
    const key = accountId === undefined ? accountKey : `${accountId}@${region}`;
    const budget = budgets.get(key) ?? new RateBudget();
    budgets.set(key, budget);
    return budget;
  };
}

/**
 * A plugin for clients of Amazon ECS: each attempt, also one that is sent again, waits for its turn before it is signed.
 * The time limits of a request begin after that.
 */
export function withinBudget<Input extends object, Output extends MetadataBearer>(
  budget: (accountId: string | undefined) => RateBudget,
): Pluggable<Input, Output> {
  const middleware: FinalizeRequestMiddleware<Input, Output> = (next, context) => async (args) => {
    const { signal, accountId } = attempt(context);
    const bucket = budget(accountId).bucket((context.commandName ?? '').replace(/Command$/, ''));
    if (!bucket) return next(args);
    const wentOutAt = await bucket.take(signal);
    try {
      return await next(args);
    } catch (error) {
      if (toFailure(error).reason === 'throttled') bucket.refused(wentOutAt);
      throw error;
    }
  };
  return {
    applyToStack: (stack) =>
      stack.addRelativeTo(middleware, {
        name: 'withinBudget',
        relation: 'before',
        toMiddleware: 'httpSigningMiddleware',
        override: true,
      }),
  };
}

/** What the SDK knows of a request, besides what is sent. */
function attempt(context: HandlerExecutionContext): {
  readonly signal: AbortSignal | undefined;
  readonly accountId: string | undefined;
} {
  const known = context[SMITHY_CONTEXT_KEY] as
    | {
        readonly abortSignal?: AbortSignal;
        readonly selectedHttpAuthScheme?: { readonly identity?: { readonly accountId?: string } };
      }
    | undefined;
  return { signal: known?.abortSignal, accountId: known?.selectedHttpAuthScheme?.identity?.accountId };
}

function cancelled(signal: AbortSignal | undefined): Failure {
  return new Failure('cancelled', 'The request was called off.', { cause: signal?.reason });
}
