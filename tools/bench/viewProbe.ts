// Stands in for the extension, bundled as that is, in VS Code's extension host: the Clusters view over a fleet of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Fleet } from '../../src/core/fleet/fleet.ts';
import type { FleetGateway } from '../../src/core/fleet/gateway.ts';
import { lazyGateway } from '../../src/core/fleet/lazyGateway.ts';
import type { ContainerInstance } from '../../src/core/fleet/model.ts';
import { views } from '../../src/ui/ids.ts';
import type { Log } from '../../src/ui/log.ts';
import { Arrangement } from '../../src/ui/tree/arrangement.ts';
import { ClustersView } from '../../src/ui/tree/clustersView.ts';
import { LastFleets } from '../../src/ui/tree/lastFleets.ts';
import type { TreeNode } from '../../src/ui/tree/nodes.ts';
import { watchLoop } from './loopWatch.ts';
import { keptRef, plainView, type ViewOptions, type ViewTimes } from './viewTimes.ts';

const noVault = { records: () => [], onDidChange: () => ({ dispose: () => undefined }) };

/** Notes when VS Code asks, and for what. */
class WatchedView extends ClustersView {
  shownAt = 0;
  /** When VS Code had the rows of clusters first. */
  firstPaintAt = 0;
  paintedAt = 0;
  paints = 0;
  readonly clusters = new Set<TreeNode>();

  override getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (this.shownAt === 0) this.shownAt = performance.now();
    return super.getChildren(node);
  }

  override getTreeItem(node: TreeNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    const item = super.getTreeItem(node);
    if (item instanceof Promise) void item.then(() => this.#note(node));
    else this.#note(node);
    return item;
  }

  #note(node: TreeNode): void {
    this.paints++;
    this.paintedAt = performance.now();
    if (node.kind !== 'cluster') return;
    this.clusters.add(node);
    if (this.firstPaintAt === 0) this.firstPaintAt = this.paintedAt;
  }
}

export function activate(context: vscode.ExtensionContext): { measure(options: ViewOptions): Promise<ViewTimes> } {
  l10n.config({ contents: vscode.l10n.bundle ?? {} });
  return { measure: (options) => measure(context, options) };
}

async function measure(context: vscode.ExtensionContext, options: ViewOptions): Promise<ViewTimes> {
  const { endpoint, region, folder, hosts } = options;
  const closing: { dispose(): void }[] = [];
  // As the extension does: the SDK is loaded with the first request.
  const opening = lazyGateway(async () => {
    const { openAccount } = await import('../../src/aws/openAccount.ts');
    const account = openAccount({ source: { kind: 'demo' }, region }, { endpoint });
    closing.push(account);
    return account.fleet;
  });
  const gateway = new ChangingGateway(opening);
  const fleet = new Fleet(() => gateway.open());
  // A log to which only errors are written here.
  const lastFleets = new LastFleets(fleet, folder, { error: fail } as unknown as Log);
  const ensureShown = async (): Promise<void> => {
    if (fleet.accounts.length > 0) return;
    lastFleets.prepare();
    await fleet.show([keptRef]);
    await lastFleets.begin();
  };
  const arrangement = new Arrangement(context.workspaceState);
  const { view, tree } = watchedView(
    () => new WatchedView(fleet, noVault, ensureShown, context.extensionUri, {}, arrangement),
  );
  await vscode.commands.executeCommand(`${views.clusters}.focus`);
  await until(() => view.clusters.size > 0);
  const firstPaint = view.firstPaintAt - view.shownAt;
  await quiet(view);

  const cluster = [...view.clusters].findLast((node) => node.kind === 'cluster' && node.cluster.kind === 'ecs');
  if (!cluster) throw new Error('There is no cluster.');
  const before = view.paints;
  const unfolding = watchLoop();
  const start = performance.now();
  await tree.reveal(cluster, { select: false, expand: true });
  await until(() => view.paints - before >= hosts);
  const answeredAt = view.paintedAt;
  await quiet(view);
  const whileUnfolded = unfolding.end(answeredAt);

  const plainBlock = await plainHoldUp(hosts);

  const idle = view.paints;
  gateway.change();
  const refreshing = watchLoop();
  await fleet.renew();
  await quiet(view);
  const whileRefreshed = refreshing.end();
  const times = {
    firstPaint,
    unfolded: answeredAt - start,
    longestBlock: whileUnfolded.held,
    answerBlock: whileUnfolded.heldThen,
    longestDelay: whileUnfolded.delay,
    plainBlock,
    longestBlockOfRefresh: whileRefreshed.held,
    repainted: view.paints - idle,
  };
  for (const each of [lastFleets, fleet, view, ...closing]) each.dispose();
  return times;
}

/** What unfolding takes VS Code itself: as many rows in a view of their own, made before, with nothing but a label. */
async function plainHoldUp(rows: number): Promise<number> {
  const top = new vscode.TreeItem('top', vscode.TreeItemCollapsibleState.Collapsed);
  const all = Array.from({ length: rows }, (_, index) => new vscode.TreeItem(`host-${String(index)}`));
  let askedAt = 0;
  const tree = vscode.window.createTreeView<vscode.TreeItem>(plainView, {
    treeDataProvider: {
      getChildren: (node) => {
        if (node !== top) return [top];
        askedAt = performance.now();
        return all;
      },
      getTreeItem: (node) => node,
      getParent: (node) => (node === top ? undefined : top),
    },
  });
  await vscode.commands.executeCommand(`${plainView}.focus`);
  await sleep(1000);
  const unfolding = watchLoop();
  await tree.reveal(top, { select: false, expand: true });
  await until(() => askedAt > 0);
  await sleep(1500);
  tree.dispose();
  return unfolding.end(askedAt).heldThen;
}

/** The view that it makes in VS Code is private to it. */
function watchedView(make: () => WatchedView): { view: WatchedView; tree: vscode.TreeView<TreeNode> } {
  const { window } = vscode as { window: { createTreeView: (...args: unknown[]) => unknown } };
  const { createTreeView } = window;
  let tree: unknown;
  window.createTreeView = (...args) => (tree = createTreeView(...args));
  const view = make();
  window.createTreeView = createTreeView;
  return { view, tree: tree as vscode.TreeView<TreeNode> };
}

/** Of which one host loses its agent on demand. */
class ChangingGateway {
  readonly #gateway: FleetGateway;
  #isChanged = false;

  constructor(gateway: FleetGateway) {
    this.#gateway = gateway;
  }

  change(): void {
    this.#isChanged = true;
  }

  open(): FleetGateway {
    const gateway = this.#gateway;
    const isChanged = (): boolean => this.#isChanged;
    return {
      ...gateway,
      async *containerInstances(arn, signal) {
        let isFirst = true;
        for await (const page of gateway.containerInstances(arn, signal)) {
          yield page.map((each, index) => (isFirst && index === 0 && isChanged() ? lost(each) : each));
          isFirst = false;
        }
      },
    };
  }
}

function lost(instance: ContainerInstance): ContainerInstance {
  return { ...instance, agentConnected: !instance.agentConnected };
}

function fail(error: unknown): void {
  throw error;
}

async function until(isDone: () => boolean): Promise<void> {
  const limit = performance.now() + 30_000;
  while (!isDone()) {
    if (performance.now() > limit) throw new Error('It takes too long.');
    await sleep(5);
  }
}

/** Until nothing was drawn for a while. */
async function quiet(view: WatchedView): Promise<void> {
  let paints: number;
  do {
    paints = view.paints;
    await sleep(1500);
  } while (paints !== view.paints);
}
