import type { TreeNode } from './nodes.ts';

/**
 * The rows that VS Code was given last. To reveal a row, VS Code has to be given that very object: for any other it takes
 * the first of the same label, since rows have no ids (`treeItem.ts` says why), and two hosts may have one name.
 */
export class GivenRows {
  readonly #below = new WeakMap<TreeNode, readonly TreeNode[]>();
  #top: readonly TreeNode[] = [];

  /** @param parent absent for the top of the tree */
  given(parent: TreeNode | undefined, rows: readonly TreeNode[]): void {
    if (parent) this.#below.set(parent, rows);
    else this.#top = rows;
  }

  /**
   * The row that VS Code has of what a node is about; the node itself where it has none.
   *
   * @param unfold has VS Code ask for what stands under a row, and resolves when it has it
   */
  async own(node: TreeNode, unfold: (row: TreeNode) => Promise<void>): Promise<TreeNode> {
    if (!node.parent) {
      // The view was never shown: revealing anything has VS Code ask for its top.
      if (this.#top.length === 0) await unfold(node);
      return same(this.#top, node);
    }
    const parent = await this.own(node.parent, unfold);
    await unfold(parent);
    return same(this.#below.get(parent) ?? [], node);
  }
}

async function same(rows: readonly TreeNode[], node: TreeNode): Promise<TreeNode> {
  // Not before something is revealed.
  const { nodeKey } = await import('./nodeKey.ts');
  const key = nodeKey(node);
  return rows.find((row) => row === node) ?? rows.find((row) => nodeKey(row) === key) ?? node;
}
