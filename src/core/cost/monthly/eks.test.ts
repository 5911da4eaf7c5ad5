import assert from 'node:assert/strict';
import { messageText } from '../../text/message.ts';
import { priceBook } from '../priceBook.ts';
import { shippedPrices } from '../shippedPrices.ts';
import { eksLine, eksRates } from './eks.ts';
import { extendedSupportOf, extendedSupportSoon } from './extendedSupport.ts';
import type { CostLine, EksClusterFacts } from './model.ts';

const where = { region: 'us-east-1', hoursPerMonth: 730 };
const nobody = priceBook({ entries: [] });

function cluster(rest: Partial<EksClusterFacts> = {}): EksClusterFacts {
  return {
    arn: 'arn:aws:eks:us-east-1:123456789012:cluster/home',
    name: 'home',
    status: 'ACTIVE',
    version: '1.34',
    support: 'standard',
    createdAt: Date.UTC(2026, 0, 1),
    controlPlaneTier: 'standard',
    ...rest,
  };
}

function lineOf(facts: EksClusterFacts, now: number, book = shippedPrices): CostLine {
  const [line] = eksLine([facts], where, book, now).children ?? [];
  return line!;
}

/** Least and most so far, least and most projected, in dollars. */
function dollars({ soFar, projected }: CostLine): readonly number[] {
  return [soFar!.microUsd, soFar!.maxMicroUsd, projected!.microUsd, projected!.maxMicroUsd].map((each) => each / 1e6);
}

function remarks({ inputs }: CostLine): string {
  return inputs.map(({ label }) => messageText(label)).join('\n');
}

describe('eksLine', () => {
  it('bills every hour of months of 28 to 31 days, in UTC', () => {
    for (const [year, month, hours] of [
      [2026, 2, 672],
      [2028, 2, 696],
      [2026, 11, 720],
      [2026, 12, 744],
      [2000, 2, 696],
      [2100, 2, 672],
    ] as const) {
      const last = Date.UTC(year, month) - 1;
      const line = lineOf(cluster({ createdAt: 0 }), last);
      assert.deepEqual(dollars(line), [hours / 10, hours / 10, hours / 10, hours / 10], `${year}-${month}`);
      assert.equal(lineOf(cluster({ createdAt: 0 }), last + 1).soFar!.microUsd, 0, 'the next month begins at nothing');
    }
  });

  it('does not heed the time zone of the machine', () => {
    const before = process.env.TZ;
    try {
      for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu']) {
        process.env.TZ = zone;
        assert.deepEqual(dollars(lineOf(cluster(), Date.UTC(2026, 10, 1, 1))), [0.1, 0.1, 72, 72], zone);
        assert.deepEqual(dollars(lineOf(cluster(), Date.UTC(2026, 9, 31, 23))), [74.3, 74.3, 74.4, 74.4], zone);
      }
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  it('begins with the creation of the cluster, by the second', () => {
    const createdAt = Date.UTC(2026, 10, 22, 12, 0, 1);
    const line = lineOf(cluster({ createdAt }), Date.UTC(2026, 10, 22, 13));
    assert.equal(line.soFar!.microUsd, Math.round((3599 / 3600) * 100_000));
    assert.equal(line.projected!.microUsd, Math.round(((8.5 * 24 * 3600 - 1) / 3600) * 100_000));
    assert.equal(line.basis, 'list');
    // A clock that lags behind AWS's.
    assert.equal(lineOf(cluster({ createdAt }), createdAt - 5000).soFar!.microUsd, 0);
  });

  it('adds extended support from the second on which it begins', () => {
    const facts = cluster({ endOfStandardSupport: Date.UTC(2026, 11, 2), endOfExtendedSupport: Date.UTC(2027, 11, 2) });
    const november = lineOf(facts, Date.UTC(2026, 10, 22));
    assert.deepEqual(dollars(november), [50.4, 50.4, 72, 72]);
    assert.equal(november.children, undefined);
    // 744 hours at $0.10, and 720 of them at $0.50 on top.
    const before = lineOf(facts, Date.UTC(2026, 11, 1, 12));
    assert.deepEqual(dollars(before), [1.2, 1.2, 434.4, 434.4]);
    assert.match(remarks(before), /Billed as in standard support/);
    const after = lineOf(facts, Date.UTC(2026, 11, 2, 0, 0, 1));
    assert.equal(after.children?.[1]?.soFar?.microUsd, Math.round(500_000 / 3600));
    assert.match(remarks(after), /Billed as in extended support/);
    assert.equal(after.projected!.microUsd, 434_400_000);
    // What was read before that day says standard; the date counts.
    assert.deepEqual(dollars(lineOf(facts, Date.UTC(2027, 0, 2))), [14.4, 14.4, 446.4, 446.4]);
  });

  it('is open between the two where no source decides', () => {
    const now = Date.UTC(2026, 10, 11);
    assert.deepEqual(dollars(lineOf(cluster({ support: 'unknown' }), now)), [24, 144, 72, 432]);
    assert.deepEqual(dollars(lineOf(cluster({ support: 'unsupported' }), now)), [24, 144, 72, 432]);
    const past = {
      support: 'unsupported',
      endOfStandardSupport: Date.UTC(2025, 0, 1),
      endOfExtendedSupport: Date.UTC(2026, 10, 6),
    } as const;
    // Five days of it for certain, and the rest perhaps.
    assert.deepEqual(dollars(lineOf(cluster(past), now)), [84, 144, 132, 432]);
    assert.equal(lineOf(cluster(past), now).basis, 'estimated');
    // Extended now, but AWS gives no date: so far it may have been standard.
    assert.deepEqual(dollars(lineOf(cluster({ support: 'extended' }), now)), [24, 144, 312, 432]);
    assert.deepEqual(dollars(lineOf(cluster({ status: 'FAILED' }), now)), [0, 24, 0, 72]);
    assert.deepEqual(dollars(lineOf(cluster({ status: 'DELETING' }), now)), [24, 24, 24, 72]);
    const { createdAt, ...unknownAge } = cluster();
    assert.ok(createdAt);
    assert.deepEqual(dollars(lineOf(unknownAge, now)), [0, 24, 48, 72]);
  });

  it('leaves open what AWS does when it upgrades a cluster by its policy, until it did not', () => {
    const policy = { atEndOfStandardSupport: 'upgrade', endOfStandardSupport: Date.UTC(2026, 10, 21) } as const;
    const before = lineOf(cluster(policy), Date.UTC(2026, 10, 11));
    assert.deepEqual(dollars(before), [24, 24, 72, 192]);
    assert.match(remarks(before), /AWS upgrades it when standard support ends/);
    assert.deepEqual(dollars(lineOf(cluster(policy), Date.UTC(2026, 10, 22))), [62.4, 62.4, 192, 192]);
  });

  it('bills a cluster that is gone between when it was last seen and when it was missed', () => {
    const gone = { lastSeenAt: Date.UTC(2026, 10, 6), missedAt: Date.UTC(2026, 10, 11) };
    const line = lineOf(cluster({ gone }), Date.UTC(2026, 10, 22));
    assert.deepEqual(dollars(line), [12, 24, 12, 24]);
    assert.match(remarks(line), /It is gone/);
    const begins = { endOfStandardSupport: Date.UTC(2026, 10, 24) };
    assert.doesNotMatch(remarks(lineOf(cluster({ gone, ...begins }), Date.UTC(2026, 10, 22))), /Extended support/);
  });

  it('charges nothing for what does not run in EKS, and says why', () => {
    const now = Date.UTC(2026, 10, 11);
    for (const [facts, why] of [
      [{ connector: { provider: 'OTHER' } }, /runs outside of EKS/],
      [{ connector: { provider: 'EKS_ANYWHERE' }, support: 'unknown' }, /EKS Anywhere/],
      [{ connector: {}, status: 'FAILED' }, /runs outside of EKS/],
      [{ status: 'PENDING' }, /Not created yet/],
    ] as const) {
      const line = lineOf(cluster(facts), now, nobody);
      assert.deepEqual(dollars(line), [0, 0, 0, 0]);
      assert.match(remarks(line), why);
      assert.deepEqual(line.missing, []);
    }
  });

  it('adds a provisioned control plane', () => {
    const line = lineOf(cluster({ controlPlaneTier: 'tier-2xl' }), Date.UTC(2026, 10, 11));
    assert.deepEqual(dollars(line), [840, 840, 2520, 2520]);
    assert.deepEqual(
      line.prices.map(({ item }) => item),
      ['eksCluster', 'eksProvisioned2Xl'],
    );
  });

  it('names what it has no price for, and leaves it out', () => {
    const line = lineOf(cluster({ controlPlaneTier: 'tier-99xl' }), Date.UTC(2026, 10, 11));
    assert.deepEqual(dollars(line), [24, 24, 72, 72]);
    assert.deepEqual(
      line.missing.map(({ label, region }) => [messageText(label), region]),
      [['Provisioned control plane tier-99xl, on top', 'us-east-1']],
    );
    const unknown = eksLine([cluster()], where, nobody, Date.UTC(2026, 10, 11));
    assert.equal(unknown.soFar, undefined);
    assert.equal(unknown.projected, undefined);
    assert.equal(unknown.missing[0]?.item, 'eksCluster');
  });
});

describe('eksRates', () => {
  const now = Date.UTC(2026, 10, 22);

  it('is by the rates of now, for 720 or 730 hours', () => {
    const begins = { endOfStandardSupport: Date.UTC(2026, 10, 22) };
    for (const hoursPerMonth of [720, 730]) {
      const of = (...facts: readonly EksClusterFacts[]): number =>
        eksRates(facts, { ...where, hoursPerMonth }, shippedPrices, now).reduce(
          (sum, { amount }) => sum + amount.microUsd,
          0,
        ) / 1e6;
      assert.equal(of(cluster(), cluster({ arn: 'other' })), (2 * hoursPerMonth) / 10);
      assert.equal(of(cluster(begins)), hoursPerMonth * 0.6);
      assert.equal(of(cluster({ endOfStandardSupport: now + 1 })), hoursPerMonth / 10);
      assert.equal(of(cluster({ controlPlaneTier: 'tier-xl' })), hoursPerMonth * 1.75);
      assert.equal(of(cluster({ connector: {} }), cluster({ status: 'PENDING' })), 0);
    }
  });

  it('is a range where it is open, and says what is missing', () => {
    const of = (facts: EksClusterFacts): unknown => eksRates([facts], where, shippedPrices, now)[0]?.amount;
    assert.deepEqual(of(cluster({ support: 'unknown' })), { microUsd: 73_000_000, maxMicroUsd: 438_000_000 });
    assert.deepEqual(of(cluster({ status: 'FAILED' })), { microUsd: 0, maxMicroUsd: 73_000_000 });
    for (const status of ['CREATING', 'ACTIVE', 'UPDATING', 'DELETING'])
      assert.deepEqual(of(cluster({ status })), { microUsd: 73_000_000, maxMicroUsd: 73_000_000 }, status);
    assert.deepEqual(of(cluster({ createdAt: now + 5000 })), { microUsd: 73_000_000, maxMicroUsd: 73_000_000 });
    assert.equal(eksRates([cluster()], where, nobody, now)[0]?.missing.length, 1);
  });
});

describe('extendedSupportSoon', () => {
  const day = 86_400_000;
  const now = Date.UTC(2026, 10, 22);
  const on = (begins: number, rest: Partial<EksClusterFacts> = {}): EksClusterFacts =>
    cluster({ endOfStandardSupport: begins, name: String(begins), ...rest });

  it('names clusters of the next 30 days, the first one first, with what it adds', () => {
    const eksClusters = [on(now + 30 * day), on(now + 10 * day), on(now), on(now + 30 * day + 1), cluster()];
    const soon = extendedSupportSoon({ ...where, eksClusters }, shippedPrices, now);
    assert.deepEqual(
      soon.map(({ begins, addsMicroUsd }) => [begins, addsMicroUsd]),
      [
        [now + 10 * day, 365_000_000],
        [now + 30 * day, 365_000_000],
      ],
    );
  });

  it('leaves out what AWS upgrades then', () => {
    const eksClusters = [on(now + day, { atEndOfStandardSupport: 'upgrade' })];
    assert.deepEqual(extendedSupportSoon({ ...where, eksClusters }, shippedPrices, now), []);
  });

  it('leaves out what is free or on its way out, and makes up no price', () => {
    const begins = now + day;
    const eksClusters = [
      on(begins, { connector: {} }),
      on(begins, { status: 'DELETING' }),
      on(begins, { status: 'FAILED' }),
    ];
    assert.deepEqual(extendedSupportSoon({ ...where, eksClusters }, shippedPrices, now), []);
    assert.equal(extendedSupportOf(on(begins), where, nobody)?.addsMicroUsd, undefined);
  });
});
