import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import type { PriceEntry } from './prices.ts';
import { withRefreshed } from './priceBook.ts';
import { fromCache, toCache } from './priceCache.ts';
import {
  addRefreshed,
  isDue,
  refreshPlan,
  refreshPrices,
  type PriceSource,
  type ProductFilter,
} from './refreshedPrices.ts';
import { shippedPrices } from './shippedPrices.ts';

const day = 24 * 3600 * 1000;
const now = Date.UTC(2026, 10, 22, 12);

interface Offer {
  readonly offerCode: string;
  readonly publicationDate: string;
  readonly products: Readonly<
    Record<string, { readonly productFamily: string; readonly attributes: Readonly<Record<string, string>> }>
  >;
  readonly terms: { readonly OnDemand: Readonly<Record<string, unknown>> };
}

const folder = 'test/unit/priceList/';
const offers = ['AmazonECS-eu-central-1', 'AmazonEKS-eu-central-1', 'AWSDataTransfer', 'others-eu-central-1'].map(
  (name) => JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as Offer,
);
const instances = (
  JSON.parse(readFileSync(`${folder}products-AmazonEC2-eu-central-1.json`, 'utf8')) as {
    readonly PriceList: readonly string[];
  }
).PriceList.slice(0, 7);

/** Every product of the offer files, as GetProducts spells it. */
const products = [
  ...offers.flatMap(({ offerCode: serviceCode, publicationDate, products: listed, terms }) =>
    Object.entries(listed).map(([sku, product]) => ({
      product,
      serviceCode,
      terms: { OnDemand: terms.OnDemand[sku] },
      publicationDate,
    })),
  ),
  ...instances.map((text) => JSON.parse(text) as { serviceCode: string; product: Offer['products'][string] }),
];

type Answer = (serviceCode: string, filters: readonly ProductFilter[]) => Failure | undefined;

class FakeSource implements PriceSource {
  readonly calls: string[] = [];
  readonly #failing: Answer;
  readonly #failingOffers: (serviceCode: string) => Failure | undefined;

  constructor(
    failing: Answer = () => undefined,
    failingOffers: (serviceCode: string) => Failure | undefined = () => undefined,
  ) {
    this.#failing = failing;
    this.#failingOffers = failingOffers;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable, as GetProducts' pages are, that has nothing to wait for
  async *products(serviceCode: string, filters: readonly ProductFilter[]): AsyncIterable<readonly string[]> {
    this.calls.push(`products ${serviceCode}`);
    const failure = this.#failing(serviceCode, filters);
    if (failure) throw failure;
    const found = products.filter(
      (each) => each.serviceCode === serviceCode && filters.every((filter) => holds(filter, each.product.attributes)),
    );
    yield found.map((each) => JSON.stringify(each));
  }

  offer(serviceCode: string, region: string): Promise<unknown> {
    this.calls.push(`offer ${serviceCode} ${region}`);
    const failure = this.#failingOffers(serviceCode);
    return failure
      ? Promise.reject(failure)
      : Promise.resolve(offers.find(({ offerCode }) => offerCode === serviceCode));
  }
}

function holds({ type, field, value }: ProductFilter, attributes: Readonly<Record<string, string>>): boolean {
  const actual = attributes[field] ?? '';
  return type === 'CONTAINS' ? actual.includes(value) : actual === value;
}

function names(entries: readonly PriceEntry[]): readonly string[] {
  return entries.map(({ item, instanceType = '', region }) => `${item} ${instanceType} ${region}`).sort();
}

const denied = new Failure('accessDenied', 'Not authorized to perform pricing:GetProducts');

describe('isDue', () => {
  it('is once a week, at once where never, and after a clock that went back', () => {
    assert.ok(isDue(undefined, now));
    assert.ok(!isDue(now, now));
    assert.ok(!isDue(now - 7 * day + 1, now));
    assert.ok(isDue(now - 7 * day, now));
    assert.ok(isDue(now + 1, now));
  });
});

describe('refreshPlan', () => {
  it('asks for the Regions in use, each once, 14 queries each and one for all', () => {
    assert.equal(refreshPlan(['eu-central-1']).length, 15);
    assert.equal(refreshPlan(['eu-central-1', 'us-east-1', 'eu-central-1']).length, 29);
    assert.equal(refreshPlan([]).length, 1);
    for (const { region, filters, serviceCode } of refreshPlan(['eu-central-1'])) {
      const field = serviceCode === 'AWSDataTransfer' ? 'fromRegionCode' : 'regionCode';
      const own = filters.filter((filter) => filter.field === field);
      assert.deepEqual(own, region === undefined ? [] : [{ type: 'TERM_MATCH', field, value: 'eu-central-1' }]);
    }
  });
});

describe('refreshPrices', () => {
  it('finds every item by the queries, in one page each', async () => {
    const source = new FakeSource();
    const { entries, problems, failed, requests } = await refreshPrices(source, ['eu-central-1', 'eu-west-1']);
    assert.deepEqual([problems, failed, requests], [[], [], { products: 29, offers: 0 }]);
    assert.deepEqual(names(entries), [
      'ec2Instance t3.micro eu-central-1',
      'ec2Instance t4g.nano eu-central-1',
      'ecsAnywhereHost  eu-central-1',
      'ecsAnywhereHostWithFree  eu-central-1',
      'eksCluster  eu-central-1',
      'eksExtendedSupport  eu-central-1',
      'eksHybridVcpu  eu-central-1',
      'eksProvisioned8Xl  eu-central-1',
      'eksProvisionedXl  eu-central-1',
      'fargateArmMemory  eu-central-1',
      'fargateArmVcpu  eu-central-1',
      'fargateStorage  eu-central-1',
      'fargateX86Memory  eu-central-1',
      'fargateX86Vcpu  eu-central-1',
      'logsIngestion  eu-central-1',
      'logsStorage  eu-central-1',
      'transferOut  eu-west-1',
      'transferOutFree  *',
    ]);
  });

  it('keeps the old price of what fails, and goes on', async () => {
    const broken = new Failure('service', 'InternalErrorException');
    const source = new FakeSource(
      (serviceCode) => (serviceCode === 'AmazonEKS' ? broken : undefined),
      () => new Failure('network', 'no answer'),
    );
    const { entries, failed } = await refreshPrices(source, ['eu-central-1']);
    assert.deepEqual(
      failed.map(({ query }) => query.serviceCode),
      ['AmazonEKS'],
    );
    assert.ok(entries.length > 10);
    const book = withRefreshed(shippedPrices, entries, now);
    assert.equal(book.price('eksCluster', 'eu-central-1')?.asOf, '2025-10-28');
    assert.equal(book.price('ecsAnywhereHost', 'eu-central-1')?.asOf, '2026-11-16');
  });

  it('reads the offer files where nobody may call GetProducts: each once, and not that of EC2', async () => {
    const source = new FakeSource(() => denied);
    const { entries, failed, requests } = await refreshPrices(source, ['eu-central-1']);
    assert.equal(source.calls.filter((call) => call.startsWith('products')).length, 1, 'asked once, and not again');
    assert.deepEqual(requests, { products: 0, offers: 6 });
    assert.ok(names(entries).includes('eksCluster  eu-central-1'));
    assert.ok(!names(entries).some((name) => name.startsWith('ec2Instance')));
    // EC2's six, those that the fake has no files of, and the allowance of all Regions.
    assert.deepEqual([...new Set(failed.map(({ query }) => query.serviceCode))].sort(), [
      'AWSDataTransfer',
      'AWSSystemsManager',
      'AmazonEC2',
      'AmazonECR',
    ]);
    assert.ok(failed.every(({ failure }) => failure === denied));
  });

  it('asks no more once neither of the two can be reached', async () => {
    const offline = (): Failure => new Failure('network', 'no answer');
    const source = new FakeSource(offline, offline);
    const { entries, failed } = await refreshPrices(source, ['eu-central-1', 'us-east-1']);
    assert.deepEqual([entries, failed.length], [[], refreshPlan(['eu-central-1', 'us-east-1']).length]);
    assert.deepEqual(source.calls, ['products AmazonECS', 'offer AmazonECS eu-central-1']);
  });

  it('stops when it is called off', async () => {
    const controller = new AbortController();
    const source = new FakeSource((serviceCode) => {
      if (serviceCode === 'AmazonEKS') controller.abort();
      return controller.signal.aborted ? new Failure('cancelled', 'aborted') : undefined;
    });
    await assert.rejects(refreshPrices(source, ['eu-central-1'], controller.signal));
    assert.ok(!source.calls.includes('products AWSDataTransfer'));
    assert.ok(!source.calls.some((call) => call.startsWith('offer')));
  });
});

describe('refreshed prices', () => {
  const entries: readonly PriceEntry[] = [
    {
      item: 'eksHybridVcpu',
      region: 'eu-central-1',
      tiers: [
        { from: 0, to: 576_000, microUsd: 20_000 },
        { from: 576_000, microUsd: 4_551.68 },
      ],
      basis: 'proven',
      source: 'AWS price list (AmazonEKS)',
      asOf: '2026-11-17',
    },
    {
      item: 'ec2Instance',
      instanceType: 't3.micro',
      region: 'us-east-1',
      tiers: [{ from: 0, microUsd: 10_400 }],
      basis: 'proven',
      source: 'AWS price list (AmazonEC2)',
      asOf: '2026-11-17',
    },
  ];
  const kept = { entries, refreshedAt: now };

  it('add up over refreshes', () => {
    const [hybrid, micro] = entries;
    assert.ok(hybrid && micro);
    const newer = { ...micro, tiers: [{ from: 0, microUsd: 10_500 }] };
    assert.deepEqual(addRefreshed(kept, [newer], now + 1), { entries: [hybrid, newer], refreshedAt: now + 1 });
    assert.deepEqual(addRefreshed(undefined, entries, now), kept);
  });

  it('survive in their file', () => {
    assert.deepEqual(fromCache(toCache(kept)), kept);
    assert.deepEqual(fromCache(toCache({ entries: [], refreshedAt: 0 })), { entries: [], refreshedAt: 0 });
  });

  it('are ignored where the file is cut off, damaged, or of another version', () => {
    const text = toCache(kept);
    for (let length = 0; length < text.length; length += 1)
      assert.equal(fromCache(text.slice(0, length)), undefined, `${length}`);
    for (const [from, to] of [
      ['"version":1', '"version":2'],
      ['20000', '-20000'],
      ['20000', '"20000"'],
      ['4551.68', '4551.680001'],
      ['"to":576000', '"to":576001'],
      ['"from":0,', ''],
      ['"item":"ec2Instance"', '"item":"ec2"'],
      ['"instanceType":"t3.micro",', ''],
      ['2026-11-17', 'yesterday'],
      ['"proven"', '"otherRegion"'],
      [`${now}`, '-1'],
      [`${now}`, '1.5'],
    ] as const)
      assert.equal(fromCache(text.replace(from, to)), undefined, `${from} → ${to}`);
    for (const other of ['null', '[]', '{}', '{"version":1,"refreshedAt":1,"entries":{}}'])
      assert.equal(fromCache(other), undefined, other);
  });
});
