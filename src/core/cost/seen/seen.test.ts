import assert from 'node:assert/strict';
import { monthStart } from '../month.ts';
import { ecsAnywhereLine } from '../monthly/ecsAnywhere.ts';
import { eksLine } from '../monthly/eks.ts';
import { shippedPrices } from '../shippedPrices.ts';
import { messageText } from '../../text/message.ts';
import { nothingSeen, pruned, withLook, withMoment, type Look, type Seen, type SeenSpan } from './seen.ts';
import { fromBytes, toBytes } from './seenFile.ts';
import { withSeenClusters, withSeenHosts } from './seenFacts.ts';

const minute = 60_000;
const hour = 60 * minute;
const november = monthStart({ year: 2026, month: 11 });

function spansOf(...moments: readonly (readonly [minutes: number, isConnected: boolean])[]): readonly SeenSpan[] {
  return moments.reduce<readonly SeenSpan[]>(
    (spans, [minutes, isConnected]) => withMoment(spans, minutes * minute, isConnected),
    [],
  );
}
const inMinutes = (spans: readonly SeenSpan[]): readonly string[] =>
  spans.map(({ from, to, isConnected }) => `${isConnected ? '+' : '-'}${from / minute}..${to / minute}`);

function look(at: number, isConnected: boolean | undefined, registeredAt?: number): Look {
  const host = { key: 'pi', name: 'pi', clusterName: 'home', ...(registeredAt !== undefined && { registeredAt }) };
  const hosts = isConnected === undefined ? [] : [{ ...host, isConnected }];
  return { at, of: 'hosts', clusterArn: 'arn:home', hosts };
}
const seenBy = (looks: readonly Look[]): Seen => looks.reduce(withLook, nothingSeen);
const fact = { key: 'pi', name: 'pi', isConnected: true, registeredAt: 0 };

describe('what was seen of a host', () => {
  it('counts between two looks an hour apart that found the same, and no further', () => {
    assert.deepEqual(inMinutes(spansOf([0, true], [60, true])), ['+0..60']);
    assert.deepEqual(inMinutes(spansOf([0, true], [61, true])), ['+0..0', '+61..61']);
    assert.deepEqual(inMinutes(spansOf([0, true], [30, false], [50, false], [55, true])), [
      '+0..0',
      '-30..50',
      '+55..55',
    ]);
  });

  it('comes to the same in whatever order windows say it', () => {
    const moments = [
      [0, true],
      [20, true],
      [50, false],
      [70, false],
      [100, true],
      [180, true],
      [240, true],
    ] as const;
    const expected = ['+0..20', '-50..70', '+100..100', '+180..240'];
    assert.deepEqual(inMinutes(spansOf(...moments)), expected);
    assert.deepEqual(inMinutes(spansOf(...moments.toReversed())), expected);
    assert.deepEqual(inMinutes(spansOf(...moments, ...moments)), expected);
  });

  it('is less than it was where another window saw something else in the midst of it', () => {
    const all = spansOf([0, true], [50, true], [100, true], [150, true], [200, true], [110, false]);
    assert.deepEqual(inMinutes(all), ['+0..50', '-110..110', '+170..200']);
  });

  it('is left as it is by a look that was taken in before', () => {
    const looks = [look(november, true), look(november + hour, true)];
    const seen = seenBy(looks);
    for (const each of looks) assert.equal(withLook(seen, each), seen);
  });

  it('makes the range of its cost narrower, from both sides, in this month only', () => {
    const now = november + 10 * hour;
    // From half an hour before the month on: ten looks connected, then four disconnected.
    const looks = Array.from({ length: 12 }, (_, index) => look(november + (index - 1) * 30 * minute, true));
    const lost = Array.from({ length: 5 }, (_, index) => look(november + 6 * hour + index * 30 * minute, false));
    const hosts = withSeenHosts([fact], seenBy([...looks, ...lost]), now);
    assert.deepEqual([hosts[0]?.connectedSeconds, hosts[0]?.disconnectedSeconds], [5 * 3600, 2 * 3600]);
    const where = { region: 'eu-central-1', hasAnywhereFreeHours: false };
    const line = ecsAnywhereLine(hosts, where, shippedPrices, now);
    assert.deepEqual(line.soFar, { microUsd: 5 * 10_250, maxMicroUsd: 8 * 10_250 });
    assert.deepEqual(line.projected, { microUsd: 715 * 10_250, maxMicroUsd: 718 * 10_250 });
    const inputs = line.children?.[0]?.inputs.map(({ label, quantity }) => [messageText(label), quantity]) ?? [];
    const seconds = (name: string): unknown => inputs.find(([label]) => label === name)?.[1];
    assert.deepEqual(seconds('Connected, observed'), { unit: 'seconds', least: 18_000, most: 18_000 });
    assert.deepEqual(seconds('Not connected, observed'), { unit: 'seconds', least: 7200, most: 7200 });
    assert.deepEqual(seconds('Not observed'), { unit: 'seconds', least: 10_800, most: 10_800 });
  });

  it('counts no time before it registered', () => {
    const registeredAt = november + 2 * hour;
    const seen = seenBy([look(registeredAt, true), look(registeredAt + hour, true)]);
    const [host] = withSeenHosts([{ ...fact, registeredAt }], seen, registeredAt + hour);
    const line = ecsAnywhereLine(
      [host ?? fact],
      { region: 'eu-central-1', hasAnywhereFreeHours: false },
      shippedPrices,
      registeredAt + hour,
    );
    assert.deepEqual(line.soFar, { microUsd: 10_250, maxMicroUsd: 10_250 });
  });
});

describe('what is gone', () => {
  const seenAt = november + 4 * hour;
  const looks = Array.from({ length: 5 }, (_, index) => look(november + index * hour, true, 0));

  it('still costs up to when it was missed, and says so', () => {
    const now = november + 20 * hour;
    for (const end of [
      look(seenAt + 6 * hour, undefined),
      { at: seenAt + 6 * hour, of: 'ecsClusters', arns: [] } as const,
    ]) {
      const hosts = withSeenHosts([], seenBy([...looks, end]), now);
      const line = ecsAnywhereLine(hosts, { region: 'eu-central-1', hasAnywhereFreeHours: false }, shippedPrices, now);
      assert.deepEqual(line.soFar, { microUsd: 4 * 10_250, maxMicroUsd: 10 * 10_250 });
      assert.deepEqual(line.projected, line.soFar);
      const inputs = line.children?.[0]?.inputs ?? [];
      assert.ok(inputs.some(({ label }) => messageText(label) === 'Gone; last seen'));
    }
  });

  it('is of its month only, and is there again when it is seen again', () => {
    const seen = seenBy([...looks, look(seenAt + hour, undefined)]);
    const december = monthStart({ year: 2026, month: 12 });
    assert.deepEqual(withSeenHosts([], seen, december + hour), []);
    const back = withLook(seen, look(seenAt + 2 * hour, true));
    assert.equal(back.hosts.get('pi')?.missedAt, undefined);
    // A look of another window that comes late, from before it was missed, does not bring it back.
    assert.equal(withLook(seen, look(seenAt + minute, true)).hosts.get('pi')?.missedAt, seenAt + hour);
  });

  it('is not said of a cluster that was not looked into', () => {
    const other: Look = { at: seenAt + hour, of: 'hosts', clusterArn: 'arn:other', hosts: [] };
    const seen = seenBy([...looks, other, { at: seenAt + hour, of: 'ecsClusters', arns: ['arn:home'] }]);
    assert.equal(seen.hosts.get('pi')?.missedAt, undefined);
  });

  it('is an EKS cluster too, but none that costs nothing', () => {
    const lab = { arn: 'lab', name: 'lab', status: 'ACTIVE', support: 'standard', createdAt: 0 } as const;
    const barn = { ...lab, arn: 'barn', connector: {} };
    const seen = seenBy([
      { at: seenAt, of: 'eksClusters', clusters: [lab, barn] },
      { at: seenAt + hour, of: 'eksClusters', clusters: [] },
    ]);
    assert.deepEqual(withSeenClusters([], seen, seenAt + 2 * hour), [
      { ...lab, gone: { lastSeenAt: seenAt, missedAt: seenAt + hour } },
    ]);
    assert.deepEqual(withSeenClusters([lab], seen, seenAt + 2 * hour), [lab]);
  });

  it('is a cluster that was made anew under its name, beside the new one', () => {
    const old = { arn: 'lab', name: 'lab', status: 'ACTIVE', support: 'standard', createdAt: november } as const;
    const anew = { ...old, createdAt: seenAt + hour };
    const seen = seenBy([
      { at: seenAt, of: 'eksClusters', clusters: [old] },
      { at: seenAt + 2 * hour, of: 'eksClusters', clusters: [anew] },
    ]);
    const now = seenAt + 3 * hour;
    const all = withSeenClusters([anew], seen, now);
    assert.deepEqual(all, [anew, { ...old, gone: { lastSeenAt: seenAt, missedAt: seenAt + 2 * hour } }]);
    const { children = [] } = eksLine(all, { region: 'eu-central-1', hoursPerMonth: 730 }, shippedPrices, now);
    assert.equal(new Set(children.map(({ id }) => id)).size, 2);
    // AWS may list one without saying when it was made.
    const { createdAt, ...unsaid } = anew;
    assert.equal(createdAt, seenAt + hour);
    const again = withLook(seen, { at: now, of: 'eksClusters', clusters: [unsaid] });
    assert.deepEqual(withSeenClusters([unsaid], again, now).slice(1), all.slice(1));
  });

  it('is told also after a look of a clock that was ahead', () => {
    const lab = { arn: 'lab', name: 'lab', status: 'ACTIVE', support: 'standard', createdAt: 0 } as const;
    const ahead = november + 30 * 24 * hour;
    const seen = seenBy([look(ahead, true, 0), { at: ahead, of: 'eksClusters', clusters: [lab] }]);
    const now = november + hour;
    const put = [look(now + hour, undefined), { at: now + hour, of: 'eksClusters', clusters: [] } as const];
    const right = put.reduce(withLook, pruned(seen, november, now));
    assert.equal(right.hosts.get('pi')?.missedAt, now + hour);
    assert.deepEqual(withSeenClusters([], right, now + hour), [
      { ...lab, gone: { lastSeenAt: now, missedAt: now + hour } },
    ]);
    // A time at which it was missed that is still to come was none.
    const missed = withLook(seenBy([look(now - hour, true, 0)]), look(ahead, undefined));
    assert.equal(pruned(missed, november, now).hosts.get('pi')?.missedAt, undefined);
  });
});

describe('the file of it', () => {
  it('has all of it, and nothing that is none', () => {
    const seen = seenBy([
      look(november, true, 5),
      look(november + hour, undefined),
      {
        at: november,
        of: 'eksClusters',
        clusters: [{ arn: 'a', name: 'a', status: 'ACTIVE', support: 'standard', createdAt: 3 }],
      },
    ]);
    assert.deepEqual(fromBytes(toBytes(seen)), seen);
    const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    for (const bad of [
      undefined,
      new Uint8Array([1]),
      text([]),
      text({ version: 1 }),
      text({
        version: 2,
        hosts: 3,
        clusters: [
          [1, 2],
          ['a', { facts: {} }],
        ],
      }),
    ])
      assert.deepEqual(fromBytes(bad), nothingSeen);
  });

  it('ends two months back, and is bounded', () => {
    const seen = seenBy([look(november, true), look(november + 40 * 24 * hour, true)]);
    assert.deepEqual(
      [...pruned(seen, november + hour).hosts.values()].map(({ spans }) => spans.length),
      [1],
    );
    assert.equal(pruned(seenBy([look(november, true)]), november + hour).hosts.size, 0);
    const hosts = Array.from({ length: 6000 }, (_, index) => ({
      key: `${index}`,
      name: '',
      clusterName: '',
      isConnected: true,
    }));
    assert.equal(pruned(seenBy([{ at: 1, of: 'hosts', clusterArn: 'c', hosts }]), 0).hosts.size, 5000);
    const flapping = Array.from({ length: 1000 }, (_, index) => look(index, index % 2 === 0));
    const [host] = pruned(seenBy(flapping), 0).hosts.values();
    assert.equal(host?.spans.length, 300);
  });
});
