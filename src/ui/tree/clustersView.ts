import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Subscription } from '../../core/event.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { EcsCluster, EksCluster } from '../../core/fleet/model.ts';
import type { ActivationVault } from '../registration/activationVault.ts';
import { contextKeys, views, type EmptyReason } from '../ids.ts';
import type { Sources } from './children.ts';
import { whileVisible } from './countdown.ts';
import { accountNode, type TreeNode } from './nodes.ts';
import { RowChanges } from './rowChanges.ts';
import type * as look from './treeItem.ts';

/** The Clusters view: maps the fleet to rows, and fetches nothing by itself. */
export class ClustersView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #fleet: Fleet;
  readonly #vault: Pick<ActivationVault, 'onDidChange' | 'records'>;
  readonly #ensureAccounts: () => Promise<void>;
  readonly #sources: Sources;
  readonly #media: vscode.Uri;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly #rows = new RowChanges<TreeNode>((rows) => this.#changed.fire(rows));
  #look: typeof look | undefined;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: readonly Subscription[];
  /** Rows that say how much time is left, by what they are about. */
  readonly #timed = new Map<string, TreeNode>();

  readonly onDidChangeTreeData = this.#changed.event;

  /**
   * @param vault knows which hosts are expected
   * @param ensureAccounts loads the user's choice of accounts, or their default one, before the first paint
   * @param sources where rows come from, besides the accounts
   */
  constructor(
    fleet: Fleet,
    vault: Pick<ActivationVault, 'onDidChange' | 'records'>,
    ensureAccounts: () => Promise<void>,
    extensionUri: vscode.Uri,
    sources: Sources,
  ) {
    this.#fleet = fleet;
    this.#vault = vault;
    this.#ensureAccounts = ensureAccounts;
    this.#sources = sources;
    this.#media = vscode.Uri.joinPath(extensionUri, 'media', 'icons');
    this.#view = vscode.window.createTreeView(views.clusters, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      this.#rows,
      fleet.onDidChange(({ account }) => {
        if (account) this.#rows.changed(accountNode(account));
        else this.#rows.allChanged();
      }),
      vault.onDidChange(() => this.#onVaultChange()),
      whileVisible(this.#view, () => this.#onMinute()),
    ];
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    return this.#rows.fetching(() => this.#fetch(node));
  }

  async #fetch(node: TreeNode | undefined): Promise<TreeNode[]> {
    this.#look ??= await import('./treeItem.ts');
    if (node) {
      if (node.kind === 'account') readAhead(node.account, () => this.#rows.changed(node));
      return this.#childrenOf(node);
    }
    const reason = await this.#emptyReason();
    await vscode.commands.executeCommand('setContext', contextKeys.emptyReason, reason);
    return this.#fleet.accounts.map(accountNode);
  }

  async #childrenOf(node: TreeNode): Promise<TreeNode[]> {
    const { childrenOf } = await import('./children.ts');
    const children = await childrenOf(node, this.#vault.records(), this.#sources);
    for (const [about, { parent }] of this.#timed) if (parent && isSame(parent, node)) this.#timed.delete(about);
    for (const each of children) {
      const about = timed(each);
      if (about !== undefined) this.#timed.set(about, each);
    }
    return [...children];
  }

  #onVaultChange(): void {
    const kept = new Set(this.#vault.records().map(({ id }) => id));
    for (const [about, { kind }] of this.#timed) if (kind === 'expected' && !kept.has(about)) this.#timed.delete(about);
    for (const account of this.#fleet.accounts) this.#rows.changed(accountNode(account));
  }

  /** Only what is said of time is said anew: nothing is read. */
  #onMinute(): void {
    this.#rows.changed(...this.#timed.values());
  }

  /** What the user has to do before anything can be shown. */
  async #emptyReason(): Promise<EmptyReason | undefined> {
    try {
      await this.#ensureAccounts();
      return this.#fleet.accounts.length > 0 ? undefined : 'noAccount';
    } catch (error) {
      const { reason } = Failure.from(error);
      if (reason === 'noCredentials') return 'noProfile';
      return reason === 'noRegion' || reason === 'malformedConfig' ? reason : 'noAccount';
    }
  }

  // What stands under a row, and how rows look, is loaded with the first one.

  getTreeItem(node: TreeNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    if (this.#look) return this.#look.treeItem(node, this.#media);
    return import('./treeItem.ts').then(({ treeItem }) => treeItem(node, this.#media));
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
    this.#rows.allChanged();
  }

  /** The row that is selected, where it is one alone. */
  get selection(): TreeNode | undefined {
    const [first, ...others] = this.#view.selection;
    return others.length === 0 ? first : undefined;
  }

  get selections(): readonly TreeNode[] {
    return this.#view.selection;
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

/** What a row is about that says how much time is left; `undefined` for all others. */
function timed(node: TreeNode): string | undefined {
  switch (node.kind) {
    case 'expected':
      return node.expectation.kept.id;
    case 'cluster':
      return isPending(node.cluster) ? `${node.account.key} ${node.cluster.arn}` : undefined;
    case 'remark':
      return node.remark.about === 'connector' ? `${node.account.key} ${node.remark.cluster.arn} remark` : undefined;
    default:
      return undefined;
  }
}

/** Rows of clusters are made anew each time. */
function isSame(one: TreeNode, other: TreeNode): boolean {
  if (one.kind !== 'cluster' || other.kind !== 'cluster') return one === other;
  return one.account === other.account && one.cluster.arn === other.cluster.arn;
}

/** EKS waits for the agents of a connected cluster, for three days. */
function isPending(cluster: EcsCluster | EksCluster): boolean {
  return cluster.kind === 'eks' && cluster.connector !== undefined && cluster.status !== 'ACTIVE';
}

/**
 * Who the account is, and which nodes belong to no cluster, is told as soon as it is known: the clusters don't wait for
 * it. What fails here is told by the rows that need it.
 */
function readAhead(account: AccountFleet, changed: () => void): void {
  if (account.identity === undefined) account.readIdentity().then(changed, () => undefined);
  if (account.looseHostsIfKnown === undefined) void account.looseHosts();
}
