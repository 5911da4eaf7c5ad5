import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Month } from '../../core/cost/month.ts';
import type { Subscription } from '../../core/event.ts';
import { views } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { costAlerts, toldIn, withLevel, type Told } from './costAlertRules.ts';
import type { Costs, CostsState } from './costs.ts';
import { alertFactor, budgetMicroUsd, wordOptions } from './preferences.ts';

const storageKey = 'costs.told';

/** Tells once a month and level, of costs that somebody looks at anyway. Off unless the user has set a limit. */
export class CostAlerts implements vscode.Disposable {
  readonly #services: Pick<Services, 'context' | 'log'>;
  readonly #subscription: Subscription;

  constructor(services: Pick<Services, 'context' | 'log'>, costs: Costs) {
    this.#services = services;
    const look = (state: CostsState): void => {
      this.#look(state).catch((error: unknown) => logFailure(services.log, 'Cost alerts', error));
    };
    this.#subscription = costs.onDidWorkOut(look);
    if (costs.known) look(costs.known);
  }

  async #look(state: CostsState): Promise<void> {
    const limits = { budgetMicroUsd: budgetMicroUsd(), pullFactor: alertFactor() };
    for (const { level, text } of costAlerts(state, limits, Date.now(), wordOptions())) {
      const told = withLevel(this.#told(state.month), level);
      if (!told) continue;
      // First, so that another look does not tell it again meanwhile.
      await this.#note(told);
      // Not awaited: nobody waits for the user to close a message.
      this.#tell(text, state.month).catch((error: unknown) => logFailure(this.#services.log, 'Cost alerts', error));
    }
  }

  async #tell(text: string, month: Month): Promise<void> {
    const open = l10n.t('Open Costs');
    const mute = l10n.t("Don't Show Again This Month");
    const answer = await vscode.window.showWarningMessage(text, open, mute);
    if (answer === open) await vscode.commands.executeCommand(`${views.costs}.focus`);
    if (answer === mute) await this.#note({ ...this.#told(month), isMuted: true });
  }

  #told(of: Month): Told {
    return toldIn(of, this.#services.context.globalState.get(storageKey));
  }

  async #note(told: Told): Promise<void> {
    await this.#services.context.globalState.update(storageKey, told);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
