import { partitionOf } from '../accounts/regions.ts';
import { transferOutMicroUsd } from './transferOut.ts';

/**
 * Prices as data: what an item costs in a Region, and where that is said. Rates are in micro-dollars, millionths of a US
 * dollar; AWS's own list has ten decimals of a dollar, so a rate may have up to four decimals. Amounts, which are made
 * of rates by `money.ts`, are whole micro-dollars.
 */

export type PriceItem =
  /** A cluster's control plane, whatever its Kubernetes version. */
  | 'eksCluster'
  /** Charged on top of `eksCluster` while the version is in extended support. */
  | 'eksExtendedSupport'
  /** Charged on top of `eksCluster` for a provisioned control plane, by its tier (`tier-xl`, …). */
  | 'eksProvisionedXl'
  | 'eksProvisioned2Xl'
  | 'eksProvisioned4Xl'
  | 'eksProvisioned8Xl'
  /** Of the hybrid nodes of an account and Region together, in monthly tiers. */
  | 'eksHybridVcpu'
  /** A host of ECS Anywhere, whatever runs on it. */
  | 'ecsAnywhereHost'
  /** The same for an account in its free trial: the first hours of a month are free. */
  | 'ecsAnywhereHostWithFree'
  /** A hybrid-activated node while the account's setting is the advanced-instances tier. */
  | 'ssmAdvancedHost'
  | 'ecrStorage'
  /** From a Region to the internet, in monthly tiers. */
  | 'transferOut'
  /** What of it is free each month, over all services and Regions of an account together. */
  | 'transferOutFree'
  /** Of Fargate, for Linux. Memory is per GB, which on a bill is 1,024 MiB. */
  | 'fargateX86Vcpu'
  | 'fargateX86Memory'
  | 'fargateArmVcpu'
  | 'fargateArmMemory'
  /** Above the 20 GB that a task has. */
  | 'fargateStorage'
  /** CloudWatch Logs, of the standard class. */
  | 'logsIngestion'
  | 'logsStorage'
  /** An on-demand instance for Linux, see `ec2Sizes.ts`. */
  | 'ec2Instance';

export type PriceUnit = 'clusterHour' | 'hostHour' | 'vcpuHour' | 'gbHour' | 'instanceHour' | 'gb' | 'gbMonth';

/**
 * `proven`: AWS's price list says so for this Region, as the source tells. `assumed`: nothing proves it for this Region.
 * Either it is known of others, for an item that costs the same in all that are known, or the source is at second hand.
 * `otherRegion`: only of `listPrice`, until its callers take a price book.
 */
export type PriceBasis = 'proven' | 'assumed' | 'otherRegion';

/** A part of a month's quantity, in the unit of its item. */
export interface PriceTier {
  readonly from: number;
  /** Absent: without end. */
  readonly to?: number;
  readonly microUsd: number;
}

export interface Price {
  readonly item: PriceItem;
  readonly region: string;
  /** Of the first tier that costs something. */
  readonly microUsd: number;
  /** Absent where one rate is all. From 0, without gaps. */
  readonly tiers?: readonly PriceTier[];
  readonly unit: PriceUnit;
  readonly basis: PriceBasis;
  /** AWS's service code in price list and bill. */
  readonly serviceCode: string;
  /** The usage type, without the prefix that names the Region on a bill (`USE1-`, `APN1-`, …). */
  readonly usageType: string;
  readonly source: string;
  /** When the source was published, or read where it does not say: `YYYY-MM-DD`. */
  readonly asOf: string;
}

/** What one source says of one item. */
export interface PriceEntry {
  readonly item: PriceItem;
  /** Of `ec2Instance`, and only of it. */
  readonly instanceType?: string;
  /** `*` for what holds in all Regions together. */
  readonly region: string;
  /** At least one; from 0, without gaps. */
  readonly tiers: readonly PriceTier[];
  readonly basis: PriceBasis;
  readonly source: string;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
}

interface ItemFacts {
  readonly unit: PriceUnit;
  readonly serviceCode: string;
  readonly usageType: string;
  /** AWS sells it at one price in all Regions that are known, so that one not known yet is assumed to have it too. */
  readonly isOnePrice?: true;
}

const eksTier = (tier: string): ItemFacts => ({
  unit: 'clusterHour',
  serviceCode: 'AmazonEKS',
  usageType: `AmazonEKS-Hours:${tier}-ProvisionedTier`,
  isOnePrice: true,
});
const fargate = (unit: PriceUnit, usageType: string): ItemFacts => ({ unit, serviceCode: 'AmazonECS', usageType });

export const itemFacts: Readonly<Record<PriceItem, ItemFacts>> = {
  eksCluster: {
    unit: 'clusterHour',
    serviceCode: 'AmazonEKS',
    usageType: 'AmazonEKS-Hours:perCluster',
    isOnePrice: true,
  },
  eksExtendedSupport: {
    unit: 'clusterHour',
    serviceCode: 'AmazonEKS',
    usageType: 'AmazonEKS-Hours:extendedSupport',
    isOnePrice: true,
  },
  eksProvisionedXl: eksTier('XL'),
  eksProvisioned2Xl: eksTier('2XL'),
  eksProvisioned4Xl: eksTier('4XL'),
  eksProvisioned8Xl: eksTier('8XL'),
  eksHybridVcpu: {
    unit: 'vcpuHour',
    serviceCode: 'AmazonEKS',
    usageType: 'AmazonEKSHybridNodes-Hours:pervCPU',
    isOnePrice: true,
  },
  ecsAnywhereHost: {
    unit: 'hostHour',
    serviceCode: 'AmazonECS',
    usageType: 'ECS-Anywhere-Instance-hours',
    isOnePrice: true,
  },
  ecsAnywhereHostWithFree: {
    unit: 'hostHour',
    serviceCode: 'AmazonECS',
    usageType: 'ECS-Anywhere-Instance-hours-WithFree',
    isOnePrice: true,
  },
  ssmAdvancedHost: { unit: 'hostHour', serviceCode: 'AWSSystemsManager', usageType: 'MI-AdvInstances-Hrs' },
  ecrStorage: { unit: 'gbMonth', serviceCode: 'AmazonECR', usageType: 'TimedStorage-ByteHrs' },
  transferOut: { unit: 'gb', serviceCode: 'AWSDataTransfer', usageType: 'DataTransfer-Out-Bytes' },
  transferOutFree: { unit: 'gb', serviceCode: 'AWSDataTransfer', usageType: 'Global-DataTransfer-Out-Bytes' },
  fargateX86Vcpu: fargate('vcpuHour', 'Fargate-vCPU-Hours:perCPU'),
  fargateX86Memory: fargate('gbHour', 'Fargate-GB-Hours'),
  fargateArmVcpu: fargate('vcpuHour', 'Fargate-ARM-vCPU-Hours:perCPU'),
  fargateArmMemory: fargate('gbHour', 'Fargate-ARM-GB-Hours'),
  fargateStorage: fargate('gbHour', 'Fargate-EphemeralStorage-GB-Hours'),
  logsIngestion: { unit: 'gb', serviceCode: 'AmazonCloudWatch', usageType: 'DataProcessing-Bytes' },
  logsStorage: { unit: 'gbMonth', serviceCode: 'AmazonCloudWatch', usageType: 'TimedStorage-ByteHrs' },
  ec2Instance: { unit: 'instanceHour', serviceCode: 'AmazonEC2', usageType: 'BoxUsage' },
};

export function isPriceItem(text: string): text is PriceItem {
  return Object.hasOwn(itemFacts, text);
}

/** Two entries of one key speak of the same price. */
export function entryKey({
  item,
  instanceType = '',
  region,
}: Pick<PriceEntry, 'item' | 'instanceType' | 'region'>): string {
  return `${item} ${region} ${instanceType}`;
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

export type ListedItem =
  | 'eksCluster'
  | 'eksExtendedSupport'
  | 'ecsAnywhereHost'
  | 'fargateX86Vcpu'
  | 'fargateX86Memory'
  | 'fargateArmVcpu'
  | 'fargateArmMemory'
  | 'transferOut';

const eks = { source: 'AWS price list (AmazonEKS)', asOf: '2026-09-18' };
const fargateSource = { source: 'AWS price list (AmazonECS)', asOf: '2026-08-31' };

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
    proven: {
      [reference]: { microUsd: inReference, ...fargateSource },
      [tokyo]: { microUsd: inTokyo, ...fargateSource },
    },
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
