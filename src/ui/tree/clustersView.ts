import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Subscription } from '../../core/event.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { EcsCluster, EksCluster } from '../../core/fleet/model.ts';
import { nothingShown } from '../../core/fleet/shown.ts';
import type { ActivationVault } from '../registration/activationVault.ts';
import { contextKeys, views, type EmptyReason } from '../ids.ts';
import { followReadOnly } from '../readOnlyMode.ts';
import type { Arrangement } from './arrangement.ts';
import type { Sources } from './children.ts';
import { whileVisible } from './countdown.ts';
import { drawnTogether } from './drawnTogether.ts';
import { GivenRows } from './givenRows.ts';
import { accountNode, type ClusterNode, type LooseHostsNode, type TreeNode } from './nodes.ts';
import type { PaintedAhead } from './paintedAhead.ts';
import { whenPicturesChange } from './pictures.ts';
import { RowChanges } from './rowChanges.ts';
import { Slices } from './slices.ts';
import type { ShownRows } from './shownRows.ts';
import type * as look from './treeItem.ts';

/** The Clusters view: maps the fleet to rows, and fetches nothing by itself. */
export class ClustersView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #fleet: Fleet;
  readonly #vault: Pick<ActivationVault, 'onDidChange' | 'records'>;
  readonly #ensureAccounts: () => Promise<void>;
  readonly #sources: Sources;
  readonly #arrangement: Arrangement;
  readonly #media: vscode.Uri;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly #rows = new RowChanges<TreeNode>((rows) => {
    this.#changed.fire(rows && drawnTogether(rows, (row) => this.#shown?.isUnfolded(row) ?? false));
  });
  readonly #slices = new Slices();
  #ahead: PaintedAhead<TreeNode, vscode.TreeItem> | undefined;
  #loading: Promise<ShownRows> | undefined;
  #shown: ShownRows | undefined;
  #isDisposed = false;
  /** How often accounts are being looked for, for VS Code. */
  #asking = 0;
  /** Accounts that changed while nobody saw it. */
  readonly #late = new Set<AccountFleet>();
  readonly #given = new GivenRows();
  #look: typeof look | undefined;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: Subscription[];
  /** Rows that say how much time is left, by what they are about. */
  readonly #timed = new Map<string, TreeNode>();
  /** Rows that hosts were listed under, by account and cluster. */
  readonly #lists = new Map<string, ClusterNode | LooseHostsNode>();

  readonly onDidChangeTreeData = this.#changed.event;

  /**
   * @param vault knows which hosts are expected
   * @param ensureAccounts loads the user's choice of accounts, or their default one, before the first paint
   * @param sources where rows come from, besides the accounts
   * @param arrangement how hosts are listed
   */
  constructor(
    fleet: Fleet,
    vault: Pick<ActivationVault, 'onDidChange' | 'records'>,
    ensureAccounts: () => Promise<void>,
    extensionUri: vscode.Uri,
    sources: Sources,
    arrangement: Arrangement,
  ) {
    this.#fleet = fleet;
    this.#vault = vault;
    this.#ensureAccounts = ensureAccounts;
    this.#sources = sources;
    this.#arrangement = arrangement;
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
        if (account) this.#update(account);
        else this.#accountsChanged();
      }),
      fleet.look((account) => this.#shown?.shown(account) ?? nothingShown),
      this.#view.onDidExpandElement(({ element }) => this.#shown?.unfold(element)),
      this.#view.onDidCollapseElement(({ element }) => this.#shown?.fold(element)),
      this.#view.onDidChangeVisibility(({ visible }) => visible && this.#updateLate()),
      // Nothing else looks different, and what could not be read is not asked for again.
      arrangement.onDidChange(() => this.#rows.changed(...this.#lists.values())),
      vault.onDidChange(() => this.#onVaultChange()),
      followReadOnly((isOn) => {
        this.#view.description = isOn ? l10n.t('Read-only') : '';
      }),
      whileVisible(this.#view, () => this.#onMinute()),
      whenPicturesChange(() => this.#rows.allChanged()),
    ];
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const rows = await this.#rows.fetching(async () => {
      const fetched = await this.#fetch(node);
      await this.#ahead?.paint(fetched);
      return fetched;
    });
    this.#given.given(node, rows);
    return rows;
  }

  async #fetch(node: TreeNode | undefined): Promise<TreeNode[]> {
    if (node) {
      const shown = await this.#load();
      if (node.kind === 'account') {
        const { account } = node;
        const ahead = (): void => readAhead(account, () => this.#update(account));
        // What an earlier window knew is there at once, and drawn before anything else is done.
        if (account.known.clustersAsOf === undefined) ahead();
        else setImmediate(ahead);
      }
      const children = await shown.fetch(node);
      this.#noteTimed(node, children);
      return [...children];
    }
    // Side by side: each waits for files.
    const [reason] = await Promise.all([this.#emptyReason(), this.#load()]);
    const told = vscode.commands.executeCommand('setContext', contextKeys.emptyReason, reason);
    // Rows need not wait for it; what is said instead of rows must.
    if (reason !== undefined) await told;
    return this.#fleet.accounts.map(accountNode);
  }

  /** What stands under rows, and how they look, is loaded with the first ones. */
  #load(): Promise<ShownRows> {
    this.#loading ??= this.#makeShown();
    return this.#loading;
  }

  async #makeShown(): Promise<ShownRows> {
    const [
      treeItem,
      { ShownRows: Shown },
      { childrenOf },
      { PaintedAhead: Ahead },
      { refreshWhileSeen },
      { FilterStatus },
      { followFirstSteps },
    ] = await Promise.all([
      import('./treeItem.ts'),
      import('./shownRows.ts'),
      import('./children.ts'),
      import('./paintedAhead.ts'),
      import('./refreshWhileSeen.ts'),
      import('./filterStatus.ts'),
      import('../firstSteps.ts'),
    ]);
    this.#look = treeItem;
    this.#ahead = new Ahead((row) => this.#paint(treeItem, row));
    this.#shown = new Shown({
      children: (node, signal) => {
        if (node.kind === 'cluster' || node.kind === 'looseHosts') this.#lists.set(listKey(node), node);
        const sources = { ...this.#sources, arrangement: this.#arrangement.current, signal };
        return childrenOf(node, this.#vault.records(), sources);
      },
      render: (node) => treeItem.rowOf(node),
      changed: (...nodes) => this.#rows.changed(...nodes),
    });
    if (this.#isDisposed) return this.#shown;
    const tellIfFiltered = (isSet: boolean): void =>
      void vscode.commands.executeCommand('setContext', contextKeys.hostsFiltered, isSet);
    this.#subscriptions.push(
      refreshWhileSeen(this.#fleet, this.#view),
      followFirstSteps(this.#fleet, this.#vault),
      new FilterStatus(this.#view, this.#fleet, this.#arrangement, tellIfFiltered),
    );
    return this.#shown;
  }

  #update(account: AccountFleet): void {
    if (this.#view.visible) void this.#shown?.update(account);
    else this.#late.add(account);
  }

  #updateLate(): void {
    const late = [...this.#late];
    this.#late.clear();
    for (const account of late) if (this.#fleet.accounts.includes(account)) this.#update(account);
  }

  #noteTimed(node: TreeNode, children: readonly TreeNode[]): void {
    for (const [about, { parent }] of this.#timed) if (parent && isSame(parent, node)) this.#timed.delete(about);
    for (const each of children) {
      const about = timed(each);
      if (about !== undefined) this.#timed.set(about, each);
    }
  }

  #onVaultChange(): void {
    const kept = new Set(this.#vault.records().map(({ id }) => id));
    for (const [about, { kind }] of this.#timed) if (kind === 'expected' && !kept.has(about)) this.#timed.delete(about);
    for (const account of this.#fleet.accounts) this.#update(account);
  }

  /** Only what is said of time is said anew: nothing is read. */
  #onMinute(): void {
    this.#rows.changed(...this.#timed.values());
  }

  /** What the user has to do before anything can be shown. */
  async #emptyReason(): Promise<EmptyReason | undefined> {
    this.#asking++;
    try {
      await this.#ensureAccounts();
      return this.#fleet.accounts.length > 0 ? undefined : 'noAccount';
    } catch (error) {
      const { reason } = Failure.from(error);
      if (reason === 'noCredentials') return 'noProfile';
      return reason === 'noRegion' || reason === 'malformedConfig' ? reason : 'noAccount';
    } finally {
      this.#asking--;
    }
  }

  /** VS Code asks for all rows at once that have changed: of many, they are made a few at a time. */
  getTreeItem(node: TreeNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    const ahead = this.#ahead?.take(node);
    if (ahead) return ahead instanceof Promise ? this.#rows.fetching(() => ahead) : ahead;
    if (this.#look && this.#slices.hasRoom()) return this.#paint(this.#look, node);
    return this.#rows.fetching(async () => {
      await this.#slices.turn();
      const painter = this.#look ?? (await import('./treeItem.ts'));
      return this.#paint(painter, node);
    });
  }

  #paint({ rowOf, treeItem }: typeof look, node: TreeNode): vscode.TreeItem {
    const row = rowOf(node);
    this.#shown?.painted(node, row);
    return treeItem(node, this.#media, row);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const { withTooltip } = await import('./treeItem.ts');
    this.#shown?.explained(node);
    return withTooltip(item, node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  /** Asks again for everything, the accounts included. */
  repaint(): void {
    this.#allChanged();
  }

  /** Told to VS Code, it would drop the answer that is on its way, and ask again a while later. */
  #accountsChanged(): void {
    if (this.#asking > 0) this.#forgetRows();
    else this.#allChanged();
  }

  #allChanged(): void {
    this.#forgetRows();
    this.#rows.allChanged();
  }

  #forgetRows(): void {
    this.#lists.clear();
    this.#late.clear();
    this.#shown?.forgetAll();
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
    const { listedRow } = await import('./listedRow.ts');
    const listed = await listedRow(node, this.#arrangement.current);
    if ('row' in listed) {
      const unfold = async (row: TreeNode): Promise<void> =>
        this.#view.reveal(row, { select: false, focus: false, expand: true });
      await this.#view.reveal(await this.#given.own(listed.row, unfold), { select: true, focus: false });
      return;
    }
    const { askToClearFilter } = await import('./askToClearFilter.ts');
    if (await askToClearFilter(listed.hidden, this.#arrangement)) await this.reveal(node);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const each of this.#subscriptions) each.dispose();
  }
}

function listKey(node: ClusterNode | LooseHostsNode): string {
  return `${node.account.key} ${node.kind === 'cluster' ? node.cluster.arn : ''}`;
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
  if (account.looseHostsIfKnown === undefined) void account.looseHosts('needed');
}
