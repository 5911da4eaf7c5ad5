import type { CostSettingsGateway } from '../../core/cost/costSettings.ts';
import type { PriceSource } from '../../core/cost/refreshedPrices.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { accountKey } from '../../core/fleet/model.ts';
import type { PullGateway } from '../../core/pulls/gateway.ts';
import type { CostClients } from '../clients/costClients.ts';
import { once } from '../requests/once.ts';
import { RequestRate } from '../requests/requestRate.ts';

export interface CostGateways {
  readonly pulls: PullGateway;
  readonly prices: PriceSource;
  readonly costSettings: CostSettingsGateway;
}

export interface LazyCostsOptions {
  readonly ref: AccountRef;
  readonly endpoint?: string | undefined;
  /** Requests go out as fast as they can: for a demo account without limits on rates. */
  readonly unpaced?: boolean | undefined;
  /** In milliseconds, for a file of prices; default: a minute. */
  readonly offerTimeoutMs?: number | undefined;
}

/** Gateways of costs and pulls. Each is loaded by the first question to it. */
export function lazyCosts(
  context: CostClients,
  { ref, endpoint, unpaced = false, offerTimeoutMs }: LazyCostsOptions,
): CostGateways {
  const lookups = unpaced ? new RequestRate(Infinity, 1) : lookupRate(`${accountKey(ref)} ${endpoint ?? ''}`);
  const pulls = once(async () => {
    const { pullGateway } = await import('./pullGateway.ts');
    return pullGateway(context, lookups, unpaced ? [0, 0, 0] : undefined);
  });
  const prices = once(async () => {
    const { priceGateway } = await import('./priceGateway.ts');
    return priceGateway(context, { endpoint, offerTimeoutMs, ...(unpaced && { perSecond: Infinity }) });
  });
  const settings = once(async () => (await import('./costSettingsGateway.ts')).costSettingsGateway(context));
  return {
    pulls: {
      layerEvents: async (range, token, signal) => (await pulls()).layerEvents(range, token, signal),
      imageEvents: async (range, token, signal) => (await pulls()).imageEvents(range, token, signal),
      pullCounts: async (repositories, range, signal) => (await pulls()).pullCounts(repositories, range, signal),
      repositories: async (signal) => (await pulls()).repositories(signal),
      billedTransfer: async (range, signal) => (await pulls()).billedTransfer(range, signal),
    },
    prices: {
      async *products(serviceCode, filters, signal) {
        yield* (await prices()).products(serviceCode, filters, signal);
      },
      offer: async (serviceCode, region, signal) => (await prices()).offer(serviceCode, region, signal),
    },
    costSettings: {
      managedInstanceTier: async (signal) => (await settings()).managedInstanceTier(signal),
      vcpus: async (ids, signal) => (await settings()).vcpus(ids, signal),
    },
  };
}

/** CloudTrail counts by account and Region, not by connection: a new one goes on where the one before was. */
const lookupRates = new Map<string, RequestRate>();

function lookupRate(key: string): RequestRate {
  const known = lookupRates.get(key);
  // AWS takes two requests a second.
  const rate = known ?? new RequestRate(2, 2);
  lookupRates.set(key, rate);
  return rate;
}
