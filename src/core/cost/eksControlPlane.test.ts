import assert from 'node:assert/strict';
import type { EksCluster } from '../fleet/model.ts';
import { eksMonthlyCost, eksPrices } from './eksControlPlane.ts';
import { shippedPrices } from './shippedPrices.ts';

function cluster(name: string, rest: Partial<EksCluster> = {}): EksCluster {
  return {
    kind: 'eks',
    arn: `arn:aws:eks:us-east-1:123456789012:cluster/${name}`,
    name,
    status: 'ACTIVE',
    version: '1.35',
    support: 'standard',
    hybridNodesEnabled: false,
    ...rest,
  };
}

const prices = eksPrices(shippedPrices, 'us-east-1')!;

describe('eksMonthlyCost', () => {
  it('is $73.00 for one cluster in 730 hours, $72.00 in 720', () => {
    assert.equal(eksMonthlyCost([cluster('a')], 730, prices).monthlyMicroUsd, 73_000_000);
    assert.equal(eksMonthlyCost([cluster('a')], 720, prices).monthlyMicroUsd, 72_000_000);
  });

  it('adds the extended support line to the standard one: $0.60 an hour, not $0.70', () => {
    const { clusters, monthlyMicroUsd } = eksMonthlyCost([cluster('old', { support: 'extended' })], 730, prices);
    assert.equal(clusters[0]?.hourlyMicroUsd, 600_000);
    assert.equal(clusters[0].why, 'extended');
    assert.equal(monthlyMicroUsd, 438_000_000);
  });

  it('charges nothing for connected clusters, whatever their status', () => {
    for (const status of ['ACTIVE', 'PENDING', 'FAILED', 'DELETING']) {
      const connected = cluster('k3s', { connector: { provider: 'OTHER' }, support: 'unknown', status });
      const { clusters, monthlyMaxMicroUsd } = eksMonthlyCost([connected], 730, prices);
      assert.equal(clusters[0]?.why, 'connected');
      assert.equal(monthlyMaxMicroUsd, 0);
    }
  });

  it('charges from creation to the end of deletion', () => {
    for (const status of ['CREATING', 'ACTIVE', 'UPDATING', 'DELETING']) {
      const cost = eksMonthlyCost([cluster('a', { status })], 730, prices);
      assert.equal(cost.monthlyMicroUsd, 73_000_000, status);
      assert.equal(cost.monthlyMaxMicroUsd, 73_000_000, status);
    }
  });

  it('gives a range where no source decides', () => {
    for (const [rest, why, least, most] of [
      [{ support: 'unknown' }, 'unknownSupport', 73_000_000, 438_000_000],
      [{ support: 'unsupported' }, 'unsupported', 73_000_000, 438_000_000],
      [{ status: 'FAILED' }, 'failed', 0, 73_000_000],
      [{ status: 'PENDING' }, 'pending', 0, 0],
    ] as const) {
      const cost = eksMonthlyCost([cluster('a', rest)], 730, prices);
      assert.equal(cost.clusters[0]?.why, why);
      assert.equal(cost.monthlyMicroUsd, least, why);
      assert.equal(cost.monthlyMaxMicroUsd, most, why);
    }
  });

  it('sums exactly, in the order given', () => {
    const many = Array.from({ length: 1000 }, (_, n) => cluster(`c${n}`, { support: n % 2 ? 'standard' : 'extended' }));
    const cost = eksMonthlyCost(many, 730.5, prices);
    assert.equal(cost.monthlyMicroUsd, 500 * 73_050_000 + 500 * 438_300_000);
    assert.deepEqual(
      cost.clusters.map(({ cluster: { name } }) => name),
      many.map(({ name }) => name),
    );
    assert.equal(cost.hoursPerMonth, 730.5);
  });

  it('is whole micro-dollars also in a month of odd length', () => {
    const { monthlyMicroUsd } = eksMonthlyCost([cluster('a', { support: 'extended' })], 730.4848485, prices);
    assert.ok(Number.isSafeInteger(monthlyMicroUsd));
  });

  it('is nothing without clusters', () => {
    const cost = eksMonthlyCost([], 730, prices);
    assert.deepEqual([cost.monthlyMicroUsd, cost.monthlyMaxMicroUsd, cost.clusters], [0, 0, []]);
  });
});

describe('eksPrices', () => {
  it('says where each price is proven and where assumed', () => {
    assert.equal(eksPrices(shippedPrices, 'us-east-1')?.cluster.basis, 'proven');
    assert.equal(eksPrices(shippedPrices, 'ap-northeast-1')?.extendedSupport.basis, 'proven');
    assert.equal(eksPrices(shippedPrices, 'eu-central-1')?.cluster.basis, 'proven');
    assert.equal(eksPrices(shippedPrices, 'me-west-1')?.cluster.basis, 'assumed');
    assert.equal(eksPrices(shippedPrices, 'me-west-1')?.cluster.microUsd, 100_000);
  });

  it('names source, date, unit and usage type', () => {
    const { cluster: standard, extendedSupport } = eksPrices(shippedPrices, 'us-east-1')!;
    assert.match(standard.asOf, /^\d{4}-\d\d-\d\d$/);
    assert.equal(standard.usageType, 'AmazonEKS-Hours:perCluster');
    assert.equal(extendedSupport.usageType, 'AmazonEKS-Hours:extendedSupport');
    assert.equal(extendedSupport.unit, 'clusterHour');
    assert.ok(standard.source.length > 0);
  });

  it('claims no price where none is known', () => {
    for (const region of ['cn-north-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'eusc-de-east-1'])
      assert.equal(eksPrices(shippedPrices, region), undefined, region);
  });
});
