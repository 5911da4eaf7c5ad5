import { Failure } from '../../failure.ts';
import type { LogEvent, LogPage, LogPlace, LogsGateway } from './gateway.ts';

/**
 * In milliseconds. A log that is written to is asked every two seconds, a quiet one ever more rarely: five logs at once stay
 * under a third of the ten requests a second that an account has for `GetLogEvents` in the smallest Regions.
 */
export const followPace = {
  quickMs: 2_000,
  quietMs: 15_000,
  slower: 1.5,
  /** Where AWS refuses, or can't be reached. */
  troubledMs: 60_000,
  /** Behind a page of so many events more are likely to be there. */
  fullPage: 1000,
  moreMs: 300,
  /** Docker's driver sends what it has each five seconds, and CloudWatch Logs takes some more. */
  afterEndMs: 12_000,
  /** The agent makes the stream when it creates the container. */
  noStreamMs: 2 * 60_000,
  taskLookMs: 30_000,
  idleMs: 30 * 60_000,
} as const;

/** How many lines of what was written before. */
export const linesBefore = 1000;

export type FollowNews =
  | { readonly kind: 'events'; readonly events: readonly LogEvent[] }
  /** All that was there is shown; from here on it is followed. */
  | { readonly kind: 'following' }
  /** The stream is not there, and may come. */
  | { readonly kind: 'noStreamYet' }
  /** Between what was shown and what comes next there may be more. */
  | { readonly kind: 'gap' }
  /** It is tried again. */
  | { readonly kind: 'trouble'; readonly failure: Failure }
  | { readonly kind: 'troubleOver' };

export type FollowEnd =
  | { readonly why: 'calledOff' }
  | { readonly why: 'idle' | 'taskEnded' | 'noGroup' | 'noStream' }
  | { readonly why: 'failed'; readonly failure: Failure };

/** `justEnded` may have lines under way. */
export type TaskLook = 'starting' | 'goesOn' | 'justEnded' | 'endedLongAgo';

export interface FollowOptions {
  readonly gateway: LogsGateway;
  readonly place: LogPlace;
  /** Rejects when the signal says so. */
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Looks at the task that writes it. Where it rejects, the task is taken to go on. */
  readonly look: () => Promise<TaskLook>;
  readonly onNews: (news: FollowNews) => void;
}

/**
 * Brings what a log stream holds, and what comes, until the task has ended, the user says so or nothing has come for
 * `idleMs`. Never rejects. Time is counted in what was slept, since a laptop may sleep meanwhile.
 */
export async function followLog(options: FollowOptions): Promise<FollowEnd> {
  const follower = new Follower(options);
  try {
    return await follower.run();
  } catch (error) {
    if (options.signal.aborted) return { why: 'calledOff' };
    return { why: 'failed', failure: Failure.from(error) };
  }
}

class Follower {
  readonly #options: FollowOptions;
  #token: string | undefined;
  /** Of the newest event that was shown. */
  #lastAt = -Infinity;
  #wait: number = followPace.quickMs;
  #idleMs = 0;
  #task: TaskLook = 'goesOn';
  #sinceLookMs = Infinity;
  #withoutStreamMs = 0;
  /** What was told, so that it is told once. */
  #said: 'following' | 'noStreamYet' | undefined;
  #isTroubled = false;

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  async run(): Promise<FollowEnd> {
    const { sleep, signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      await this.#lookAtTask();
      const end = await this.#read();
      if (end) return end;
      if (this.#idleMs >= followPace.idleMs) return { why: 'idle' };
      await sleep(this.#wait);
      this.#idleMs += this.#wait;
      this.#sinceLookMs += this.#wait;
    }
  }

  get #hasEnded(): boolean {
    return this.#task === 'justEnded' || this.#task === 'endedLongAgo';
  }

  async #lookAtTask(): Promise<void> {
    const { look, signal } = this.#options;
    if (this.#hasEnded || this.#sinceLookMs < followPace.taskLookMs) return;
    this.#sinceLookMs = 0;
    try {
      this.#task = await look();
    } catch {
      // Who may not look at tasks may be allowed to read logs.
    }
    signal.throwIfAborted();
  }

  async #read(): Promise<FollowEnd | undefined> {
    const { signal } = this.#options;
    try {
      const page = await this.#page();
      signal.throwIfAborted();
      this.#taken(page);
      return page.isEnd && this.#isOver() ? { why: 'taskEnded' } : undefined;
    } catch (error) {
      signal.throwIfAborted();
      return this.#failed(Failure.from(error));
    }
  }

  #isOver(): boolean {
    if (this.#task === 'endedLongAgo') return true;
    return this.#task === 'justEnded' && this.#sinceLookMs >= followPace.afterEndMs;
  }

  async #page(): Promise<LogPage> {
    const { gateway, place, signal, onNews } = this.#options;
    if (this.#token !== undefined) return gateway.after(place, this.#token, signal);
    const page = await gateway.newest(place, linesBefore, signal);
    if (this.#lastAt === -Infinity) return page;
    // After a token that AWS does not take any more, what was shown is not shown again.
    const events = page.events.filter(({ at }) => at > this.#lastAt);
    if (events.length === linesBefore) onNews({ kind: 'gap' });
    return { ...page, events };
  }

  #taken({ events, next, isEnd }: LogPage): void {
    const { onNews } = this.#options;
    this.#token = next;
    if (this.#isTroubled) onNews({ kind: 'troubleOver' });
    this.#isTroubled = false;
    const last = events.at(-1);
    if (last) {
      onNews({ kind: 'events', events });
      this.#lastAt = last.at;
      this.#idleMs = 0;
    }
    if (events.length >= followPace.fullPage) this.#wait = followPace.moreMs;
    else if (last || this.#hasEnded || !isEnd) this.#wait = followPace.quickMs;
    else this.#slower(followPace.slower, followPace.quietMs);
    if (this.#said === 'following' || this.#hasEnded) return;
    this.#said = 'following';
    onNews({ kind: 'following' });
  }

  #slower(factor: number, most: number): void {
    this.#wait = Math.min(Math.max(this.#wait, followPace.quickMs) * factor, most);
  }

  #failed(failure: Failure): FollowEnd | undefined {
    const { reason } = failure;
    if (reason === 'notFound') return this.#notThere(failure);
    if (reason === 'invalidRequest' && this.#token !== undefined) {
      // AWS takes a token for a day. Where it is something else, the next request fails too, and without one.
      this.#token = undefined;
      return undefined;
    }
    if (!passing.has(reason)) return { why: 'failed', failure };
    // Connections are closed when the user signs in anew, and the next request opens one: nothing to tell.
    if (!this.#isTroubled && reason !== 'cancelled') {
      this.#isTroubled = true;
      this.#options.onNews({ kind: 'trouble', failure });
    }
    this.#slower(2, followPace.troubledMs);
    return undefined;
  }

  #notThere(failure: Failure): FollowEnd | undefined {
    // It was there: somebody deleted it.
    if (this.#said === 'following') return { why: 'failed', failure };
    // Of a task that starts, the agent makes the group too, where it was told to.
    if (/log group/i.test(failure.message) && this.#task !== 'starting') return { why: 'noGroup' };
    if (this.#isOver() || this.#withoutStreamMs >= followPace.noStreamMs) return { why: 'noStream' };
    if (this.#said === undefined) this.#options.onNews({ kind: 'noStreamYet' });
    this.#said = 'noStreamYet';
    if (this.#hasEnded) this.#wait = followPace.quickMs;
    else this.#slower(followPace.slower, followPace.quietMs);
    // Images are pulled for many minutes at times.
    if (this.#task !== 'starting') this.#withoutStreamMs += this.#wait;
    return undefined;
  }
}

/** What goes by, by itself or with help from outside. */
const passing: ReadonlySet<Failure['reason']> = new Set(['throttled', 'network', 'timedOut', 'service', 'cancelled']);
