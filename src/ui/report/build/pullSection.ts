import * as l10n from '@vscode/l10n';
import { bytesPerGb } from '../../../core/cost/money.ts';
import { monthStart } from '../../../core/cost/month.ts';
import { amountWords, byteWords } from '../../../core/cost/monthly/words.ts';
import { compareByDay, compareWhole, daysWithin, type Comparison } from '../../../core/pulls/compareEvidence.ts';
import type { PullRow, TimeRange } from '../../../core/pulls/gateway.ts';
import { groupedBy } from '../../../core/pulls/grouped.ts';
import { byHost, byRepository, type PullSum } from '../../../core/pulls/report.ts';
import { oneLine } from '../../../core/text/label.ts';
import type { AccountCosts } from '../../cost/costs.ts';
import { evidenceName, hostName } from '../../cost/pullNodes.ts';
import { pulledWords, type PulledBytes } from '../../cost/pullWords.ts';
import { listed } from '../../sentences.ts';
import { accountName } from '../../tree/render.ts';
import type { ReportBlock, ReportCell, ReportRow, ReportSection, ReportSeries } from '../reportModel.ts';
import { amountOf, currencyOf, isPlural, languageOf, type ReportInput } from './reportInput.ts';

/** More bars are no help; the table has all. */
const mostBars = 12;

/** What was pulled this month, by repository and by host, and what the kinds of evidence say of the same days. */
export function pullSection(input: ReportInput): ReportSection {
  const { state, now } = input;
  const range: TimeRange = { from: monthStart(state.month), to: now };
  const accounts = state.accounts.map((account) => ({ account, name: suffixOf(account, state.accounts) }));
  const rows = accounts.flatMap(({ account, name }) => {
    const own = account.pulls.best(range);
    const hosts = hostLabels(own, account.pulls);
    return own.map((row) => ({
      ...row,
      repository: oneLine(row.repository) + name,
      host: (hosts.get(row.host) ?? row.host) + name,
    }));
  });
  return {
    id: 'pulls',
    title: l10n.t('Pulls from ECR'),
    blocks: [
      { kind: 'text', text: readWords(input) },
      ...(rows.length === 0
        ? []
        : [
            ...sumBlocks('repositories', rows, costsOf(accounts), input),
            ...sumBlocks('hosts', rows, undefined, input),
          ]),
      ...accounts.flatMap(({ account, name }, index) => evidenceBlocks(account, name, index, range, input)),
    ],
  };
}

/** Stands behind a name where there are several accounts and Regions. */
function suffixOf({ ref }: AccountCosts, all: readonly AccountCosts[]): string {
  return isPlural(all) ? ` · ${listed([accountName(ref), oneLine(ref.region)])}` : '';
}

/** Unique, as sums are made by them: machines may have been given one name. */
function hostLabels(rows: readonly PullRow[], { hostNames }: AccountCosts['pulls']): ReadonlyMap<string, string> {
  const labels = new Map(rows.map(({ host }) => [host, hostName(host, hostNames)]));
  const byLabel = groupedBy(labels.values(), (label) => label);
  return new Map(
    Array.from(labels, ([host, label]) => {
      const isAlone = byLabel.get(label)?.length === 1;
      return [host, isAlone ? label : `${label} (${oneLine(host)})`];
    }),
  );
}

/** How far it is known, which an empty table does not say. */
function readWords({ state, words }: ReportInput): string {
  const read = state.accounts.flatMap(({ pulls }) => pulls.scannedAt ?? []);
  if (read.length === 0)
    return l10n.t('Pulls were not read yet. "Read Pulls Now" in the Costs view reads them from CloudTrail.');
  const time = new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeStyle: 'short' });
  return l10n.t(
    'Compressed bytes that hosts outside AWS fetched this month. Last read: {0}.',
    time.format(Math.min(...read)),
  );
}

function costsOf(
  accounts: readonly { readonly account: AccountCosts; readonly name: string }[],
): ReadonlyMap<string, number> {
  return new Map(
    accounts.flatMap(({ account, name }) =>
      (account.transfer?.parts ?? []).map(({ key, microUsd }) => [oneLine(key) + name, microUsd] as const),
    ),
  );
}

type Dimension = 'repositories' | 'hosts';

function sumBlocks(
  by: Dimension,
  rows: readonly PullRow[],
  costs: ReadonlyMap<string, number> | undefined,
  input: ReportInput,
): readonly ReportBlock[] {
  const sums: readonly PullSum[] = by === 'repositories' ? byRepository(rows) : byHost(rows);
  return [chartOf(by, sums, rows, input), tableOf(by, sums, costs, input)];
}

function chartOf(by: Dimension, sums: readonly PullSum[], rows: readonly PullRow[], input: ReportInput): ReportBlock {
  const isRepositories = by === 'repositories';
  const shown = sums.slice(0, mostBars);
  const isLarge = (shown[0]?.bytes ?? 0) >= bytesPerGb;
  const series = (['layers', 'pullCount'] as const).flatMap((evidence): readonly ReportSeries[] => {
    const own = rows.filter((row) => row.evidence === evidence);
    if (own.length === 0) return [];
    const sumOf = new Map<string, PullSum>(
      (isRepositories ? byRepository(own) : byHost(own)).map((each) => [each.key, each]),
    );
    const values = shown.map(({ key }) => sumOf.get(key)?.bytes ?? 0);
    return [
      {
        label: evidenceName(evidence),
        colour: evidence === 'layers' ? 'blue' : 'orange',
        pattern: evidence === 'layers' ? 'solid' : 'rising',
        values: values.map((value) => value / (isLarge ? bytesPerGb : bytesPerGb / 1024)),
        texts: shown.map(({ key }) => pulledWords(sumOf.get(key) ?? { bytes: 0 }, input.words)),
      },
    ];
  });
  const [first] = shown;
  const largest = [first?.key ?? '', pulledWords(first ?? { bytes: 0 }, input.words)];
  return {
    kind: 'chart',
    id: by,
    title: isRepositories ? l10n.t('Pulled this month, by repository') : l10n.t('Pulled this month, by host'),
    summary: isRepositories
      ? l10n.t(
          'Bars, one for each repository. Most was pulled of {0}: {1}. The table below has all figures.',
          ...largest,
        )
      : l10n.t('Bars, one for each host. Most was pulled by {0}: {1}. The table below has all figures.', ...largest),
    saveLabel: isRepositories ? l10n.t('Save Repositories as PNG…') : l10n.t('Save Hosts as PNG…'),
    form: 'bars',
    axis: { style: 'unit', unit: isLarge ? 'gigabyte' : 'megabyte' },
    labels: shown.map(({ key }) => oneLine(key, 40)),
    series,
  };
}

function tableOf(
  by: Dimension,
  sums: readonly PullSum[],
  costs: ReadonlyMap<string, number> | undefined,
  input: ReportInput,
): ReportBlock {
  const number = new Intl.NumberFormat(languageOf(input));
  const hasUnsized = sums.some(({ unsized }) => unsized > 0);
  const isEstimated = sums.some(({ mostBytes }) => mostBytes !== undefined);
  const cells = (
    name: string,
    { pulls, unsized, ...pulled }: Omit<PullSum, 'key'>,
    cost: number | undefined,
  ): ReportCell[] => [
    { text: name },
    bytesCell(pulled, input, isEstimated),
    { text: number.format(pulls), plain: [pulls] },
    ...(hasUnsized ? [{ text: number.format(unsized), plain: [unsized] }] : []),
    ...(costs
      ? [cost === undefined ? { text: '' } : { text: amountWords(cost, input.words), plain: [amountOf(cost, input)] }]
      : []),
  ];
  const count = (title: string): { title: string; isNumber: true; plain: string[] } => ({
    title,
    isNumber: true,
    plain: [title],
  });
  const cost = l10n.t('Cost so far');
  const isRepositories = by === 'repositories';
  const sum = (of: (each: PullSum) => number): number => sums.reduce((all, each) => all + of(each), 0);
  const total = {
    bytes: sum(({ bytes }) => bytes),
    ...(isEstimated && { mostBytes: sum(({ bytes, mostBytes = bytes }) => mostBytes) }),
    pulls: sum(({ pulls }) => pulls),
    unsized: sum(({ unsized }) => unsized),
  };
  const costSum = costs && [...costs.values()].reduce((all, each) => all + each, 0);
  return {
    kind: 'table',
    id: by,
    caption: isRepositories ? l10n.t('Pulls of each repository') : l10n.t('Pulls of each host'),
    columns: [
      { title: isRepositories ? l10n.t('Repository') : l10n.t('Host') },
      { title: l10n.t('Pulled'), isNumber: true, plain: isEstimated ? rangeTitles() : [l10n.t('Pulled (bytes)')] },
      count(l10n.t('Layers or pulls')),
      ...(hasUnsized ? [count(l10n.t('Of unknown size'))] : []),
      ...(costs ? [{ title: cost, isNumber: true, plain: [`${cost} (${currencyOf(input).code})`] }] : []),
    ],
    rows: [
      ...sums.map((each) => ({ cells: cells(each.key, each, costs?.get(each.key)) })),
      { cells: cells(l10n.t('Total'), total, costSum), isTotal: true },
    ],
  };
}

/** Of the two numbers of a cell with an upper bound. */
function rangeTitles(): string[] {
  return [l10n.t('Pulled, likely (bytes)'), l10n.t('Pulled, at most (bytes)')];
}

/** @param hasRange its column has the upper bound, which is the value itself where that was measured */
function bytesCell(pulled: PulledBytes | undefined, input: ReportInput, hasRange: boolean): ReportCell {
  if (!pulled) return { text: '' };
  const { bytes, mostBytes = bytes } = pulled;
  return { text: pulledWords(pulled, input.words), plain: hasRange ? [bytes, mostBytes] : [bytes] };
}

/** Side by side, where at least two kinds cover the same days. */
function evidenceBlocks(
  { pulls }: AccountCosts,
  suffix: string,
  index: number,
  range: TimeRange,
  input: ReportInput,
): readonly ReportBlock[] {
  const rows = pulls.rows(range);
  const shown = daysWithin(pulls.days, range);
  const whole = compareWhole(rows, shown);
  if (!whole) return [];
  const days = compareByDay(rows, shown);
  const kinds = whole.sums.map(({ evidence }) => evidence);
  const rowOf = (name: string, comparison: Comparison): ReportRow => ({
    cells: [
      { text: name },
      ...kinds.map((kind) =>
        bytesCell(
          comparison.sums.find(({ evidence }) => evidence === kind),
          input,
          kind === 'pullCount',
        ),
      ),
      ...whole.differences.map(({ of, than }) => {
        const found = comparison.differences.find((each) => each.of === of && each.than === than);
        return found ? { text: signedBytes(found.bytes, input), plain: [found.bytes] } : { text: '' };
      }),
    ],
  });
  const plain = (title: string): string => l10n.t('{0} (bytes)', title);
  const names = [
    ...kinds.map((kind) => {
      const title = evidenceName(kind);
      const range = [l10n.t('{0}, likely (bytes)', title), l10n.t('{0}, at most (bytes)', title)];
      return { title, plain: kind === 'pullCount' ? range : [plain(title)] };
    }),
    ...whole.differences.map(({ of, than }) => {
      const title = l10n.t('Difference: {0} less {1}', evidenceName(of), evidenceName(than));
      return { title, plain: [plain(title)] };
    }),
  ];
  const id = index === 0 ? 'evidence' : `evidence-${index + 1}`;
  const columns = [{ title: l10n.t('Days'), isShort: true }, ...names.map((name) => ({ ...name, isNumber: true }))];
  return [
    {
      kind: 'table',
      id,
      caption: l10n.t('What each kind of evidence says of the same days') + suffix,
      columns,
      rows: [rowOf(l10n.t('All {0} days', whole.days), whole)],
    },
    {
      kind: 'table',
      id: `${id}-days`,
      caption: l10n.t('The same, day by day') + suffix,
      columns,
      rows: days.map((each) => rowOf(each.day, each)),
      isFolded: true,
    },
  ];
}

function signedBytes(bytes: number, input: ReportInput): string {
  const words = byteWords(Math.abs(bytes), input.words);
  return bytes < 0 ? `\u2212${words}` : words;
}
