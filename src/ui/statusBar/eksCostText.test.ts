import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { eksLine } from '../../core/cost/monthly/eks.ts';
import { nothing, plus } from '../../core/cost/monthly/lines.ts';
import { monthlyCosts } from '../../core/cost/monthly/monthlyCosts.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import type { EksCluster } from '../../core/fleet/model.ts';
import { buildReport } from '../report/build/buildReport.ts';
import { accountCosts as costsInReport, costsState, reportInput } from '../../../test/unit/reportLiterals.ts';
import {
  accountCosts,
  amountOf,
  eksCostSpoken,
  eksCostText,
  eksCostTooltip,
  nextChange,
  type AccountClusters,
  type AccountCost,
} from './eksCostText.ts';

const now = Date.UTC(2026, 10, 22, 12);

function clustersOf(clusters?: readonly EksCluster[], region = 'us-east-1', profile = 'home'): AccountClusters {
  return { ref: { source: { kind: 'profile', profile }, region }, eksClusters: clusters };
}

function accountCost(clusters: readonly EksCluster[], hours = 730, region = 'us-east-1'): AccountCost {
  const [cost] = accountCosts([clustersOf(clusters, region)], hours, shippedPrices, now);
  assert.ok(cost);
  return cost;
}

const words = { locale: 'en' };
const plain = (markdown: string): string =>
  markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(+code));
const total = (costs: readonly AccountCost[]) => costs.map(amountOf).reduce(plus, nothing);
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
    const tooltip = plain(eksCostTooltip([accountCost(clusters)], 730, words));
    assert.match(tooltip, /\| lab \| 1.35, standard support \| \$73.00 \|/);
    assert.match(tooltip, /\| old \| 1.31, extended support \| \$438.00 \|/);
    assert.match(tooltip, /\| barn \| .*runs outside AWS: free \| \$0.00 \|/);
    assert.match(tooltip, /A month of 730 hours, at list prices\./);
    assert.match(tooltip, /\$0\.10 a cluster and hour · AWS price list .*, \d{4}-\d\d-\d\d/);
    assert.match(tooltip, /\$0\.50 a cluster and hour/);
    assert.doesNotMatch(tooltip, /assumed/);
  });

  it('says where a price is assumed, and where none is known', () => {
    const of = (region: string): string =>
      plain(eksCostTooltip([accountCost([eksCluster('lab')], 730, region)], 730, words));
    assert.match(of('me-west-1'), /assumed for me-west-1/);
    assert.match(of('cn-north-1'), /\| without Cluster \(no price known for cn-north-1\) \|/);
    assert.equal(total([accountCost([eksCluster('lab')], 730, 'cn-north-1')]).maxMicroUsd, 0);
  });

  it('counts a cluster once that two profiles show, and only accounts whose clusters were read', () => {
    const lab = [eksCluster('lab')];
    const all = [clustersOf(lab), clustersOf(lab, 'us-east-1', 'admin'), clustersOf(undefined, 'eu-west-1')];
    const costs = accountCosts(all, 730, shippedPrices, now);
    assert.equal(text(costs), 'EKS $73.00/mo');
    assert.equal(costs.length, 2);
  });

  it('makes no link of a cluster name, and ends long tables', () => {
    const tooltip = eksCostTooltip([accountCost([eksCluster('[x](command:y)|')])], 730, words);
    assert.doesNotMatch(tooltip, /\]\(command/);
    const hundred = accountCost(Array.from({ length: 100 }, (_, index) => eksCluster(`c${index}`)));
    assert.equal(text([hundred]), 'EKS $7,300.00/mo');
    assert.match(plain(eksCostTooltip([hundred], 730, words)), /and 80 more/);
  });

  it('knows when it is to be looked at again: 30 days before extended support begins, and when it does', () => {
    const begins = now + 40 * 86_400_000;
    const all = [clustersOf([eksCluster('lab', { endOfStandardSupport: begins })]), clustersOf(undefined)];
    const warned = begins - 30 * 86_400_000;
    assert.deepEqual(
      [nextChange(all, now), nextChange(all, warned), nextChange(all, begins)],
      [warned, begins, undefined],
    );
  });

  it('says the same as the Costs view and the report, when extended support begins in mid-month', () => {
    const begins = Date.UTC(2026, 10, 26);
    const hour = 3_600_000;
    const lab = eksCluster('lab', { createdAt: 0, version: '1.31', endOfStandardSupport: begins, support: 'standard' });
    const region = 'eu-central-1';
    const where = { region, hoursPerMonth: 730 };
    for (const [at, hourly, why, reason] of [
      [begins - hour, 100_000, 'standard support', /Billed as in standard support/],
      [begins, 600_000, 'extended support', /Billed as in extended support/],
      [begins + hour, 600_000, 'extended support', /Billed as in extended support/],
    ] as const) {
      const [status] = accountCosts([clustersOf([lab], region)], 730, shippedPrices, at);
      assert.ok(status);
      assert.deepEqual(amountOf(status), { microUsd: 730 * hourly, maxMicroUsd: 730 * hourly });
      assert.ok(plain(eksCostTooltip([status], 730, words)).includes(`1.31, ${why} |`));
      const soFar = (time: number): number => eksLine([lab], where, shippedPrices, time).soFar?.microUsd ?? 0;
      assert.equal(soFar(at + hour) - soFar(at), hourly, 'an hour in the Costs view');
      const facts = { ...where, eksClusters: [lab] };
      const { transfer, ...costs } = costsInReport(facts);
      assert.ok(transfer);
      const lines = monthlyCosts(facts, shippedPrices, at);
      const account = { ...costs, facts, lines };
      const report = buildReport(reportInput({ now: at, state: costsState({ lines, asOf: at }, [account]) }));
      const tables = report.sections.flatMap(({ blocks }) => blocks).filter((block) => block.kind === 'table');
      const row = tables.find(({ id }) => id === 'costs')?.rows.find(({ cells }) => cells[0]?.text === 'lab');
      assert.equal(row?.cells[1]?.plain?.[0], soFar(at) / 1e6);
      assert.match(row.details?.join('\n') ?? '', reason);
    }
  });
});
