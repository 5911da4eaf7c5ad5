import type { Filter } from '@aws-sdk/client-pricing';
import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import { partitionOf } from '../../core/accounts/regions.ts';
import type { PriceSource } from '../../core/cost/refreshedPrices.ts';
import { Failure } from '../../core/failure.ts';
import { listAll } from '../requests/batches.ts';
import { observeCalls } from '../requests/callLog.ts';
import type { CostClients } from '../clients/costClients.ts';
import { fetchOffer } from './priceOffers.ts';
import { RequestRate } from '../requests/requestRate.ts';

export interface PriceGatewayOptions {
  /** Where the demo account listens, which has offer files too. */
  readonly endpoint?: string | undefined;
  /** Requests a second; default: AWS's limit. */
  readonly perSecond?: number | undefined;
  /** For an offer file; default: a minute. */
  readonly offerTimeoutMs?: number | undefined;
}

/** The most that GetProducts gives at once. */
const productsPerPage = 100;
/** AWS's limit on GetProducts; a bucket of ten fills up by five a second. */
const usualPerSecond = 5;

export function priceGateway(
  { clients, configOf, observer, region }: CostClients,
  { endpoint, perSecond = usualPerSecond, offerTimeoutMs: timeoutMs }: PriceGatewayOptions,
): PriceSource {
  const rate = new RequestRate(perSecond, usualPerSecond);
  const pricing = clients.add(async () => {
    const at = pricingRegion(region);
    if (at === undefined) {
      const message = 'The price list can not be asked in this partition of AWS.';
      throw new Failure('regionDisabled', message, { service: 'Pricing', operation: 'GetProducts' });
    }
    // Where the service is, which says nothing of the Region that a price is for.
    const client = new PricingClient({ ...(await configOf('Pricing')), region: at });
    client.middlewareStack.use(observeCalls({ ...observer, region: at }));
    return client;
  });
  return {
    products(ServiceCode, filters, signal) {
      const Filters = filters.map(({ type, field, value }): Filter => ({ Type: type, Field: field, Value: value }));
      return listAll(async (NextToken, abortSignal) => {
        const client = await pricing();
        await rate.turn(abortSignal);
        const command = new GetProductsCommand({ ServiceCode, Filters, MaxResults: productsPerPage, NextToken });
        const page = await client.send(command, { abortSignal });
        // The SDK wraps strings that it knows to be JSON, and has `any` for their type.
        const items = ((page.PriceList ?? []) as readonly unknown[]).map(String);
        return { items, nextToken: page.NextToken };
      }, signal);
    },
    offer: (serviceCode, ofRegion, signal) =>
      fetchOffer(serviceCode, ofRegion, { endpoint, log: observer.log, timeoutMs, ...(signal && { signal }) }),
  };
}

/**
 * The Region to ask for prices: the service is in three of them, and in one of some other partitions.
 * Source: Billing user guide, "AWS Price List service endpoints".
 */
export function pricingRegion(region: string): string | undefined {
  switch (partitionOf(region).id) {
    case 'aws':
      if (/^(?:eu|me|af|il)-/.test(region)) return 'eu-central-1';
      return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
    case 'aws-cn':
      return 'cn-northwest-1';
    case 'aws-eusc':
      return 'eusc-de-east-1';
    default:
      return undefined;
  }
}
