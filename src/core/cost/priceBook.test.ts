import assert from 'node:assert/strict';
import { regions } from '../accounts/regions.ts';
import { ec2Sizes, cheapestEc2, hasEc2Size } from './ec2Sizes.ts';
import { bytesPerGb, costOf, priceOf, secondsPerHour } from './money.ts';
import { secondsIn } from './month.ts';
import { itemFacts, type PriceEntry, type PriceItem } from './prices.ts';
import { priceBook, withRefreshed } from './priceBook.ts';
import { entriesOf } from './priceTables.ts';
import { shippedPrices } from './shippedPrices.ts';
import { shippedTables } from './shippedPrices.generated.ts';

const items = Object.keys(itemFacts) as readonly PriceItem[];

function rate(item: PriceItem, region: string): readonly unknown[] {
  const price = shippedPrices.price(item, region);
  return price ? [price.microUsd, price.basis] : [];
}

function entry(item: PriceItem, region: string, microUsd: number, rest: Partial<PriceEntry> = {}): PriceEntry {
  return { item, region, tiers: [{ from: 0, microUsd }], basis: 'proven', source: 'test', asOf: '2026-11-20', ...rest };
}

describe('the shipped prices', () => {
  it('are those of the Region', () => {
    assert.deepEqual(rate('eksCluster', 'us-east-1'), [100_000, 'proven']);
    assert.deepEqual(rate('eksExtendedSupport', 'eu-central-1'), [500_000, 'proven']);
    assert.deepEqual(rate('ecsAnywhereHost', 'ap-northeast-1'), [10_250, 'proven']);
    assert.deepEqual(rate('fargateX86Vcpu', 'ap-northeast-1'), [50_560, 'proven']);
    assert.deepEqual(rate('fargateArmVcpu', 'il-central-1'), [41_451.52, 'proven']);
    assert.deepEqual(rate('logsIngestion', 'ap-northeast-1'), [760_000, 'proven']);
    assert.deepEqual(rate('transferOut', 'ap-northeast-1'), [114_000, 'proven']);
    assert.deepEqual(rate('ecrStorage', 'ap-northeast-1'), [100_000, 'proven']);
  });

  it('are absent where no source has them, and never those of another Region', () => {
    for (const [item, region] of [
      ['transferOut', 'mx-central-1'],
      ['fargateX86Vcpu', 'me-west-1'],
      ['ssmAdvancedHost', 'ap-northeast-1'],
      ['ecrStorage', 'eu-central-1'],
      ['eksHybridVcpu', 'us-gov-west-1'],
      ['transferOutFree', 'us-gov-west-1'],
      // AWS's list has every other Region.
      ['ecsAnywhereHost', 'eu-central-2'],
      ['transferOut', 'constructor'],
      ['ec2Instance', 'us-east-1'],
    ] as const)
      assert.equal(shippedPrices.price(item, region), undefined, `${item} ${region}`);
    for (const region of ['cn-north-1', 'us-iso-east-1', 'eusc-de-east-1'])
      for (const item of items) assert.equal(shippedPrices.price(item, region), undefined, `${item} ${region}`);
    assert.deepEqual(shippedPrices.ec2('cn-north-1'), []);
  });

  it('are assumed where AWS sells at one price, or only others tell', () => {
    assert.deepEqual(rate('eksCluster', 'me-west-1'), [100_000, 'assumed']);
    assert.equal(shippedPrices.price('eksCluster', 'me-west-1')?.region, 'me-west-1');
    assert.deepEqual(rate('eksProvisionedXl', 'eu-central-1'), [1_650_000, 'assumed']);
    assert.deepEqual(rate('transferOut', 'eu-central-2'), [90_000, 'assumed']);
    assert.deepEqual(rate('ssmAdvancedHost', 'eu-west-1'), [6_950, 'assumed']);
  });

  it('have tiers where AWS has: the price is that of the first that costs something', () => {
    const free = shippedPrices.price('ecsAnywhereHostWithFree', 'us-east-1');
    assert.deepEqual([free?.microUsd, free?.tiers?.[0]], [10_250, { from: 0, to: 2200, microUsd: 0 }]);
    assert.deepEqual(
      shippedPrices.price('eksHybridVcpu', 'us-east-2')?.tiers?.map(({ to, microUsd }) => [to, microUsd]),
      [
        [576_000, 20_000],
        [1_152_000, 14_000],
        [5_760_000, 10_000],
        [11_520_000, 8_000],
        [undefined, 6_000],
      ],
    );
    assert.deepEqual(shippedPrices.price('transferOutFree', 'eu-west-1')?.tiers, [{ from: 0, to: 100, microUsd: 0 }]);
    assert.equal(shippedPrices.price('eksCluster', 'us-east-1')?.tiers, undefined);
  });

  it('are sound: unit, service, date, tiers from 0 without gaps, rates that can be counted', () => {
    const entries = entriesOf(shippedTables);
    assert.ok(entries.length > 1500, `${entries.length}`);
    const keys = new Set<string>();
    const known = new Set(['*', ...regions.map(({ id }) => id)]);
    for (const { item, instanceType = '', region, tiers, source, asOf } of entries) {
      const key = `${item} ${instanceType} ${region}`;
      assert.ok(!keys.has(key) && known.has(region), key);
      keys.add(key);
      assert.match(asOf, /^20\d\d-\d\d-\d\d$/);
      assert.notEqual(source, '');
      tiers.forEach(({ from, to, microUsd }, index) => {
        assert.equal(from, index === 0 ? 0 : tiers[index - 1]?.to, key);
        assert.equal(to === undefined, index === tiers.length - 1 && item !== 'transferOutFree', key);
        assert.doesNotThrow(() => costOf(1, 1, microUsd), key);
        assert.ok(
          item === 'transferOutFree' || microUsd > 0 || (item === 'ecsAnywhereHostWithFree' && index === 0),
          key,
        );
      });
      assert.equal(item === 'ec2Instance', instanceType !== '', key);
    }
  });

  it('come to the same for 720, 730 and the actual hours, item by item, as by hand', () => {
    const hourly = items.filter((item) => itemFacts[item].unit.endsWith('Hour') && item !== 'ec2Instance');
    assert.equal(hourly.length, 15);
    const prices = [
      ...hourly.map((item) => shippedPrices.price(item, 'us-east-1')),
      ...shippedPrices.ec2('us-east-1').map(({ price }) => price),
    ];
    for (const price of prices) {
      assert.ok(price);
      for (const hours of [
        720,
        730,
        secondsIn({ year: 2026, month: 2 }) / 3600,
        secondsIn({ year: 2026, month: 12 }) / 3600,
      ]) {
        const amount = priceOf(hours * secondsPerHour, secondsPerHour, price);
        const isFree = price.item === 'ecsAnywhereHostWithFree';
        assert.ok(Math.abs(amount - (isFree ? 0 : price.microUsd * hours)) <= 0.5, `${price.item} ${hours}`);
      }
    }
    const host = shippedPrices.price('ecsAnywhereHost', 'us-east-1');
    assert.equal(host && priceOf(730 * secondsPerHour, secondsPerHour, host), 7_482_500);
    const pull = shippedPrices.price('transferOut', 'us-east-1');
    assert.equal(pull && priceOf(200 * 1024 * bytesPerGb, bytesPerGb, pull), 14_131_200_000);
    const storage = shippedPrices.price('ecrStorage', 'us-east-1');
    const seconds = BigInt(secondsIn({ year: 2028, month: 2 }));
    assert.equal(
      storage && priceOf(BigInt(10 * bytesPerGb) * seconds, BigInt(bytesPerGb) * seconds, storage),
      1_000_000,
    );
  });

  it('have the instance types of the comparison, where a Region has them', () => {
    assert.equal(shippedPrices.ec2('us-east-1').length, ec2Sizes.length);
    const frankfurt = new Map(shippedPrices.ec2('eu-central-1').map((each) => [each.instanceType, each]));
    assert.equal(frankfurt.get('t3.micro')?.price.microUsd, 12_000);
    assert.equal(frankfurt.get('t3.micro')?.price.usageType, 'BoxUsage:t3.micro');
    const taipei = shippedPrices.ec2('ap-east-2').map(({ instanceType }) => instanceType);
    assert.ok(taipei.includes('t3.micro') && !taipei.includes('t3a.micro'));
  });

  it('find the cheapest instance type that has more memory than is needed', () => {
    const prices = shippedPrices.ec2('us-east-1');
    const cheapest = (cpuUnits: number, memoryMiB: number, architecture?: 'x86_64' | 'arm64'): string | undefined =>
      cheapestEc2({ cpuUnits, memoryMiB }, prices, architecture)?.instanceType;
    assert.equal(cheapest(0, 511), 't4g.nano');
    assert.equal(cheapest(2048, 512), 't4g.micro');
    assert.equal(cheapest(2048, 512, 'x86_64'), 't3a.micro');
    assert.equal(cheapest(2049, 512), 't4g.xlarge');
    assert.equal(cheapest(16_384, 512, 'x86_64'), 'm7i.4xlarge');
    assert.equal(cheapest(16_385, 512), undefined);
    assert.ok(hasEc2Size({ cpuUnits: 16_384, memoryMiB: 512 }, 'x86_64'));
    assert.ok(!hasEc2Size({ cpuUnits: 16_385, memoryMiB: 512 }));
    assert.equal(cheapestEc2({ cpuUnits: 1, memoryMiB: 1 }, []), undefined);
  });
});

describe('withRefreshed', () => {
  const at = Date.UTC(2026, 10, 22);

  it('takes the place of what was read anew, and of nothing else', () => {
    const book = withRefreshed(shippedPrices, [entry('eksCluster', 'eu-west-1', 110_000)], at);
    const price = book.price('eksCluster', 'eu-west-1');
    assert.deepEqual([price?.microUsd, price?.source, price?.asOf], [110_000, 'test', '2026-11-20']);
    assert.deepEqual(book.price('eksCluster', 'eu-west-2'), shippedPrices.price('eksCluster', 'eu-west-2'));
    assert.equal(book.refreshedAt, at);
    assert.equal(shippedPrices.refreshedAt, undefined);
    assert.equal(shippedPrices.price('eksCluster', 'eu-west-1')?.microUsd, 100_000);
  });

  it('knows prices that were not shipped, and proves what was assumed', () => {
    const entries = [
      entry('ssmAdvancedHost', 'ap-northeast-1', 6_950),
      entry('eksProvisionedXl', 'eu-west-1', 1_700_000),
    ];
    const book = withRefreshed(shippedPrices, entries, at);
    assert.equal(book.price('ssmAdvancedHost', 'ap-northeast-1')?.basis, 'proven');
    assert.equal(book.price('eksProvisionedXl', 'eu-west-1')?.basis, 'proven');
    assert.equal(book.price('ssmAdvancedHost', 'eu-north-1'), undefined);
  });

  it('assumes by the newer price', () => {
    const book = withRefreshed(shippedPrices, [entry('eksCluster', 'us-east-1', 120_000)], at);
    assert.equal(book.price('eksCluster', 'me-west-1')?.microUsd, 120_000);
    assert.equal(book.price('ecsAnywhereHost', 'eu-central-2'), undefined);
    const free = entry('transferOutFree', '*', 0, { tiers: [{ from: 0, to: 200, microUsd: 0 }] });
    const more = withRefreshed(shippedPrices, [free], at);
    assert.equal(more.price('transferOutFree', 'eu-west-1')?.tiers?.[0]?.to, 200);
  });

  it('refreshes instance types one by one', () => {
    const micro = entry('ec2Instance', 'us-east-1', 9_999, { instanceType: 't3.micro' });
    const prices = withRefreshed(shippedPrices, [micro], at).ec2('us-east-1');
    assert.deepEqual(
      prices.map(({ instanceType }) => instanceType),
      ec2Sizes.map(({ instanceType }) => instanceType),
    );
    assert.equal(prices.find(({ instanceType }) => instanceType === 't3.micro')?.price.microUsd, 9_999);
    assert.equal(prices.find(({ instanceType }) => instanceType === 't3.nano')?.price.microUsd, 5_200);
  });
});

describe('price tables', () => {
  const table = { source: 's', asOf: '2026-01-01', basis: 'proven', regions: 'us-east-1 us-west-2' } as const;
  const read = (rates: Readonly<Record<string, string>>): readonly PriceEntry[] =>
    entriesOf({ tables: [{ ...table, rates }] });

  it('have one cell for all Regions, or one each', () => {
    assert.deepEqual(read({ eksCluster: '0.1', transferOut: '0.09<10<0.08 -' }), [
      { item: 'eksCluster', region: 'us-east-1', tiers: [{ from: 0, microUsd: 100_000 }], ...rest() },
      { item: 'eksCluster', region: 'us-west-2', tiers: [{ from: 0, microUsd: 100_000 }], ...rest() },
      {
        item: 'transferOut',
        region: 'us-east-1',
        tiers: [
          { from: 0, to: 10, microUsd: 90_000 },
          { from: 10, microUsd: 80_000 },
        ],
        ...rest(),
      },
    ]);
    function rest(): Pick<PriceEntry, 'basis' | 'source' | 'asOf'> {
      return { basis: 'proven', source: 's', asOf: '2026-01-01' };
    }
  });

  it('are refused where they are damaged', () => {
    for (const rates of [{ odd: '1' }, { eksCluster: '1 2 3' }, { eksCluster: 'x' }, { eksCluster: '1<5<2<5<3' }])
      assert.throws(() => read(rates), Error, JSON.stringify(rates));
  });

  it('make no price of an unknown Region', () => {
    assert.equal(priceBook({ entries: read({ transferOut: '0.09' }) }).price('transferOut', 'eu-west-1'), undefined);
  });
});
