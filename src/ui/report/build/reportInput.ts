import type { DisplayCurrency } from '../../../core/cost/money.ts';
import { amountNumber } from '../../../core/cost/monthly/costTable.ts';
import type { WordOptions } from '../../../core/cost/monthly/words.ts';
import type { AccountCosts, CostsState } from '../../cost/costs.ts';
import type { Choice } from '../messages.ts';

/** What a report is made of. */
export interface ReportInput {
  readonly state: CostsState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly words: WordOptions;
  /** The user's setting: 720 or 730. */
  readonly hoursPerMonth: number;
  /** What was chosen in the form of "What if". */
  readonly choice: Choice;
}

export function languageOf({ words }: ReportInput): string {
  return words.locale ?? 'en';
}

/** What amounts are shown in. */
export function currencyOf({ words }: Pick<ReportInput, 'words'>): DisplayCurrency {
  return words.currency ?? { code: 'USD', perUsd: 1 };
}

export function amountOf(microUsd: number, input: Pick<ReportInput, 'words'>): number {
  return amountNumber(microUsd, input.words);
}

/** `Nov 22`, of `2026-11-22`. */
export function dayWords(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

/** Whether names of several accounts and Regions stand side by side. */
export function isPlural(accounts: readonly AccountCosts[]): boolean {
  return accounts.length > 1;
}
