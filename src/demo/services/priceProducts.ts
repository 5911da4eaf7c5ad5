import { regions } from '../../core/accounts/regions.ts';
import { ec2Sizes } from '../../core/cost/ec2Sizes.ts';
import type { Price, PriceItem, PriceUnit } from '../../core/cost/prices.ts';
import { itemFacts } from '../../core/cost/prices.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { messageText } from '../../core/text/message.ts';
import { hexId } from '../world.ts';
import { usagePrefix } from './usagePrefix.ts';

/** Products of the price list, in the form of AWS's own, at the prices that the extension comes with. */

export interface Product {
  readonly sku: string;
  readonly serviceCode: string;
  readonly family: string;
  /** Absent for what holds in all Regions. */
  readonly region?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** `priceDimensions` by rate code. */
  readonly dimensions: Readonly<Record<string, object>>;
}

interface Description {
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const fargate = (attributes: Readonly<Record<string, string>>): Description => ({
  family: 'Compute',
  attributes: { tenancy: 'Shared', operation: '', ...attributes },
});
const provisioned: Description = {
  family: 'Compute',
  attributes: { operation: 'CreateOperation', tiertype: 'Provisioned' },
};
const anywhere = (externalInstanceType: string): Description => ({
  family: 'Compute',
  attributes: { operation: 'AddExternalInstance', externalInstanceType },
});

/** What AWS says of them besides usage type and Region. */
const descriptions: Readonly<Record<Exclude<PriceItem, 'ec2Instance'>, Description>> = {
  eksCluster: { family: 'Compute', attributes: { operation: 'CreateOperation', tiertype: 'HAStandard' } },
  eksExtendedSupport: { family: 'Compute', attributes: { operation: 'ExtendedSupport', tiertype: 'HAStandard' } },
  eksProvisionedXl: provisioned,
  eksProvisioned2Xl: provisioned,
  eksProvisioned4Xl: provisioned,
  eksProvisioned8Xl: provisioned,
  eksHybridVcpu: { family: 'Compute', attributes: { operation: 'HybridNodes', eksproducttype: 'HybridNodes' } },
  ecsAnywhereHost: anywhere('Default'),
  ecsAnywhereHostWithFree: anywhere('With Free'),
  ssmAdvancedHost: { family: 'AWS Systems Manager', attributes: { operation: '' } },
  ecrStorage: { family: 'EC2 Container Registry', attributes: { operation: '' } },
  transferOut: {
    family: 'Data Transfer',
    attributes: { transferType: 'AWS Outbound', toLocation: 'External', toLocationType: 'Other', operation: '' },
  },
  transferOutFree: {
    family: 'Data Transfer',
    attributes: {
      transferType: 'AWS Outbound',
      fromLocation: 'Global',
      fromLocationType: 'AWS Region',
      toLocation: 'External',
      toLocationType: 'Other',
      operation: '',
    },
  },
  fargateX86Vcpu: fargate({ cputype: 'perCPU' }),
  fargateX86Memory: fargate({ memorytype: 'perGB' }),
  fargateArmVcpu: fargate({ cputype: 'perCPU', cpuArchitecture: 'ARM' }),
  fargateArmMemory: fargate({ memorytype: 'perGB', cpuArchitecture: 'ARM' }),
  fargateStorage: fargate({ storagetype: 'default' }),
  logsIngestion: { family: 'Data Payload', attributes: { operation: 'PutLogEvents', group: 'Ingested Logs' } },
  logsStorage: { family: 'Storage Snapshot', attributes: { operation: 'HourlyStorageMetering' } },
};

const units: Readonly<Record<PriceUnit, string>> = {
  clusterHour: 'Hours',
  hostHour: 'hours',
  vcpuHour: 'hours',
  gbHour: 'hours',
  instanceHour: 'Hrs',
  gb: 'GB',
  gbMonth: 'GB-Mo',
};

const items = Object.keys(descriptions) as readonly (keyof typeof descriptions)[];

/** All that is known of a service, in one Region or in all. */
export function productsOf(serviceCode: string, region?: string): readonly Product[] {
  const inRegions = region === undefined ? regions.map(({ id }) => id) : [region];
  return inRegions.flatMap((id) => [
    ...items
      .filter((item) => itemFacts[item].serviceCode === serviceCode && item !== 'transferOutFree')
      .flatMap((item) => shippedPrices.price(item, id) ?? [])
      .map((price) => productOf(price, descriptions[price.item as keyof typeof descriptions], id)),
    ...(serviceCode === itemFacts.ec2Instance.serviceCode ? instancesIn(id) : []),
    ...(serviceCode === itemFacts.ecsAnywhereHost.serviceCode ? windowsIn(id) : []),
  ]);
}

/** The free allowance, which no Region has for itself. */
export function productsEverywhere(serviceCode: string): readonly Product[] {
  const price = shippedPrices.price('transferOutFree', 'us-east-1');
  if (serviceCode !== itemFacts.transferOutFree.serviceCode || price === undefined) return [];
  return [productOf(price, descriptions.transferOutFree)];
}

function instancesIn(region: string): readonly Product[] {
  const known = new Map(shippedPrices.ec2(region).map(({ instanceType, price }) => [instanceType, price]));
  return ec2Sizes.flatMap(({ instanceType }) => {
    const price = known.get(instanceType);
    const attributes = {
      instanceType,
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
      operation: 'RunInstances',
      marketoption: 'OnDemand',
    };
    return price ? [productOf(price, { family: 'Compute Instance', attributes }, region)] : [];
  });
}

/** Not what anybody looks for here, and much like it: Fargate for Windows. */
function windowsIn(region: string): readonly Product[] {
  const price = shippedPrices.price('fargateX86Vcpu', region);
  if (!price) return [];
  const windows = { ...price, usageType: 'Fargate-Windows-vCPU-Hours:perCPU', microUsd: price.microUsd * 2 };
  return [productOf(windows, fargate({ cputype: 'perCPU', operatingSystem: 'Windows' }), region)];
}

function productOf(price: Price, { family, attributes }: Description, region?: string): Product {
  const { serviceCode, usageType } = price;
  const sku = hexId(16, `${serviceCode} ${usageType} ${JSON.stringify(attributes)} ${region ?? ''}`).toUpperCase();
  const isTransfer = family === 'Data Transfer';
  return {
    sku,
    serviceCode,
    family,
    ...(region === undefined ? {} : { region }),
    attributes: {
      servicecode: serviceCode,
      usagetype: region === undefined ? usageType : `${usagePrefix(region)}${usageType}`,
      ...(region === undefined ? {} : placeOf(region, isTransfer)),
      ...attributes,
    },
    dimensions: dimensionsOf(sku, price),
  };
}

function placeOf(region: string, isTransfer: boolean): Record<string, string> {
  const known = regions.find(({ id }) => id === region);
  const name = known ? messageText(known.name) : region;
  return isTransfer
    ? { fromLocation: name, fromLocationType: 'AWS Region', fromRegionCode: region }
    : { location: name, locationType: 'AWS Region', regionCode: region };
}

function dimensionsOf(sku: string, { tiers, microUsd, unit }: Price): Record<string, object> {
  const all = tiers ?? [{ from: 0, microUsd }];
  return Object.fromEntries(
    all.map(({ from, microUsd: rate, ...tier }, index) => {
      const rateCode = `${termOf(sku)}.${all.length === 1 ? '6YS6EN2CT7' : hexId(10, `${sku} ${index}`).toUpperCase()}`;
      const USD = (rate / 1_000_000).toFixed(10);
      const dimension = {
        rateCode,
        description: `$${USD} per ${units[unit]}`,
        beginRange: String(from),
        endRange: tier.to === undefined ? 'Inf' : String(tier.to),
        unit: units[unit],
        pricePerUnit: { USD },
        appliesTo: [],
      };
      return [rateCode, dimension];
    }),
  );
}

const onDemand = 'JRTCKXETXF';

function termOf(sku: string): string {
  return `${sku}.${onDemand}`;
}

/** The one on-demand term of a product, by its code. */
export function onDemandTerm({ sku, dimensions }: Product, effectiveDate: string): Record<string, object> {
  const term = { offerTermCode: onDemand, sku, effectiveDate, priceDimensions: dimensions, termAttributes: {} };
  return { [termOf(sku)]: term };
}
