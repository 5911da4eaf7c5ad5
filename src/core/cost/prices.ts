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
 */
export type PriceBasis = 'proven' | 'assumed';

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
