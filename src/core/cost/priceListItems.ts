import { ec2Sizes } from './ec2Sizes.ts';
import type { PriceItem, PriceUnit } from './prices.ts';
import { itemFacts } from './prices.ts';

/** A product of AWS's Price List, as far as it matters which one it is. */
export interface ListedProduct {
  /** `AmazonECS`, … */
  readonly serviceCode: string;
  /** `Compute`, `Data Transfer`, … */
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface RecognisedProduct {
  readonly item: PriceItem;
  readonly instanceType?: string;
  /** `*` for what holds in all Regions; absent where the product does not say. */
  readonly region?: string;
}

interface Signs {
  /** Attributes that it must have. */
  readonly must?: Readonly<Record<string, string>>;
  /** Attributes that it may lack, but which may say nothing else. */
  readonly may?: Readonly<Record<string, string | readonly string[]>>;
  readonly family?: string;
}

/** Local and Wavelength Zones and Outposts have products of their own, with prices of their own. */
const inRegion = { locationType: 'AWS Region', fromLocationType: 'AWS Region' };

const fargateSigns: Signs = { may: { tenancy: 'Shared', operation: '', operatingSystem: 'Linux' } };
/** Their usage types are like no others. */
const eksSigns: Signs = {};

/** What tells the products of our items from others with the same usage type. EC2 is for itself. */
const signs: Readonly<Record<Exclude<PriceItem, 'ec2Instance'>, Signs>> = {
  eksCluster: { family: 'Compute', may: { operation: 'CreateOperation' } },
  eksExtendedSupport: eksSigns,
  eksProvisionedXl: eksSigns,
  eksProvisioned2Xl: eksSigns,
  eksProvisioned4Xl: eksSigns,
  eksProvisioned8Xl: eksSigns,
  eksHybridVcpu: eksSigns,
  ecsAnywhereHost: { must: { operation: 'AddExternalInstance' }, may: { externalInstanceType: 'Default' } },
  ecsAnywhereHostWithFree: { must: { operation: 'AddExternalInstance' }, may: { externalInstanceType: 'With Free' } },
  ssmAdvancedHost: { family: 'AWS Systems Manager' },
  ecrStorage: { family: 'EC2 Container Registry' },
  transferOut: {
    family: 'Data Transfer',
    must: { transferType: 'AWS Outbound', toLocation: 'External' },
    may: { operation: '', toLocationType: 'Other' },
  },
  transferOutFree: { family: 'Data Transfer', may: { transferType: 'AWS Outbound', fromLocation: 'Global' } },
  fargateX86Vcpu: fargateSigns,
  fargateX86Memory: fargateSigns,
  fargateArmVcpu: fargateSigns,
  fargateArmMemory: fargateSigns,
  fargateStorage: fargateSigns,
  logsIngestion: { family: 'Data Payload', may: { operation: 'PutLogEvents', group: 'Ingested Logs' } },
  logsStorage: { may: { operation: ['HourlyStorageMetering', ''] } },
};

const items = (Object.keys(signs) as readonly (keyof typeof signs)[]).map((item) => ({ item, ...itemFacts[item] }));
const instanceTypes = new Set(ec2Sizes.map(({ instanceType }) => instanceType));

/**
 * Which of our items a product is, or nothing. A product that only resembles one is none: its price is another one.
 * Usage types begin with the Region's short name (`APN1-`, `EU-`), in us-east-1 mostly with nothing.
 */
export function recognise({ serviceCode, family, attributes }: ListedProduct): RecognisedProduct | undefined {
  if (!agrees(attributes, inRegion)) return undefined;
  const full = attributes.usagetype ?? '';
  const usageType = full.replace(/^[A-Z]{2,4}\d{0,2}-/, '');
  const regionOf = attributes.fromRegionCode ?? attributes.regionCode;
  const region = regionOf === undefined ? {} : { region: regionOf };
  if (serviceCode === itemFacts.ec2Instance.serviceCode) {
    const instanceType = commonInstance(usageType, attributes);
    return instanceType === undefined ? undefined : { item: 'ec2Instance', instanceType, ...region };
  }
  const found = items.find(
    (each) =>
      each.serviceCode === serviceCode &&
      // Some begin like such a name themselves: `ECS-…`, `MI-…`.
      (each.usageType === usageType || each.usageType === full) &&
      hasSigns(family, attributes, signs[each.item]),
  );
  if (!found) return undefined;
  const { item } = found;
  return item === 'transferOutFree' ? { item, region: '*' } : { item, ...region };
}

function commonInstance(usageType: string, attributes: ListedProduct['attributes']): string | undefined {
  const [, type = ''] = /^BoxUsage:(.+)$/.exec(usageType) ?? [];
  if (!instanceTypes.has(type) || attributes.instanceType !== type) return undefined;
  const must = {
    tenancy: 'Shared',
    operatingSystem: 'Linux',
    preInstalledSw: 'NA',
    capacitystatus: 'Used',
    operation: 'RunInstances',
  };
  return has(attributes, must) && agrees(attributes, { marketoption: 'OnDemand' }) ? type : undefined;
}

function hasSigns(
  family: string,
  attributes: ListedProduct['attributes'],
  { must = {}, may = {}, ...of }: Signs,
): boolean {
  return (of.family === undefined || of.family === family) && has(attributes, must) && agrees(attributes, may);
}

function has(attributes: ListedProduct['attributes'], wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => attributes[name] === value);
}

function agrees(attributes: ListedProduct['attributes'], wanted: NonNullable<Signs['may']>): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const actual = attributes[name];
    return actual === undefined || (typeof value === 'string' ? actual === value : value.includes(actual));
  });
}

const units: Readonly<Record<PriceUnit, readonly string[]>> = {
  clusterHour: ['hours', 'hour', 'hrs'],
  hostHour: ['hours', 'hour', 'hrs'],
  instanceHour: ['hours', 'hour', 'hrs'],
  vcpuHour: ['vcpu-hours', 'hours', 'hour', 'hrs'],
  gbHour: ['gb-hours', 'hours', 'hour', 'hrs'],
  gb: ['gb'],
  gbMonth: ['gb-mo', 'gb-month'],
};

/** Whether the list's word for a unit (`Hrs`, `vCPU-Hours`, `GB-Mo`) is that of the item. */
export function isUnitOf(item: PriceItem, word: string): boolean {
  return units[itemFacts[item].unit].includes(word.toLowerCase());
}
