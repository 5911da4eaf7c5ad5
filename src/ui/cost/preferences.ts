import * as vscode from 'vscode';
import type { DisplayCurrency } from '../../core/cost/money.ts';
import type { WordOptions } from '../../core/cost/monthly/words.ts';
import { messageWords } from '../taskdef/words.ts';
import * as rules from './preferenceRules.ts';

/** The user's settings for costs and pulls, as they are now. */

const get: rules.GetSetting = (setting) => vscode.workspace.getConfiguration().get<unknown>(setting);

export function hoursPerMonth(): number {
  return rules.hoursPerMonthIn(get);
}

export function displayCurrency(): DisplayCurrency | undefined {
  return rules.currencyIn(get);
}

export function budgetMicroUsd(): number | undefined {
  return rules.budgetMicroUsdIn(get);
}

export function alertFactor(): number | undefined {
  return rules.alertFactorIn(get);
}

export function keepMonths(): number {
  return rules.keepMonthsIn(get);
}

export function requestsPerScan(): number {
  return rules.requestsPerScanIn(get);
}

/** How amounts and quantities are said in this window. */
export function wordOptions(): WordOptions {
  const currency = displayCurrency();
  return { locale: vscode.env.language, translate: messageWords, ...(currency && { currency }) };
}
