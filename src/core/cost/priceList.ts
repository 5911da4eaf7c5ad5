import { microUsdOf } from './money.ts';
import { entryKey, type PriceEntry, type PriceItem, type PriceTier } from './prices.ts';
import { isUnitOf, recognise, type ListedProduct } from './priceListItems.ts';

/**
 * AWS's Price List in its two forms: the bulk offer files, and the strings that GetProducts answers with. What is not as
 * AWS documents it is counted and told, never guessed: money that may be wrong is worse than none.
 */

/** Why nothing was taken from something that should have given a price. */
export type PriceListFault =
  /** A GetProducts item that is no JSON object. */
  | 'notJson'
  /** A file that is no offer. */
  | 'notAnOffer'
  /** Neither SKU nor attributes. */
  | 'product'
  /** It does not say its Region. */
  | 'region'
  /** Not exactly one on-demand term. */
  | 'term'
  /** Not in US dollars. */
  | 'currency'
  /** Another unit than the item's. */
  | 'unit'
  | 'rate'
  /** Tiers with gaps, or that do not run from 0 to `Inf`. */
  | 'tiers'
  /** Two different prices of the same day for one item and Region. */
  | 'ambiguous';

export interface PriceListProblem {
  readonly fault: PriceListFault;
  readonly sku?: string;
  readonly item?: PriceItem;
}

export interface PriceListResult {
  /** One for each item, Region and instance type. */
  readonly entries: readonly PriceEntry[];
  readonly problems: readonly PriceListProblem[];
  /** How many products were none of our items. */
  readonly others: number;
  /** How many were at no cost, which AWS lists beside those at the true price. */
  readonly free: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** A product, and all on-demand terms of it. */
interface Listing {
  readonly sku: string | undefined;
  readonly product: ListedProduct | undefined;
  readonly terms: readonly unknown[];
  /** `YYYY-MM-DD` */
  readonly asOf: string;
}

type Reading = { readonly entry: PriceEntry } | { readonly problem: PriceListProblem } | 'other' | 'free';

/** A bulk offer file, `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/SERVICE/current/REGION/index.json`, as parsed JSON. */
export function parseOffer(offer: unknown): PriceListResult {
  const { offerCode, publicationDate, products, terms } = fields(offer);
  const asOf = dayOf(publicationDate);
  if (typeof offerCode !== 'string' || asOf === undefined || !isFields(products))
    return { entries: [], problems: [{ fault: 'notAnOffer' }], others: 0, free: 0 };
  const onDemand = fields(fields(terms).OnDemand);
  return collected(
    Object.entries(products).map(([sku, product]) => ({
      sku,
      product: productOf(product, offerCode),
      terms: Object.values(fields(own(onDemand, sku))),
      asOf,
    })),
  );
}

/** The strings in `PriceList` of a GetProducts answer, of one page or of several. */
export function parseProducts(priceList: readonly string[]): PriceListResult {
  return collected(
    priceList.map((text) => {
      const { product, serviceCode, terms, publicationDate } = fields(parsed(text));
      const asOf = dayOf(publicationDate);
      const { sku } = fields(product);
      if (asOf === undefined || typeof serviceCode !== 'string') return undefined;
      return {
        sku: typeof sku === 'string' ? sku : undefined,
        product: productOf(product, serviceCode),
        // One level less than in an offer file: there is no SKU to look up.
        terms: Object.values(fields(fields(terms).OnDemand)),
        asOf,
      };
    }),
  );
}

/** The offer files of a service by Region, from its `region_index.json`; undefined where it is none. Paths begin with `/`. */
export function parseRegionIndex(index: unknown): ReadonlyMap<string, string> | undefined {
  const { regions } = fields(index);
  if (!isFields(regions)) return undefined;
  const paths = Object.entries(regions).flatMap(([region, entry]) => {
    const { currentVersionUrl } = fields(entry);
    return typeof currentVersionUrl === 'string' && currentVersionUrl.startsWith('/offers/')
      ? [[region, currentVersionUrl] as const]
      : [];
  });
  return new Map(paths);
}

/** Results of several files or queries as one. A newer price replaces an older one. */
export function mergeResults(results: readonly PriceListResult[]): PriceListResult {
  const { entries, problems } = unambiguous(results.flatMap((result) => result.entries));
  return {
    entries,
    problems: [...results.flatMap((result) => result.problems), ...problems],
    others: results.reduce((sum, { others }) => sum + others, 0),
    free: results.reduce((sum, { free }) => sum + free, 0),
  };
}

function collected(listings: readonly (Listing | undefined)[]): PriceListResult {
  const readings = listings.map((each): Reading => (each ? read(each) : { problem: { fault: 'notJson' } }));
  const { entries, problems } = unambiguous(
    readings.flatMap((each) => (typeof each === 'object' && 'entry' in each ? [each.entry] : [])),
  );
  return {
    entries,
    problems: [
      ...readings.flatMap((each) => (typeof each === 'object' && 'problem' in each ? [each.problem] : [])),
      ...problems,
    ],
    others: readings.filter((each) => each === 'other').length,
    free: readings.filter((each) => each === 'free').length,
  };
}

function read({ sku, product, terms, asOf }: Listing): Reading {
  const named = sku === undefined ? {} : { sku };
  if (!product) return { problem: { fault: 'product', ...named } };
  const recognised = recognise(product);
  if (!recognised) return 'other';
  const { item, instanceType, region } = recognised;
  const problem = (fault: PriceListFault): Reading => ({ problem: { fault, item, ...named } });
  if (region === undefined) return problem('region');
  const [term] = terms;
  if (terms.length !== 1) return problem('term');
  const tiers = tiersOf(item, fields(fields(term).priceDimensions));
  if (typeof tiers === 'string') return problem(tiers);
  const isFree = tiers.every(({ microUsd }) => microUsd === 0);
  if (item === 'transferOutFree') {
    // An allowance that ends, and costs nothing while it lasts; what is above it is in the list of each Region.
    const allowance = tiers.filter(({ microUsd, to }) => microUsd === 0 && to !== undefined);
    if (allowance.length !== 1 || allowance[0] !== tiers[0]) return problem('tiers');
    return { entry: entry(item, undefined, region, allowance, product, asOf) };
  }
  if (tiers.at(-1)?.to !== undefined) return problem('tiers');
  return isFree ? 'free' : { entry: entry(item, instanceType, region, tiers, product, asOf) };
}

function entry(
  item: PriceItem,
  instanceType: string | undefined,
  region: string,
  tiers: readonly PriceTier[],
  { serviceCode }: ListedProduct,
  asOf: string,
): PriceEntry {
  const source = `AWS price list (${serviceCode})`;
  return { item, ...(instanceType !== undefined && { instanceType }), region, tiers, basis: 'proven', source, asOf };
}

/** In order, from 0, without gaps. */
function tiersOf(item: PriceItem, dimensions: Fields): readonly PriceTier[] | PriceListFault {
  const tiers: PriceTier[] = [];
  for (const dimension of Object.values(dimensions)) {
    const tier = tierOf(item, fields(dimension));
    if (typeof tier === 'string') return tier;
    tiers.push(tier);
  }
  // The list does not keep them in order.
  tiers.sort((left, right) => left.from - right.from);
  const isWhole = tiers.every(({ from }, index) => from === (index === 0 ? 0 : tiers[index - 1]?.to));
  return tiers.length > 0 && isWhole ? tiers : 'tiers';
}

function tierOf(item: PriceItem, { unit, beginRange, endRange, pricePerUnit }: Fields): PriceTier | PriceListFault {
  if (typeof unit !== 'string' || !isUnitOf(item, unit)) return 'unit';
  const { USD: dollars, ...others } = fields(pricePerUnit);
  if (dollars === undefined && Object.keys(others).length > 0) return 'currency';
  const microUsd = typeof dollars === 'string' ? microUsdOf(dollars) : undefined;
  if (microUsd === undefined) return 'rate';
  const [from, to] = [quantity(beginRange), endRange === 'Inf' ? Infinity : quantity(endRange)];
  if (from === undefined || to === undefined || to <= from) return 'tiers';
  return { from, ...(to !== Infinity && { to }), microUsd };
}

function quantity(text: unknown): number | undefined {
  const number = typeof text === 'string' && /^\d+(\.0+)?$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** One entry a key: the newest. Where those of its day differ, none is the price. */
function unambiguous(entries: readonly PriceEntry[]): Pick<PriceListResult, 'entries' | 'problems'> {
  const byKey = new Map<string, PriceEntry[]>();
  for (const each of entries) {
    const key = entryKey(each);
    const others = byKey.get(key) ?? [];
    const newest = others[0]?.asOf ?? '';
    if (each.asOf > newest) byKey.set(key, [each]);
    else if (each.asOf === newest) others.push(each);
  }
  const kept: PriceEntry[] = [];
  const problems: PriceListProblem[] = [];
  for (const [first, ...others] of byKey.values()) {
    if (!first) continue;
    const isOne = others.every(({ tiers }) => JSON.stringify(tiers) === JSON.stringify(first.tiers));
    if (isOne) kept.push(first);
    else problems.push({ fault: 'ambiguous', item: first.item });
  }
  return { entries: kept, problems };
}

function productOf(value: unknown, serviceCode: string): ListedProduct | undefined {
  const { productFamily, attributes } = fields(value);
  if (!isFields(attributes)) return undefined;
  return {
    serviceCode,
    family: typeof productFamily === 'string' ? productFamily : '',
    attributes: Object.fromEntries(
      Object.entries(attributes).filter((each): each is [string, string] => typeof each[1] === 'string'),
    ),
  };
}

/** `2026-09-28` of `2026-09-28T19:42:55Z` */
function dayOf(date: unknown): string | undefined {
  return typeof date === 'string' && /^\d{4}-\d\d-\d\d/.test(date) ? date.slice(0, 10) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function own(record: Fields, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
