import { Failure } from '../../core/failure.ts';

/** One page of a list call. An absent or empty token means that it was the last. */
export interface ListPage<Id> {
  readonly items: readonly Id[];
  readonly nextToken: string | undefined;
}

export type ListCall<Id> = (nextToken: string | undefined, signal: AbortSignal) => Promise<ListPage<Id>>;
export type DescribeCall<Id, T> = (ids: readonly Id[], signal: AbortSignal) => Promise<readonly T[]>;

export interface BatchLimits {
  /** Most ids that one describe call takes. */
  readonly size: number;
  /** Most describe calls under way, or done and not yet taken, at any time. */
  readonly atOnce: number;
}

/**
 * Reads all pages of a list and describes what they name. The next page is listed while the batches of the former ones
 * are described, so a long list costs about the time of its list calls alone. Batches come out in the list's order,
 * empty ones are left out. The first failure ends it and calls off whatever is still under way; so does a consumer
 * that stops early.
 */
export async function* describeAll<Id, T>(
  list: ListCall<Id>,
  describe: DescribeCall<Id, T>,
  limits: BatchLimits,
  signal?: AbortSignal,
): AsyncGenerator<readonly T[], void, undefined> {
  const end = new AbortController();
  const ended = signal ? AbortSignal.any([signal, end.signal]) : end.signal;
  const waiting: (readonly Id[])[] = [];
  const describing: Promise<readonly T[]>[] = [];
  const nextPage = pageReader(list, ended);
  let listing = nextPage(undefined);
  try {
    while (listing || waiting.length > 0 || describing.length > 0) {
      while (waiting.length > 0 && describing.length < limits.atOnce) {
        describing.push(quiet(describe(waiting.shift() ?? [], ended)));
      }
      const described = describing[0]?.then((items) => ({ items }));
      // Listing on while the describe calls are at their limit would only pile up ids.
      const listed = describing.length < limits.atOnce ? listing?.then((page) => ({ page })) : undefined;
      const first = await Promise.race([described, listed].filter((promise) => promise !== undefined));
      if ('items' in first) {
        void describing.shift();
        if (first.items.length > 0) yield first.items;
      } else {
        waiting.push(...slices(first.page.items, limits.size));
        listing = nextPage(first.page.nextToken ?? '');
      }
    }
  } finally {
    end.abort();
  }
}

/** Reads all pages of a list whose items need no second call. The next page is asked for while one is taken. */
export function listAll<T>(list: ListCall<T>, signal?: AbortSignal): AsyncGenerator<readonly T[], void, undefined> {
  return describeAll(list, (items) => Promise.resolve(items), { size: Infinity, atOnce: 2 }, signal);
}

/** Consecutive parts of at most `size` items. */
export function slices<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (items.length <= size) return items.length > 0 ? [items] : [];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** AWS may give some, where it filters while it reads; no account is so large that it gives as many as this in a row. */
const mostEmptyPages = 1_000;

/** Starts the call for the page behind a token: `undefined` is the first page, an empty token comes after the last. */
function pageReader<Id>(
  list: ListCall<Id>,
  signal: AbortSignal,
): (token: string | undefined) => Promise<ListPage<Id>> | undefined {
  const seen = new Set<string>();
  let emptyPages = 0;
  const read = async (token: string | undefined): Promise<ListPage<Id>> => {
    const page = await list(token, signal);
    emptyPages = page.items.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages <= mostEmptyPages) return page;
    throw new Failure('service', 'AWS goes on giving empty pages, so the list has no end.');
  };
  return (token) => {
    if (token === '') return undefined;
    if (token !== undefined && seen.has(token)) {
      // A service, or something between it and us, that repeats itself would keep us reading for ever.
      throw new Failure('service', 'AWS gave the same page token twice, so the list has no end.');
    }
    if (token !== undefined) seen.add(token);
    return quiet(read(token));
  };
}

/** Marks a promise as looked after: when another one fails first, nobody will await this one any more. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
