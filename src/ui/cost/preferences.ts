import * as vscode from 'vscode';
import type { DisplayCurrency } from '../../core/cost/money.ts';
import type { WordOptions } from '../../core/cost/monthly/words.ts';
import { settings } from '../ids.ts';
import { messageWords } from '../taskdef/words.ts';

/** The user's settings for costs and pulls, as they are now: what is out of range counts as not set. */

export const costPreferences: readonly string[] = [
  settings.hoursPerMonth,
  settings.currency,
  settings.currencyRate,
  settings.budget,
  settings.alertFactor,
  settings.keepMonths,
  settings.requestsPerScan,
];

export function hoursPerMonth(): number {
  return numberOf(settings.hoursPerMonth, 730, (hours) => hours > 0);
}

/** Nothing for dollars, and where the rate is missing: amounts would be wrong by it. */
export function displayCurrency(): DisplayCurrency | undefined {
  const code = vscode.workspace.getConfiguration().get<unknown>(settings.currency);
  const perUsd = numberOf(settings.currencyRate, 1, (rate) => rate > 0);
  if (typeof code !== 'string' || !/^[A-Z]{3}$/.test(code) || code === 'USD') return undefined;
  return { code, perUsd };
}

/** Nothing while it is off. */
export function budgetMicroUsd(): number | undefined {
  const budget = numberOf(settings.budget, 0, (dollars) => dollars > 0 && dollars < 1e9);
  return budget === 0 ? undefined : Math.round(budget * 1_000_000);
}

/** Nothing while it is off. */
export function alertFactor(): number | undefined {
  return numberOf(settings.alertFactor, 0, (factor) => factor > 0) || undefined;
}

export function keepMonths(): number {
  return numberOf(settings.keepMonths, 13, (months) => Number.isInteger(months) && months >= 1 && months <= 120);
}

export function requestsPerScan(): number {
  return numberOf(settings.requestsPerScan, 100, (count) => Number.isInteger(count) && count >= 1 && count <= 2000);
}

/** How amounts and quantities are said in this window. */
export function wordOptions(): WordOptions {
  const currency = displayCurrency();
  return { locale: vscode.env.language, translate: messageWords, ...(currency && { currency }) };
}

function numberOf(setting: string, otherwise: number, fits: (value: number) => boolean): number {
  const set = vscode.workspace.getConfiguration().get<unknown>(setting);
  return typeof set === 'number' && Number.isFinite(set) && fits(set) ? set : otherwise;
}
