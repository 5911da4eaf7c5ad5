import assert from 'node:assert/strict';
import { accountCosts, costsState, reportNow as now } from '../../../test/unit/reportLiterals.ts';
import { assertSpokenRow } from '../../../test/unit/spoken.ts';
import { message } from '../../core/text/message.ts';
import type { CostKind, CostLine } from '../../core/cost/monthly/model.ts';
import { allHosts, otherHost, unknownHost, type Evidence, type PullRow } from '../../core/pulls/gateway.ts';
import type { CostNode } from './costNode.ts';
import { costNodes, type CostsAround } from './costNodes.ts';
import type { AccountPulls } from './costs.ts';
import { evidenceName } from './pullNodes.ts';

/** By type, so that a new one is not forgotten here. */
const names: Readonly<Record<CostKind, string>> = {
  eks: 'EKS control planes',
  hybridNodes: 'EKS Hybrid Nodes',
  ecsAnywhere: 'ECS Anywhere',
  ssmAdvanced: 'SSM advanced tier',
  transfer: 'Transfer out of ECR',
  storage: 'Storage in ECR',
};
const evidences: Readonly<Record<Evidence, true>> = { layers: true, pullCount: true, billed: true };

const range = { microUsd: 51_600_000, maxMicroUsd: 72_000_000 };
const line = (kind: CostKind): CostLine => ({
  id: kind,
  label: message('{0}', names[kind]),
  kind,
  soFar: range,
  projected: range,
  inputs: [
    { label: message('Time so far'), quantity: { unit: 'seconds', least: 3600, most: 7200 } },
    { label: message('Hours of a month: {0}', 730) },
  ],
  basis: 'estimated',
  prices: [],
  missing: [],
});
const { soFar, projected, ...unpriced } = line('eks');
assert.ok(soFar && projected);
const lines: readonly CostLine[] = [
  ...(Object.keys(names) as CostKind[]).map(line),
  {
    ...unpriced,
    id: 'unpriced',
    missing: [{ item: 'eksCluster', region: 'cn-north-1', label: message('Cluster') }],
  },
];

const day = '2026-11-20';
const row: PullRow = { day, host: 'mi-1', repository: 'web', bytes: 2 ** 30, pulls: 4, unsized: 1, evidence: 'layers' };
const rows: readonly PullRow[] = [
  ...['mi-1', unknownHost, otherHost].map((host) => ({ ...row, host })),
  { ...row, host: allHosts, mostBytes: 2 ** 31, evidence: 'pullCount' },
  { ...row, host: allHosts, evidence: 'billed' },
];
const days = new Set([day]);
const pulls: AccountPulls = {
  rows: () => rows,
  best: () => rows.slice(0, 4),
  days: { layers: days, pullCount: days, billed: days },
  billed: { requests: 2, days: [], agreedAt: now },
  scannedAt: now - 60_000,
  metrics: 7,
  hostNames: new Map([['mi-1', 'attic']]),
};

const account = { ...accountCosts(), lines, pulls };
const around: CostsAround = {
  words: { locale: 'en' },
  now,
  budgetMicroUsd: 10_000_000,
  reading: () => ({ mostRequests: 100, isUnfinished: true, progress: { requests: 12, counted: 300 } }),
  failures: () => [],
  lastKnown: 'Last known: EKS $73.00/mo',
};
const state = costsState({ lines }, [account, { ...account, key: 'other@eu-central-1' }]);
const cases: Readonly<Record<string, readonly CostNode[]>> = {
  'of an account': costNodes(costsState({}), around),
  'of two accounts, with pulls of all kinds': costNodes(state, around),
  'that are old': costNodes({ ...state, asOf: now - 86_400_000, isOld: true }, around),
  'while nothing is known': costNodes({ ...state, accounts: [], lines: [] }, around),
  'in another currency': costNodes(state, {
    ...around,
    words: { locale: 'en', currency: { code: 'EUR', perUsd: 0.9 } },
  }),
};

function all(nodes: readonly CostNode[]): readonly CostNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children)]);
}

describe('rows of the Costs view, to whoever does not see icons and colours', () => {
  for (const [name, nodes] of Object.entries(cases)) {
    it(`${name} are spoken with all that stands in them, as a phrase`, () => {
      assert.ok(nodes.length > 0);
      for (const { row: each } of all(nodes)) assertSpokenRow(each);
    });
  }

  it('are there for each kind of cost, and tell it by its name', () => {
    const spoken = all(cases['of two accounts, with pulls of all kinds'] ?? []).map(({ row: each }) => each.spoken);
    for (const name of Object.values(names))
      assert.ok(spoken.includes(`${name}, $51.60–$72.00 so far · $51.60–$72.00 in the month · estimated`), name);
    assert.ok(spoken.some((each) => each.includes('no price known for cn-north-1')));
  });

  it('name each kind of evidence in words', () => {
    const shown = all(cases['of two accounts, with pulls of all kinds'] ?? []).map(({ row: each }) => each.spoken);
    for (const evidence of Object.keys(evidences) as Evidence[])
      assert.ok(
        shown.some((each) => each.startsWith(`${evidenceName(evidence)}: `)),
        evidence,
      );
  });
});
