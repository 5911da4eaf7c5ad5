import * as l10n from '@vscode/l10n';
import { monthStart, type Month } from '../../core/cost/month.ts';
import { totalOf } from '../../core/cost/monthly/lines.ts';
import type { CostInput, CostKind, CostLine, CostTotal } from '../../core/cost/monthly/model.ts';
import {
  amountWords,
  basisWords,
  inputWords,
  missingWords,
  priceWords,
  rangeWords,
  say,
  shortRangeWords,
  withoutWords,
  type WordOptions,
} from '../../core/cost/monthly/words.ts';
import { oneLine } from '../../core/text/label.ts';
import { dayOf } from '../../core/text/message.ts';
import { listed } from '../sentences.ts';
import { ageWords } from '../taskdef/words.ts';
import { accountName } from '../tree/render.ts';
import { rowContext } from '../tree/row.ts';
import { remarkNode, type CostNode } from './costNode.ts';
import type { AccountCosts, CostsState } from './costs.ts';
import { pullNodes, type ReadingState } from './pullNodes.ts';

/** What the rows are made of beside the costs themselves. */
export interface CostsAround {
  readonly words: WordOptions;
  readonly now: number;
  readonly budgetMicroUsd?: number;
  /** By the key of the account. */
  readonly reading: (key: string) => ReadingState;
  /** Rows of what failed, with next steps under them. */
  readonly failures: (costs: AccountCosts) => readonly CostNode[];
  /** Where nothing is known now: what was known last, in words. */
  readonly lastKnown?: string;
}

/** No rows where there is nothing to say, which VS Code fills with the welcome text. */
export function costNodes(state: CostsState, around: CostsAround): readonly CostNode[] {
  const perAccount = state.accounts.map((costs) => accountNodes(costs, state, around));
  const [only] = perAccount;
  const parts =
    perAccount.length === 1 && only
      ? only
      : state.accounts.map((costs, index) => accountNode(costs, perAccount[index] ?? [], around));
  const last = around.lastKnown === undefined ? [] : [remarkNode('lastKnown', around.lastKnown, 'history')];
  const isEmpty = perAccount.every((nodes) => nodes.length === 0);
  if (isEmpty) return last;
  // What could not be read would be missing in the sum.
  const isTold = state.lines.length > 0 && !(state.isOld && state.accounts.some(isPartial));
  return [...(isTold ? [totalNode(state, around)] : last), ...parts];
}

function isPartial({ facts }: AccountCosts): boolean {
  return facts.eksClusters === undefined || facts.anywhereHosts === undefined;
}

function accountNodes(costs: AccountCosts, state: CostsState, around: CostsAround): readonly CostNode[] {
  return [
    ...around.failures(costs),
    ...costs.lines.map((line) => lineNode(line, around.words)),
    ...pullNodes(costs, state, { ...around.reading(costs.key), words: around.words, now: around.now }),
  ];
}

function accountNode(
  { ref, key, lines }: AccountCosts,
  children: readonly CostNode[],
  { words }: CostsAround,
): CostNode {
  const label = accountName(ref);
  const total = totalOf(lines);
  const withRegion = (figure: string): string => [ref.region, ...(lines.length > 0 ? [figure] : [])].join(' · ');
  const description = withRegion(shortRangeWords(total.soFar, words));
  const spoken = l10n.t('Costs of account {0}, {1}', label, withRegion(totalWords(total, words)));
  const icon = { codicon: ref.source.kind === 'demo' ? 'beaker' : 'account' };
  return {
    id: key,
    row: { label, description, icon, expands: 'expanded', contextValue: rowContext('account'), spoken },
    children,
  };
}

function totalNode(
  { month, accounts, lines, failures, asOf, isOld, book }: CostsState,
  { words, now, budgetMicroUsd }: CostsAround,
): CostNode {
  const isWhole = failures.length === 0 && !accounts.some(isPartial);
  const total = totalOf(lines);
  const label = monthWords(month, words.locale);
  const description = totalWords(total, words);
  const age = ageWords(asOf, isOld, now, words.locale ?? 'en');
  const without = withoutWords(total.missing, words);
  const remarks = [
    l10n.t('So far: {0}', rangeWords(total.soFar, words)),
    l10n.t('Whole month: {0}', rangeWords(total.projected, words)),
    ...(without === '' ? [] : [without]),
    ...(isWhole ? [] : [l10n.t('Without what could not be read')]),
    ...(budgetMicroUsd === undefined ? [] : [l10n.t('Budget: {0}', amountWords(budgetMicroUsd, words))]),
    ...(words.currency
      ? [l10n.t('A US dollar is taken for {0} {1}, as in your settings', words.currency.perUsd, words.currency.code)]
      : []),
    book.refreshedAt === undefined
      ? l10n.t('Prices as they came with the extension')
      : l10n.t('Prices refreshed on {0}', say(dayOf(book.refreshedAt), words)),
    l10n.t('The whole month is told as though all stayed as it is'),
    l10n.t('List prices, without tax, discounts and support plans. Months are those of UTC.'),
    ...(age === '' ? [] : [age]),
  ];
  const spoken = listed([l10n.t('Costs in {0}, {1}', label, description), ...(age === '' ? [] : [age])]);
  return {
    id: 'total',
    row: {
      label,
      description: [shortRangeWords(total.soFar, words), ...(isOld && age !== '' ? [age] : [])].join(' · '),
      icon: { codicon: 'calendar' },
      expands: 'collapsed',
      contextValue: rowContext('cost'),
      spoken,
    },
    tooltip: `${label} — ${description}`,
    children: remarks.map((text, index) => remarkNode(`remark ${index}`, text)),
  };
}

const icons: Readonly<Record<CostKind, string>> = {
  eks: 'type-hierarchy',
  hybridNodes: 'server-process',
  ecsAnywhere: 'server',
  ssmAdvanced: 'shield',
  transfer: 'cloud-download',
  storage: 'database',
};

/** A figure, and under it all that it is made of. */
function lineNode(line: CostLine, words: WordOptions): CostNode {
  const { id, kind, inputs, prices, children = [] } = line;
  const label = oneLine(say(line.label, words));
  const description = lineWords(line, words);
  const parts: readonly CostNode[] = [
    ...children.map((child) => lineNode(child, words)),
    ...inputs.map((input, index) => inputNode(`input ${index}`, input, words)),
    ...prices.map((price, index) => remarkNode(`price ${index}`, priceWords(price, words), 'tag')),
    ...line.missing
      .slice(0, children.length > 0 ? 0 : 1)
      .map((each) => remarkNode('missing', missingWords(each, words), 'question')),
  ];
  return {
    id,
    row: {
      label,
      description: line.soFar ? shortRangeWords(line.soFar, words) : description,
      icon: { codicon: icons[kind] },
      expands: parts.length > 0 ? 'collapsed' : 'no',
      contextValue: rowContext('cost'),
      spoken: l10n.t('{0}, {1}', label, description),
    },
    tooltip: `${label} — ${description}`,
    children: parts,
  };
}

/** `$53.33 so far · $73.00 in the month`, with what is to be said of how sure it is. */
function lineWords({ soFar, projected, basis, missing }: CostLine, words: WordOptions): string {
  const [first] = missing;
  if (!soFar || !projected) return first ? missingWords(first, words) : '';
  const sure = basis === 'list' ? [] : [basisWords(basis, words)];
  const without = withoutWords(missing, words);
  return [
    spanWords(rangeWords(soFar, words), rangeWords(projected, words)),
    ...sure,
    ...(without === '' ? [] : [without]),
  ].join(' · ');
}

export function totalWords({ soFar, projected }: CostTotal, words: WordOptions): string {
  return spanWords(rangeWords(soFar, words), rangeWords(projected, words));
}

function spanWords(soFar: string, projected: string): string {
  return l10n.t('{0} so far · {1} in the month', soFar, projected);
}

function inputNode(id: string, input: CostInput, words: WordOptions): CostNode {
  return remarkNode(id, inputWords(input, words), input.quantity ? 'symbol-numeric' : 'info');
}

/** `November 2026` */
export function monthWords(month: Month, locale: string | undefined): string {
  const format = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  return format.format(monthStart(month));
}
