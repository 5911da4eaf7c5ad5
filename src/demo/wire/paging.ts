import { createHmac, randomBytes } from 'node:crypto';

/** Anything that is listed: numbered in the order in which it was made, so that a page can go on after the last one. */
export interface Numbered {
  readonly number: number;
}

/**
 * Paging tokens. A token holds the number of the last item it answered with, and is bound by a signature to the
 * operation and parameters it came from and to this account: AWS refuses a token that is used with other parameters.
 */
export class PageTokens {
  private readonly secret = randomBytes(16);

  issue(binding: string, after: number): string {
    const position = String(after);
    return Buffer.from(`${position}.${this.sign(binding, position)}`).toString('base64');
  }

  /** The number after which to go on, or `undefined` when the token is not one of this account and these parameters. */
  read(binding: string, token: string): number | undefined {
    const [position = '', signature] = Buffer.from(token, 'base64').toString('latin1').split('.');
    const isOurs = /^\d+$/.test(position) && signature === this.sign(binding, position);
    return isOurs ? Number(position) : undefined;
  }

  private sign(binding: string, position: string): string {
    return createHmac('sha256', this.secret).update(`${position}\n${binding}`).digest('base64url').slice(0, 22);
  }
}

export interface PageRequest<T> {
  readonly tokens: PageTokens;
  readonly binding: string;
  readonly token: string | undefined;
  readonly limit: number;
  readonly badToken: () => Error;
  readonly where?: (item: T) => boolean;
  /** `true` when the items come with falling numbers. */
  readonly descending?: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** @param all in the order of their numbers */
export function paginate<T extends Numbered>(all: Iterable<T>, request: PageRequest<T>): Page<T> {
  const { tokens, binding, token, limit, where, descending } = request;
  const after = token === undefined ? undefined : tokens.read(binding, token);
  if (token !== undefined && after === undefined) throw request.badToken();
  const items: T[] = [];
  for (const item of all) {
    if (after !== undefined && (descending === true ? item.number >= after : item.number <= after)) continue;
    if (where?.(item) === false) continue;
    if (items.length === limit) return { items, nextToken: tokens.issue(binding, items.at(-1)?.number ?? 0) };
    items.push(item);
  }
  return { items, nextToken: undefined };
}
