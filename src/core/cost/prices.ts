import { partitionOf } from '../accounts/regions.ts';

/**
 * List prices as data. One item in one Region at a time, so that prices read at run time can take their place later.
 * Money is in whole micro-dollars (millionths of a US dollar) throughout, which keeps sums exact.
 */

export type PriceItem =
  /** A cluster's control plane, whatever its Kubernetes version. */
  | 'eksCluster'
  /** Charged on top of `eksCluster` while the version is in extended support. */
  | 'eksExtendedSupport';

export type PriceUnit = 'clusterHour';

/** `proven`: AWS's price list says so for this Region. `assumed`: taken over from Regions where it does. */
export type PriceBasis = 'proven' | 'assumed';

export interface Price {
  readonly item: PriceItem;
  readonly region: string;
  readonly microUsd: number;
  readonly unit: PriceUnit;
  readonly basis: PriceBasis;
  /** AWS's service code in price list and bill. */
  readonly serviceCode: string;
  /** The usage type, without the prefix that names the Region on a bill (`USE1-`, `APN1-`, …). */
  readonly usageType: string;
  readonly source: string;
  /** When the source was read, `YYYY-MM-DD`. */
  readonly asOf: string;
}

interface ListPrice extends Omit<Price, 'region' | 'basis'> {
  readonly provenIn: readonly string[];
}

const source = 'AWS price list (AmazonEKS)';
const provenIn = ['us-east-1', 'ap-northeast-1'];

const listPrices: Readonly<Record<PriceItem, ListPrice>> = {
  eksCluster: {
    item: 'eksCluster',
    microUsd: 100_000,
    unit: 'clusterHour',
    serviceCode: 'AmazonEKS',
    usageType: 'AmazonEKS-Hours:perCluster',
    source,
    asOf: '2026-09-18',
    provenIn,
  },
  eksExtendedSupport: {
    item: 'eksExtendedSupport',
    microUsd: 500_000,
    unit: 'clusterHour',
    serviceCode: 'AmazonEKS',
    usageType: 'AmazonEKS-Hours:extendedSupport',
    source,
    asOf: '2026-09-18',
    provenIn,
  },
};

/** The price of an item in a Region, or nothing where no source gives even a likely one. */
export function listPrice(item: PriceItem, region: string): Price | undefined {
  // China, GovCloud, the isolated and the sovereign Regions have price lists of their own, some not in dollars.
  if (partitionOf(region).id !== 'aws') return undefined;
  const { provenIn: regions, ...price } = listPrices[item];
  return { ...price, region, basis: regions.includes(region) ? 'proven' : 'assumed' };
}
