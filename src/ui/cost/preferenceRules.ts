import type { DisplayCurrency } from '../../core/cost/money.ts';
import { settings } from '../ids.ts';

/** What the settings for costs and pulls say: what is out of range counts as not set. */

export type GetSetting = (setting: string) => unknown;

export const costPreferences: readonly string[] = [
  settings.hoursPerMonth,
  settings.currency,
  settings.currencyRate,
  settings.budget,
  settings.alertFactor,
  settings.keepMonths,
  settings.requestsPerScan,
];

/** No month has more hours than 744. */
export function hoursPerMonthIn(get: GetSetting): number {
  return numberOf(get, settings.hoursPerMonth, 730, (hours) => hours > 0 && hours <= 744);
}

/** Nothing for dollars, and where the rate is missing: amounts would be wrong by it. */
export function currencyIn(get: GetSetting): DisplayCurrency | undefined {
  const code = get(settings.currency);
  const perUsd = numberOf(get, settings.currencyRate, 0, (rate) => rate > 0 && rate < 1e9);
  if (typeof code !== 'string' || !/^[A-Z]{3}$/.test(code) || code === 'USD' || perUsd === 0) return undefined;
  return { code, perUsd };
}

/** Nothing while it is off. */
export function budgetMicroUsdIn(get: GetSetting): number | undefined {
  const budget = numberOf(get, settings.budget, 0, (dollars) => dollars > 0 && dollars < 1e9);
  return budget === 0 ? undefined : Math.round(budget * 1_000_000);
}

/** Nothing while it is off. */
export function alertFactorIn(get: GetSetting): number | undefined {
  return numberOf(get, settings.alertFactor, 0, (factor) => factor > 0) || undefined;
}

export function keepMonthsIn(get: GetSetting): number {
  return numberOf(get, settings.keepMonths, 13, (months) => Number.isInteger(months) && months >= 1 && months <= 120);
}

/** Two at least: a scan first looks for what is new, and goes on with what is older after that. */
export function requestsPerScanIn(get: GetSetting): number {
  return numberOf(
    get,
    settings.requestsPerScan,
    100,
    (count) => Number.isInteger(count) && count >= 2 && count <= 2000,
  );
}

function numberOf(get: GetSetting, setting: string, otherwise: number, fits: (value: number) => boolean): number {
  const set = get(setting);
  return typeof set === 'number' && Number.isFinite(set) && fits(set) ? set : otherwise;
}
