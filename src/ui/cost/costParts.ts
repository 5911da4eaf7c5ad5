import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import { nothingShown } from '../../core/fleet/shown.ts';
import { views } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import type { CostFeatures } from './costFeatures.ts';
import type { CostNode } from './costNode.ts';
import type { Prices } from './prices.ts';

/**
 * Costs and pulls, as much of them as is loaded at the start: the rest comes with the first look at the Costs view, or
 * with the first answer of AWS, since in most windows there never is one.
 */
export class CostParts implements vscode.TreeDataProvider<CostNode>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<CostNode[] | undefined>();
  readonly #view: vscode.TreeView<CostNode>;
  readonly #subscriptions: Subscription[];
  #prices: Promise<Prices> | undefined;
  #features: Promise<CostFeatures> | undefined;
  #loaded: CostFeatures | undefined;
  #isDisposed = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Services) {
    const { fleet } = services;
    this.#services = services;
    this.#view = vscode.window.createTreeView(views.costs, { treeDataProvider: this, showCollapseAll: true });
    const load = (): void => {
      if (!this.#features) this.features().catch((error: unknown) => logFailure(services.log, 'Costs', error));
    };
    this.#subscriptions = [
      this.#changed,
      this.#view,
      fleet.onDidRead(load),
      fleet.onDidFail(load),
      // What costs are made of is all hosts and tasks.
      fleet.look(() => (this.#view.visible ? 'everything' : nothingShown)),
    ];
  }

  prices(): Promise<Prices> {
    this.#prices ??= import('./costFeatures.ts').then(({ openPrices }) => openPrices(this.#services));
    return this.#prices;
  }

  features(): Promise<CostFeatures> {
    this.#features ??= Promise.all([import('./costFeatures.ts'), this.prices()]).then(([module, prices]) => {
      this.#loaded = new module.CostFeatures(this.#services, prices, this.#view, (rows) => this.#changed.fire(rows));
      this.#subscriptions.push(this.#loaded);
      // It came when nobody wanted it any more.
      if (this.#isDisposed) this.#loaded.dispose();
      return this.#loaded;
    });
    // The next one tries again.
    this.#features.catch(() => (this.#features = undefined));
    return this.#features;
  }

  async getChildren(node?: CostNode): Promise<CostNode[]> {
    return (await this.features()).rows.getChildren(node);
  }

  getTreeItem(node: CostNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    return this.#loaded
      ? this.#loaded.rows.getTreeItem(node)
      : this.features().then(({ rows }) => rows.getTreeItem(node));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const each of this.#subscriptions) each.dispose();
  }
}
