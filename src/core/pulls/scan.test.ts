import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import type { LayerSizes, LedgerStore, PullEvent } from './gateway.ts';
import type { Ledger } from './ledger.ts';
import { openLedger } from './ledgerAccess.ts';
import { scan, type ScanOptions } from './scan.ts';
import { MemoryStore, windowOf } from './testing/memoryStore.ts';
import { Random } from './testing/random.ts';
import { Trail, type TrailEntry, type TrailOptions } from './testing/trail.ts';
import { makeWorld, type World } from './testing/world.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** Three days before the end of a month. */
const start = Date.UTC(2026, 9, 29, 6);
const host = 'mi-0123456789abcdef0';
const digest = `sha256:${'a'.repeat(64)}`;
const all = { from: 0, to: Date.UTC(2030, 0) };

/** Without images: a read of a manifest that CloudTrail has late is not found when its layers are counted. */
function withoutImages(all: Record<string, { bytes: number; pulls: number }>): Record<string, [number, number]> {
  const kept: Record<string, [number, number]> = {};
  for (const [key, { bytes, pulls }] of Object.entries(all)) {
    const [bytesBefore, pullsBefore] = kept[key.slice(0, key.lastIndexOf(' '))] ?? [0, 0];
    kept[key.slice(0, key.lastIndexOf(' '))] = [bytes + bytesBefore, pulls + pullsBefore];
  }
  return kept;
}

/** By the keys of the world's truth. */
function sums(ledger: Ledger): Record<string, { bytes: number; pulls: number }> {
  return Object.fromEntries(
    ledger
      .rows(all)
      .map(({ day: on, host: of, repository, image = '', bytes, pulls }) => [
        `${on} ${of} ${repository} ${image}`,
        { bytes, pulls },
      ]),
  );
}

async function scanToEnd(trail: Trail, store: LedgerStore, sizes: LayerSizes, options: ScanOptions): Promise<Ledger> {
  for (let round = 0; round < 500; round++) {
    const { ledger, unread } = await scan(trail, store, sizes, options);
    if (unread.length === 0) return ledger;
  }
  throw new Error('The scan comes to no end.');
}

function layerAt(time: number, eventId: string, more: Partial<PullEvent> = {}): TrailEntry {
  const event = { eventId, time, region: 'eu-central-1', repository: 'app', registryId: '111122223333' };
  return { event: { ...event, layerDigest: digest, session: host, fromAws: false, ...more }, deliveredAt: time };
}

const hundred: LayerSizes = { size: () => 100 };

describe('scan', () => {
  it('counts each layer once, whatever crashes, comes late or twice, expires, or is read by two windows', async function () {
    this.timeout(20_000);
    for (let seed = 1; seed <= 25; seed++) await checkSeed(seed);
  });

  it('is exact to the byte for 30 days, 12 hosts and 40,000 layers, with shared layers, retries and duplicates', async function () {
    this.timeout(20_000);
    const world = makeWorld({ seed: 7, start, days: 30, hosts: 12, layerEvents: 40_000, latest: 10 * minute });
    const trail = new Trail(world.entries, start + 31 * day, { tellsTime: true });
    const options = { mostRequests: 100_000, from: start - day, now: trail.now };
    const { ledger, requests, counted, unread } = await scan(trail, new MemoryStore(), world.sizes, options);
    assert.deepEqual(sums(ledger), Object.fromEntries(world.truth));
    assert.deepEqual([counted, unread], [world.layerEvents, []]);
    const events = world.entries.filter(({ event }) => event.layerDigest !== undefined).length;
    const images = world.entries.length - events;
    // Nothing is asked that a plain listing of both would not ask.
    assert.ok(requests <= Math.ceil(events / 50) + Math.ceil(images / 50), `${requests} requests`);
  });

  it('asks only for what is new, and again for what could still come late', async () => {
    const now = start + 10 * day;
    const entries = [layerAt(now - 5 * day, 'old'), layerAt(now - 2 * hour, 'settled'), layerAt(now - minute, 'new')];
    const late = { ...layerAt(now - 10 * minute, 'late'), deliveredAt: now + minute };
    const trail = new Trail([...entries, late], now);
    const store = new MemoryStore();
    const options = { mostRequests: 100, from: start, withImages: false };
    const first = await scan(trail, store, hundred, { ...options, now });
    assert.deepEqual([first.counted, first.requests], [3, 1]);
    trail.now = now + 5 * minute;
    const again = await scan(trail, store, hundred, { ...options, now: trail.now });
    assert.deepEqual([again.counted, again.requests], [1, 1]);
    trail.now = now + 2 * day;
    assert.equal((await scan(trail, store, hundred, { ...options, now: trail.now })).counted, 0);
    const { ledger } = await openLedger(store);
    assert.equal(ledger.state.seen.size, 0, 'No id is remembered of what is settled.');
    assert.deepEqual(ledger.covered, [{ from: start, to: now - minute + 1 }]);
  });

  it('keeps to the number of requests, says what is left, and goes on with its token', async () => {
    const entries = Array.from({ length: 500 }, (_, index) => layerAt(start + index * hour, `e${index}`));
    const now = start + 30 * day;
    const trail = new Trail(entries, now, { pageSize: () => 10 });
    const store = new MemoryStore();
    const options = { mostRequests: 7, from: start, now, withImages: false };
    const first = await scan(trail, store, hundred, options);
    assert.equal(trail.requests, 7);
    assert.deepEqual(first.unread, [{ from: start, to: entries[430]!.event.time + minute }]);
    const ledger = await scanToEnd(trail, store, hundred, options);
    assert.equal(trail.requests, 50 + 8, '50 pages, and a look for newer events at each of 8 further scans');
    assert.equal(
      ledger.rows(all).reduce((sum, { pulls }) => sum + pulls, 0),
      500,
    );
  });

  it('comes through a second with more events than a page holds, even two requests at a time', async () => {
    const entries = Array.from({ length: 180 }, (_, index) => layerAt(start, `e${index}`));
    const trail = new Trail([...entries, layerAt(start + day, 'later')], start + 2 * day);
    const options = { mostRequests: 2, from: start - day, now: trail.now, withImages: false };
    const ledger = await scanToEnd(trail, new MemoryStore(), hundred, options);
    assert.equal(
      ledger.rows(all).reduce((sum, { pulls }) => sum + pulls, 0),
      181,
    );
  });

  it('does not believe a clock that is ahead or behind', async () => {
    const now = start + 5 * day;
    const entries = [layerAt(now - hour, 'before'), layerAt(now + hour, 'during'), layerAt(now + 3 * day, 'after')];
    const trail = new Trail(entries, now);
    const store = new MemoryStore();
    const options = { mostRequests: 100, from: start, withImages: false };
    await scan(trail, store, hundred, { ...options, now: now + 2 * day });
    trail.now = now + 2 * hour;
    await scan(trail, store, hundred, { ...options, now: trail.now - 4 * day });
    trail.now = now + 4 * day;
    const { ledger } = await scan(trail, store, hundred, { ...options, now: trail.now });
    assert.equal(
      ledger.rows(all).reduce((sum, { pulls }) => sum + pulls, 0),
      3,
    );
  });

  it('keeps what was read when AWS refuses or the user calls it off', async () => {
    const entries = Array.from({ length: 40 }, (_, index) => layerAt(start + index * hour, `e${index}`));
    const refusal = new Failure('throttled', 'Rate exceeded');
    const onRequest = (request: number): void => {
      if (request === 3) throw refusal;
    };
    const trail = new Trail(entries, start + 5 * day, { pageSize: () => 10, onRequest });
    const store = new MemoryStore();
    const options = { mostRequests: 100, from: start, now: trail.now, withImages: false };
    await assert.rejects(scan(trail, store, hundred, options), refusal);
    const { ledger } = await openLedger(store);
    assert.equal(
      ledger.rows(all).reduce((sum, { pulls }) => sum + pulls, 0),
      20,
    );
    const off = new AbortController();
    const cancelled = scan(trail, store, hundred, { ...options, signal: off.signal, onProgress: () => off.abort() });
    await assert.rejects(cancelled, (error) => Failure.is(error) && error.reason === 'cancelled');
    const kept = (await openLedger(store)).ledger.rows(all);
    assert.ok(kept.reduce((sum, { pulls }) => sum + pulls, 0) >= 20);
  });

  it('leaves out pulls inside AWS and its own reads, and tells the task that pulled', async () => {
    const taskId = '0'.repeat(32);
    const [unknown, fargate] = ['1'.repeat(32), '2'.repeat(32)];
    const time = start + hour;
    const entries = [
      layerAt(time, 'host'),
      layerAt(time, 'ec2', { session: 'i-0123456789abcdef0', fromAws: true }),
      layerAt(time, 'own', { session: 'kei' }),
      layerAt(time + day, 'laptop', { session: 'kei' }),
      layerAt(time + 5 * hour, 'cached token', { session: taskId }),
      layerAt(time + 2 * minute, 'while it pulled', { session: unknown }),
      layerAt(time + 3 * hour, 'nobody pulled', { session: unknown }),
      layerAt(time, 'fargate', { session: fargate }),
    ];
    const trail = new Trail(entries, start + 5 * day);
    const pulling = { pullStartedAt: time + minute, pullStoppedAt: time + 3 * minute, repositories: ['app'] };
    const { ledger, counted, leftOut } = await scan(trail, new MemoryStore(), hundred, {
      mostRequests: 100,
      from: start,
      now: trail.now,
      tasks: [
        { taskId, host: 'mi-00000000000000001', ...pulling },
        { taskId: fargate, repositories: ['app'] },
      ],
      ownReads: [{ kind: 'layer', time: time + 2 * second, repository: 'app', digest }],
    });
    assert.deepEqual([counted, leftOut], [5, 3]);
    assert.deepEqual(
      ledger.rows(all).map((row) => [row.day, row.host, row.pulls]),
      [
        ['2026-10-29', 'mi-00000000000000001', 2],
        ['2026-10-29', host, 1],
        ['2026-10-29', 'unknown', 1],
        ['2026-10-30', 'other', 1],
      ],
    );
  });

  it('has all that was read in the ledger where two windows read the same at once', async () => {
    const world = makeWorld({ seed: 3, start, days: 20, hosts: 4, layerEvents: 3_000, latest: minute });
    const store = new MemoryStore();
    const options = { mostRequests: 10_000, from: start - day, now: start + 30 * day };
    const windows = [50, 37].map(async (size) => {
      const trail = new Trail(world.entries, options.now, { pageSize: () => size });
      return scan(trail, store, world.sizes, options);
    });
    for (const { ledger, unread } of await Promise.all(windows)) {
      assert.deepEqual(sums(ledger), Object.fromEntries(world.truth));
      assert.deepEqual(unread, []);
    }
    assert.deepEqual(sums((await openLedger(store)).ledger), Object.fromEntries(world.truth));
  });

  it('begins again where the ledger was emptied while it read', async () => {
    const world = makeWorld({ seed: 4, start, days: 20, hosts: 4, layerEvents: 3_000, latest: minute });
    const store = new MemoryStore();
    const onRequest = (request: number): void => {
      if (request === 45) void store.read().then(async ({ version }) => store.setAside(version));
    };
    const trail = new Trail(world.entries, start + 30 * day, { onRequest });
    const options = { mostRequests: 10_000, from: start - day, now: start + 30 * day };
    const { ledger, unread } = await scan(trail, store, world.sizes, options);
    assert.equal(store.setAsides.length, 1);
    assert.deepEqual(sums(ledger), Object.fromEntries(world.truth));
    assert.deepEqual(unread, []);
  });

  it('begins anew where the kept ledger is damaged or from a newer version, keeps a copy, and says so', async () => {
    const trail = new Trail([layerAt(start, 'one')], start + day);
    const options = { mostRequests: 10, from: start - day, now: trail.now };
    for (const [text, fault] of [
      ['{"version":1,"check":"00000000","data":{}}', 'corrupt'],
      ['{"version":99}', 'newer'],
    ] as const) {
      const store = new MemoryStore(new TextEncoder().encode(text));
      const { setAside, counted } = await scan(trail, store, hundred, options);
      assert.deepEqual([setAside, counted], [fault, 1]);
      assert.equal(new TextDecoder().decode(store.setAsides[0]), text);
      assert.equal((await scan(trail, store, hundred, options)).setAside, undefined);
    }
  });
});

/** A life of scans: windows that crash, run at once, have wrong clocks and little time. In the end all is counted once. */
async function checkSeed(seed: number): Promise<void> {
  const random = new Random(seed);
  const world = makeWorld({ seed, start, days: 4, hosts: 3, layerEvents: 250, latest: 15 * minute });
  const end = start + 4 * day + hour;
  const store = new MemoryStore();
  const options: TrailOptions = {
    pageSize: () => random.whole(1, 12),
    isExpired: () => random.isOnceIn(12),
    isEmpty: () => random.isOnceIn(15),
    tokensAreOffsets: random.isOnceIn(2),
    tellsTime: true,
  };
  let now = start + random.whole(1, 30) * hour;
  while (now < end) {
    const windows = Array.from({ length: random.whole(1, 2) }, async () =>
      liveWindow(world, store, random, now, options),
    );
    await Promise.all(windows);
    now += random.whole(minute, 9 * hour);
  }
  const trail = new Trail(world.entries, end + hour, options);
  const settings = { mostRequests: random.whole(3, 400), from: start - day, now: trail.now };
  const ledger = await scanToEnd(trail, store, world.sizes, settings);
  assert.equal(store.setAsides.length, 0);
  assert.deepEqual(withoutImages(sums(ledger)), withoutImages(Object.fromEntries(world.truth)), `seed ${seed}`);
}

async function liveWindow(
  world: World,
  store: MemoryStore,
  random: Random,
  now: number,
  options: TrailOptions,
): Promise<void> {
  const crashAt = random.isOnceIn(2) ? random.whole(1, 40) : Infinity;
  let isDead = false;
  const onRequest = (request: number): void => {
    if (request < crashAt) return;
    isDead = random.isOnceIn(2);
    throw new Failure('network', 'The line is dead.');
  };
  const trail = new Trail(world.entries, now, { ...options, onRequest });
  const wrong = random.isOnceIn(4) ? random.whole(-30, 30) * hour : 0;
  const settings = { mostRequests: random.whole(1, 60), from: start - day, now: now + wrong };
  try {
    await scan(
      trail,
      windowOf(store, () => isDead),
      world.sizes,
      settings,
    );
  } catch (error) {
    assert.equal(Failure.from(error).reason, 'network');
  }
}
