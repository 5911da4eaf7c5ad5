import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { monthKey, type Month } from '../../core/cost/month.ts';
import { budgetAlert, type BudgetAlert } from '../../core/cost/monthly/budget.ts';
import { totalOf } from '../../core/cost/monthly/lines.ts';
import { amountWords, byteWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import type { Subscription } from '../../core/event.ts';
import { unusual, type UnusualPulls } from '../../core/pulls/report.ts';
import { inMessage } from '../../core/text/label.ts';
import { views } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import type { Costs, CostsState } from './costs.ts';
import { alertFactor, budgetMicroUsd, wordOptions } from './preferences.ts';

interface Told {
  /** `2026-11` */
  readonly month: string;
  readonly isMuted: boolean;
  /** `over`, `forecast`, `pulls REPOSITORY`. */
  readonly levels: readonly string[];
}

const storageKey = 'costs.told';
/** What is usual is told by the 14 days before. */
const usualMs = 15 * 86_400_000;

interface Alert {
  readonly level: string;
  readonly text: string;
}

/** Tells once a month and level, of costs that somebody looks at anyway. Off unless the user has set a limit. */
export class CostAlerts implements vscode.Disposable {
  readonly #services: Pick<Services, 'context' | 'log'>;
  readonly #subscription: Subscription;

  constructor(services: Pick<Services, 'context' | 'log'>, costs: Costs) {
    this.#services = services;
    this.#subscription = costs.onDidWorkOut((state) => {
      this.#look(state).catch((error: unknown) => logFailure(services.log, 'Cost alerts', error));
    });
    if (costs.known) void this.#look(costs.known);
  }

  async #look(state: CostsState): Promise<void> {
    const alerts = [...budgetAlerts(state, wordOptions()), ...pullAlerts(state, Date.now(), wordOptions())];
    for (const { level, text } of alerts) {
      const told = this.#told(state.month);
      if (told.isMuted || told.levels.includes(level)) continue;
      // First, so that another look does not tell it again meanwhile.
      await this.#note({ ...told, levels: [...told.levels, level] });
      void this.#tell(text, state.month);
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
    const stored = this.#services.context.globalState.get<Partial<Told>>(storageKey);
    const month = monthKey(of);
    if (stored?.month !== month) return { month, isMuted: false, levels: [] };
    return { month, isMuted: stored.isMuted === true, levels: Array.isArray(stored.levels) ? stored.levels : [] };
  }

  async #note(told: Told): Promise<void> {
    await this.#services.context.globalState.update(storageKey, told);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function budgetAlerts({ lines }: CostsState, words: WordOptions): readonly Alert[] {
  const budget = budgetMicroUsd();
  const alert = budget === undefined ? undefined : budgetAlert(totalOf(lines), budget);
  return alert ? [{ level: alert.level, text: budgetWords(alert, words) }] : [];
}

function budgetWords(
  { level, isCertain, byMicroUsd, budgetMicroUsd: budget }: BudgetAlert,
  words: WordOptions,
): string {
  const [by, of] = [amountWords(byMicroUsd, words), amountWords(budget, words)];
  if (level === 'over') {
    return isCertain
      ? l10n.t('The costs of this month are {0} over the budget of {1}.', by, of)
      : l10n.t('The costs of this month may be up to {0} over the budget of {1}.', by, of);
  }
  return isCertain
    ? l10n.t('This month will be {0} over the budget of {1}, if all stays as it is.', by, of)
    : l10n.t('This month may be up to {0} over the budget of {1}, if all stays as it is.', by, of);
}

function pullAlerts({ accounts }: CostsState, now: number, words: WordOptions): readonly Alert[] {
  const factor = alertFactor();
  if (factor === undefined) return [];
  return accounts
    .flatMap(({ pulls }) => unusual(pulls.best({ from: now - usualMs, to: now }), factor, now))
    .map((found) => ({ level: `pulls ${found.repository}`, text: pullWords(found, words) }));
}

function pullWords({ repository, bytes, usual }: UnusualPulls, words: WordOptions): string {
  const [today, otherwise] = [byteWords(bytes, words), byteWords(usual, words)];
  return l10n.t('{0} of {1} were pulled today; on a usual day it is {2}.', today, inMessage(repository), otherwise);
}
