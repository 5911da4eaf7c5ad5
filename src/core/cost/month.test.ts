import assert from 'node:assert/strict';
import { dayKey, monthEnd, monthKey, monthOf, monthStart, secondsIn } from './month.ts';

describe('months', () => {
  it('have 28 to 31 days, and follow the leap years', () => {
    for (const [year, month, days] of [
      [2026, 1, 31],
      [2026, 2, 28],
      [2026, 4, 30],
      [2026, 12, 31],
      [2028, 2, 29],
      [2000, 2, 29],
      [2100, 2, 28],
    ] as const) {
      assert.equal(secondsIn({ year, month }) / 3600, days * 24, `${year}-${month}`);
      assert.equal(secondsIn({ year, month }), days * 86_400);
    }
  });

  it('begin and end at midnight of UTC, each where the one before ends', () => {
    const november = { year: 2026, month: 11 };
    assert.equal(new Date(monthStart(november)).toISOString(), '2026-11-01T00:00:00.000Z');
    assert.equal(monthEnd(november), Date.parse('2026-12-01T00:00:00Z'));
    assert.deepEqual(monthOf(monthEnd(november) - 1), november);
    assert.deepEqual(monthOf(monthEnd(november)), { year: 2026, month: 12 });
    assert.equal(monthEnd({ year: 2026, month: 12 }), monthStart({ year: 2027, month: 1 }));
  });

  it('and days are those of UTC, in whatever time zone this machine is', () => {
    const zone = process.env.TZ;
    try {
      for (const each of ['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Tokyo', 'UTC']) {
        process.env.TZ = each;
        assert.equal(dayKey(Date.parse('2026-11-30T23:59:59.999Z')), '2026-11-30', each);
        assert.deepEqual(monthOf(Date.parse('2026-12-31T23:59:59Z')), { year: 2026, month: 12 }, each);
        // A change to summer time takes no hour of it.
        assert.equal(secondsIn({ year: 2026, month: 3 }) / 3600, 744, each);
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('have keys that sort', () => {
    assert.equal(monthKey({ year: 2026, month: 2 }), '2026-02');
    assert.equal(dayKey(Date.UTC(2028, 1, 29)), '2028-02-29');
  });
});
