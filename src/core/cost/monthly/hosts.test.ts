import assert from 'node:assert/strict';
import { messageText } from '../../text/message.ts';
import { priceBook } from '../priceBook.ts';
import { shippedPrices } from '../shippedPrices.ts';
import { ecsAnywhereLine } from './ecsAnywhere.ts';
import { hybridNodesLine } from './hybridNodes.ts';
import type { AnywhereHostFacts, CostLine } from './model.ts';
import { ssmAdvancedLine } from './ssmAdvanced.ts';

const region = 'us-east-1';
const nobody = priceBook({ entries: [] });
/** Ten of the thirty days are over: 240 of 720 hours. */
const now = Date.UTC(2026, 10, 11);
const long = Date.UTC(2025, 0, 1);

function ends({ soFar, projected }: CostLine): readonly (number | undefined)[] {
  return [soFar?.microUsd, soFar?.maxMicroUsd, projected?.microUsd, projected?.maxMicroUsd];
}

function host(rest: Partial<AnywhereHostFacts> = {}): AnywhereHostFacts {
  return { key: 'arn', name: 'pi', isConnected: true, registeredAt: long, ...rest };
}

describe('hybridNodesLine', () => {
  const line = (vcpus: number | undefined, count = 1, at = now): CostLine =>
    hybridNodesLine(
      Array.from({ length: count }, (_, index) => ({
        id: `mi-${index}`,
        name: `n${index}`,
        registeredAt: long,
        ...(vcpus !== undefined && { vcpus }),
      })),
      region,
      shippedPrices,
      at,
    );

  it('bills vCPU-hours: $0.02 each, 4 of them $57.60 in November', () => {
    assert.deepEqual(ends(line(4)), [19_200_000, 19_200_000, 57_600_000, 57_600_000]);
    assert.equal(line(4).basis, 'list');
  });

  it('falls at the edges of the tiers, which are of all nodes together', () => {
    // 800 vCPUs are 576,000 vCPU-hours in November: all of the first tier.
    const last = Date.UTC(2026, 11, 1) - 1;
    assert.equal(line(4, 200, last).soFar?.microUsd, 11_520_000_000);
    assert.equal(line(4, 201, last).soFar?.microUsd, 11_520_000_000 + 4 * 720 * 14_000);
    assert.equal(line(4, 400, last).soFar?.microUsd, 11_520_000_000 + 8_064_000_000);
    assert.equal(line(4, 401, last).soFar?.microUsd, 11_520_000_000 + 8_064_000_000 + 4 * 720 * 10_000);
  });

  it('gives a range where the number of vCPUs is not known', () => {
    assert.deepEqual(ends(line(undefined)), [4_800_000, 76_800_000, 14_400_000, 230_400_000]);
    assert.equal(line(undefined).basis, 'estimated');
  });

  it('begins when the node joined, and makes up no price', () => {
    const node = { id: 'mi-1', name: 'n', vcpus: 1, registeredAt: now - 1500 };
    assert.equal(hybridNodesLine([node], region, shippedPrices, now).soFar?.microUsd, Math.round((2 / 3600) * 20_000));
    const unpriced = hybridNodesLine([node], 'us-gov-west-1', shippedPrices, now);
    assert.deepEqual(ends(unpriced), [undefined, undefined, undefined, undefined]);
    assert.equal(unpriced.missing[0]?.region, 'us-gov-west-1');
  });
});

describe('ecsAnywhereLine', () => {
  const line = (hosts: readonly AnywhereHostFacts[], hasFree?: boolean, at = now): CostLine =>
    ecsAnywhereLine(
      hosts,
      { region, ...(hasFree !== undefined && { hasAnywhereFreeHours: hasFree }) },
      shippedPrices,
      at,
    );

  it('bills seen hours for certain, all since registration at most', () => {
    const seen = host({ connectedSeconds: 200 * 3600 });
    assert.deepEqual(ends(line([seen], false)), [2_050_000, 2_460_000, 6_970_000, 7_380_000]);
    const whole = host({ connectedSeconds: 240 * 3600 });
    assert.deepEqual(ends(line([whole], false)), [2_460_000, 2_460_000, 7_380_000, 7_380_000]);
    assert.equal(line([whole], false).basis, 'list');
  });

  it('is open from nothing where nobody has looked', () => {
    assert.deepEqual(ends(line([host()], false)), [0, 2_460_000, 4_920_000, 7_380_000]);
    assert.deepEqual(ends(line([host({ isConnected: false })], false)), [0, 2_460_000, 0, 7_380_000]);
    const { registeredAt, ...noDate } = host();
    assert.ok(registeredAt);
    assert.deepEqual(ends(line([noDate], false)), [0, 2_460_000, 4_920_000, 7_380_000]);
  });

  it('counts no more than there was since registration', () => {
    const young = host({ registeredAt: now - 3_600_000, connectedSeconds: 99_999_999 });
    assert.deepEqual(ends(line([young], false)), [10_250, 10_250, 481 * 10_250, 481 * 10_250]);
    const ahead = host({ registeredAt: now + 5000 });
    assert.deepEqual(ends(line([ahead], false)).slice(0, 2), [0, 0]);
  });

  it('has the free hours at the least, as nobody can tell', () => {
    const hosts = Array.from({ length: 4 }, (_, n) => host({ key: `${n}`, connectedSeconds: 240 * 3600 }));
    // 4 × 720 are 2,880 hours, 680 more than are free.
    assert.deepEqual(ends(line(hosts)), [0, 9_840_000, 6_970_000, 29_520_000]);
    assert.deepEqual(ends(line(hosts, true)), [0, 0, 6_970_000, 6_970_000]);
    assert.deepEqual(ends(line(hosts, false)), [9_840_000, 9_840_000, 29_520_000, 29_520_000]);
    assert.deepEqual(
      line(hosts).children?.map(({ projected }) => projected?.microUsd),
      Array(4).fill(1_742_500),
    );
    assert.equal(line(hosts).basis, 'estimated');
    assert.ok(line(hosts).inputs.some(({ label }) => messageText(label).includes('nobody can tell')));
  });

  it('has the edge of the free hours where it is', () => {
    const at = (seconds: number): number | undefined => {
      const hosts = Array.from({ length: 10 }, (_, n) =>
        host({ key: `${n}`, isConnected: false, connectedSeconds: n === 0 ? seconds : 220 * 3600 }),
      );
      return line(hosts, true).soFar?.microUsd;
    };
    assert.equal(at(220 * 3600), 0);
    assert.equal(at(220 * 3600 + 1), Math.round(10_250 / 3600));
  });

  it('says where there is no price: Zurich has none', () => {
    const zurich = ecsAnywhereLine([host()], { region: 'eu-central-2' }, shippedPrices, now);
    assert.equal(zurich.soFar, undefined);
    assert.equal(zurich.missing[0]?.item, 'ecsAnywhereHost');
  });
});

describe('ssmAdvancedLine', () => {
  const nodes = [
    { id: 'mi-1', name: 'pi', registeredAt: long },
    { id: 'mi-2', name: 'connector', registeredAt: Date.UTC(2026, 10, 10) },
  ];

  it('bills every node since it registered', () => {
    // 240 and 24 hours so far, 720 and 504 in the month.
    const line = ssmAdvancedLine(nodes, 'advanced', region, shippedPrices, now);
    assert.deepEqual(ends(line), [1_834_800, 1_834_800, 8_506_800, 8_506_800]);
  });

  it('costs nothing in the standard tier, whatever prices are known', () => {
    assert.deepEqual(ends(ssmAdvancedLine(nodes, 'standard', region, nobody, now)), [0, 0, 0, 0]);
  });

  it('is open where the setting could not be read', () => {
    const line = ssmAdvancedLine(nodes, undefined, region, shippedPrices, now);
    assert.deepEqual(ends(line), [0, 1_834_800, 0, 8_506_800]);
    assert.equal(line.basis, 'estimated');
  });

  it('borrows no price of another Region', () => {
    const line = ssmAdvancedLine(nodes, 'advanced', 'sa-east-1', shippedPrices, now);
    assert.equal(line.soFar, undefined);
    assert.deepEqual(
      line.missing.map((each) => each.region),
      ['sa-east-1'],
    );
  });
});
