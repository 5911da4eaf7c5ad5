import assert from 'node:assert/strict';
import { bestRows, compareByDay, compareWhole, wholeDays } from './compareEvidence.ts';
import type { PullRow } from './gateway.ts';
import { byHost, byRepository, pullsByDay, unusual } from './report.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 10, 1);

function row(on: string, bytes: number, more: Partial<PullRow> = {}): PullRow {
  return { day: on, host: 'mi-1', repository: 'app', bytes, pulls: 1, unsized: 0, evidence: 'layers', ...more };
}

describe('reports of pulls', () => {
  const rows = [
    row('2026-11-01', 10, { image: '1.0' }),
    row('2026-11-01', 5, { host: 'mi-2', unsized: 1 }),
    row('2026-11-03', 100, { repository: 'web', host: 'mi-2' }),
    row('2026-12-01', 7, { repository: 'late' }),
  ];

  it('has every day of a range, stacked in one order', () => {
    const days = pullsByDay([...rows, row('2026-11-03', 1)], { from: start, to: start + 2 * day + 5 }, 'repository');
    assert.deepEqual(
      days.map((each) => [each.day, each.bytes, each.parts.map(({ key, bytes }) => `${key} ${bytes}`)]),
      [
        ['2026-11-01', 15, ['app 15']],
        ['2026-11-02', 0, []],
        ['2026-11-03', 101, ['web 100', 'app 1']],
      ],
    );
    assert.deepEqual(pullsByDay(rows, { from: start, to: start - 1 - day }, 'host'), []);
  });

  it('sums by repository and by host, largest first', () => {
    const [web, app] = byRepository(rows);
    assert.deepEqual([web?.key, app?.key, app?.bytes, app?.unsized], ['web', 'app', 15, 1]);
    assert.deepEqual(
      app?.hosts.map(({ key, bytes }) => [key, bytes]),
      [
        ['mi-1', 10],
        ['mi-2', 5],
      ],
    );
    assert.deepEqual(
      app.images.map(({ key, bytes }) => [key, bytes]),
      [
        ['1.0', 10],
        ['', 5],
      ],
    );
    const [second, first] = byHost(rows);
    assert.deepEqual([second?.key, second?.bytes, first?.key, first?.bytes], ['mi-2', 105, 'mi-1', 17]);
    assert.deepEqual(
      second?.repositories.map(({ key }) => key),
      ['web', 'app'],
    );
  });

  it('finds a repository that is pulled more than N times its usual', () => {
    const usual = Array.from({ length: 14 }, (_, index) =>
      row(new Date(start + index * day).toISOString().slice(0, 10), 100 + index),
    );
    const today = start + 14 * day;
    const seldom = ['2026-11-02', '2026-11-07', '2026-11-12'].map((on) => row(on, 50, { repository: 'seldom' }));
    const fresh = row('2026-11-15', 1e9, { repository: 'fresh' });
    const at = (bytes: number): readonly string[] =>
      unusual(
        [...usual, ...seldom, fresh, row('2026-11-15', bytes), row('2026-11-15', 200, { repository: 'seldom' })],
        3,
        today + 5 * 3_600_000,
      ).map(({ repository, usual: median }) => `${repository} ${median}`);
    // The median of 100 … 113 is 106.5, of which whole bytes are 106.
    assert.deepEqual(at(318), ['seldom 50']);
    assert.deepEqual(at(319), ['app 106', 'seldom 50']);
  });

  it('sets kinds of evidence that cover the same days side by side', () => {
    const all = [
      row('2026-11-01', 90),
      row('2026-11-01', 100, { evidence: 'pullCount', mostBytes: 300 }),
      row('2026-11-01', 95, { evidence: 'billed' }),
      row('2026-11-02', 40, { evidence: 'pullCount', mostBytes: 60 }),
      row('2026-11-03', 1),
    ];
    const days = {
      layers: wholeDays([{ from: start, to: start + 2 * day + 1 }]),
      pullCount: new Set(['2026-11-01', '2026-11-02']),
      billed: new Set(['2026-11-01', '2026-11-04']),
    };
    assert.deepEqual([...days.layers], ['2026-11-01', '2026-11-02']);
    const [first, second, ...more] = compareByDay(all, days);
    assert.deepEqual(more, []);
    assert.deepEqual(first?.sums, [
      { evidence: 'layers', bytes: 90, unsized: 0 },
      { evidence: 'pullCount', bytes: 100, unsized: 0, mostBytes: 300 },
      { evidence: 'billed', bytes: 95, unsized: 0 },
    ]);
    assert.deepEqual(
      first.differences.map(({ of, than, bytes }) => `${of} ${than} ${bytes}`),
      ['layers pullCount -10', 'layers billed -5', 'pullCount billed 5'],
    );
    // A day that was read wholly and has no rows is a day without pulls.
    assert.deepEqual(second?.differences, [{ of: 'layers', than: 'pullCount', bytes: -40 }]);
    assert.equal(compareWhole(all, days)?.days, 1);
    assert.equal(compareWhole(all, { layers: days.layers }), undefined);
    // A third kind of other days keeps two from nothing.
    const some = compareWhole(all, { ...days, billed: new Set(['2026-12-01']) });
    assert.deepEqual(
      some?.sums.map(({ evidence }) => evidence),
      ['layers', 'pullCount'],
    );
    assert.equal(some.differences.length, 1);
    assert.equal(compareWhole(all, { layers: days.layers, billed: new Set(['2026-12-01']) }), undefined);
    assert.deepEqual(
      bestRows(all, { ...days, layers: new Set(['2026-11-01']) }).map((each) => `${each.day} ${each.evidence}`),
      ['2026-11-01 layers', '2026-11-02 pullCount', '2026-11-03 layers'],
    );
  });

  it('takes a day for whole only from its first to its last millisecond', () => {
    assert.deepEqual([...wholeDays([{ from: start + 1, to: start + 2 * day }])], ['2026-11-02']);
    assert.deepEqual([...wholeDays([{ from: start, to: start + day - 1 }])], []);
  });
});
