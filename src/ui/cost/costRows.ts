import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import type { Services } from '../services.ts';
import type { LastKnown } from '../statusBar/lastKnown.ts';
import { childrenOf, failureNodes } from '../tree/children.ts';
import { accountNode, type TreeNode } from '../tree/nodes.ts';
import { render } from '../tree/render.ts';
import { RowChanges } from '../tree/rowChanges.ts';
import { rowItem, treeItem } from '../tree/treeItem.ts';
import type { CostFeatures } from './costFeatures.ts';
import type { CostNode } from './costNode.ts';
import { costNodes } from './costNodes.ts';
import type { AccountCosts } from './costs.ts';
import { budgetMicroUsd, requestsPerScan, wordOptions } from './preferences.ts';
import type { ReadingState } from './pullNodes.ts';

/** The rows of the Costs view, each with all that stands under it: nothing is read when one is unfolded. */
export class CostRows implements vscode.Disposable {
  readonly #services: Pick<Services, 'context' | 'fleet'>;
  readonly #features: Pick<CostFeatures, 'costs' | 'openedPulls' | 'onDidChangePulls'>;
  readonly #lastKnown: LastKnown;
  readonly #media: vscode.Uri;
  readonly #rows: RowChanges<CostNode>;
  readonly #subscriptions: readonly Subscription[];

  constructor(
    services: Pick<Services, 'context' | 'fleet'>,
    features: Pick<CostFeatures, 'costs' | 'openedPulls' | 'onDidChangePulls'>,
    lastKnown: LastKnown,
    changed: (rows: CostNode[] | undefined) => void,
  ) {
    this.#services = services;
    this.#features = features;
    this.#lastKnown = lastKnown;
    this.#media = vscode.Uri.joinPath(services.context.extensionUri, 'media', 'icons');
    this.#rows = new RowChanges(changed);
    const repaint = (): void => this.#rows.allChanged();
    this.#subscriptions = [this.#rows, features.costs.onDidChange(repaint), features.onDidChangePulls(repaint)];
  }

  async getChildren(node?: CostNode): Promise<CostNode[]> {
    return this.#rows.fetching(async () => [...(node ? node.children : await this.#roots())]);
  }

  async #roots(): Promise<readonly CostNode[]> {
    const state = await this.#features.costs.current();
    const budget = budgetMicroUsd();
    const shown = state.accounts.map(({ key }) => key);
    const last = state.isOld ? this.#lastKnown.words(shown, wordOptions(), Date.now()) : undefined;
    const failures = new Map(
      await Promise.all(state.accounts.map(async (costs) => [costs.key, await this.#failures(costs)] as const)),
    );
    return costNodes(state, {
      words: wordOptions(),
      now: Date.now(),
      reading: (key) => this.#reading(key),
      failures: ({ key }) => failures.get(key) ?? [],
      ...(budget !== undefined && { budgetMicroUsd: budget }),
      ...(last !== undefined && { lastKnown: l10n.t('Last known: {0}', last) }),
    });
  }

  #reading(key: string): ReadingState {
    const reader = this.#features.openedPulls(key)?.reader;
    return {
      ...(reader?.isReading && { progress: reader.progress ?? {} }),
      mostRequests: requestsPerScan(),
      isUnfinished: reader?.isUnfinished ?? false,
    };
  }

  async #failures({ key, failures }: AccountCosts): Promise<readonly CostNode[]> {
    const account = this.#services.fleet.account(key);
    if (!account) return [];
    const nodes = failureNodes(accountNode(account), failures);
    return Promise.all(
      nodes.map(async (node, index) => {
        const steps = (await childrenOf(node)).map((step, place) => ofTree(`step ${place}`, step, []));
        return ofTree(`failure ${index}`, node, steps);
      }),
    );
  }

  getTreeItem(node: CostNode): vscode.TreeItem {
    if (node.ofTree) return treeItem(node.ofTree, this.#media);
    const item = rowItem(node.row, this.#media, node);
    // VS Code's own has the label alone.
    if (node.tooltip !== undefined || node.row.description !== undefined)
      item.tooltip = node.tooltip ?? node.row.spoken;
    return item;
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }
}

function ofTree(id: string, node: TreeNode, children: readonly CostNode[]): CostNode {
  return { id, row: render(node), children, ofTree: node };
}
