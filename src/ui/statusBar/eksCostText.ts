import * as l10n from '@vscode/l10n';
import {
  eksMonthlyCost,
  eksPrices,
  type EksClusterCost,
  type EksCostReason,
  type CostRange as MonthlyRange,
  type EksMonthlyCost,
} from '../../core/cost/eksControlPlane.ts';
import { formatRate } from '../../core/cost/money.ts';
import type { CostRange } from '../../core/cost/monthly/model.ts';
import { rangeWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import { accountKey, type AccountRef, type EksCluster } from '../../core/fleet/model.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { accountName } from '../tree/render.ts';

export interface AccountCost {
  readonly key: string;
  readonly ref: AccountRef;
  readonly cost: EksMonthlyCost;
}

export interface AccountClusters {
  readonly ref: AccountRef;
  /** `undefined` until they were read. */
  readonly eksClusters: readonly EksCluster[] | undefined;
}

/** What is known of each account; one in a Region without a price is left out. */
export function accountCosts(
  accounts: readonly AccountClusters[],
  hoursPerMonth: number,
  book: PriceBook,
): readonly AccountCost[] {
  // Two profiles may lead to the same account, and each cluster is billed once.
  const counted = new Set<string>();
  return accounts.flatMap(({ ref, eksClusters }) => {
    const prices = eksPrices(book, ref.region);
    const clusters = eksClusters?.filter(({ arn }) => !counted.has(arn));
    if (!clusters || !prices) return [];
    for (const { arn } of clusters) counted.add(arn);
    return [{ key: accountKey(ref), ref, cost: eksMonthlyCost(clusters, hoursPerMonth, prices) }];
  });
}

/** `EKS $73.00/mo`; a range where AWS does not say what a cluster is billed as. */
export function eksCostText(total: CostRange, words: WordOptions): string {
  return l10n.t('EKS {0}/mo', rangeWords(total, words));
}

export function eksCostSpoken(total: CostRange, costs: readonly AccountCost[], words: WordOptions): string {
  const clusters = costs.flatMap(({ cost }) => cost.clusters).length;
  const amount = rangeWords(total, words);
  return clusters === 1
    ? l10n.t('EKS control planes: {0} a month, 1 cluster', amount)
    : l10n.t('EKS control planes: {0} a month, {1} clusters', amount, clusters);
}

export function rangeOf({ monthlyMicroUsd, monthlyMaxMicroUsd }: MonthlyRange): CostRange {
  return { microUsd: monthlyMicroUsd, maxMicroUsd: monthlyMaxMicroUsd };
}

/** Each cluster with its cost and why, then the prices with source and date: money is never bare. */
export function eksCostTooltip(costs: readonly AccountCost[], words: WordOptions): string {
  const withClusters = costs.filter(({ cost }) => cost.clusters.length > 0);
  return [
    `**${l10n.t('EKS control planes, per month')}**`,
    ...withClusters.map((account) => accountTable(account, withClusters.length > 1, words)),
    ...new Set(withClusters.map(({ cost }) => inputWords(cost, words.locale))),
  ].join('\n\n');
}

function accountTable({ ref, cost }: AccountCost, named: boolean, words: WordOptions): string {
  const rows = cost.clusters.map(
    (each) =>
      `| ${escapeMarkdown(each.cluster.name)} | ${whyWords(each)} | ${escapeMarkdown(rangeWords(rangeOf(each), words))} |`,
  );
  const title = named ? `${escapeMarkdown(accountName(ref))} · ${escapeMarkdown(ref.region)}\n\n` : '';
  return `${title}| ${l10n.t('Cluster')} | ${l10n.t('Billed as')} | ${l10n.t('Cost')} |\n|:--|:--|--:|\n${rows.join('\n')}`;
}

const reasons: Readonly<Record<EksCostReason, () => string>> = {
  standard: () => l10n.t('standard support'),
  extended: () => l10n.t('extended support'),
  connected: () => l10n.t('connected, runs outside AWS: free'),
  unknownSupport: () => l10n.t('standard or extended support: AWS does not say'),
  unsupported: () => l10n.t('past extended support'),
  failed: () => l10n.t('creation failed'),
  pending: () => l10n.t('not created yet'),
};

function whyWords({ why, cluster }: EksClusterCost): string {
  const version = cluster.version === undefined ? '' : `${escapeMarkdown(cluster.version)}, `;
  const { controlPlaneTier: tier = 'standard' } = cluster;
  const provisioned = tier === 'standard' ? '' : `, ${escapeMarkdown(l10n.t('provisioned {0}', tier))}`;
  return version + reasons[why]() + provisioned;
}

function inputWords(
  { hoursPerMonth, prices: { cluster, extendedSupport } }: EksMonthlyCost,
  locale: string | undefined,
): string {
  const basis = cluster.basis === 'proven' ? '' : ` ${l10n.t('Taken over from other Regions, where it is the same.')}`;
  return (
    l10n.t(
      'List price {0} an hour, {1} more in extended support, for {2} hours a month. Source: {3}, {4}.',
      formatRate(cluster.microUsd, locale),
      formatRate(extendedSupport.microUsd, locale),
      hoursPerMonth,
      cluster.source,
      cluster.asOf,
    ) + basis
  );
}
