import type { EksCluster } from '../fleet/model.ts';
import { costOf, secondsOf, secondsPerHour } from './money.ts';
import type { PriceBook } from './priceBook.ts';
import type { Price, PriceItem } from './prices.ts';

/** What a cluster's cost rests on. */
export type EksCostReason =
  | 'standard'
  /** The standard line and the extended support line on top of it. */
  | 'extended'
  /** Came through the EKS Connector; runs elsewhere and costs nothing in EKS. */
  | 'connected'
  /** AWS did not say how the version is supported: between standard and extended. */
  | 'unknownSupport'
  /** Past extended support, until AWS upgrades it; no source says at which price: between standard and extended. */
  | 'unsupported'
  /** Its creation failed; no source says whether it is billed until it is deleted: between nothing and standard. */
  | 'failed'
  /** Not created yet. */
  | 'pending';

/** Least and most are the same where the cost is certain. Whole micro-dollars, list prices. */
export interface CostRange {
  readonly monthlyMicroUsd: number;
  readonly monthlyMaxMicroUsd: number;
}

export interface EksClusterCost extends CostRange {
  readonly cluster: EksCluster;
  readonly hourlyMicroUsd: number;
  readonly hourlyMaxMicroUsd: number;
  readonly why: EksCostReason;
}

export interface EksMonthlyCost extends CostRange {
  /** In the order of the clusters given. */
  readonly clusters: readonly EksClusterCost[];
  readonly hoursPerMonth: number;
  readonly prices: EksPrices;
}

export interface EksPrices {
  readonly cluster: Price;
  readonly extendedSupport: Price;
  /** By tier (`tier-xl`), on top of the cluster. */
  readonly provisioned?: Readonly<Record<string, Price>>;
}

const provisionedTiers: Readonly<Record<string, PriceItem>> = {
  'tier-xl': 'eksProvisionedXl',
  'tier-2xl': 'eksProvisioned2Xl',
  'tier-4xl': 'eksProvisioned4Xl',
  'tier-8xl': 'eksProvisioned8Xl',
};

/** The prices of a Region, or nothing where they are not known (China, …). */
export function eksPrices(book: PriceBook, region: string): EksPrices | undefined {
  const cluster = book.price('eksCluster', region);
  const extendedSupport = book.price('eksExtendedSupport', region);
  const provisioned = Object.fromEntries(
    Object.entries(provisionedTiers).flatMap(([tier, item]) => {
      const price = book.price(item, region);
      return price ? [[tier, price]] : [];
    }),
  );
  return cluster && extendedSupport && { cluster, extendedSupport, provisioned };
}

/**
 * What the control planes of one account and Region cost in a month, at list prices and running all of its hours.
 * Not in it: worker nodes, hybrid nodes, Auto Mode, tiers of control planes without a known price, tax and discounts.
 */
export function eksMonthlyCost(
  clusters: readonly EksCluster[],
  hoursPerMonth: number,
  prices: EksPrices,
): EksMonthlyCost {
  const costs = clusters.map((cluster) => clusterCost(cluster, hoursPerMonth, prices));
  return {
    clusters: costs,
    monthlyMicroUsd: costs.reduce((sum, cost) => sum + cost.monthlyMicroUsd, 0),
    monthlyMaxMicroUsd: costs.reduce((sum, cost) => sum + cost.monthlyMaxMicroUsd, 0),
    hoursPerMonth,
    prices,
  };
}

function clusterCost(cluster: EksCluster, hoursPerMonth: number, prices: EksPrices): EksClusterCost {
  const why = eksCostReason(cluster);
  const [least, most] = hourlyRange(why, prices);
  const tier = prices.provisioned?.[cluster.controlPlaneTier ?? '']?.microUsd ?? 0;
  // What costs nothing has no tier that does.
  const [hourlyMicroUsd, hourlyMaxMicroUsd] = [least === 0 ? 0 : least + tier, most === 0 ? 0 : most + tier];
  return {
    cluster,
    why,
    hourlyMicroUsd,
    hourlyMaxMicroUsd,
    monthlyMicroUsd: costOf(secondsOf(hoursPerMonth), secondsPerHour, hourlyMicroUsd),
    monthlyMaxMicroUsd: costOf(secondsOf(hoursPerMonth), secondsPerHour, hourlyMaxMicroUsd),
  };
}

/** By what `DescribeClusterVersions` said of the version when it was read. */
export function eksCostReason({
  connector,
  status,
  support,
}: Pick<EksCluster, 'connector' | 'status' | 'support'>): EksCostReason {
  if (connector) return 'connected';
  if (status === 'PENDING') return 'pending';
  if (status === 'FAILED') return 'failed';
  // CREATING, ACTIVE, UPDATING and DELETING: the control plane exists, or is being made or taken away.
  return support === 'unknown' ? 'unknownSupport' : support;
}

function hourlyRange(why: EksCostReason, { cluster, extendedSupport }: EksPrices): readonly [number, number] {
  const standard = cluster.microUsd;
  // Two lines on the bill, not one higher price.
  const extended = cluster.microUsd + extendedSupport.microUsd;
  switch (why) {
    case 'connected':
    case 'pending':
      return [0, 0];
    case 'failed':
      return [0, standard];
    case 'standard':
      return [standard, standard];
    case 'extended':
      return [extended, extended];
    case 'unknownSupport':
    case 'unsupported':
      return [standard, extended];
  }
}
