import assert from 'node:assert/strict';
import type { CostLine } from '../../core/cost/monthly/model.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { Failure } from '../../core/failure.ts';
import { message } from '../../core/text/message.ts';
import type { PullRow } from '../../core/pulls/gateway.ts';
import type { CostNode } from './costNode.ts';
import { costNodes, type CostsAround } from './costNodes.ts';
import type { AccountCosts, AccountPulls, CostsState } from './costs.ts';

const now = Date.UTC(2026, 10, 22, 12);
const noPulls: AccountPulls = {
  rows: () => [],
  best: () => [],
  days: {},
  billed: { requests: 0, days: [] },
  hostNames: new Map(),
};
const price = shippedPrices.price('eksCluster', 'eu-central-1');
assert.ok(price);
const lab: CostLine = {
  id: 'eks:lab',
  label: message('{0}', 'lab'),
  kind: 'eks',
  soFar: { microUsd: 51_600_000, maxMicroUsd: 51_600_000 },
  projected: { microUsd: 72_000_000, maxMicroUsd: 72_000_000 },
  inputs: [{ label: message('Time so far'), quantity: { unit: 'seconds', least: 1_857_600, most: 1_857_600 } }],
  basis: 'list',
  prices: [price],
  missing: [],
};

function state(costs: Partial<AccountCosts>, others: Partial<CostsState> = {}): CostsState {
  const account: AccountCosts = {
    ref: { source: { kind: 'demo' }, region: 'eu-central-1' },
    key: 'demo@eu-central-1',
    facts: { region: 'eu-central-1', hoursPerMonth: 730, eksClusters: [], anywhereHosts: [] },
    lines: [],
    tasks: [],
    pulls: noPulls,
    failures: [],
    ...costs,
  };
  const lines = account.lines;
  const month = { year: 2026, month: 11 };
  return { month, accounts: [account], lines, book: shippedPrices, asOf: now, isOld: false, failures: [], ...others };
}
const around: CostsAround = {
  words: { locale: 'en' },
  now,
  reading: () => ({ mostRequests: 100, isUnfinished: false }),
  failures: () => [],
};
const labels = (nodes: readonly CostNode[]): readonly string[] =>
  nodes.map(({ row }) => (row.description === undefined ? row.label : `${row.label} | ${row.description}`));

describe('rows of the Costs view', () => {
  it('are none where there is nothing to say, so that the welcome text shows', () => {
    assert.deepEqual(costNodes(state({}), around), []);
    assert.deepEqual(costNodes({ ...state({}), accounts: [] }, around), []);
  });

  it('are the month, then each line with its inputs and its price under it', () => {
    const nodes = costNodes(state({ lines: [lab] }), around);
    assert.deepEqual(labels(nodes), ['November 2026 | $51.60', 'lab | $51.60']);
    const [, line] = nodes;
    assert.equal(line?.row.spoken, 'lab, $51.60 so far · $72.00 in the month');
    assert.equal(line.tooltip, 'lab — $51.60 so far · $72.00 in the month');
    const [input = '', rate = ''] = labels(line.children);
    assert.equal(input, 'Time so far: 516 h');
    assert.match(rate, /^\$0\.10 a cluster and hour · AWS price list .*, \d{4}-\d\d-\d\d$/);
  });

  it('have figures that are whole in a narrow view, and say all of it aloud', () => {
    const wide = { microUsd: 52_750_000, maxMicroUsd: 85_200_001 };
    const [total] = costNodes(state({ lines: [{ ...lab, soFar: wide, projected: wide }] }), around);
    assert.equal(total?.row.description, '$52–$86');
    assert.match(total.row.spoken, /\$52\.75–\$85\.20 so far · \$52\.75–\$85\.20 in the month/);
    const small = { microUsd: 0, maxMicroUsd: 5_380_000 };
    const [, line] = costNodes(state({ lines: [{ ...lab, soFar: small, projected: wide }] }), around);
    assert.equal(line?.row.description, '$0.00–$5.38');
  });

  it('say an amount whose price is not known as such', () => {
    const { soFar, projected, ...unpriced } = lab;
    assert.ok(soFar && projected);
    const missing = [{ item: 'eksCluster', region: 'cn-north-1', label: message('Cluster') }] as const;
    const nodes = costNodes(state({ lines: [{ ...unpriced, prices: [], missing }] }), around);
    assert.equal(labels(nodes)[1], 'lab | no price known for cn-north-1');
  });

  it('show the currency and the budget of the settings', () => {
    const words = { locale: 'en', currency: { code: 'EUR', perUsd: 0.5 } };
    const [total] = costNodes(state({ lines: [lab] }), { ...around, words, budgetMicroUsd: 10_000_000 });
    assert.equal(total?.row.description, '€25.80');
    assert.ok(labels(total.children).includes('Budget: €5.00'));
    assert.ok(labels(total.children).includes('A US dollar is taken for 0.5 EUR, as in your settings'));
  });

  it('tell what was known last in the place of a sum that lacks what could not be read', () => {
    const facts = { region: 'eu-central-1', hoursPerMonth: 730 };
    const offline = { ...state({ lines: [lab], facts }), isOld: true };
    const nodes = costNodes(offline, { ...around, lastKnown: 'Last known: EKS $73.00/mo' });
    assert.deepEqual(labels(nodes), ['Last known: EKS $73.00/mo', 'lab | $51.60']);
    const [total] = costNodes(state({ lines: [lab], facts }), around);
    assert.ok(labels(total?.children ?? []).includes('Without what could not be read'));
  });

  it('tell the age of what is old', () => {
    const old = state({ lines: [lab] }, { asOf: now - 3 * 3_600_000, isOld: true });
    assert.equal(costNodes(old, around)[0]?.row.description, '$51.60 · as of 3 hours ago');
  });

  it('set kinds of evidence side by side with their difference, and name hosts', () => {
    const day = '2026-11-20';
    const measured: PullRow = {
      day,
      host: 'mi-1',
      repository: 'web',
      bytes: 3 * 2 ** 30,
      pulls: 4,
      unsized: 0,
      evidence: 'layers',
    };
    const counted: PullRow = {
      ...measured,
      host: 'all',
      bytes: 2 ** 30,
      mostBytes: 5 * 2 ** 30,
      evidence: 'pullCount',
    };
    const pulls: AccountPulls = {
      ...noPulls,
      rows: () => [measured, counted],
      best: () => [measured],
      days: { layers: new Set([day]), pullCount: new Set([day]) },
      scannedAt: now,
      metrics: 7,
      hostNames: new Map([['mi-1', 'attic']]),
    };
    const nodes = costNodes(state({ pulls }), around);
    assert.deepEqual(labels(nodes), [
      'Pulls by Host | 3 GB · $0.00',
      'How Pulls Are Known | CloudTrail as of 1 minute ago',
    ]);
    assert.deepEqual(labels(nodes[0]?.children ?? []), ['attic | 3 GB · $0.00']);
    assert.deepEqual(labels(nodes[1]?.children ?? []), [
      'Days of this month that they have in common: 1',
      'Measured by layer: 3 GB',
      'Estimated from pull counts: likely 1 GB, at most 5 GB',
      'Measured by layer is 2 GB more than Estimated from pull counts',
      'Pull counts take 7 metrics of CloudWatch a read, which AWS may bill',
      'Cost Explorer | off',
    ]);
  });

  it('count only days of this month as those that kinds of evidence have in common', () => {
    const days = new Set(['2026-10-30', '2026-10-31', '2026-11-01']);
    const pulls: AccountPulls = { ...noPulls, days: { layers: days, pullCount: days }, scannedAt: now };
    const [known] = costNodes(state({ pulls }), around);
    assert.equal(labels(known?.children ?? [])[0], 'Days of this month that they have in common: 1');
  });

  it('say of a sum that something could not be read, whatever it is', () => {
    const failures = [new Failure('accessDenied', 'no', { service: 'ECS', operation: 'ListContainerInstances' })];
    const [total] = costNodes(state({ lines: [lab] }, { failures }), around);
    assert.ok(labels(total?.children ?? []).includes('Without what could not be read'));
  });

  it('show what is estimated with its bound, wherever it stands', () => {
    const estimated: PullRow = {
      day: '2026-11-20',
      host: 'all',
      repository: 'web',
      bytes: 2 ** 30,
      mostBytes: 5 * 2 ** 30,
      pulls: 4,
      unsized: 0,
      evidence: 'pullCount',
    };
    const unsized: PullRow = { ...estimated, repository: 'old', bytes: 0, mostBytes: 0, pulls: 3, unsized: 3 };
    const days = new Set([estimated.day]);
    const pulls: AccountPulls = {
      ...noPulls,
      rows: () => [estimated, unsized],
      best: () => [estimated, unsized],
      days: { layers: days, pullCount: days },
    };
    const [hosts, known] = costNodes(state({ pulls }), around);
    assert.equal(hosts?.row.description, '1 GB–5 GB · $0.00');
    assert.equal(hosts.row.spoken, 'Pulls by Host, likely 1 GB, at most 5 GB · $0.00');
    assert.deepEqual(labels(hosts.children), ['All Hosts | 1 GB–5 GB · $0.00']);
    assert.deepEqual(labels(hosts.children[0]?.children ?? []).slice(0, 3), [
      'All hosts, not told apart',
      'web: likely 1 GB, at most 5 GB in 4 pulls',
      'old: 3 pulls of a size that is not known',
    ]);
    assert.ok(
      labels(known?.children ?? []).includes(
        'Estimated from pull counts: likely 1 GB, at most 5 GB, and 3 pulls of a size that is not known',
      ),
    );
  });

  it('show how far a read of pulls is, and that older events are left', () => {
    const reading = () => ({ mostRequests: 100, isUnfinished: true, progress: { requests: 12, counted: 300 } });
    const nodes = costNodes(state({ pulls: { ...noPulls, scannedAt: now } }), { ...around, reading });
    assert.equal(labels(nodes)[0], 'Reading pulls… | 12 of 100 requests, 300 layers');
    assert.equal(labels(nodes.at(-1)?.children ?? [])[0], 'Older events are still to be read: Read Pulls Now');
  });
});
