import * as l10n from '@vscode/l10n';
import { dayKey, monthStart, secondsIn } from '../../../core/cost/month.ts';
import { totalOf } from '../../../core/cost/monthly/lines.ts';
import { amountWords, rangeWords, say } from '../../../core/cost/monthly/words.ts';
import { oneLine } from '../../../core/text/label.ts';
import type { ReportBlock, ReportSection, ReportSeries } from '../reportModel.ts';
import { kindName, rangeCell, rangeColumn } from './costSections.ts';
import { daysSoFar } from './dailyCosts.ts';
import { amountOf, currencyOf, dayWords, languageOf, type ReportInput } from './reportInput.ts';

const secondsPerDay = 86_400;

/** The whole month with its range, as it adds up from now to its end. */
export function forecastSection(input: ReportInput): ReportSection {
  const { state } = input;
  const title = l10n.t('Forecast');
  const { soFar, projected } = totalOf(state.lines);
  if (projected.maxMicroUsd === 0) {
    const text = l10n.t('There is nothing to forecast: as far as it is known, this month costs nothing.');
    return { id: 'forecast', title, blocks: [{ kind: 'text', text }] };
  }
  return {
    id: 'forecast',
    title,
    blocks: [
      {
        kind: 'text',
        text: l10n.t(
          'By the end of the month: {0}, if clusters and hosts stay as they are and pulls go on as so far. So far: {1}.',
          rangeWords(projected, input.words),
          rangeWords(soFar, input.words),
        ),
      },
      forecastChart(input),
      {
        kind: 'table',
        id: 'forecast',
        caption: l10n.t('Forecast by kind'),
        columns: [
          { title: l10n.t('Kind') },
          rangeColumn(l10n.t('So far'), input),
          rangeColumn(l10n.t('Whole month'), input),
        ],
        rows: [
          ...state.lines.map((line) => ({
            cells: [
              { text: state.accounts.length > 1 ? oneLine(say(line.label, input.words)) : kindName(line.kind) },
              rangeCell(line.soFar, l10n.t('no price known'), input),
              rangeCell(line.projected, l10n.t('no price known'), input),
            ],
          })),
          {
            cells: [{ text: l10n.t('Total') }, rangeCell(soFar, '', input), rangeCell(projected, '', input)],
            isTotal: true,
          },
        ],
      },
    ],
  };
}

/** What the month has come to by the end of each day: known up to now, then least, and up to the most on top. */
function forecastChart(input: ReportInput): ReportBlock {
  const { state, now } = input;
  const locale = languageOf(input);
  const { soFar, projected } = totalOf(state.lines);
  const dayCount = secondsIn(state.month) / secondsPerDay;
  const days = Array.from({ length: dayCount }, (_, index) => dayKey(monthStart(state.month) + index * 86_400_000));
  const today = daysSoFar(state.month, now).length;
  const begun = Math.max(1, (now - monthStart(state.month)) / 1000);
  const rest = Math.max(1, secondsIn(state.month) - begun);
  const upTo = days.map((_, index) => {
    const end = (index + 1) * secondsPerDay;
    if (index + 1 < today) return { least: (soFar.microUsd * end) / begun, most: (soFar.maxMicroUsd * end) / begun };
    const part = Math.min(1, Math.max(0, (end - begun) / rest));
    return {
      least: soFar.microUsd + (projected.microUsd - soFar.microUsd) * part,
      most: soFar.maxMicroUsd + (projected.maxMicroUsd - soFar.maxMicroUsd) * part,
    };
  });
  const series = (
    label: string,
    look: Pick<ReportSeries, 'colour' | 'pattern'>,
    of: (each: { readonly least: number; readonly most: number }, index: number) => number,
    told = of,
  ): ReportSeries => ({
    label,
    ...look,
    values: upTo.map((each, index) => amountOf(Math.round(of(each, index)), input)),
    texts: upTo.map((each, index) => amountWords(Math.round(told(each, index)), input.words)),
  });
  const isOpen = upTo.some(({ least, most }) => Math.round(most - least) > 0);
  return {
    kind: 'chart',
    id: 'forecast',
    title: l10n.t('What the month comes to'),
    summary: l10n.t(
      'Columns, one for each day of the month, that rise to {0} on the last day. The table below has the figures by kind.',
      rangeWords(projected, input.words),
    ),
    saveLabel: l10n.t('Save Forecast as PNG…'),
    form: 'columns',
    axis: { style: 'currency', currency: currencyOf(input).code },
    labels: days.map((day) => dayWords(day, locale)),
    series: [
      series(l10n.t('So far'), { colour: 'blue', pattern: 'solid' }, ({ least }, index) => (index < today ? least : 0)),
      series(l10n.t('Forecast, least'), { colour: 'blue', pattern: 'rising' }, ({ least }, index) =>
        index < today ? 0 : least,
      ),
      ...(isOpen
        ? [
            series(
              l10n.t('Up to the most'),
              { colour: 'neutral', pattern: 'dots' },
              ({ least, most }) => most - least,
              ({ most }) => most,
            ),
          ]
        : []),
    ],
  };
}
