import { Failure } from '../failure.ts';

export interface KeptAnswersOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Is told of a failure once, and again only after the same succeeded. */
  readonly onFailure: (subject: string, failure: Failure) => void;
}

export interface Question {
  /** Whatever makes the answer another one, such as the account; one key is always read in the same way. */
  readonly key: string;
  /** What is asked about: of several questions about one subject, the newest calls off those under way. */
  readonly subject: string;
}

interface Known {
  readonly value: unknown;
  readonly at: number;
}

interface UnderWay {
  readonly subject: string;
  readonly answer: Promise<unknown>;
  readonly end: AbortController;
}

const minute = 60_000;
/** Names are made rarely: who has just made one can type it. */
const lifetime = 3 * minute;
/** Nobody is given a permission, or signs in, in less. */
const failureLifetime = minute / 2;
const mostKnown = 200;

/**
 * Answers of AWS to questions that are put at each keystroke: each is asked for once and kept for some minutes; a failure
 * is kept too, but not as long, and an old answer counts more than a failure.
 */
export class KeptAnswers {
  readonly #now: () => number;
  readonly #onFailure: KeptAnswersOptions['onFailure'];
  readonly #known = new Map<string, Known>();
  /** When a question failed, by its key. */
  readonly #failures = new Map<string, number>();
  readonly #underWay = new Map<string, UnderWay>();
  /** Subjects of which a failure was told. */
  readonly #told = new Set<string>();

  constructor({ now = Date.now, onFailure }: KeptAnswersOptions) {
    this.#now = now;
    this.#onFailure = onFailure;
  }

  /** The answer, undefined where there is none to be had, or another question took its place. Never rejects. */
  async ask<T>(question: Question, read: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    // What is kept by a key was read by the `read` of that key, so it is a `T`.
    return (await this.#answer(question, read)) as T | undefined;
  }

  async #answer(question: Question, read: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
    const { key, subject } = question;
    const known = this.#known.get(key);
    const failedAt = this.#failures.get(key);
    const now = this.#now();
    // A clock may have been set back.
    if (known && Math.abs(now - known.at) < lifetime) return known.value;
    if (failedAt !== undefined && Math.abs(now - failedAt) < failureLifetime) return known?.value;
    const begun = this.#underWay.get(key);
    if (begun) return begun.answer;
    for (const [otherKey, other] of this.#underWay) if (other.subject === subject) this.#callOff(otherKey);
    const end = new AbortController();
    const answer = this.#read(question, read, end.signal).finally(() => {
      // It may have been called off, and another be under way.
      if (this.#underWay.get(key)?.end === end) this.#underWay.delete(key);
    });
    this.#underWay.set(key, { subject, answer, end });
    return answer;
  }

  async #read(
    { key, subject }: Question,
    read: (signal: AbortSignal) => Promise<unknown>,
    signal: AbortSignal,
  ): Promise<unknown> {
    try {
      const value = await read(signal);
      this.#keep(key, value);
      this.#failures.delete(key);
      this.#told.delete(subject);
      return value;
    } catch (error) {
      const failure = Failure.from(error);
      // By another question, or as the connection was closed.
      if (signal.aborted || failure.reason === 'cancelled') return undefined;
      this.#failures.set(key, this.#now());
      if (!this.#told.has(subject)) this.#onFailure(subject, failure);
      this.#told.add(subject);
      return this.#known.get(key)?.value;
    }
  }

  #keep(key: string, value: unknown): void {
    this.#known.delete(key);
    this.#known.set(key, { value, at: this.#now() });
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }

  #callOff(key: string): void {
    this.#underWay.get(key)?.end.abort();
    this.#underWay.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#underWay.keys()]) this.#callOff(key);
  }
}
