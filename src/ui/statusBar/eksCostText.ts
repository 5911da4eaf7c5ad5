import * as l10n from '@vscode/l10n';
import { eksRates, type EksClusterRate } from '../../core/cost/monthly/eks.ts';
import type { EksCostReason } from '../../core/cost/monthly/eksReason.ts';
import { distinctPrices, plus, nothing } from '../../core/cost/monthly/lines.ts';
import { warnedMs } from '../../core/cost/monthly/extendedSupport.ts';
import type { CostRange } from '../../core/cost/monthly/model.ts';
import { priceWords, rangeWords, withoutWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import { accountKey, type AccountRef, type EksCluster } from '../../core/fleet/model.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { listed } from '../sentences.ts';
import { accountName } from '../tree/render.ts';

export interface AccountCost {
  readonly key: string;
  readonly ref: AccountRef;
  readonly clusters: readonly EksClusterRate<EksCluster>[];
}

export interface AccountClusters {
  readonly ref: AccountRef;
  /** `undefined` until they were read. */
  readonly eksClusters: readonly EksCluster[] | undefined;
}

/** What is known of each account, at the rates of `now`. */
export function accountCosts(
  accounts: readonly AccountClusters[],
  hoursPerMonth: number,
  book: PriceBook,
  now: number,
): readonly AccountCost[] {
  // Two profiles may lead to the same account, and each cluster is billed once.
  const counted = new Set<string>();
  return accounts.flatMap(({ ref, eksClusters }) => {
    const clusters = eksClusters?.filter(({ arn }) => !counted.has(arn));
    if (!clusters) return [];
    for (const { arn } of clusters) counted.add(arn);
    return [
      {
        key: accountKey(ref),
        ref,
        clusters: eksRates(clusters, { region: ref.region, hoursPerMonth }, book, now),
      },
    ];
  });
}

/** When the first of the clusters is billed otherwise than before; nothing where no date is known. */
export function nextChange(accounts: readonly AccountClusters[], now: number): number | undefined {
  const times = accounts
    .flatMap(({ eksClusters = [] }) => eksClusters)
    .flatMap(({ endOfStandardSupport: begins, endOfExtendedSupport: ends }) => [
      ...(begins === undefined ? [] : [begins - warnedMs, begins]),
      ...(ends === undefined ? [] : [ends]),
    ])
    .filter((time) => time > now);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** `EKS $73.00/mo`; a range where AWS does not say what a cluster is billed as. */
export function eksCostText(total: CostRange, words: WordOptions): string {
  return l10n.t('EKS {0}/mo', rangeWords(total, words));
}

export function eksCostSpoken(total: CostRange, costs: readonly AccountCost[], words: WordOptions): string {
  const count = costs.flatMap(({ clusters }) => clusters).length;
  const amount = rangeWords(total, words);
  return count === 1
    ? l10n.t('EKS control planes: {0} a month, 1 cluster', amount)
    : l10n.t('EKS control planes: {0} a month, {1} clusters', amount, count);
}

export function amountOf({ clusters }: AccountCost): CostRange {
  return clusters.map(({ amount }) => amount).reduce(plus, nothing);
}

/** In a tooltip; the Costs view has all of them. */
const mostRows = 20;

/** Each cluster with its cost and why, then the prices with source and date: money is never bare. */
export function eksCostTooltip(costs: readonly AccountCost[], hoursPerMonth: number, words: WordOptions): string {
  const withClusters = costs.filter(({ clusters }) => clusters.length > 0);
  const prices = distinctPrices(withClusters.flatMap(({ clusters }) => clusters).flatMap((each) => each.prices));
  return [
    `**${l10n.t('EKS control planes, per month')}**`,
    ...withClusters.map((account) => accountTable(account, withClusters.length > 1, words)),
    escapeMarkdown(l10n.t('A month of {0} hours, at list prices.', hoursPerMonth)),
    ...prices.map((price) => escapeMarkdown(priceWords(price, words))),
  ].join('\n\n');
}

function accountTable({ ref, clusters }: AccountCost, named: boolean, words: WordOptions): string {
  const rows = clusters.slice(0, mostRows).map((each) => {
    const cells = [each.cluster.name, rateWords(each, words)].map(escapeMarkdown);
    return `| ${cells[0] ?? ''} | ${whyWords(each)} | ${cells[1] ?? ''} |`;
  });
  const more = clusters.length - mostRows;
  const rest = more > 0 ? [`| ${escapeMarkdown(l10n.t('and {0} more', more))} | | |`] : [];
  const title = named ? `${escapeMarkdown(accountName(ref))} · ${escapeMarkdown(ref.region)}\n\n` : '';
  return `${title}| ${l10n.t('Cluster')} | ${l10n.t('Billed as')} | ${l10n.t('Cost')} |\n|:--|:--|--:|\n${[...rows, ...rest].join('\n')}`;
}

function rateWords({ amount, missing, prices }: EksClusterRate, words: WordOptions): string {
  const without = withoutWords(missing, words);
  if (without === '') return rangeWords(amount, words);
  return prices.length === 0 ? without : listed([rangeWords(amount, words), without]);
}

const reasons: Readonly<Record<EksCostReason, () => string>> = {
  standard: () => l10n.t('standard support'),
  extended: () => l10n.t('extended support'),
  connected: () => l10n.t('connected, runs outside AWS: free'),
  unknownSupport: () => l10n.t('standard or extended support: AWS does not say'),
  unsupported: () => l10n.t('past extended support'),
  failed: () => l10n.t('creation failed'),
  pending: () => l10n.t('not created yet'),
  gone: () => l10n.t('gone'),
};

function whyWords({ why, cluster }: EksClusterRate): string {
  const { version, controlPlaneTier: tier = 'standard' } = cluster;
  return listed([
    ...(version === undefined ? [] : [escapeMarkdown(version)]),
    reasons[why](),
    ...(tier === 'standard' ? [] : [escapeMarkdown(l10n.t('provisioned {0}', tier))]),
  ]);
}
