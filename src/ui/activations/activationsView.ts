import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { views } from '../ids.ts';
import type { ActivationVault } from '../registration/activationVault.ts';
import { whileVisible } from '../tree/countdown.ts';
import { whenPicturesChange } from '../tree/pictures.ts';
import { RowChanges } from '../tree/rowChanges.ts';
import type * as look from '../tree/treeItem.ts';
import { accountNode, type AccountNode, type ActivationNode, type TreeNode } from '../tree/nodes.ts';

/** A list may have been under way while the activation was made. */
const listUnderWay = 60_000;

/** The Activations view. Reads only while it can be seen, since VS Code asks for rows only then. */
export class ActivationsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #fleet: Fleet;
  readonly #vault: ActivationVault;
  readonly #ensureAccounts: () => Promise<void>;
  readonly #media: vscode.Uri;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly #rows = new RowChanges<TreeNode>((rows) => this.#changed.fire(rows));
  #look: typeof look | undefined;
  readonly #subscriptions: readonly Subscription[];
  #shown: ActivationNode[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param ensureAccounts loads the user's choice of accounts, or their default one, before the first paint */
  constructor(fleet: Fleet, vault: ActivationVault, ensureAccounts: () => Promise<void>, extensionUri: vscode.Uri) {
    this.#fleet = fleet;
    this.#vault = vault;
    this.#ensureAccounts = ensureAccounts;
    this.#media = vscode.Uri.joinPath(extensionUri, 'media', 'icons');
    const view = vscode.window.createTreeView(views.activations, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      view,
      this.#changed,
      this.#rows,
      fleet.onDidChange(() => this.#rows.allChanged()),
      vault.onDidChange(() => this.#onVaultChange()),
      // Time passes for the rows that are there: nothing is asked for anew.
      whileVisible(view, () => this.#repaintShown()),
      whenPicturesChange(() => this.#rows.allChanged()),
    ];
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    return this.#rows.fetching(() => this.#fetch(node));
  }

  async #fetch(node: TreeNode | undefined): Promise<TreeNode[]> {
    this.#look ??= await import('../tree/treeItem.ts');
    if (!node) return this.#roots();
    switch (node.kind) {
      case 'account':
        return this.#activationsOf(node);
      case 'activation': {
        const { activationHosts } = await import('./children.ts');
        return [...activationHosts(node)];
      }
      default:
        return [...(await (await import('../tree/children.ts')).childrenOf(node))];
    }
  }

  /** An account is named only where there are several. */
  async #roots(): Promise<TreeNode[]> {
    // What is wrong with the configuration is told by the Clusters view.
    await this.#ensureAccounts().catch(() => undefined);
    this.#shown = [];
    const nodes = this.#fleet.accounts.map(accountNode);
    const [only] = nodes;
    return only && nodes.length === 1 ? this.#activationsOf(only) : nodes;
  }

  async #activationsOf(node: AccountNode): Promise<TreeNode[]> {
    const { accountActivations } = await import('./children.ts');
    const children = await accountActivations(node, this.#vault);
    const activations = children.filter((each) => each.kind === 'activation');
    this.#shown = [...this.#shown.filter(({ account }) => account !== node.account), ...activations];
    if (activations.length > 0) readAhead(node.account, () => this.#repaintShown());
    return [...children];
  }

  /** An activation that was made here a moment ago is in no list that was read before. */
  #onVaultChange(): void {
    for (const account of this.#fleet.accounts) {
      const known = account.activationsIfKnown;
      const isListed = (id: string): boolean => known?.activations.some((each) => each.id === id) === true;
      const isNews = this.#vault.records(account.ref).some(({ id, createdAt }) => {
        return known !== undefined && createdAt > known.asOf - listUnderWay && !isListed(id);
      });
      if (isNews) account.outdateActivations();
    }
    this.#rows.allChanged();
  }

  #repaintShown(): void {
    this.#rows.changed(...this.#shown);
  }

  // How rows look is loaded with the first one.

  getTreeItem(node: TreeNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    if (this.#look) return this.#look.treeItem(node, this.#media);
    return import('../tree/treeItem.ts').then(({ treeItem }) => treeItem(node, this.#media));
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const { withTooltip } = await import('../tree/treeItem.ts');
    return withTooltip(item, node);
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }
}

/** Which hosts came by the activations is told as soon as it is known; what fails here is told by the Clusters view. */
function readAhead(account: AccountFleet, changed: () => void): void {
  if (account.nodesIfKnown === undefined) account.readNodes().then(changed, () => undefined);
}
