import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Shown } from '../../core/fleet/shown.ts';
import { turn } from '../../core/turns.ts';
import { nodeKey } from './nodeKey.ts';
import { accountNode, type TreeNode } from './nodes.ts';
import { isSameRow, type Row } from './row.ts';

export interface ShownRowsNeeds {
  /** What stands under a row. Never rejects. What it began for the rows alone ends with the signal. */
  readonly children: (node: TreeNode, signal: AbortSignal) => Promise<readonly TreeNode[]>;
  readonly render: (node: TreeNode) => Row;
  /** VS Code is to ask for these rows again, and for what stands under them where they are unfolded. */
  readonly changed: (...nodes: readonly TreeNode[]) => void;
}

interface List {
  readonly nodes: ReadonlyMap<string, TreeNode>;
  isFolded: boolean;
}

/** So many rows are compared at a time, with a turn for others in between. */
const sliceSize = 200;

/**
 * What VS Code was given of a tree, and what of it is unfolded. A row is the same object for the same thing as long as it
 * is there, and says what is newest: so when the fleet changes, VS Code is told of just those rows that look different.
 */
export class ShownRows {
  readonly #needs: ShownRowsNeeds;
  /** By the row that they stand under. */
  readonly #lists = new Map<TreeNode, List>();
  /** Each as long as its row is unfolded: what was begun for it may go on after its rows are there. */
  readonly #looks = new Map<TreeNode, AbortController>();
  readonly #painted = new WeakMap<TreeNode, Row>();
  /** Whose tooltips VS Code has, and keeps until it is told that their rows have changed. */
  readonly #explained = new WeakSet<TreeNode>();
  readonly #updating = new Map<AccountFleet, { isDue: boolean }>();

  constructor(needs: ShownRowsNeeds) {
    this.#needs = needs;
  }

  /** The rows under a row, for VS Code: it asks where a row is unfolded. None where it is folded again meanwhile. */
  async fetch(node: TreeNode): Promise<readonly TreeNode[]> {
    const children = await this.#children(node);
    if (!children) {
      // VS Code would take it for empty, and not ask again.
      this.#drop(node);
      this.#needs.changed(node);
      return [];
    }
    const rows = this.#keep(node, children);
    // They are drawn next.
    if (rows.length > sliceSize) await turn();
    return rows;
  }

  /** `undefined` once the row is folded. */
  async #children(node: TreeNode): Promise<readonly TreeNode[] | undefined> {
    const look = this.#looks.get(node) ?? new AbortController();
    this.#looks.set(node, look);
    const { signal } = look;
    const children = await this.#needs.children(node, signal);
    if (children.length > sliceSize) await turn();
    return signal.aborted ? undefined : children;
  }

  #keep(parent: TreeNode, children: readonly TreeNode[]): readonly TreeNode[] {
    const before = this.#lists.get(parent)?.nodes ?? new Map<string, TreeNode>();
    const nodes = keyed(children);
    for (const [key, fresh] of nodes) {
      const known = before.get(key);
      if (known) nodes.set(key, updated(known, fresh));
    }
    for (const [key, node] of before) if (!nodes.has(key)) this.#forget(node);
    this.#lists.set(parent, { nodes, isFolded: false });
    return [...nodes.values()];
  }

  /** A row is drawn for VS Code. */
  painted(node: TreeNode, row: Row): void {
    this.#painted.set(node, row);
    this.#explained.delete(node);
  }

  /** VS Code has its tooltip now. */
  explained(node: TreeNode): void {
    this.#explained.add(node);
  }

  /** The user folds a row: what is under way for it, or for rows under it, is called off. */
  fold(node: TreeNode): void {
    const list = this.#lists.get(node);
    if (list) list.isFolded = true;
    for (const [each, look] of this.#looks) {
      if (!isWithin(each, node)) continue;
      look.abort();
      this.#looks.delete(each);
    }
  }

  /** The user unfolds a row. VS Code does not ask for the rows under it where it has them already, however old. */
  unfold(node: TreeNode): void {
    const list = this.#lists.get(node);
    if (!list?.isFolded) return;
    list.isFolded = false;
    void this.#updateList(node);
  }

  /** What is known of an account may be another now. */
  async update(account: AccountFleet): Promise<void> {
    const running = this.#updating.get(account);
    if (running) {
      running.isDue = true;
      return;
    }
    const state = { isDue: true };
    this.#updating.set(account, state);
    try {
      while (state.isDue) {
        state.isDue = false;
        const node = accountNode(account);
        if (this.#looksDifferent(node)) this.#needs.changed(node);
        else await this.#updateList(node);
      }
    } finally {
      this.#updating.delete(account);
    }
  }

  async #updateList(parent: TreeNode): Promise<void> {
    const list = this.#lists.get(parent);
    if (!list || list.isFolded) return;
    const children = await this.#children(parent);
    // VS Code has asked meanwhile, and was given what is newest.
    if (!children || this.#lists.get(parent) !== list) return;
    const fresh = keyed(children);
    if (!isSameOrder(list.nodes, fresh)) {
      this.#needs.changed(parent);
      return;
    }
    let compared = 0;
    for (const [key, node] of list.nodes) {
      const newest = fresh.get(key);
      if (newest) updated(node, newest);
      if (this.#looksDifferent(node)) this.#needs.changed(node);
      else if (this.#lists.has(node)) await this.#updateList(node);
      compared++;
      if (compared % sliceSize === 0) await turn();
      if (this.#lists.get(parent) !== list) return;
    }
  }

  #looksDifferent(node: TreeNode): boolean {
    if (this.#explained.has(node)) return true;
    const painted = this.#painted.get(node);
    // One that was not drawn yet will be drawn as it is.
    return painted !== undefined && !isSameRow(painted, this.#needs.render(node));
  }

  /** What is unfolded of an account, and so are all rows that it stands under. */
  shown(account: AccountFleet): Exclude<Shown, 'everything'> {
    const [clusters, instances] = [new Set<string>(), new Set<string>()];
    for (const node of this.#lists.keys()) {
      if (node.account !== account || !this.isUnfolded(node)) continue;
      if (node.kind === 'cluster') clusters.add(node.cluster.arn);
      if (node.kind === 'host' && node.host.instance) instances.add(node.host.instance.arn);
    }
    return { clusters, instances };
  }

  /** Whether what stands under a row is to be seen: it is unfolded, and so are all rows that it stands under. */
  isUnfolded(node: TreeNode): boolean {
    for (let each: TreeNode | undefined = node; each; each = each.parent) {
      if (this.#lists.get(each)?.isFolded !== false) return false;
    }
    return true;
  }

  /** VS Code asks for all rows anew. */
  forgetAll(): void {
    for (const look of this.#looks.values()) look.abort();
    this.#looks.clear();
    this.#lists.clear();
  }

  /** It has gone. */
  #forget(node: TreeNode): void {
    this.#looks.get(node)?.abort();
    this.#looks.delete(node);
    this.#drop(node);
  }

  #drop(node: TreeNode): void {
    const list = this.#lists.get(node);
    this.#lists.delete(node);
    for (const child of list?.nodes.values() ?? []) this.#forget(child);
  }
}

/** Several that are about the same are told apart by their order. */
function keyed(nodes: readonly TreeNode[]): Map<string, TreeNode> {
  const all = new Map<string, TreeNode>();
  for (const node of nodes) {
    const own = nodeKey(node);
    let key = own;
    for (let count = 2; all.has(key); count++) key = `${own} #${String(count)}`;
    all.set(key, node);
  }
  return all;
}

/** VS Code knows rows by their identity. */
function updated(known: TreeNode, fresh: TreeNode): TreeNode {
  if (known === fresh) return known;
  for (const name of Object.keys(known)) if (!(name in fresh)) Reflect.deleteProperty(known, name);
  return Object.assign(known, fresh);
}

function isSameOrder(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  const keys = [...other.keys()];
  return one.size === other.size && [...one.keys()].every((key, index) => key === keys[index]);
}

function isWithin(node: TreeNode, ancestor: TreeNode): boolean {
  for (let each: TreeNode | undefined = node; each; each = each.parent) if (each === ancestor) return true;
  return false;
}
