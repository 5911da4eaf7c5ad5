import * as l10n from '@vscode/l10n';
import { monthKey, type Month } from '../../core/cost/month.ts';
import { budgetAlert, type BudgetAlert } from '../../core/cost/monthly/budget.ts';
import { totalOf } from '../../core/cost/monthly/lines.ts';
import { amountWords, byteWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import { unusual, type UnusualPulls } from '../../core/pulls/report.ts';
import { inMessage } from '../../core/text/label.ts';
import type { AccountCosts, CostsState } from './costs.ts';

/** What was told of in a month. */
export interface Told {
  /** `2026-11` */
  readonly month: string;
  readonly isMuted: boolean;
  /** `over`, `forecast`, `pulls REPOSITORY`. */
  readonly levels: readonly string[];
}

export interface Alert {
  readonly level: string;
  readonly text: string;
}

/** The user's; what is undefined is off. */
export interface AlertLimits {
  readonly budgetMicroUsd: number | undefined;
  /** How many times the usual. */
  readonly pullFactor: number | undefined;
}

interface State extends Pick<CostsState, 'lines'> {
  readonly accounts: readonly { readonly pulls: Pick<AccountCosts['pulls'], 'best'> }[];
}

/** What is usual is told by the 14 days before. */
const usualMs = 15 * 86_400_000;

/** All that there is to tell of now, whether it was told before or not. */
export function costAlerts(state: State, limits: AlertLimits, now: number, words: WordOptions): readonly Alert[] {
  return [...budgetAlerts(state, limits.budgetMicroUsd, words), ...pullAlerts(state, limits.pullFactor, now, words)];
}

/** What VS Code kept of it, as far as it is of this month. */
export function toldIn(of: Month, stored: unknown): Told {
  const { month, isMuted, levels } = (stored ?? {}) as Partial<Readonly<Record<keyof Told, unknown>>>;
  if (month !== monthKey(of)) return { month: monthKey(of), isMuted: false, levels: [] };
  return {
    month,
    isMuted: isMuted === true,
    levels: Array.isArray(levels) ? levels.filter((level) => typeof level === 'string') : [],
  };
}

/** What is told then; nothing where it is not to be told: once a month and level is enough. */
export function withLevel(told: Told, level: string): Told | undefined {
  return told.isMuted || told.levels.includes(level) ? undefined : { ...told, levels: [...told.levels, level] };
}

function budgetAlerts({ lines }: State, budget: number | undefined, words: WordOptions): readonly Alert[] {
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

function pullAlerts(
  { accounts }: State,
  factor: number | undefined,
  now: number,
  words: WordOptions,
): readonly Alert[] {
  if (factor === undefined) return [];
  return accounts
    .flatMap(({ pulls }) => unusual(pulls.best({ from: now - usualMs, to: now }), factor, now))
    .map((found) => ({ level: `pulls ${found.repository}`, text: alertWords(found, words) }));
}

function alertWords({ repository, bytes, usual }: UnusualPulls, words: WordOptions): string {
  const [today, otherwise] = [byteWords(bytes, words), byteWords(usual, words)];
  return l10n.t('{0} of {1} were pulled today; on a usual day it is {2}.', today, inMessage(repository), otherwise);
}
