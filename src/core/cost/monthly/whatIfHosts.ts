import { message } from '../../text/message.ts';
import { costOf, priceOf, secondsOf, secondsPerHour } from '../money.ts';
import type { Price } from '../prices.ts';
import type { FleetCost, FleetPart, WhatIfOptions } from './fleetCost.ts';
import { unpriced, withParts } from './fleetCost.ts';

/** The places in which the fleet stays on the user's own machines. */

const ownMachines = message('The machines themselves, their power and their network.');

export function anywhere(options: WhatIfOptions): FleetCost {
  const { prices, region, hosts, hoursPerMonth } = options;
  const price = prices.price('ecsAnywhereHost', region);
  const ssm = ssmPart(options);
  if (!price || ssm === 'unpriced') return unpriced('anywhere', region);
  const time = hosts * secondsOf(hoursPerMonth);
  return withParts({
    place: 'anywhere',
    parts: [
      { label: message('ECS Anywhere × {0}', hosts), microUsd: costOf(time, secondsPerHour, price.microUsd) },
      ...ssm.parts,
    ],
    inputs: [
      message('Hosts: {0}, for {1} hours a month', hosts, hoursPerMonth),
      message('A flat price for a host, however many tasks run on it'),
    ],
    notIncluded: [ownMachines, message('Free host hours of new accounts, which are not subtracted.')],
    prices: [price, ...ssm.prices],
  });
}

export function eksHybrid(options: WhatIfOptions): FleetCost {
  const { prices, region, hosts, vcpusPerHost, hoursPerMonth } = options;
  const [cluster, vcpu] = [prices.price('eksCluster', region), prices.price('eksHybridVcpu', region)];
  const ssm = ssmPart(options);
  if (!cluster || !vcpu || ssm === 'unpriced') return unpriced('eksHybrid', region);
  const seconds = secondsOf(hoursPerMonth);
  return withParts({
    place: 'eksHybrid',
    parts: [
      { label: message('1 control plane'), microUsd: costOf(seconds, secondsPerHour, cluster.microUsd) },
      {
        label: message('Hybrid nodes, vCPUs: {0}', hosts * vcpusPerHost),
        microUsd: priceOf(BigInt(hosts) * BigInt(vcpusPerHost) * BigInt(seconds), secondsPerHour, vcpu),
      },
      ...ssm.parts,
    ],
    inputs: [
      message('1 cluster in standard support for {0} hours a month', hoursPerMonth),
      message('Hosts: {0}, vCPUs each: {1}, in monthly tiers', hosts, vcpusPerHost),
    ],
    notIncluded: [
      ownMachines,
      message('The private link between the networks (VPN or Direct Connect).'),
      message('Other hybrid nodes of the account in the Region, which lower the price of a vCPU.'),
    ],
    prices: [cluster, vcpu, ...ssm.prices],
  });
}

interface SsmPart {
  readonly parts: readonly FleetPart[];
  readonly prices: readonly Price[];
}

function ssmPart(options: WhatIfOptions): SsmPart | 'unpriced' {
  const { prices, region, hosts, hoursPerMonth, isSsmAdvanced = false } = options;
  if (!isSsmAdvanced) return { parts: [], prices: [] };
  const price = prices.price('ssmAdvancedHost', region);
  if (!price) return 'unpriced';
  const microUsd = costOf(hosts * secondsOf(hoursPerMonth), secondsPerHour, price.microUsd);
  return { parts: [{ label: message('SSM advanced tier × {0}', hosts), microUsd }], prices: [price] };
}
