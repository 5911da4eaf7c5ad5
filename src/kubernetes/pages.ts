import { Failure } from '../core/failure.ts';
import type { Connection } from './connection.ts';
import { service } from './failures.ts';
import type { Fields } from './narrow.ts';
import { fields, list, text } from './narrow.ts';

/** As many as `kubectl` asks for at once. */
const pageSize = 500;
/** Ten times what Kubernetes is made for: 150,000 pods. A list that goes on beyond that does not end. */
const mostPages = 3_000;

export interface ListRequest {
  /** `/api/v1/nodes`, … */
  readonly path: string;
  /** `list nodes`, … */
  readonly operation: string;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * The items of a list, page by page. A list that expired on the way (410 Gone) is started anew once, from its beginning.
 * Source: Kubernetes API concepts, "Retrieving large results sets in chunks".
 */
export async function* pages(
  connection: Connection,
  { path, operation, query }: ListRequest,
  signal?: AbortSignal,
): AsyncGenerator<readonly Fields[]> {
  let restarted = false;
  let position = '';
  let seen = new Set<string>();
  for (let page = 0; page < mostPages; page++) {
    const parameters = new URLSearchParams({ limit: String(pageSize), ...query });
    if (position !== '') parameters.set('continue', position);
    let answer;
    try {
      answer = await connection.get(`${path}?${parameters.toString()}`, operation, signal);
    } catch (error) {
      if (position === '' || restarted || !isGone(error)) throw error;
      restarted = true;
      position = '';
      seen = new Set();
      continue;
    }
    if (!Array.isArray(answer.items)) throw refused('The server answered with something that is no list.', operation);
    yield list(answer.items).map(fields);
    position = text(fields(answer.metadata).continue) ?? '';
    if (position === '') return;
    if (seen.has(position)) throw refused('The server repeats a page of its list, which would never end.', operation);
    seen.add(position);
  }
  throw refused(`The list does not end after ${mostPages} pages.`, operation);
}

function isGone(error: unknown): boolean {
  return Failure.is(error) && ['Expired', 'Gone', 'HTTP410'].includes(error.code ?? '');
}

function refused(message: string, operation: string): Failure {
  return new Failure('service', message, { service, operation });
}
