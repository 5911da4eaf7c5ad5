import { Failure } from '../failure.ts';
import { turn } from '../turns.ts';
import type { KeptAnswer } from './snapshot.ts';

/** An answer that some of is missing in, and why. */
export class Partly<T> {
  readonly value: T;
  readonly failure: Failure;

  constructor(value: T, failure: Failure) {
    this.value = value;
    this.failure = failure;
  }
}

/**
 * One thing that is read from AWS and kept: the last good answer stays until a better one comes, reads that would ask
 * the same at the same time share one promise, and a failure is never kept in place of an answer.
 */
export class Reading<T> {
  readonly #read: (signal: AbortSignal) => Promise<T | Partly<T>>;
  readonly #now: () => number;
  readonly #onRead: () => void;
  readonly #onFailure: (failure: Failure) => void;
  #value: { readonly of: T; readonly at: number } | undefined;
  /** An answer of an earlier window that nobody has asked for yet. */
  #kept: KeptAnswer<T> | undefined;
  #failure: Failure | undefined;
  #outdated = false;
  /** Told once the value of an earlier window has been read anew, or could not be. */
  #onRenewed: (() => void) | undefined;
  #pending: Promise<T> | undefined;
  /** How many wait for it who can leave, and have not. Once somebody waits who can't, it is as if all did. */
  #waiting = 0;
  #abort = new AbortController();

  /**
   * @param onRead is called after each answer that came
   * @param onFailure is called after each read that failed, also in part, but not after one that was called off
   */
  constructor(
    read: (signal: AbortSignal) => Promise<T | Partly<T>>,
    now: () => number,
    onRead: () => void,
    onFailure: (failure: Failure) => void,
  ) {
    this.#read = read;
    this.#now = now;
    this.#onRead = onRead;
    this.#onFailure = onFailure;
  }

  /** The last good answer. */
  get value(): T | undefined {
    const kept = this.#kept;
    if (kept) {
      this.#kept = undefined;
      const of = kept.read();
      if (of !== undefined) this.#value = { of, at: kept.asOf };
      else this.#onRenewed = undefined;
    }
    return this.#value?.of;
  }

  /** The last good answer, unless it is still kept as text. */
  get atHand(): T | undefined {
    return this.#kept ? undefined : this.#value?.of;
  }

  /** When the last good answer came, in milliseconds since the epoch. */
  get asOf(): number | undefined {
    return this.#kept?.asOf ?? this.#value?.at;
  }

  /** Whether the last good answer is one of an earlier window. */
  get isSeeded(): boolean {
    return this.#onRenewed !== undefined;
  }

  /** Why the newest attempt failed, or gave a part only; absent as soon as one succeeds. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /**
   * Begins with an answer of an earlier window. Who asks first is given it, and causes a read that is not waited for.
   * Does nothing where there is an answer already, or one is under way.
   *
   * @param onRenewed is called after each read that follows, up to the first one that succeeds
   */
  seed(value: T, asOf: number, onRenewed: () => void): void {
    if (!this.#isEmpty()) return;
    this.#value = { of: value, at: asOf };
    this.#onRenewed = onRenewed;
  }

  /**
   * The same with an answer that takes a moment to be there: it is read from where it is kept when somebody needs it.
   * Where it can't be read, it is as if there had been none.
   */
  seedLater(kept: KeptAnswer<T>, onRenewed: () => void): void {
    if (!this.#isEmpty()) return;
    this.#kept = kept;
    this.#onRenewed = onRenewed;
  }

  #isEmpty(): boolean {
    return !this.#value && !this.#kept && !this.#pending;
  }

  /** Has what an earlier window kept there, a part in each turn. Asks nobody. */
  async unpack(): Promise<void> {
    let hasMore = this.#kept !== undefined;
    while (hasMore) {
      await turn();
      // Another may wait for the same, or a newer answer have come.
      hasMore = this.#kept?.readSome() ?? false;
    }
    if (this.#kept && this.value !== undefined) await turn();
  }

  /** Whether the last good answer counts no more: who asks next causes a new read. */
  get isOutdated(): boolean {
    return this.#outdated;
  }

  /**
   * The last good answer, or the first one when there is none yet.
   *
   * @param signal of who waits: once all who wait have gone, the read is called off. Who goes gets a `cancelled` failure
   */
  get(signal?: AbortSignal): Promise<T> {
    // Who shows the answer is told of a failure when it asks again.
    if (this.#onRenewed && !this.#failure && !this.#outdated) {
      (signal ? this.#wait(signal) : this.refresh()).catch(() => undefined);
    }
    if (this.#kept && !this.#outdated) return this.unpack().then(() => this.get(signal));
    if (this.#value && !this.#outdated) return Promise.resolve(this.#value.of);
    return signal ? this.#wait(signal) : this.refresh();
  }

  #wait(signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(calledOff(signal.reason));
    const pending = this.#pending ?? this.#start();
    this.#waiting++;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        // Another read may be under way by then, for others.
        if (this.#pending === pending && --this.#waiting === 0) this.cancel();
        reject(calledOff(signal.reason));
      };
      signal.addEventListener('abort', leave, { once: true });
      pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  /** The last good answer counts no more: who asks next causes a new read, and until then nobody is asked. */
  outdate(): void {
    this.cancel();
    this.#outdated = true;
  }

  /** The same, but a read under way goes on, and its answer counts. */
  lapse(): void {
    if (!this.#pending) this.#outdated = true;
  }

  /** A new answer. Rejects with a `Failure`; the last good answer is still there then. */
  refresh(): Promise<T> {
    const pending = this.#pending ?? this.#start();
    this.#waiting = Infinity;
    return pending;
  }

  #start(): Promise<T> {
    this.#waiting = 0;
    const pending = this.#load().finally(() => {
      // It may have been called off meanwhile, and another be under way.
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
    return pending;
  }

  /** Calls off a read under way: whoever waits for it gets a `cancelled` failure, and the next read starts anew. */
  cancel(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#pending = undefined;
  }

  async #load(): Promise<T> {
    const { signal } = this.#abort;
    try {
      const answer = await this.#read(signal);
      signal.throwIfAborted();
      const { value, failure } = answer instanceof Partly ? answer : { value: answer, failure: undefined };
      this.#value = { of: value, at: this.#now() };
      this.#kept = undefined;
      this.#failure = failure;
      this.#outdated = false;
      if (failure) this.#onFailure(failure);
      this.#onRead();
      this.#renewed(true);
      return value;
    } catch (error) {
      if (signal.aborted) throw calledOff(error);
      const failure = Failure.from(error);
      this.#failure = failure;
      this.#outdated = false;
      this.#onFailure(failure);
      this.#renewed(false);
      throw failure;
    }
  }

  #renewed(isRead: boolean): void {
    const tell = this.#onRenewed;
    if (isRead) this.#onRenewed = undefined;
    tell?.();
  }
}

function calledOff(cause: unknown): Failure {
  return new Failure('cancelled', 'The request was called off.', { cause });
}

/** All pages as one list. */
export async function allPages<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
