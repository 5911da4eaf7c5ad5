import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { PriceEntry } from './prices.ts';
import { mergeResults, parseOffer, parseProducts, parseRegionIndex, type PriceListResult } from './priceList.ts';

function file(name: string): unknown {
  return JSON.parse(readFileSync(`test/unit/priceList/${name}.json`, 'utf8'));
}

function rates({ entries }: PriceListResult): Readonly<Record<string, number | string>> {
  return Object.fromEntries(
    entries.map(({ item, instanceType, region, tiers }) => [
      [item, instanceType, region].filter((each) => each !== undefined).join(' '),
      tiers.length === 1
        ? (tiers[0]?.microUsd ?? NaN)
        : tiers.map(({ from, microUsd }) => `${from}:${microUsd}`).join(' '),
    ]),
  );
}

function entry(microUsd: number, asOf: string): PriceEntry {
  return { item: 'ecrStorage', region: 'us-east-1', tiers: [{ from: 0, microUsd }], basis: 'proven', source: '', asOf };
}

describe('an offer file', () => {
  it('of ECS has hosts with and without free hours, and Fargate for Linux', () => {
    const offer = parseOffer(file('AmazonECS-eu-central-1'));
    assert.deepEqual(rates(offer), {
      'ecsAnywhereHost eu-central-1': 10_250,
      'ecsAnywhereHostWithFree eu-central-1': '0:0 2200:10250',
      'fargateX86Vcpu eu-central-1': 46_560,
      'fargateX86Memory eu-central-1': 5_110,
      'fargateArmVcpu eu-central-1': 41_451.52,
      'fargateArmMemory eu-central-1': 4_090,
      'fargateStorage eu-central-1': 119.7,
    });
    assert.deepEqual([offer.problems, offer.others, offer.free], [[], 2, 1]);
    const [host] = offer.entries;
    assert.deepEqual([host?.asOf, host?.source, host?.basis], ['2026-11-16', 'AWS price list (AmazonECS)', 'proven']);
  });

  it('of EKS has the standard line and the one on top of it, tiers in order, and neither Outposts nor Auto Mode', () => {
    const offer = parseOffer(file('AmazonEKS-eu-central-1'));
    assert.deepEqual(rates(offer), {
      'eksCluster eu-central-1': 100_000,
      'eksExtendedSupport eu-central-1': 500_000,
      'eksProvisionedXl eu-central-1': 1_650_000,
      'eksProvisioned8Xl eu-central-1': 13_900_000,
      'eksHybridVcpu eu-central-1': '0:20000 576000:14000 1152000:10000 5760000:8000 11520000:6000',
    });
    assert.deepEqual([offer.problems, offer.others], [[], 3]);
  });

  it('of transfer has each Region, us-east-1 without a prefix, and the free allowance for itself', () => {
    const offer = parseOffer(file('AWSDataTransfer'));
    const tiers = '0:90000 10240:85000 51200:70000 153600:50000';
    assert.deepEqual(rates(offer), {
      'transferOut eu-west-1': tiers,
      'transferOut us-east-1': tiers,
      'transferOutFree *': 0,
    });
    assert.deepEqual(offer.entries.at(-1)?.tiers, [{ from: 0, to: 100, microUsd: 0 }]);
    assert.deepEqual([offer.problems, offer.others], [[], 2]);
  });

  it('of the other services has logs, storage and managed nodes', () => {
    const all = ['others-eu-central-1', 'AWSSystemsManager-us-east-1', 'AmazonECR-us-east-1'];
    assert.deepEqual(rates(mergeResults(all.map((name) => parseOffer(file(name))))), {
      'logsIngestion eu-central-1': 630_000,
      'logsStorage eu-central-1': 32_400,
      'ssmAdvancedHost us-east-1': 6_950,
      'ecrStorage us-east-1': 100_000,
    });
  });

  it('that is damaged gives what is sound, and tells of each thing that is not', () => {
    const offer = parseOffer(file('damaged'));
    assert.deepEqual(rates(offer), { 'eksCluster us-west-2': 100_000 });
    assert.deepEqual(Object.fromEntries(offer.problems.map(({ fault, sku = 'two' }) => [sku, fault])), {
      BADATTRIBUTES0000: 'product',
      BADNOTERM00000000: 'term',
      BADTWOTERMS000000: 'term',
      BADRATE0000000000: 'rate',
      BADDECIMALS000000: 'rate',
      BADUNIT0000000000: 'unit',
      BADCURRENCY000000: 'currency',
      BADGAP00000000000: 'tiers',
      BADEND00000000000: 'tiers',
      BADREGION00000000: 'region',
      two: 'ambiguous',
    });
  });

  it('is nothing else', () => {
    for (const other of [undefined, null, 1, 'text', [], {}, file('region_index'), { offerCode: 'AmazonECS' }])
      assert.deepEqual(parseOffer(other), {
        entries: [],
        problems: [{ fault: 'notAnOffer' }],
        others: 0,
        free: 0,
      });
  });

  it('has no products named as what objects inherit', () => {
    const offer = { offerCode: 'AmazonEKS', publicationDate: '2026-11-20T00:00:00Z', terms: { OnDemand: {} } };
    const attributes = { usagetype: 'AmazonEKS-Hours:perCluster', regionCode: 'us-east-1' };
    const products = { constructor: { productFamily: 'Compute', attributes } };
    assert.deepEqual(parseOffer({ ...offer, products }).problems, [
      { fault: 'term', item: 'eksCluster', sku: 'constructor' },
    ]);
  });
});

describe('an answer of GetProducts', () => {
  const { PriceList } = file('products-AmazonEC2-eu-central-1') as { readonly PriceList: readonly string[] };

  it('has the common instance types on demand with Linux and nothing on it', () => {
    const answer = parseProducts(PriceList);
    assert.deepEqual(rates(answer), {
      'ec2Instance t4g.nano eu-central-1': 4_800,
      'ec2Instance t3.micro eu-central-1': 12_000,
    });
    assert.deepEqual([answer.problems, answer.others], [[{ fault: 'notJson' }], 5]);
  });

  it('may be anything', () => {
    for (const text of ['', 'null', '[]', '{}', '1', '"x"', '{"product":null,"serviceCode":"AmazonEC2"}'])
      assert.deepEqual(parseProducts([text]).problems, [{ fault: 'notJson' }], text);
    const odd = { serviceCode: 'AmazonEKS', publicationDate: '2026-11-20T00:00:00Z' };
    assert.deepEqual(parseProducts([JSON.stringify(odd)]).problems, [{ fault: 'product' }]);
    assert.deepEqual(parseProducts([]), { entries: [], problems: [], others: 0, free: 0 });
  });

  it('never becomes a price once any of its parts is missing or of another type', () => {
    const whole = JSON.parse(PriceList[0] ?? '') as object;
    let sound = 0;
    const spoil = (value: object, path: readonly string[]): void => {
      for (const [key, inner] of Object.entries(value)) {
        for (const other of [undefined, null, 7, 'odd', [], {}]) {
          const copy = structuredClone(whole);
          const parent = path.reduce<Record<string, unknown>>(
            (at, name) => at[name] as Record<string, unknown>,
            copy as Record<string, unknown>,
          );
          parent[key] = other;
          const { entries } = parseProducts([JSON.stringify(copy)]);
          for (const { tiers, region } of entries) {
            assert.deepEqual(tiers, [{ from: 0, microUsd: 4_800 }], [...path, key].join('.'));
            sound += region === 'eu-central-1' ? 1 : 0;
          }
        }
        if (typeof inner === 'object' && inner !== null) spoil(inner as object, [...path, key]);
      }
    };
    spoil(whole, []);
    // Much of it says nothing about the price, such as descriptions and reserved terms.
    assert.ok(sound > 50, `${sound}`);
  });
});

describe('results of several files', () => {
  const result = (...entries: readonly PriceEntry[]): PriceListResult => ({
    entries,
    problems: [],
    others: 1,
    free: 2,
  });

  it('keep the newest price, and none where two of a day differ', () => {
    assert.deepEqual(mergeResults([result(entry(1, '2026-11-02')), result(entry(2, '2026-11-01'))]), {
      ...result(entry(1, '2026-11-02')),
      others: 2,
      free: 4,
    });
    assert.deepEqual(mergeResults([result(entry(1, '2026-11-02'), entry(1, '2026-11-02'))]).entries.length, 1);
    const { entries, problems } = mergeResults([result(entry(1, '2026-11-02')), result(entry(2, '2026-11-02'))]);
    assert.deepEqual([entries, problems], [[], [{ fault: 'ambiguous', item: 'ecrStorage' }]]);
  });
});

describe('a region index', () => {
  it('leads to the offer files, also of Local Zones', () => {
    assert.deepEqual(
      [...(parseRegionIndex(file('region_index'))?.keys() ?? [])],
      ['eu-central-1', 'us-east-1-wl1-bna1'],
    );
  });

  it('leads nowhere else', () => {
    // The index of savings plans has a list there.
    assert.equal(parseRegionIndex({ regions: [{ regionCode: 'us-east-1', versionUrl: '/savingsPlan/x' }] }), undefined);
    assert.equal(parseRegionIndex(null), undefined);
    const elsewhere = { regions: { a: { currentVersionUrl: '//elsewhere.example/x' }, b: null } };
    assert.equal(parseRegionIndex(elsewhere)?.size, 0);
  });
});
