import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Subscription } from '../../core/event.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { contextKeys, views, type EmptyReason } from '../ids.ts';
import { accountNode, childrenOf } from './children.ts';
import type { TreeNode } from './nodes.ts';

/** The Clusters view: maps the fleet to rows, and fetches nothing by itself. */
export class ClustersView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #fleet: Fleet;
  readonly #ensureAccounts: () => Promise<void>;
  readonly #media: vscode.Uri;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: readonly Subscription[];

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param ensureAccounts loads the user's choice of accounts, or their default one, before the first paint */
  constructor(fleet: Fleet, ensureAccounts: () => Promise<void>, extensionUri: vscode.Uri) {
    this.#fleet = fleet;
    this.#ensureAccounts = ensureAccounts;
    this.#media = vscode.Uri.joinPath(extensionUri, 'media', 'icons');
    this.#view = vscode.window.createTreeView(views.clusters, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      fleet.onDidChange(({ account }) => this.#changed.fire(account && accountNode(account))),
    ];
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node) {
      if (node.kind === 'account') readAhead(node.account, () => this.#changed.fire(node));
      return [...(await childrenOf(node))];
    }
    const reason = await this.#emptyReason();
    await vscode.commands.executeCommand('setContext', contextKeys.emptyReason, reason);
    return this.#fleet.accounts.map(accountNode);
  }

  /** What the user has to do before anything can be shown. */
  async #emptyReason(): Promise<EmptyReason | undefined> {
    try {
      await this.#ensureAccounts();
      return this.#fleet.accounts.length > 0 ? undefined : 'noAccount';
    } catch (error) {
      const { reason } = Failure.from(error);
      return reason === 'noRegion' || reason === 'malformedConfig' ? reason : 'noAccount';
    }
  }

  // How rows look is loaded with the first one.

  async getTreeItem(node: TreeNode): Promise<vscode.TreeItem> {
    const { treeItem } = await import('./treeItem.ts');
    return treeItem(node, this.#media);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const { withTooltip } = await import('./treeItem.ts');
    return withTooltip(item, node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  /** Asks again for everything, the accounts included. */
  repaint(): void {
    this.#changed.fire(undefined);
  }

  get selection(): TreeNode | undefined {
    return this.#view.selection[0];
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  /** Shows a row and selects it, without taking the focus from where the user works. */
  async reveal(node: TreeNode): Promise<void> {
    await this.#view.reveal(node, { select: true, focus: false });
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }
}

/**
 * Who the account is, and which nodes belong to no cluster, is told as soon as it is known: the clusters don't wait for
 * it. What fails here is told by the rows that need it.
 */
function readAhead(account: AccountFleet, changed: () => void): void {
  if (account.identity === undefined) account.readIdentity().then(changed, () => undefined);
  if (account.looseHostsIfKnown === undefined) void account.looseHosts();
}
