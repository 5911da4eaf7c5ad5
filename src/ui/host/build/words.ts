import * as l10n from '@vscode/l10n';
import type { Failure } from '../../../core/failure.ts';
import { oneLine } from '../../../core/text/label.ts';
import { failureSentence } from '../../failureText.ts';
import { ago, dateTime } from '../../tree/tooltipTable.ts';
import type { HostBlock, HostFacts, HostText } from '../hostModel.ts';
import type { HostInput, Late } from './hostInput.ts';

/** ARNs and values of attributes may be longer than names. */
const longest = 2048;

export type Row = readonly [label: string, value: string | undefined];

/** What is not known is left out. */
export function facts(...rows: readonly Row[]): HostFacts {
  return {
    kind: 'facts',
    facts: rows.flatMap(([label, value]) =>
      value === undefined || value === '' ? [] : [{ label, value: oneLine(value, longest) }],
    ),
  };
}

export function text(words: string, isStatus = false): HostText {
  return { kind: 'text', text: words, ...(isStatus && { isStatus }) };
}

/** `4 Jul 2026, 10:00 (2 days ago)` */
export function when(time: number | undefined, { locale, now }: HostInput): string | undefined {
  const at = { locale, now };
  return time === undefined ? undefined : l10n.t('{0} ({1})', dateTime(time, at) ?? '', ago(time, at));
}

/** One line of what can't be known, or is not known yet. */
export function lateBlocks(late: Late<unknown>, about: string): readonly HostBlock[] {
  if (late.failure) return [text(failureLine(about, late.failure), true)];
  return late.value === undefined && late.isReading ? [text(l10n.t('{0}: reading…', about), true)] : [];
}

export function failureLine(about: string, failure: Failure): string {
  return l10n.t('{0} could not be read: {1}.', about, oneLine(failureSentence(failure)));
}

export function percentWords(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
