import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { eksMonthlyCost, eksPrices } from '../../core/cost/eksControlPlane.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import type { AccountRef, EksCluster } from '../../core/fleet/model.ts';
import { sumOf } from './lastKnown.ts';
import { accountCosts, eksCostSpoken, eksCostText, eksCostTooltip, rangeOf, type AccountCost } from './eksCostText.ts';

function accountCost(clusters: readonly EksCluster[], hours = 730, region = 'us-east-1'): AccountCost {
  const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region };
  const prices = eksPrices(shippedPrices, region);
  assert.ok(prices);
  return { key: `home@${region}`, ref, cost: eksMonthlyCost(clusters, hours, prices) };
}

const words = { locale: 'en' };
const total = (costs: readonly AccountCost[]) => sumOf(costs.map(({ cost }) => rangeOf(cost)));
const text = (costs: readonly AccountCost[]): string => eksCostText(total(costs), words);

describe('the EKS status item', () => {
  it('shows $73.00 for a cluster in standard support, $72.00 in a month of 30 days', () => {
    assert.equal(text([accountCost([eksCluster('lab')])]), 'EKS $73.00/mo');
    assert.equal(text([accountCost([eksCluster('lab')], 720)]), 'EKS $72.00/mo');
  });

  it('adds up accounts and Regions', () => {
    const costs = [accountCost([eksCluster('a'), eksCluster('b')]), accountCost([eksCluster('c')], 730, 'eu-west-1')];
    assert.equal(text(costs), 'EKS $219.00/mo');
    assert.equal(eksCostSpoken(total(costs), costs, words), 'EKS control planes: $219.00 a month, 3 clusters');
  });

  it('shows a range where AWS does not say what is billed, not a guess', () => {
    assert.equal(text([accountCost([eksCluster('old', { support: 'unknown' })])]), 'EKS $73.00–$438.00/mo');
  });

  it('names each cluster, why it costs that, and the price with source and date', () => {
    const clusters = [
      eksCluster('lab'),
      eksCluster('old', { version: '1.31', support: 'extended' }),
      eksCluster('barn', { connector: {} }),
    ];
    const tooltip = eksCostTooltip([accountCost(clusters)], words)
      .replace(/&#46;/g, '.')
      .replace(/&#36;/g, '$');
    assert.match(tooltip, /\| lab \| 1.35, standard support \| \$73.00 \|/);
    assert.match(tooltip, /\| old \| 1.31, extended support \| \$438.00 \|/);
    assert.match(tooltip, /\| barn \| .*runs outside AWS: free \| \$0.00 \|/);
    assert.match(tooltip, /List price \$0.10 an hour, \$0.50 more in extended support, for 730 hours a month/);
    assert.match(tooltip, /Source: .*\d{4}-\d\d-\d\d/);
    assert.doesNotMatch(tooltip, /Taken over/);
  });

  it('says where a price is taken over from other Regions', () => {
    assert.match(
      eksCostTooltip([accountCost([eksCluster('lab')], 730, 'me-west-1')], words),
      /Taken over from other Regions/,
    );
  });

  it('counts a cluster once that two profiles show', () => {
    const account = (profile: string) => ({
      ref: { source: { kind: 'profile' as const, profile }, region: 'us-east-1' },
      eksClusters: [eksCluster('lab')],
    });
    assert.equal(text(accountCosts([account('a'), account('b')], 730, shippedPrices)), 'EKS $73.00/mo');
  });

  it('makes no link of a cluster name', () => {
    assert.doesNotMatch(eksCostTooltip([accountCost([eksCluster('[x](command:y)|')])], words), /\]\(command/);
  });

  it('counts only accounts whose clusters were read, in Regions whose price is known', () => {
    const account = (region: string, eksClusters?: readonly EksCluster[]) => ({
      ref: { source: { kind: 'environment' as const }, region },
      eksClusters,
    });
    const costs = accountCosts(
      [account('us-east-1', [eksCluster('a')]), account('eu-west-1'), account('us-iso-east-1', [eksCluster('b')])],
      730,
      shippedPrices,
    );
    assert.deepEqual(
      costs.map(({ ref, cost }) => [ref.region, cost.monthlyMicroUsd]),
      [['us-east-1', 73_000_000]],
    );
  });
});
