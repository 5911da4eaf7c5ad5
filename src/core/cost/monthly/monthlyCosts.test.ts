import assert from 'node:assert/strict';
import { randomNumbers } from '../../randomNumbers.ts';
import type { ManagedInstanceTier } from '../costSettings.ts';
import { monthEnd, secondsIn } from '../month.ts';
import { costOf, secondsPerHour } from '../money.ts';
import { priceBook } from '../priceBook.ts';
import type { PriceItem } from '../prices.ts';
import { shippedPrices } from '../shippedPrices.ts';
import { totalOf } from './lines.ts';
import type { CostFacts, CostLine } from './model.ts';
import { monthlyCosts } from './monthlyCosts.ts';

/** Whole numbers, the same ones each time. */
function random(seed: number): (below: number) => number {
  const next = randomNumbers(seed);
  return (below) => Math.floor(next() * below);
}

function randomFacts(below: (limit: number) => number, now: number): CostFacts {
  const several = <T>(most: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: below(most) }, (_, index) => make(index));
  const time = (): number => now - below(2) * below(90 * 86_400_000) - below(40 * 86_400_000) + 86_400_000;
  const maybe = <K extends string, T>(key: K, value: T): Partial<Record<K, T>> =>
    // A computed key makes an index signature of the type.
    (below(3) === 0 ? {} : { [key]: value }) as Partial<Record<K, T>>;
  const pick = <T>(...values: readonly [T, ...T[]]): T => values[below(values.length)]!;
  return {
    region: pick('us-east-1', 'eu-central-2', 'sa-east-1', 'mx-central-1', 'us-west-2'),
    hoursPerMonth: pick(720, 730),
    eksClusters: several(6, (index) => ({
      arn: `arn:${index}`,
      name: `c${index}`,
      status: pick('ACTIVE', 'CREATING', 'DELETING', 'FAILED', 'PENDING', 'UPDATING'),
      support: pick('standard', 'extended', 'unsupported', 'unknown'),
      ...maybe('createdAt', time()),
      ...maybe('endOfStandardSupport', time() - 86_400_000 + below(60 * 86_400_000)),
      ...maybe('endOfExtendedSupport', time() + 365 * 86_400_000),
      ...maybe('controlPlaneTier', pick('standard', 'tier-xl', 'tier-8xl', 'tier-new')),
      ...(below(5) === 0 && { connector: {} }),
    })),
    hybridNodes: several(300, (index) => ({
      id: `mi-${index}`,
      name: `n${index}`,
      ...maybe('registeredAt', time()),
      ...maybe('vcpus', 1 + below(32)),
    })),
    anywhereHosts: several(20, (index) => ({
      key: `h${index}`,
      name: `h${index}`,
      isConnected: below(2) === 0,
      ...maybe('registeredAt', time()),
      ...maybe('connectedSeconds', below(3_000_000)),
    })),
    ...maybe('hasAnywhereFreeHours', below(2) === 0),
    managedNodes: several(20, (index) => ({ id: `mi-${index}`, name: 'n', ...maybe('registeredAt', time()) })),
    ...maybe('managedInstanceTier', pick<ManagedInstanceTier>('standard', 'advanced')),
    transfer: {
      parts: several(9, (index) => ({ key: `r${index}`, bytes: below(2 ** 31) * below(2 ** 10) })),
      evidence: pick('layers', 'pullCount', 'billed'),
      days: several(28, (index) => ({
        day: new Date(now - index * 86_400_000).toISOString().slice(0, 10),
        bytes: below(2 ** 31) * 64,
      })),
      ...maybe('mostBytes', below(2 ** 31) * 4096),
      ...maybe(
        'elsewhere',
        several(3, (index) => ({
          region: `elsewhere-${index}`,
          parts: [{ key: 'r', bytes: below(2 ** 31) * 4096 }],
          days: [],
          ...maybe('mostBytes', below(2 ** 31) * 8192),
        })),
      ),
    },
    storage: several(5, (index) => ({
      repository: `r${index}`,
      bytes: below(2 ** 31),
      ...maybe('mostBytes', 2 ** 40),
    })),
  };
}

/** Every line and those below it. */
function all(lines: readonly CostLine[]): readonly CostLine[] {
  return lines.flatMap((line) => [line, ...all(line.children ?? [])]);
}

function assertWhole({ id, soFar, projected, children, missing }: CostLine): void {
  assert.equal(soFar === undefined, projected === undefined, id);
  assert.ok(soFar !== undefined || missing.length > 0, id);
  if (!soFar || !projected) return;
  const ends = [soFar.microUsd, soFar.maxMicroUsd, projected.microUsd, projected.maxMicroUsd] as const;
  for (const end of ends) assert.ok(Number.isSafeInteger(end) && end >= 0, id);
  assert.ok(ends[0] <= ends[1] && ends[2] <= ends[3], id);
  assert.ok(ends[0] <= ends[2] && ends[1] <= ends[3], id);
  if (!children) return;
  const total = totalOf(children);
  assert.deepEqual([soFar, projected], [total.soFar, total.projected], id);
}

describe('monthlyCosts', () => {
  it('has parts that sum exactly to the whole, ends in order and one id for each line, whatever the facts', () => {
    const below = random(20_261_122);
    for (let round = 0; round < 60; round++) {
      const now = Date.UTC(2026 + below(4), below(12), 1 + below(31), below(24), below(60), below(60), below(1000));
      const lines = monthlyCosts(randomFacts(below, now), shippedPrices, now);
      const every = all(lines);
      for (const line of every) assertWhole(line);
      assert.equal(new Set(every.map(({ id }) => id)).size, every.length);
      const leaves = totalOf(every.filter(({ children }) => !children));
      assert.deepEqual(totalOf(lines).soFar, leaves.soFar);
      assert.deepEqual(totalOf(lines).projected, leaves.projected);
    }
  });

  it('prices every hourly item by 720, 730 and the real hours of a month', () => {
    const items: readonly [PriceItem, number][] = [
      ['eksCluster', 100_000],
      ['eksExtendedSupport', 500_000],
      ['eksProvisionedXl', 1_650_000],
      ['eksProvisioned2Xl', 3_400_000],
      ['eksProvisioned4Xl', 6_900_000],
      ['eksProvisioned8Xl', 13_900_000],
      ['eksHybridVcpu', 20_000],
      ['ecsAnywhereHost', 10_250],
      ['ssmAdvancedHost', 6950],
    ];
    const months = [2, 4, 12].map((month) => secondsIn({ year: 2026, month }) / 3600);
    for (const [item, microUsd] of items)
      for (const hours of [720, 730, secondsIn({ year: 2028, month: 2 }) / 3600, ...months]) {
        const price = shippedPrices.price(item, 'us-east-1')!;
        assert.equal(costOf(hours * secondsPerHour, secondsPerHour, price.microUsd), hours * microUsd, item);
      }
  });

  it('begins anew with each month, with all that is there', () => {
    const end = monthEnd({ year: 2027, month: 12 });
    const facts: CostFacts = {
      region: 'us-east-1',
      hoursPerMonth: 730,
      eksClusters: [{ arn: 'a', name: 'a', status: 'ACTIVE', support: 'standard', createdAt: 0 }],
      managedNodes: [{ id: 'mi-1', name: 'n', registeredAt: 0 }],
      managedInstanceTier: 'advanced',
    };
    const before = totalOf(monthlyCosts(facts, shippedPrices, end - 1));
    assert.deepEqual(before.soFar, before.projected);
    assert.equal(before.soFar.microUsd, 744 * 106_950);
    const after = totalOf(monthlyCosts(facts, shippedPrices, end));
    assert.equal(after.soFar.microUsd, 0);
    assert.equal(after.projected.microUsd, 744 * 106_950);
  });

  it('has no line for what was not read, or is not there', () => {
    const none = { region: 'us-east-1', hoursPerMonth: 730 };
    assert.deepEqual(monthlyCosts(none, shippedPrices, 0), []);
    assert.deepEqual(monthlyCosts({ ...none, eksClusters: [], storage: [] }, shippedPrices, 0), []);
  });

  it('knows no amount without a price book', () => {
    const facts = randomFacts(random(1), Date.UTC(2026, 5, 15));
    const lines = monthlyCosts(
      { ...facts, managedInstanceTier: 'advanced', eksClusters: [] },
      priceBook({ entries: [] }),
      Date.UTC(2026, 5, 15),
    );
    assert.ok(lines.length > 3);
    assert.ok(lines.every(({ soFar }) => soFar === undefined));
  });
});
