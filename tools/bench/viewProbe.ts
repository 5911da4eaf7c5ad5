// Stands in for the extension, bundled as that is, in VS Code's extension host: the Clusters view over a fleet of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { openAccount } from '../../src/aws/openAccount.ts';
import { Fleet } from '../../src/core/fleet/fleet.ts';
import type { FleetGateway } from '../../src/core/fleet/gateway.ts';
import type { AccountRef, ContainerInstance } from '../../src/core/fleet/model.ts';
import { views } from '../../src/ui/ids.ts';
import { Arrangement } from '../../src/ui/tree/arrangement.ts';
import { ClustersView } from '../../src/ui/tree/clustersView.ts';
import { SnapshotStore } from '../../src/ui/tree/snapshotStore.ts';
import type { TreeNode } from '../../src/ui/tree/nodes.ts';
import type { ViewOptions, ViewTimes } from './viewTimes.ts';

/** Of an account that is kept: that of the demo account is not. */
const ref: AccountRef = { source: { kind: 'environment' }, region: 'eu-central-1' };
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
  const account = openAccount({ source: { kind: 'demo' }, region }, { endpoint });
  await keepSnapshot(account.fleet, folder);
  const gateway = new ChangingGateway(account.fleet);
  const fleet = new Fleet(() => gateway.open());
  const store = new SnapshotStore(fleet, folder, fail);
  const ensureShown = async (): Promise<void> => {
    if (fleet.accounts.length > 0) return;
    await fleet.show([ref]);
    await store.begin();
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
  const unfolded = view.paintedAt - start;
  await quiet(view);
  const whileUnfolded = unfolding.end();

  const idle = view.paints;
  gateway.change();
  const refreshing = watchLoop();
  await fleet.renew();
  await quiet(view);
  const whileRefreshed = refreshing.end();
  const times = {
    firstPaint,
    unfolded,
    longestBlock: whileUnfolded.held,
    longestDelay: whileUnfolded.delay,
    longestBlockOfRefresh: whileRefreshed.held,
    repainted: view.paints - idle,
  };
  for (const each of [store, fleet, view, account]) each.dispose();
  return times;
}

interface LongestHoldUps {
  /** In which this process worked. */
  readonly held: number;
  /** With what others did on the machine meanwhile. */
  readonly delay: number;
}

/** The longest that a timer of a millisecond had to wait, in milliseconds. */
function watchLoop(): { end(): LongestHoldUps } {
  let [held, delay] = [0, 0];
  let at = performance.now();
  let usage = process.cpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(usage);
    delay = Math.max(delay, now - at);
    held = Math.max(held, Math.min(now - at, (user + system) / 1000));
    at = now;
    usage = process.cpuUsage();
  }, 1);
  return {
    end: () => {
      clearInterval(timer);
      return { held, delay };
    },
  };
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

/** As a window leaves it that has looked at all hosts. */
async function keepSnapshot(gateway: FleetGateway, folder: string): Promise<void> {
  const fleet = new Fleet(() => gateway);
  const store = new SnapshotStore(fleet, folder, fail);
  await fleet.show([ref]);
  await fleet.accounts[0]?.looseHosts();
  await store.flush();
  store.dispose();
  fleet.dispose();
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
