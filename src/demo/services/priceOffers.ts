import { regions } from '../../core/accounts/regions.ts';
import { itemFacts } from '../../core/cost/prices.ts';
import type { World } from '../world.ts';
import { onDemandTerm, productsEverywhere, productsOf } from './priceProducts.ts';

/** The bulk offer files of the price list, for which nobody signs in. Source: Billing user guide, "Offer files". */

const root = '/offers/v1.0/aws';
const serviceCodes: ReadonlySet<string> = new Set(Object.values(itemFacts).map(({ serviceCode }) => serviceCode));

/** The file at a path, if there is one. */
export function offerAt(pathname: string, world: World): string | undefined {
  const [, serviceCode = '', rest = ''] = new RegExp(`^${root}/(\\w+)/current/(.+)$`).exec(pathname) ?? [];
  if (!serviceCodes.has(serviceCode)) return undefined;
  const publicationDate = new Date(world.clock()).toISOString();
  if (rest === 'region_index.json') return JSON.stringify(regionIndex(serviceCode, publicationDate));
  const [region = '', file, ...others] = rest.split('/');
  if (file !== 'index.json' || others.length > 0 || !regions.some(({ id }) => id === region)) return undefined;
  return JSON.stringify(offer(serviceCode, region, publicationDate));
}

function regionIndex(serviceCode: string, publicationDate: string): object {
  const entries = regions.map(({ id }) => {
    return [id, { regionCode: id, currentVersionUrl: `${root}/${serviceCode}/current/${id}/index.json` }] as const;
  });
  return { formatVersion: 'v1.0', disclaimer: '', publicationDate, regions: Object.fromEntries(entries) };
}

function offer(serviceCode: string, region: string, publicationDate: string): object {
  const products = [...productsOf(serviceCode, region), ...productsEverywhere(serviceCode)];
  return {
    formatVersion: 'v1.0',
    disclaimer: '',
    offerCode: serviceCode,
    version: publicationDate.replace(/\D/g, '').slice(0, 14),
    publicationDate,
    products: Object.fromEntries(
      products.map(({ sku, family, attributes }) => [sku, { sku, productFamily: family, attributes }]),
    ),
    terms: {
      OnDemand: Object.fromEntries(products.map((each) => [each.sku, onDemandTerm(each, publicationDate)])),
    },
    attributesList: {},
  };
}
