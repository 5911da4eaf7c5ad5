import { partitionOf } from '../accounts/regions.ts';
import { ec2Sizes, type Ec2Price } from './ec2Sizes.ts';
import type { Price, PriceEntry, PriceItem } from './prices.ts';
import { entryKey, itemFacts } from './prices.ts';

/** What is known of prices. A price that is not known for a Region is absent: never another Region's. */
export interface PriceBook {
  /** Of any item but `ec2Instance`. */
  price(item: PriceItem, region: string): Price | undefined;
  /** In the order of `ec2Sizes`; without the types whose price is not known. */
  ec2(region: string): readonly Ec2Price[];
  /** When prices were last read from AWS, in milliseconds since the epoch; absent: as shipped. */
  readonly refreshedAt?: number;
}

export interface PriceBookData {
  /** Of entries of one key the last counts. */
  readonly entries: readonly PriceEntry[];
  /** Regions, separated by spaces, where an item of one price is known not to be sold. */
  readonly notListed?: Readonly<Partial<Record<PriceItem, string>>>;
}

/** The Region whose price is assumed where an item of one price is not known. */
const reference = 'us-east-1';

export function priceBook({ entries, notListed = {} }: PriceBookData): PriceBook {
  const byKey = new Map(entries.map((entry) => [entryKey(entry), entry]));
  const absent = new Map(Object.entries(notListed).map(([item, regions]) => [item, regions.split(' ')]));
  const found = (item: PriceItem, region: string, instanceType?: string): Price | undefined => {
    const entry = byKey.get(entryKey({ item, region, ...(instanceType !== undefined && { instanceType }) }));
    return entry && priceOfEntry(entry, region);
  };
  const assumed = (item: PriceItem, region: string): Price | undefined => {
    if (!itemFacts[item].isOnePrice || absent.get(item)?.includes(region)) return undefined;
    const price = found(item, reference);
    return price && { ...price, region, basis: 'assumed' };
  };
  return {
    price: (item, region) => {
      const known = found(item, region);
      // China, GovCloud, the isolated and the sovereign Regions have price lists of their own, some not in dollars.
      if (known || partitionOf(region).id !== 'aws') return known;
      const everywhere = byKey.get(entryKey({ item, region: '*' }));
      return everywhere ? priceOfEntry(everywhere, region) : assumed(item, region);
    },
    ec2: (region) =>
      ec2Sizes.flatMap((size) => {
        const price = found('ec2Instance', region, size.instanceType);
        return price ? [{ ...size, price }] : [];
      }),
  };
}

/** `entries` in the place of what `base` has of the same items and Regions; all else stays. */
export function withRefreshed(base: PriceBook, entries: readonly PriceEntry[], at: number): PriceBook {
  const newer = priceBook({ entries });
  const keys = new Set(entries.map(entryKey));
  return {
    price: (item, region) => {
      if (keys.has(entryKey({ item, region }))) return newer.price(item, region);
      const old = base.price(item, region);
      // What is assumed, or holds in all Regions, follows what it was taken from.
      const isDerived = old?.basis === 'assumed' || keys.has(entryKey({ item, region: '*' }));
      return (isDerived ? newer.price(item, region) : undefined) ?? old;
    },
    ec2: (region) => {
      const prices = new Map([...base.ec2(region), ...newer.ec2(region)].map((each) => [each.instanceType, each]));
      return ec2Sizes.flatMap(({ instanceType }) => prices.get(instanceType) ?? []);
    },
    refreshedAt: at,
  };
}

function priceOfEntry({ item, instanceType, tiers, basis, source, asOf }: PriceEntry, region: string): Price {
  const { unit, serviceCode, usageType } = itemFacts[item];
  const [first] = tiers;
  return {
    item,
    region,
    microUsd: (tiers.find((tier) => tier.microUsd > 0) ?? first)?.microUsd ?? 0,
    ...((tiers.length > 1 || first?.to !== undefined) && { tiers }),
    unit,
    basis,
    serviceCode,
    usageType: instanceType === undefined ? usageType : `${usageType}:${instanceType}`,
    source,
    asOf,
  };
}
