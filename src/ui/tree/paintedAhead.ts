import { turn } from '../../core/turns.ts';

/** Rows that are painted without a turn for others. */
const sliceSize = 100;

/**
 * Rows of a long list as VS Code will ask for them, made a few at a time before it is given the list: for rows that are
 * not there when it asks, it would wait for thousands of promises.
 */
export class PaintedAhead<Node, Item> {
  readonly #paint: (row: Node) => Item;
  readonly #items = new Map<Node, Item>();

  constructor(paint: (row: Node) => Item) {
    this.#paint = paint;
  }

  /** Resolves when VS Code may be given the rows. It takes them in the same turn: later they may look different. */
  async paint(rows: readonly Node[]): Promise<void> {
    if (rows.length <= sliceSize) return;
    const items = new Map<Node, Item>();
    for (const row of rows) {
      items.set(row, this.#paint(row));
      if (items.size % sliceSize === 0) await turn();
    }
    for (const [row, item] of items) this.#items.set(row, item);
    setImmediate(() => this.#items.clear());
  }

  /**
   * A row that was painted ahead, once. The last of them comes a turn later: once VS Code has it, it makes one message of
   * all, which takes long enough without what it did to ask for each.
   */
  take(row: Node): Item | Promise<Item> | undefined {
    const item = this.#items.get(row);
    if (item === undefined) return undefined;
    this.#items.delete(row);
    return this.#items.size > 0 ? item : turn().then(() => item);
  }
}
