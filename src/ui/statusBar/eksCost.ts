import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { settings, statusItems, views } from '../ids.ts';

/** `EKS $73.00/mo` for the control planes of all accounts shown; absent until there is a cluster that costs something. */
export class EksCostItem implements vscode.Disposable {
  readonly #fleet: Fleet;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly Subscription[];
  #shown = '';

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    // On the right, where VS Code wants what is not about the file at hand.
    this.#item = vscode.window.createStatusBarItem(statusItems.eksCost, vscode.StatusBarAlignment.Right, 50);
    this.#item.name = l10n.t('EKS Control Plane Cost');
    this.#item.command = { command: `${views.clusters}.focus`, title: l10n.t('Show Clusters') };
    this.#subscriptions = [
      this.#item,
      fleet.onDidRead(() => void this.#update()),
      fleet.onDidChange(() => void this.#update()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.hoursPerMonth)) void this.#update();
      }),
    ];
    // It is made when something was read already.
    void this.#update();
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  async #update(): Promise<void> {
    if (!this.#fleet.accounts.some(({ eksClusters }) => eksClusters && eksClusters.length > 0)) {
      this.#item.hide();
      return;
    }
    // Prices and words are loaded with the first cluster that may cost something.
    const [{ accountCosts, eksCostSpoken, eksCostText, eksCostTooltip }, { shippedPrices }] = await Promise.all([
      import('./eksCostText.ts'),
      import('../../core/cost/shippedPrices.ts'),
    ]);
    const costs = accountCosts(this.#fleet.accounts, hoursPerMonth(), shippedPrices);
    const clusters = costs.flatMap(({ cost }) => cost.clusters);
    if (!clusters.some(({ monthlyMaxMicroUsd }) => monthlyMaxMicroUsd > 0)) {
      this.#item.hide();
      return;
    }
    const locale = vscode.env.language;
    const tooltip = eksCostTooltip(costs, locale);
    // Every answer of every account comes by here; most change nothing.
    if (tooltip === this.#shown) {
      this.#item.show();
      return;
    }
    this.#shown = tooltip;
    this.#item.text = `$(server) ${eksCostText(costs, locale)}`;
    this.#item.tooltip = new vscode.MarkdownString(tooltip);
    this.#item.accessibilityInformation = { label: eksCostSpoken(costs, locale) };
    this.#item.show();
  }
}

function hoursPerMonth(): number {
  const dot = settings.hoursPerMonth.lastIndexOf('.');
  const [section, name] = [settings.hoursPerMonth.slice(0, dot), settings.hoursPerMonth.slice(dot + 1)];
  return vscode.workspace.getConfiguration(section).get<number>(name) === 720 ? 720 : 730;
}
