/** How many tokens of pages that were not asked for yet are remembered: lists that somebody stopped reading leave theirs. */
const most = 200;

/** Names that AWS's services give to the token of the next page, in questions and in answers. */
const tokenNames = ['nextToken', 'NextToken', 'nextPageToken', 'NextPageToken', 'Marker', 'marker', 'nextForwardToken'];

/** Which page of a list a call asks for. Tokens stay here: they are no matter of a log. */
export class PageNumbers {
  readonly #next = new Map<string, number>();

  /** 1 for the first page, and for what has no pages. */
  of(operation: string, input: object): number {
    const token = tokenOf(input);
    return token === undefined ? 1 : (this.#next.get(`${operation} ${token}`) ?? 1);
  }

  answered(operation: string, page: number, output: object): void {
    const token = tokenOf(output);
    if (token === undefined) return;
    const key = `${operation} ${token}`;
    // The end of a log is asked for with the same token again and again.
    if (this.#next.has(key)) return;
    this.#next.set(key, page + 1);
    const [oldest] = this.#next.keys();
    if (this.#next.size > most && oldest !== undefined) this.#next.delete(oldest);
  }
}

function tokenOf(of: object): string | undefined {
  for (const name of tokenNames) {
    const value = (of as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
