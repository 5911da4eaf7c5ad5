import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import type { PullEvent, TimeRange } from '../../core/pulls/gateway.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { addRepository } from '../../demo/worlds/images.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A Sunday, at noon. */
const now = Date.UTC(2026, 10, 22, 12);

describe('pulls of an account', () => {
  let connection: DemoConnection;
  beforeEach(async () => {
    connection = await connectTo(homeWorld({ clock: () => now }), { unpaced: true });
  });
  afterEach(() => connection.close());

  const range = (days: number): TimeRange => ({ from: now - days * day, to: now });

  async function allEvents(kind: 'layerEvents' | 'imageEvents', days: number): Promise<readonly PullEvent[]> {
    const events: PullEvent[] = [];
    let token: string | undefined;
    do {
      const page = await connection.pulls[kind](range(days), token);
      events.push(...page.events);
      token = page.next;
    } while (token !== undefined);
    return events;
  }

  it('are all pages of events, newest first, with all that they say', async () => {
    const events = await allEvents('layerEvents', 40);
    const { events: made } = connection.demo.world.pulls();
    const layers = made.filter(({ name }) => name === 'GetDownloadUrlForLayer');
    assert.equal(events.length, layers.length);
    assert.equal(connection.demo.callCount('cloudtrail', 'LookupEvents'), Math.ceil(layers.length / 50));
    assert.deepEqual(
      events.map(({ time }) => time),
      layers.map(({ at }) => at).reverse(),
    );
    const newest = layers.at(-1)!;
    const { eventId, ...first } = events[0]!;
    assert.match(eventId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(first, {
      time: newest.at,
      region: 'us-east-1',
      repository: 'home/sensor-hub',
      registryId: '111122223333',
      layerDigest: newest.layerDigest,
      session: newest.reader.session,
      fromAws: false,
    });
    assert.match(first.session, /^mi-/);
  });

  it('tell builds inside AWS from hosts, tasks and users', async () => {
    const events = await allEvents('imageEvents', 40);
    const inAws = events.filter(({ fromAws }) => fromAws);
    assert.ok(inAws.length > 50 && inAws.every(({ session }) => session.startsWith('AWSCodeBuild-')));
    const others = new Set(events.filter(({ fromAws }) => !fromAws).map(({ session }) => session.slice(0, 3)));
    const task = [...connection.demo.world.ecsClusters.get('workshop')!.tasks.values()].find(
      ({ taskDefinition }) => taskDefinition.family === 'web',
    )!;
    assert.deepEqual([...others].filter((each) => /^(mi-|dem)$/.test(each)).sort(), ['dem', 'mi-']);
    assert.ok(events.some(({ session }) => session === task.id));
  });

  it('say how far a page reaches, and what time it is at AWS', async () => {
    const page = await connection.pulls.layerEvents(range(2), undefined);
    assert.equal(page.events.length, 50);
    assert.equal(page.oldest, Math.min(...page.events.map(({ time }) => time)));
    assert.equal(page.at, now);
    assert.notEqual(page.next, undefined);
    assert.deepEqual(await connection.pulls.layerEvents({ from: now - 60 * day, to: now - 50 * day }, undefined), {
      events: [],
      at: now,
    });
  });

  it('are read in whole seconds, so that none at the edge is missed', async () => {
    const [newest] = await allEvents('layerEvents', 2);
    const within = { from: newest!.time + 400, to: newest!.time + 600 };
    const { events } = await connection.pulls.layerEvents(within, undefined);
    assert.ok(events.some(({ eventId }) => eventId === newest!.eventId));
  });

  it('refuse a token of another range as invalid', async () => {
    const { next } = await connection.pulls.layerEvents(range(2), undefined);
    assert.equal((await failureOf(connection.pulls.layerEvents(range(3), next))).reason, 'invalidRequest');
    assert.equal((await failureOf(connection.pulls.imageEvents(range(2), next))).reason, 'invalidRequest');
  });

  it('are asked for again where others use up the rate, or the connection is lost', async () => {
    const { faults } = connection.demo;
    faults.add({ operation: 'LookupEvents', times: 1, fault: { kind: 'throttle' } });
    const page = await connection.pulls.layerEvents(range(2), undefined);
    assert.equal(page.events.length, 50);
    assert.deepEqual(
      connection.log.map(({ outcome, attempts }) => [outcome, attempts]),
      [
        ['throttled', 1],
        ['ok', 1],
      ],
    );
    faults.add({ operation: 'LookupEvents', times: 1, fault: { kind: 'reset-before' } });
    assert.equal((await connection.pulls.layerEvents(range(2), undefined)).events.length, 50);
    faults.add({ operation: 'LookupEvents', fault: { kind: 'deny' } });
    assert.equal((await failureOf(connection.pulls.layerEvents(range(2), undefined))).reason, 'accessDenied');
    assert.equal(connection.demo.callCount('cloudtrail'), 5);
  });

  it('can be called off, also while they wait for the next attempt', async () => {
    const paced = await connectTo(homeWorld({ clock: () => now }));
    paced.demo.faults.add({ operation: 'LookupEvents', fault: { kind: 'throttle' } });
    const abort = new AbortController();
    const start = performance.now();
    setTimeout(() => abort.abort(), 50);
    const { reason } = await failureOf(paced.pulls.layerEvents(range(2), undefined, abort.signal));
    await paced.close();
    assert.equal(reason, 'cancelled');
    assert.ok(performance.now() - start < 400);
    connection.demo.faults.add({ fault: { kind: 'latency', ms: 5000 } });
    const calls = (signal: AbortSignal): readonly Promise<unknown>[] => [
      connection.pulls.layerEvents(range(2), undefined, signal),
      connection.pulls.pullCounts(['workshop/web'], range(2), signal),
      connection.pulls.repositories(signal),
      connection.pulls.billedTransfer(range(2), signal),
    ];
    const failures = await Promise.all(calls(AbortSignal.timeout(30)).map(failureOf));
    for (const failure of failures) assert.equal(failure.reason, 'cancelled');
  });

  it('are counted by repository and UTC day, in as few requests as 500 repositories each allow', async () => {
    const { world } = connection.demo;
    for (let number = 0; number < 600; number++) addRepository(world, `many/r${number}`);
    const repositories = (await connection.pulls.repositories()).map(({ name }) => name);
    assert.equal(repositories.length, 603);
    connection.demo.resetCalls();
    const counts = await connection.pulls.pullCounts(repositories, range(3));
    assert.equal(connection.calls(), '2 GetMetricData');
    const builder = counts.filter(({ repository }) => repository === 'workshop/builder');
    // Two hosts each night, and three builds on Friday; the range begins on Thursday at noon, and its days are whole.
    assert.deepEqual(
      builder.toSorted((one, other) => (one.day < other.day ? -1 : 1)),
      [
        { repository: 'workshop/builder', day: '2026-11-19', count: 5 },
        { repository: 'workshop/builder', day: '2026-11-20', count: 5 },
        { repository: 'workshop/builder', day: '2026-11-21', count: 2 },
        { repository: 'workshop/builder', day: '2026-11-22', count: 2 },
      ],
    );
    assert.deepEqual(await connection.pulls.pullCounts([], range(3)), []);
  });

  it('know all repositories with their registry', async () => {
    assert.deepEqual(await connection.pulls.repositories(), [
      { name: 'home/sensor-hub', registryId: '111122223333' },
      { name: 'workshop/web', registryId: '111122223333' },
      { name: 'workshop/builder', registryId: '111122223333' },
    ]);
  });
});

describe('billed transfer', () => {
  let connection: DemoConnection;
  afterEach(() => connection.close());

  for (const region of ['us-east-1', 'eu-central-1']) {
    it(`is what left ECR by day in ${region}, to the byte, as far as the bill goes`, async () => {
      connection = await connectTo(homeWorld({ region, clock: () => now }), { unpaced: true });
      const days = await connection.pulls.billedTransfer({ from: now - 10 * day, to: now });
      const { sent } = connection.demo.world.pulls();
      const keys = Array.from({ length: 9 }, (_, index) => `2026-11-${12 + index}`);
      assert.deepEqual(
        days,
        keys.map((key) => ({ day: key, bytes: sent.get(key) ?? 0, amountMicroUsd: 0 })),
      );
      assert.equal(connection.calls(), '1 GetCostAndUsage');
      assert.equal(connection.demo.requestsMicroUsd(), 10_000);
      const [entry] = connection.log;
      assert.deepEqual([entry?.service, entry?.outcome, entry?.attempts], ['CostExplorer', 'ok', 1]);
    });
  }

  it('is asked for once, whatever becomes of it', async () => {
    connection = await connectTo(homeWorld({ clock: () => now }), { unpaced: true });
    for (const fault of [{ kind: 'throttle' }, { kind: 'reset-after' }, { kind: 'reset-before' }] as const) {
      connection.demo.faults.add({ operation: 'GetCostAndUsage', times: 1, fault });
      connection.demo.resetCalls();
      await failureOf(connection.pulls.billedTransfer({ from: now - day, to: now }));
      assert.equal(connection.demo.callCount('ce'), 1);
    }
  });
});
