import assert from 'node:assert/strict';
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
