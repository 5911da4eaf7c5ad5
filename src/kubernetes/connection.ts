import { setTimeout as pause } from 'node:timers/promises';
import type { FailureReason } from '../core/failure.ts';
import { Failure } from '../core/failure.ts';
import type { KubeTarget } from '../core/kubernetes/gateway.ts';
import { failureInAnswer, failureOfRequest, service } from './failures.ts';
import type { Fields } from './narrow.ts';
import { isFields } from './narrow.ts';
import type { Answer, Peer } from './request.ts';
import { get } from './request.ts';

/** One request to a Kubernetes API. Holds no credentials and nothing of the answer, so it is fit for any log. */
export interface KubeRequestEntry {
  /** Name of the EKS cluster or of the context. */
  readonly target: string;
  /** `list nodes`, … */
  readonly operation: string;
  readonly ms: number;
  /** Absent where no answer came. */
  readonly status?: number;
  readonly outcome: 'ok' | FailureReason;
}

/** Gives the way to the server with credentials; another one than that which was refused. */
export type Access = (refused?: Peer) => Promise<Peer>;

export interface ConnectionOptions {
  readonly timeoutMs: number;
  readonly onRequest?: ((entry: KubeRequestEntry) => void) | undefined;
}

/** How often a request is sent again where the server names a time soon, and what is soon, in seconds. */
const mostRetries = 2;
const mostWaited = 5;

/**
 * Asks one Kubernetes API. Credentials that are refused are replaced once a request; who is asked to come again soon does,
 * as does `kubectl`.
 */
export class Connection {
  readonly #target: KubeTarget;
  readonly #access: Access;
  readonly #options: ConnectionOptions;

  constructor(target: KubeTarget, access: Access, options: ConnectionOptions) {
    this.#target = target;
    this.#access = access;
    this.#options = options;
  }

  /** An object or a list. Rejects with a `Failure`. */
  async get(path: string, operation: string, signal?: AbortSignal): Promise<Fields> {
    let answer = await this.#askSignedIn(path, operation, signal);
    for (let retries = 0; retries < mostRetries; retries++) {
      const seconds = secondsUntilRetry(answer);
      if (seconds === undefined) break;
      await pause(seconds * 1000, undefined, { ...(signal && { signal }) }).catch(() => {
        throw new Failure('cancelled', 'The request was called off.', { service, operation });
      });
      answer = await this.#askSignedIn(path, operation, signal);
    }
    const failure = failureInAnswer(answer, this.#target, operation);
    if (failure) throw failure;
    return parsed(answer.body, operation);
  }

  async #askSignedIn(path: string, operation: string, signal: AbortSignal | undefined): Promise<Answer> {
    const first = await this.#ask(path, operation, signal);
    return first.answer.status === 401 ? (await this.#ask(path, operation, signal, first.peer)).answer : first.answer;
  }

  async #ask(
    path: string,
    operation: string,
    signal: AbortSignal | undefined,
    refused?: Peer,
  ): Promise<{ readonly answer: Answer; readonly peer: Peer }> {
    const { timeoutMs, onRequest } = this.#options;
    const start = performance.now();
    const write = (outcome: KubeRequestEntry['outcome'], status?: number): void =>
      onRequest?.({
        target: this.#target.kind === 'eks' ? this.#target.clusterName : this.#target.context,
        operation,
        ms: Math.round(performance.now() - start),
        ...(status !== undefined && { status }),
        outcome,
      });
    try {
      const peer = await within(this.#access(refused), signInMs(timeoutMs), signal);
      const answer = await get(peer, path, { timeoutMs, signal });
      write(failureInAnswer(answer, this.#target, operation)?.reason ?? 'ok', answer.status);
      return { answer, peer };
    } catch (error) {
      // A sign-in says itself what is wrong, and whether it was AWS's or the kubeconfig's.
      const failure = Failure.is(error) ? error : failureOfRequest(error, this.#target, operation);
      write(failure.reason);
      throw failure;
    }
  }
}

/** Where a server that is too busy says when it is not. Source: Kubernetes, "API Priority and Fairness"; client-go. */
function secondsUntilRetry({ status, retryAfter = '' }: Answer): number | undefined {
  const isBusy = status === 429 || status === 503;
  return isBusy && /^\d{1,4}$/.test(retryAfter) && Number(retryAfter) <= mostWaited ? Number(retryAfter) : undefined;
}

/** A program that signs in may wait for somebody, or for a network of its own. */
function within<T>(signIn: Promise<T>, ms: number, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const details = { service, operation: 'sign in' };
    const giveUp = (failure: Failure): void => {
      done();
      reject(failure);
    };
    const calledOff = (): void => giveUp(new Failure('cancelled', 'The request was called off.', details));
    const tooLate = (): void => giveUp(new Failure('timedOut', `No credentials came within ${ms / 1000} s.`, details));
    const timer = setTimeout(tooLate, ms);
    // It may never come, so whoever gives up clears up.
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', calledOff);
    };
    signal?.addEventListener('abort', calledOff);
    if (signal?.aborted) calledOff();
    signIn.then(resolve, reject).finally(done);
  });
}

/** Programs of kubeconfigs may take a while to sign in: `aws` itself starts in seconds. */
export function signInMs(timeoutMs: number): number {
  return 3 * timeoutMs;
}

function parsed(body: Buffer, operation: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    // A parser's message would quote the answer.
    throw new Failure('service', 'The server answered with something that is not valid JSON.', { service, operation });
  }
  if (isFields(value)) return value;
  throw new Failure('service', 'The server answered with something that is no object.', { service, operation });
}
