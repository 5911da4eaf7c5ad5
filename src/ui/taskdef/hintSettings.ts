import * as vscode from 'vscode';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import type { RuleSettings } from '../../core/taskdef/check.ts';
import type { Severity } from '../../core/taskdef/rule.ts';
import { hoursPerMonth } from '../cost/preferences.ts';
import { settings } from '../ids.ts';
import type { HintOptions } from './hints.ts';

export type HintForm = 'off' | 'codeLens' | 'inlay' | 'hover';

const forms: readonly HintForm[] = ['off', 'codeLens', 'inlay', 'hover'];
const allowed: readonly (Severity | 'off')[] = ['error', 'warning', 'info', 'off'];

/** Where the figures are shown in a text. In hovers they are with all forms but `off`. */
export function hintForm(scope: vscode.TextDocument): HintForm {
  const set = vscode.workspace.getConfiguration(undefined, scope).get<unknown>(settings.hints);
  return forms.find((form) => form === set) ?? 'codeLens';
}

/** By rule, as the user or the folder of the text has set them; what is no severity is left out. */
export function severities(scope: vscode.ConfigurationScope | undefined): NonNullable<RuleSettings['severities']> {
  const set = vscode.workspace.getConfiguration(undefined, scope).get<unknown>(settings.rules);
  const entries = typeof set === 'object' && set !== null ? Object.entries(set) : [];
  return Object.fromEntries(
    entries.flatMap(([rule, value]: [string, unknown]) => {
      const severity = allowed.find((each) => each === value);
      return severity === undefined ? [] : [[rule, severity]];
    }),
  );
}

/** Where no account tells, prices are those of the Region that most have. */
const usualRegion = 'us-east-1';

export function hintOptions(prices: PriceBook): HintOptions {
  return { prices, hoursPerMonth: hoursPerMonth(), region: usualRegion };
}
