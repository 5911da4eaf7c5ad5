import { Failure } from '../../core/failure.ts';
import { toFailure } from './failures.ts';

interface LostFile {
  readonly call: { readonly service: string; readonly operation: string };
  /** `The file`, … */
  readonly what: string;
  /** Of who may have called it off. */
  readonly signal: AbortSignal | undefined;
}

/** A `fetch` without an answer, as a `Failure`: it has one error for all that can go wrong on the way, and Node's as its cause. */
export function lostFile(cause: unknown, { call, what, signal }: LostFile): Failure {
  if (signal?.aborted) return new Failure('cancelled', 'The request was called off.', { ...call, cause });
  const { reason, code = '', message } = toFailure(cause instanceof Error ? cause.cause : undefined, call);
  if (reason === 'untrustedCertificate') return new Failure(reason, message, { ...call, code, cause });
  const why = /^E[A-Z_]+$/.test(code) ? ` (${code})` : '';
  return new Failure('network', `${what} could not be fetched${why}.`, { ...call, cause });
}
