import assert from 'node:assert/strict';
import type { PullRow } from './gateway.ts';
import { estimatedRows, estimatePulls, type PulledImage } from './estimate.ts';

const blob = (digest: string, size: number): { digest: string; size: number } => ({ digest, size });
const base = blob('base', 1_000);
const pi = [{ host: 'mi-1', from: '2026-11-02' }];

const v1: PulledImage = {
  repository: 'app',
  digest: 'v1',
  layers: [base, blob('one', 100)],
  config: blob('config1', 10),
  manifestBytes: 2,
  hosts: pi,
};
const v2: PulledImage = {
  ...v1,
  digest: 'v2',
  layers: [base, blob('two', 200)],
  config: blob('config2', 10),
  hosts: [{ host: 'mi-1', from: '2026-11-04' }],
};

function count(day: string, times: number, repository = 'app'): { day: string; count: number; repository: string } {
  return { day, count: times, repository };
}

describe('estimatePulls', () => {
  it('takes new layers once for a host, and all of them for each pull at most', () => {
    const days = estimatePulls([count('2026-11-04', 3), count('2026-11-01', 1), count('2026-11-02', 5)], [v1, v2]);
    assert.deepEqual(
      days.map(({ day, pulls, likelyBytes, mostBytes }) => [day, pulls, likelyBytes, mostBytes]),
      [
        ['2026-11-01', 1, 2, 1_212],
        ['2026-11-02', 5, 1_110 + 5 * 2, 5 * 1_212],
        ['2026-11-04', 3, 210 + 3 * 2, 3 * 1_212],
      ],
    );
  });

  it('shares layers between the images of a host, not between hosts', () => {
    const other: PulledImage = {
      repository: 'other',
      digest: 'o',
      layers: [base],
      hosts: [...pi, { host: 'mi-2', from: '2026-11-02' }],
    };
    const counts = [count('2026-11-01', 1, 'x'), count('2026-11-02', 1), count('2026-11-02', 2, 'other')];
    assert.deepEqual(
      estimatePulls(counts, [v1, other]).map(({ likelyBytes }) => likelyBytes),
      [0, 1_112, 1_000],
    );
  });

  it('takes no more hosts than there were pulls; the others pull on later days', () => {
    const hosts = ['mi-1', 'mi-2', 'mi-3'].map((host) => ({ host, from: '2026-11-02' }));
    const counts = [count('2026-11-01', 1), count('2026-11-02', 2), count('2026-11-03', 9)];
    const likely = estimatePulls(counts, [{ ...v1, hosts, manifestBytes: 0 }]).map(({ likelyBytes }) => likelyBytes);
    assert.deepEqual(likely, [0, 2_220, 1_110]);
  });

  it('takes what hosts had before counting began for pulled', () => {
    const [day] = estimatePulls([count('2026-11-04', 1)], [v1, v2]);
    assert.equal(day?.likelyBytes, 212);
  });

  it('takes the image of a job for cleaned up after each run, but for what the host keeps for others', () => {
    const from = '2026-11-03';
    const job: PulledImage = {
      ...v1,
      repository: 'job',
      digest: 'j',
      layers: [base, blob('job', 5_000)],
      hosts: ['mi-1', 'mi-2'].map((host) => ({ host, from, isCleanedUp: true })),
      manifestBytes: 0,
    };
    const counts = ['2026-11-01', '2026-11-02', '2026-11-03'].map((day) => count(day, 5, 'job'));
    const kept = { ...v1, hosts: [{ host: 'mi-1', from: '2026-11-02' }], manifestBytes: 0 };
    const days = estimatePulls([...counts, count('2026-11-02', 1)], [job, kept]);
    assert.deepEqual(
      days.map(({ day, repository, likelyBytes }) => [day, repository, likelyBytes]),
      [
        ['2026-11-01', 'job', 2 * 6_010],
        ['2026-11-02', 'app', 1_110],
        // The base and the configuration are there.
        ['2026-11-02', 'job', 5_000 + 6_010],
        ['2026-11-03', 'job', 5_000 + 6_010],
      ],
    );
    const [few] = estimatePulls([count('2026-11-01', 1, 'job')], [job]);
    assert.deepEqual([few?.likelyBytes, few?.mostBytes], [6_010, 6_010]);
  });

  it('goes by what pulls moved on the days around, whatever the reason, never by the day itself', () => {
    const row = (day: string, bytes: number, unsized = 0): PullRow => {
      return { day, host: 'mi-1', repository: 'app', bytes, pulls: 9, unsized, evidence: 'layers' };
    };
    const image = { ...v1, hosts: [], manifestBytes: 0 };
    const counts = [
      count('2026-11-02', 2),
      count('2026-11-03', 6),
      count('2026-11-04', 1),
      count('2026-11-05', 10),
      count('2026-11-06', 4),
      count('2026-12-01', 1),
    ];
    const rows = [row('2026-11-02', 800), row('2026-11-02', 200), row('2026-11-03', 3_000), row('2026-11-04', 9, 1)];
    // The fifth was not read; it is between. Of the fourth sizes are missing.
    const days = new Set(['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-06']);
    const likely = estimatePulls(counts, [image], [], { rows, days }).map(({ likelyBytes }) => likelyBytes);
    assert.deepEqual(likely, [
      Math.round((2 * 3_000) / 10),
      Math.round((6 * 1_000) / 6),
      Math.round(4_000 / 12),
      Math.round((10 * 4_000) / 12),
      2_000,
      0,
    ]);
  });

  it('is never likelier than it is at most', () => {
    const image = { ...v1, hosts: [], manifestBytes: 0 };
    const row: PullRow = {
      day: '2026-11-02',
      host: 'mi-1',
      repository: 'app',
      bytes: 50_000,
      pulls: 3,
      unsized: 0,
      evidence: 'layers',
    };
    const measured = { rows: [row], days: new Set([row.day]) };
    const [, day] = estimatePulls([count(row.day, 1), count('2026-11-03', 1)], [image], [], measured);
    assert.deepEqual([day?.likelyBytes, day?.mostBytes], [50_000, 50_000]);
  });

  it('leaves out its own reads, and says where nothing is known of sizes', () => {
    const own = { repository: 'app', digest: 'v1', kind: 'image', time: Date.UTC(2026, 10, 2, 23) } as const;
    const days = estimatePulls([count('2026-11-02', 1), count('2026-11-03', 4, 'unknown')], [v1], [own]);
    assert.deepEqual(estimatedRows(days), [
      {
        day: '2026-11-03',
        host: 'all',
        repository: 'unknown',
        bytes: 0,
        mostBytes: 0,
        pulls: 4,
        unsized: 4,
        evidence: 'pullCount',
      },
    ]);
  });
});
