import assert from 'node:assert/strict';
import { message } from '../../core/text/message.ts';
import type { CostLine } from '../../core/cost/monthly/model.ts';
import type { PullRow } from '../../core/pulls/gateway.ts';
import { costAlerts, toldIn, withLevel } from './costAlertRules.ts';

const now = Date.UTC(2026, 10, 22, 12);
const november = { year: 2026, month: 11 };
const words = { locale: 'en' };
const gb = 2 ** 30;
const off = { budgetMicroUsd: undefined, pullFactor: undefined };

function line(soFar: number, projected: number, most = projected): CostLine {
  return {
    id: 'eks',
    label: message('EKS'),
    kind: 'eks',
    soFar: { microUsd: soFar, maxMicroUsd: soFar },
    projected: { microUsd: projected, maxMicroUsd: most },
    inputs: [],
    basis: 'list',
    prices: [],
    missing: [],
  };
}

/** A GB on each of the 14 days before, and what is said today. */
function pulls(repository: string, today: number): readonly PullRow[] {
  const row = (number: number, bytes: number): PullRow => ({
    day: `2026-11-${String(number).padStart(2, '0')}`,
    host: 'mi-1',
    repository,
    bytes,
    pulls: 1,
    unsized: 0,
    evidence: 'layers',
  });
  return [...Array.from({ length: 14 }, (_, index) => row(8 + index, gb)), row(22, today)];
}

describe('alerts of costs', () => {
  it('are off unless the user has set a limit', () => {
    const best = () => pulls('web', 1000 * gb);
    assert.deepEqual(costAlerts({ lines: [line(9e9, 9e9)], accounts: [{ pulls: { best } }] }, off, now, words), []);
  });

  it('tell of the budget: what is spent, what will be, and what only may be', () => {
    const told = (each: CostLine) =>
      costAlerts({ lines: [each], accounts: [] }, { ...off, budgetMicroUsd: 10_000_000 }, now, words);
    assert.deepEqual(told(line(5_000_000, 10_000_000)), []);
    assert.deepEqual(told(line(5_000_000, 12_500_000)), [
      { level: 'forecast', text: 'This month will be $2.50 over the budget of $10.00, if all stays as it is.' },
    ]);
    assert.deepEqual(told(line(11_000_000, 20_000_000)), [
      { level: 'over', text: 'The costs of this month are $1.00 over the budget of $10.00.' },
    ]);
    assert.deepEqual(told(line(1, 1, 11_000_000)), [
      { level: 'forecast', text: 'This month may be up to $1.00 over the budget of $10.00, if all stays as it is.' },
    ]);
  });

  it('tell of a repository that is pulled more than so many times the usual, in any account', () => {
    const asked: number[] = [];
    const account = (rows: readonly PullRow[]) => ({
      pulls: {
        best: ({ from }: { readonly from: number }) => {
          asked.push(from);
          return rows;
        },
      },
    });
    const state = { lines: [], accounts: [account(pulls('web', 5 * gb)), account(pulls('hub', 5 * gb + 1))] };
    assert.deepEqual(costAlerts(state, { ...off, pullFactor: 5 }, now, words), [
      { level: 'pulls hub', text: '5 GB of hub were pulled today; on a usual day it is 1 GB.' },
    ]);
    assert.ok(
      asked.every((from) => from <= Date.UTC(2026, 10, 8)),
      'all 14 days before',
    );
    assert.equal(costAlerts(state, { ...off, pullFactor: 4.9 }, now, words).length, 2);
  });

  it('are told once a month and level', () => {
    const first = withLevel(toldIn(november, undefined), 'over');
    assert.deepEqual(first, { month: '2026-11', isMuted: false, levels: ['over'] });
    const kept: unknown = JSON.parse(JSON.stringify(first));
    assert.equal(withLevel(toldIn(november, kept), 'over'), undefined);
    assert.deepEqual(withLevel(toldIn(november, kept), 'forecast')?.levels, ['over', 'forecast']);
    assert.deepEqual(withLevel(toldIn({ year: 2026, month: 12 }, kept), 'over')?.levels, ['over']);
  });

  it('are not told any more this month where the user does not want it', () => {
    const muted = { month: '2026-11', isMuted: true, levels: [] };
    assert.equal(withLevel(toldIn(november, muted), 'pulls web'), undefined);
    assert.ok(withLevel(toldIn({ year: 2026, month: 12 }, muted), 'pulls web'));
  });

  it('are told where another version left something else', () => {
    for (const stored of [null, 7, 'x', { month: '2026-11', levels: 7 }, { month: '2026-11', levels: [7], isMuted: 1 }])
      assert.deepEqual(toldIn(november, stored), { month: '2026-11', isMuted: false, levels: [] });
  });
});
