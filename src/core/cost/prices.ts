import { partitionOf } from '../accounts/regions.ts';
import { transferOutMicroUsd } from './transferOut.ts';

/**
 * List prices as data. One item in one Region at a time, so that prices read at run time can take their place later.
 * Money is in whole micro-dollars (millionths of a US dollar) throughout, which keeps sums exact.
 */

export type PriceItem =
  /** A cluster's control plane, whatever its Kubernetes version. */
  | 'eksCluster'
  /** Charged on top of `eksCluster` while the version is in extended support. */
  | 'eksExtendedSupport'
  /** A host of ECS Anywhere, whatever runs on it. */
  | 'ecsAnywhereHost'
  /** Of Fargate, for Linux. Memory is per GB, which on a bill is 1,024 MiB. */
  | 'fargateX86Vcpu'
  | 'fargateX86Memory'
  | 'fargateArmVcpu'
  | 'fargateArmMemory'
  /** An on-demand instance for Linux, see `ec2Sizes.ts`. */
  | 'ec2Instance'
  /** From a Region to the internet, in the first and dearest tier, which ends at 10 TB a month. */
  | 'transferOut';

export type PriceUnit = 'clusterHour' | 'hostHour' | 'vcpuHour' | 'gbHour' | 'instanceHour' | 'gb';

/**
 * `proven`: AWS's price list says so for this Region, as the source tells. `assumed`: taken over from Regions where it
 * is known, for an item that costs the same in all that are. `otherRegion`: the price of another Region, for
 * orientation only: this one's is likely to differ.
 */
export type PriceBasis = 'proven' | 'assumed' | 'otherRegion';

export interface Price {
  readonly item: PriceItem;
  /** Whose price it is: with the basis `otherRegion` not that of the Region that was asked for. */
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

type KnownPrice = Pick<Price, 'microUsd' | 'source' | 'asOf'>;

interface ListPrice extends Pick<Price, 'item' | 'unit' | 'serviceCode' | 'usageType'> {
  /** By Region; there is always one of `reference`. */
  readonly proven: Readonly<Record<string, KnownPrice>>;
  /** What its price in the reference Region says of those where none is proven. */
  readonly elsewhere: 'assumed' | 'otherRegion';
}

/** The Region whose prices stand in for those that are not known. */
const reference = 'us-east-1';
const tokyo = 'ap-northeast-1';

export type ListedItem = Exclude<PriceItem, 'ec2Instance'>;

const eks = { source: 'AWS price list (AmazonEKS)', asOf: '2026-09-18' };
const fargate = { source: 'AWS price list (AmazonECS)', asOf: '2026-08-31' };

const listPrices: Readonly<Record<ListedItem, ListPrice>> = {
  eksCluster: {
    item: 'eksCluster',
    unit: 'clusterHour',
    serviceCode: 'AmazonEKS',
    usageType: 'AmazonEKS-Hours:perCluster',
    proven: { [reference]: { microUsd: 100_000, ...eks }, [tokyo]: { microUsd: 100_000, ...eks } },
    elsewhere: 'assumed',
  },
  eksExtendedSupport: {
    item: 'eksExtendedSupport',
    unit: 'clusterHour',
    serviceCode: 'AmazonEKS',
    usageType: 'AmazonEKS-Hours:extendedSupport',
    proven: { [reference]: { microUsd: 500_000, ...eks }, [tokyo]: { microUsd: 500_000, ...eks } },
    elsewhere: 'assumed',
  },
  ecsAnywhereHost: {
    item: 'ecsAnywhereHost',
    unit: 'hostHour',
    serviceCode: 'AmazonECS',
    usageType: 'ECS-Anywhere-Instance-hours',
    // The price list of 2022-11-21 says the same.
    proven: { [reference]: { microUsd: 10_250, source: 'Amazon ECS pricing page', asOf: '2026-09-20' } },
    elsewhere: 'assumed',
  },
  fargateX86Vcpu: fargatePrice('fargateX86Vcpu', 'vcpuHour', 'Fargate-vCPU-Hours:perCPU', 40_480, 50_560),
  fargateX86Memory: fargatePrice('fargateX86Memory', 'gbHour', 'Fargate-GB-Hours', 4_445, 5_530),
  fargateArmVcpu: fargatePrice('fargateArmVcpu', 'vcpuHour', 'Fargate-ARM-vCPU-Hours:perCPU', 32_380, 40_450),
  fargateArmMemory: fargatePrice('fargateArmMemory', 'gbHour', 'Fargate-ARM-GB-Hours', 3_560, 4_420),
  transferOut: {
    item: 'transferOut',
    unit: 'gb',
    serviceCode: 'AWSDataTransfer',
    usageType: 'DataTransfer-Out-Bytes',
    proven: transferOut(),
    elsewhere: 'otherRegion',
  },
};

function fargatePrice(
  item: ListedItem,
  unit: PriceUnit,
  usageType: string,
  inReference: number,
  inTokyo: number,
): ListPrice {
  return {
    item,
    unit,
    serviceCode: 'AmazonECS',
    usageType,
    proven: { [reference]: { microUsd: inReference, ...fargate }, [tokyo]: { microUsd: inTokyo, ...fargate } },
    elsewhere: 'otherRegion',
  };
}

function transferOut(): ListPrice['proven'] {
  const source = 'AWS price list (AWSDataTransfer), in the test data of Infracost';
  const byRegion = Object.entries(transferOutMicroUsd).map(([region, microUsd]) => [
    region,
    { microUsd, source, asOf: '2024-09-25' },
  ]);
  return {
    ...(Object.fromEntries(byRegion) as Record<string, KnownPrice>),
    [reference]: { microUsd: 90_000, source: 'AWS price list (AWSDataTransfer)', asOf: '2026-09-16' },
  };
}

/** The price of an item in a Region, or nothing where no source gives even a likely one. */
export function listPrice(item: ListedItem, region: string): Price | undefined {
  const { proven, elsewhere, ...rest } = listPrices[item];
  return priceIn(region, rest, proven, elsewhere);
}

export function priceIn(
  region: string,
  rest: Omit<ListPrice, 'proven' | 'elsewhere'>,
  proven: ListPrice['proven'],
  elsewhere: ListPrice['elsewhere'],
): Price | undefined {
  // China, GovCloud, the isolated and the sovereign Regions have price lists of their own, some not in dollars.
  if (partitionOf(region).id !== 'aws') return undefined;
  const known = Object.hasOwn(proven, region) ? proven[region] : undefined;
  if (known) return { ...rest, ...known, region, basis: 'proven' };
  const likely = proven[reference];
  return likely && { ...rest, ...likely, region: elsewhere === 'assumed' ? region : reference, basis: elsewhere };
}
