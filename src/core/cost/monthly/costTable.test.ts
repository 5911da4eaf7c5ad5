import assert from 'node:assert/strict';
import { priceBook } from '../priceBook.ts';
import { shippedPrices } from '../shippedPrices.ts';
import { budgetAlert } from './budget.ts';
import { costCsv, costTable, totalRow } from './costTable.ts';
import { csv } from './csv.ts';
import type { CostFacts, CostTotal } from './model.ts';
import { monthlyCosts } from './monthlyCosts.ts';
import { byteWords, quantityWords } from './words.ts';

const now = Date.UTC(2026, 10, 11);
const facts: CostFacts = {
  region: 'us-east-1',
  hoursPerMonth: 730,
  eksClusters: [
    {
      arn: 'arn:c',
      name: 'old|cluster',
      status: 'ACTIVE',
      version: '1.31',
      support: 'extended',
      createdAt: 0,
      endOfStandardSupport: Date.UTC(2025, 10, 26),
      endOfExtendedSupport: Date.UTC(2026, 10, 26),
    },
  ],
  anywhereHosts: [{ key: 'arn:h', name: '=cmd()', isConnected: true, registeredAt: 0, connectedSeconds: 864_000 }],
  hasAnywhereFreeHours: false,
};
const en = { locale: 'en' };

describe('costTable', () => {
  it('has a row for each line, with amounts, basis, inputs and prices with source and date', () => {
    const rows = costTable(monthlyCosts(facts, shippedPrices, now), en);
    assert.deepEqual(
      rows.map(({ depth, label, soFar, projected, basis }) => [depth, label, soFar, projected, basis]),
      [
        [0, 'EKS control planes', '$144.00', '$372.00–$432.00', 'estimated'],
        [1, 'old|cluster', '$144.00', '$372.00–$432.00', 'estimated'],
        [2, 'Cluster', '$24.00', '$72.00', 'list price'],
        [2, 'Extended support, on top', '$120.00', '$300.00–$360.00', 'estimated'],
        [0, 'ECS Anywhere', '$2.46', '$7.38', 'list price'],
        [1, '=cmd()', '$2.46', '$7.38', 'list price'],
      ],
    );
    assert.deepEqual(rows[1]!.inputs, [
      'Kubernetes version: 1.31',
      'Billed as in extended support: the price of a cluster and one on top of it.',
      'In extended support since: 2025-11-26',
      'Extended support ends: 2026-11-26',
      'What extended support adds a month: $365.00',
    ]);
    assert.deepEqual(rows[3]!.inputs, ['Time so far: 240 h', 'Time in the whole month: 600 h–720 h']);
    assert.match(rows[2]!.prices[0]!, /^\$0\.10 a cluster and hour · AWS price list \(AmazonEKS\), 2026-09-18$/);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    assert.equal(costTable(monthlyCosts(facts, shippedPrices, now), { depth: 0 }).length, 2);
  });

  it('says which price is missing, and what a sum is without', () => {
    const lines = monthlyCosts({ ...facts, region: 'eu-central-2' }, shippedPrices, now);
    const rows = costTable(lines, en);
    assert.deepEqual(
      rows.slice(-2).map(({ soFar, projected, basis, without }) => [soFar, projected, basis, without]),
      Array(2).fill(['no price known for eu-central-2', 'no price known for eu-central-2', '', '']),
    );
    const total = totalRow(lines, en);
    assert.equal(total.soFar, '$144.00');
    assert.equal(total.without, 'without ECS Anywhere (no price known for eu-central-2)');
    assert.equal(totalRow(monthlyCosts(facts, shippedPrices, now), en).without, '');
  });

  it('says it in the reader’s words and currency', () => {
    const [row] = costTable(monthlyCosts(facts, shippedPrices, now), {
      locale: 'de',
      currency: { code: 'EUR', perUsd: 0.5 },
      translate: ({ template }) => template.toUpperCase(),
    });
    assert.equal(row?.label, 'EKS CONTROL PLANES');
    assert.equal(row.soFar.replace(/\s/g, ' '), '72,00 €');
  });

  it('tells an assumed price, and tiers', () => {
    const lines = monthlyCosts(
      { region: 'us-west-2', hoursPerMonth: 730, hybridNodes: [{ id: 'mi-1', name: 'n', vcpus: 4, registeredAt: 0 }] },
      shippedPrices,
      now,
    );
    const [price = ''] = costTable(lines, en)[0]!.prices;
    assert.match(price, /^\$0\.02, \$0\.014 above 576,000, .* a vCPU and hour · .* · assumed for us-west-2$/);
  });

  it('exports all of it as CSV, with numbers as numbers', () => {
    const rows = costCsv(monthlyCosts(facts, shippedPrices, now), en).split('\r\n');
    assert.match(rows[0]!, /^Cost,"So far, least \(USD\)","So far, most \(USD\)",/);
    assert.match(rows[2]!, /^EKS control planes \/ old\|cluster,144,144,372,432,estimated,/);
    assert.match(rows[6]!, /^ECS Anywhere \/ =cmd\(\),2\.46,2\.46,7\.38,7\.38,list price,/);
    assert.match(rows[7]!, /^Total,146\.46,146\.46,379\.38,439\.38,,,,$/);
    const unknown = costCsv(monthlyCosts(facts, priceBook({ entries: [] }), now), en).split('\r\n');
    assert.match(unknown[1]!, /^EKS control planes,,,,,,.*,no price known for us-east-1$/);
  });
});

describe('csv', () => {
  it('quotes as RFC 4180 has it', () => {
    assert.equal(
      csv([
        ['a', 'b,c', 'say "x"', 'two\nlines', '', undefined],
        [-1, 0.000001, ' blank '],
      ]),
      'a,"b,c","say ""x""","two\nlines",,\r\n-1,0.000001," blank "\r\n',
    );
    assert.equal(csv([]), '');
  });

  it('lets no text be a formula', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '  =1', '\u200b=1', '＝1', '\rx', '＠x'])
      assert.match(csv([[text]]), /^"?'/, JSON.stringify(text));
    assert.equal(csv([['a=b', 'a-b', '1-2']]), 'a=b,a-b,1-2\r\n');
  });
});

describe('budgetAlert', () => {
  const total = (...[least, most, projected, projectedMost]: readonly [number, number, number, number]): CostTotal => ({
    soFar: { microUsd: least, maxMicroUsd: most },
    projected: { microUsd: projected, maxMicroUsd: projectedMost },
    missing: [],
  });

  it('tells the month that is over from the one that will be', () => {
    assert.equal(budgetAlert(total(1, 1, 10, 10), 10), undefined);
    assert.deepEqual(budgetAlert(total(11, 11, 20, 20), 10), {
      level: 'over',
      isCertain: true,
      byMicroUsd: 1,
      budgetMicroUsd: 10,
    });
    assert.deepEqual(budgetAlert(total(5, 50, 12, 50), 10), {
      level: 'forecast',
      isCertain: true,
      byMicroUsd: 2,
      budgetMicroUsd: 10,
    });
    assert.equal(budgetAlert(total(5, 11, 10, 20), 10)?.level, 'over');
    assert.equal(budgetAlert(total(5, 11, 10, 20), 10)?.isCertain, false);
    assert.deepEqual(budgetAlert(total(5, 5, 5, 20), 10), {
      level: 'forecast',
      isCertain: false,
      byMicroUsd: 10,
      budgetMicroUsd: 10,
    });
  });
});

describe('quantities', () => {
  it('are said in units of a bill', () => {
    assert.equal(byteWords(0, en), '0 B');
    assert.equal(byteWords(1023, en), '1,023 B');
    assert.equal(byteWords(12.44 * 2 ** 30, en), '12.4 GB');
    assert.equal(byteWords(2 ** 40, en), '1 TB');
    const at = Date.UTC(2026, 1, 3, 4, 5);
    assert.equal(quantityWords({ unit: 'time', least: at, most: at }, en), '2026-02-03 04:05 UTC');
    assert.equal(quantityWords({ unit: 'seconds', least: 0, most: 5400 }, en), '0 h–1.5 h');
    assert.equal(quantityWords({ unit: 'vcpuSeconds', least: 3600, most: 3600 }, en), '1 vCPU-h');
    assert.equal(quantityWords({ unit: 'count', least: 1, most: 16 }, en), '1–16');
  });
});
