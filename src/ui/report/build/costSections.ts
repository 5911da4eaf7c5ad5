import * as l10n from '@vscode/l10n';
import { costTable, totalRow, type CostRow } from '../../../core/cost/monthly/costTable.ts';
import { nothing, plus, totalOf } from '../../../core/cost/monthly/lines.ts';
import type { CostKind, CostLine, CostRange } from '../../../core/cost/monthly/model.ts';
import { rangeWords } from '../../../core/cost/monthly/words.ts';
import { oneLine } from '../../../core/text/label.ts';
import { listed } from '../../sentences.ts';
import type {
  ChartColour,
  ChartPattern,
  ReportBlock,
  ReportCell,
  ReportColumn,
  ReportRow,
  ReportSection,
  ReportSeries,
} from '../reportModel.ts';
import { dailyCosts, mergedDays, type CostDay } from './dailyCosts.ts';
import { amountOf, currencyOf, dayWords, languageOf, type ReportInput } from './reportInput.ts';

/** In the order in which they are stacked. */
const kinds: readonly (readonly [CostKind, ChartColour, ChartPattern])[] = [
  ['eks', 'blue', 'solid'],
  ['hybridNodes', 'purple', 'rising'],
  ['ecsAnywhere', 'orange', 'falling'],
  ['ssmAdvanced', 'red', 'crossed'],
  ['transfer', 'green', 'dots'],
  ['storage', 'yellow', 'level'],
];

export function kindName(kind: CostKind): string {
  switch (kind) {
    case 'eks':
      return l10n.t('EKS control planes');
    case 'hybridNodes':
      return l10n.t('EKS hybrid nodes');
    case 'ecsAnywhere':
      return 'ECS Anywhere';
    case 'ssmAdvanced':
      return l10n.t('SSM advanced tier');
    case 'transfer':
      return l10n.t('Transfer out of ECR');
    case 'storage':
      return l10n.t('ECR storage');
  }
}

/** Text of core, which may hold names from outside. */
const plain = (text: string): string => oneLine(text, 1000);

export function rangeCell(range: CostRange | undefined, unknown: string, input: ReportInput): ReportCell {
  if (!range) return { text: plain(unknown) };
  const { microUsd, maxMicroUsd } = range;
  return {
    text: rangeWords(range, input.words),
    plain: [microUsd, maxMicroUsd].map((amount) => amountOf(amount, input)),
  };
}

export function rangeColumn(title: string, input: ReportInput): ReportColumn {
  const { code } = currencyOf(input);
  const titles = [l10n.t('{0}, least ({1})', title, code), l10n.t('{0}, most ({1})', title, code)];
  return { title, isNumber: true, plain: titles };
}

/** What the month costs, by kind and all that a kind consists of. */
export function monthSection(input: ReportInput): ReportSection {
  const { lines } = input.state;
  const title = l10n.t('This month');
  if (lines.length === 0) {
    const text = l10n.t('Nothing was found that AWS charges for in this month.');
    return { id: 'month', title, blocks: [{ kind: 'text', text }] };
  }
  const total = totalOf(lines);
  const missing = plain(totalRow(lines, input.words).without);
  return {
    id: 'month',
    title,
    blocks: [
      {
        kind: 'figures',
        figures: [
          { label: l10n.t('So far'), value: rangeWords(total.soFar, input.words) },
          {
            label: l10n.t('Whole month, if all stays as it is'),
            value: rangeWords(total.projected, input.words),
          },
        ],
      },
      ...(missing === '' ? [] : [{ kind: 'text', text: missing } as const]),
      {
        kind: 'table',
        id: 'costs',
        caption: l10n.t('Costs of this month, with what they are made of'),
        columns: [
          { title: l10n.t('Cost') },
          rangeColumn(l10n.t('So far'), input),
          rangeColumn(l10n.t('Whole month'), input),
          { title: l10n.t('Basis') },
        ],
        rows: costRows(lines, input),
        detailsTitle: l10n.t('Inputs and prices'),
      },
      { kind: 'text', text: l10n.t('List prices; without tax, discounts and support plans.') },
    ],
  };
}

function costRows(lines: readonly CostLine[], input: ReportInput): readonly ReportRow[] {
  const total = totalOf(lines);
  const flat = (some: readonly CostLine[]): readonly CostLine[] =>
    some.flatMap((line) => [line, ...flat(line.children ?? [])]);
  const all = flat(lines);
  return [
    ...costTable(lines, input.words).map((row, index) => costRow(row, all[index], index, input)),
    {
      cells: [
        { text: l10n.t('Total') },
        rangeCell(total.soFar, '', input),
        rangeCell(total.projected, '', input),
        { text: '' },
      ],
      isTotal: true,
    },
  ];
}

function costRow(row: CostRow, line: CostLine | undefined, index: number, input: ReportInput): ReportRow {
  const details = [...row.inputs, ...(row.without === '' ? [] : [row.without]), ...row.prices].map(plain);
  return {
    key: `${index}-${row.id.replace(/\W+/g, '-')}`,
    cells: [
      { text: plain(row.label) },
      rangeCell(line?.soFar, row.soFar, input),
      rangeCell(line?.projected, row.projected, input),
      { text: row.basis },
    ],
    details,
    level: row.depth,
  };
}

/** The month day by day, stacked by kind. */
export function daySection(input: ReportInput): ReportSection {
  const { state, now } = input;
  const days = mergedDays(state.accounts.map((account) => dailyCosts(account, state.book, state.month, now)));
  const shown = kinds.filter(([kind]) => days.some(({ byKind }) => (byKind.get(kind) ?? nothing).maxMicroUsd > 0));
  const title = l10n.t('Day by day');
  if (shown.length === 0) {
    const text = l10n.t('No day of this month has cost anything so far, as far as it is known.');
    return { id: 'days', title, blocks: [{ kind: 'text', text }] };
  }
  const blocks: ReportBlock[] = [
    dayChart(days, shown, input),
    { kind: 'text', text: l10n.t('Days are those of UTC, as AWS bills them.') },
    dayTable(days, shown, input),
  ];
  return { id: 'days', title, blocks };
}

function dayChart(days: readonly CostDay[], shown: typeof kinds, input: ReportInput): ReportBlock {
  const locale = languageOf(input);
  const sums = days.map(sumOfDay);
  const dearest = sums.reduce(
    (most, { maxMicroUsd }, index) => (maxMicroUsd > (sums[most]?.maxMicroUsd ?? 0) ? index : most),
    0,
  );
  const series = shown.map(([kind, colour, pattern]) => {
    const ranges = days.map(({ byKind }) => byKind.get(kind) ?? nothing);
    const least = ranges.map(({ microUsd }) => microUsd);
    return daySeries({ label: kindName(kind), colour, pattern }, least, ranges, input);
  });
  const open = sums.map(({ microUsd, maxMicroUsd }) => maxMicroUsd - microUsd);
  const isOpen = open.some((amount) => amount > 0);
  return {
    kind: 'chart',
    id: 'days',
    title: l10n.t('Cost of each day, by kind'),
    summary: l10n.t(
      'Stacked columns, one for each of {0} days, of {1}. The dearest day is {2} with {3}. The table below has all figures.',
      days.length,
      listed(shown.map(([kind]) => kindName(kind))),
      dayWords(days[dearest]?.day ?? '', locale),
      rangeWords(sums[dearest] ?? nothing, input.words),
    ),
    saveLabel: l10n.t('Save Days as PNG…'),
    form: 'columns',
    axis: { style: 'currency', currency: currencyOf(input).code },
    labels: days.map(({ day }) => dayWords(day, locale)),
    series: isOpen
      ? [
          ...series,
          daySeries({ label: l10n.t('Up to the most'), colour: 'neutral', pattern: 'dots' }, open, sums, input),
        ]
      : series,
  };
}

function daySeries(
  look: Pick<ReportSeries, 'label' | 'colour' | 'pattern'>,
  amounts: readonly number[],
  told: readonly CostRange[],
  input: ReportInput,
): ReportSeries {
  return {
    ...look,
    values: amounts.map((amount) => amountOf(amount, input)),
    texts: told.map((range) => rangeWords(range, input.words)),
  };
}

function sumOfDay({ byKind }: CostDay): CostRange {
  return [...byKind.values()].reduce(plus, nothing);
}

function dayTable(days: readonly CostDay[], shown: typeof kinds, input: ReportInput): ReportBlock {
  const cells = (name: string, byKind: CostDay['byKind'], sum: CostRange): readonly ReportCell[] => [
    { text: name },
    ...[...shown.map(([kind]) => byKind.get(kind)), sum].map((range) => rangeCell(range ?? nothing, '', input)),
  ];
  const [whole = { day: '', byKind: new Map() }] = mergedDays(days.map((each) => [each]));
  return {
    kind: 'table',
    id: 'days',
    caption: l10n.t('Cost of each day, as a table'),
    columns: [
      { title: l10n.t('Day'), isShort: true },
      ...[...shown.map(([kind]) => kindName(kind)), l10n.t('Total')].map((title) => rangeColumn(title, input)),
    ],
    rows: [
      ...days.map((each) => ({ cells: cells(each.day, each.byKind, sumOfDay(each)) })),
      { cells: cells(l10n.t('Total'), whole.byKind, sumOfDay(whole)), isTotal: true },
    ],
    isFolded: true,
  };
}
