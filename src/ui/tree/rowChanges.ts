/**
 * Tells a tree which rows have changed, but never while rows are being fetched: VS Code would then fetch the children of
 * a changed row a second time beside the first.
 */
export class RowChanges<T> {
  readonly #tell: (rows: T[] | undefined) => void;
  readonly #held = new Set<T>();
  #fetches = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param tell is given the changed rows, or `undefined` for all of them */
  constructor(tell: (rows: T[] | undefined) => void) {
    this.#tell = tell;
  }

  changed(...rows: readonly T[]): void {
    for (const row of rows) this.#held.add(row);
    this.#schedule();
  }

  /** All rows have changed: told at once, since VS Code then calls off what it fetches itself. */
  allChanged(): void {
    this.#held.clear();
    this.#tell(undefined);
  }

  /** Runs what brings the children of a row; changes wait until no such run is left. */
  async fetching<R>(fetch: () => Promise<R>): Promise<R> {
    this.#fetches += 1;
    try {
      return await fetch();
    } finally {
      this.#fetches -= 1;
      this.#schedule();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** Not at once: VS Code registers the rows that it was given in the moments after they were fetched. */
  #schedule(): void {
    if (this.#timer || this.#fetches > 0 || this.#held.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#fetches > 0 || this.#held.size === 0) return;
    const rows = [...this.#held];
    this.#held.clear();
    this.#tell(rows);
  }
}
