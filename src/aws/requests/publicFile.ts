import { Failure } from '../../core/failure.ts';
import { toFailure } from './failures.ts';
import { isPage, whatAnswered } from './refusePages.ts';

interface PublicFile {
  readonly call: { readonly service: string; readonly operation: string };
  /** `The file`, … */
  readonly what: string;
}

/**
 * What was answered in place of a public file, as a `Failure`: `notFound` where there is none. What else comes of that
 * answer is not transferred.
 *
 * @returns `undefined` for an answer that is the file
 */
export async function refusedFile(response: Response, { call, what }: PublicFile): Promise<Failure | undefined> {
  const { ok, status, headers } = response;
  // No host of these files answers with a page, but for a moment in which it is too busy or fails.
  const isBetween = isPage(headers.get('content-type')) && status !== 429 && status < 500;
  if (ok && !isBetween) return undefined;
  // Its connection would stay open with what nobody reads.
  await response.body?.cancel();
  if (isBetween) return new Failure('network', whatAnswered(status), call);
  return new Failure(reasonOf(status), `${what} was refused with the status ${status}.`, call);
}

function reasonOf(status: number): Failure['reason'] {
  // Amazon S3 says 403 of a file that is not there to those who may not list them.
  if (status === 404 || status === 403) return 'notFound';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'service' : 'invalidRequest';
}

interface LostFile extends PublicFile {
  /** Of who may have called it off. */
  readonly signal: AbortSignal | undefined;
}

/** A `fetch` without an answer, as a `Failure`: it has one error for all that can go wrong on the way, and Node's as its cause. */
export function lostFile(cause: unknown, { call, what, signal }: LostFile): Failure {
  if (signal?.aborted) return new Failure('cancelled', 'The request was called off.', { ...call, cause });
  // Of the time that all of the file may take.
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new Failure('timedOut', `${what} did not come in time.`, { ...call, cause });
  }
  const { reason, code = '', message } = toFailure(cause instanceof Error ? cause.cause : undefined, call);
  if (reason === 'untrustedCertificate') return new Failure(reason, message, { ...call, code, cause });
  const why = /^E[A-Z_]+$/.test(code) ? ` (${code})` : '';
  return new Failure('network', `${what} could not be fetched${why}.`, { ...call, cause });
}
