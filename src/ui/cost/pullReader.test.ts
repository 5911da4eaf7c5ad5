import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../test/helpers.ts';
import { Failure } from '../../core/failure.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { agreeToBilled } from '../../core/pulls/billed.ts';
import type { PullEvent, PullGateway } from '../../core/pulls/gateway.ts';
import { MemoryStore } from '../../core/pulls/testing/memoryStore.ts';
import { Trail } from '../../core/pulls/testing/trail.ts';
import type { ImageReference } from '../../core/taskdef/images/imageReference.ts';
import { KnownImages } from './knownImages.ts';
import { readNotes } from './pullNotes.ts';
import { PullReader } from './pullReader.ts';
import { PullRecords, type PullStores } from './pullRecords.ts';
import { StoredFile } from './storedFile.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 22, 12);
const region = 'eu-central-1';
const host = 'mi-00000000000000001';
const digest = (of: string): string => `sha256:${of.padStart(64, '0')}`;
const image = `111122223333.dkr.ecr.${region}.amazonaws.com/web@${digest('a')}`;
const details: ImageDetails = {
  digest: digest('a'),
  variants: [
    {
      digest: digest('a'),
      platform: { os: 'linux', architecture: 'arm64' },
      layers: [{ digest: digest('1'), size: 1000 }],
      config: { digest: digest('c'), size: 10 },
    },
  ],
};

/** Layers that a host pulled: one an hour, the newest two hours ago. */
function hourly(count: number): readonly PullEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    eventId: `event ${index}`,
    time: now - (index + 2) * hour,
    region,
    repository: 'web',
    registryId: '111122223333',
    layerDigest: digest('1'),
    session: host,
    fromAws: false,
  }));
}

describe('PullReader', () => {
  let folder = '';
  let stores: PullStores;
  let calls: string[];
  let logged: string[];
  let looks: ImageReference[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pulls-'));
    stores = { ledger: new MemoryStore(), billed: new MemoryStore(), notes: new MemoryStore() };
    [calls, logged, looks] = [[], [], []];
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** As a new window has it: nothing but the files is known to it. */
  function open(events: readonly PullEvent[], over: Partial<PullGateway> = {}, onPage?: (page: number) => void) {
    const log = (what: string): unknown => logged.push(what);
    const images = new KnownImages(folder, log);
    const records = new PullRecords(region, stores, images);
    const trail = new Trail(
      events.map((event) => ({ event, deliveredAt: event.time })),
      now,
      { pageSize: () => 5, onRequest: (page) => onPage?.(page) },
    );
    const layerEvents: PullGateway['layerEvents'] = (range, token) => {
      calls.push('layers');
      return trail.layerEvents(range, token);
    };
    const gateway: PullGateway = {
      layerEvents,
      imageEvents: (range, token) => {
        calls.push('images');
        return trail.imageEvents(range, token);
      },
      repositories: () => Promise.resolve([{ name: 'web', registryId: '111122223333' }]),
      pullCounts: () => {
        calls.push('counts');
        return Promise.resolve([{ repository: 'web', day: '2026-11-22', count: 3 }]);
      },
      billedTransfer: () => {
        calls.push('billed');
        return Promise.resolve([{ day: '2026-11-20', bytes: 7 }]);
      },
      ...over,
    };
    const reader = new PullReader({
      records,
      images,
      pulls: () => Promise.resolve(gateway),
      imageGateway: () =>
        Promise.resolve({
          image: (reference) => {
            calls.push('image');
            return Promise.resolve(reference.repository === 'web' ? details : undefined);
          },
          forgetTags: () => undefined,
        }),
      fleet: () =>
        Promise.resolve({
          taskPulls: [],
          images: [{ image, repository: 'web', host, architecture: 'arm64', isJob: false }],
        }),
      ownReads: () => [],
      noteOwnReads: (reference) => Promise.resolve(void looks.push(reference)),
      log,
    });
    const read = (at = now, mostRequests = 100, keepFrom = now - 300 * day): Promise<void> =>
      reader.read({ now: at, from: now - 35 * day, keepFrom, mostRequests });
    const rows = () => records.pulls([], [], new Map()).rows({ from: now - 35 * day, to: now });
    const measured = () => rows().filter(({ evidence }) => evidence === 'layers');
    const bytes = (): number => measured().reduce((sum, row) => sum + row.bytes, 0);
    return { reader, records, read, rows, bytes };
  }

  it('reads all kinds of evidence, and is due again an hour later, also for another window', async () => {
    const { reader, read, bytes, records } = open(hourly(12));
    assert.ok(reader.isDue(now));
    const reading = read();
    assert.ok(reader.isReading && !reader.isDue(now + 2 * hour), 'not while it reads');
    await reading;
    assert.equal(bytes(), 12_000);
    assert.deepEqual(reader.failures, []);
    assert.equal(reader.isUnfinished, false);
    assert.deepEqual([reader.isDue(now + hour - 1), reader.isDue(now + hour)], [false, true]);
    const other = open([]);
    await other.records.open();
    assert.deepEqual([other.reader.isDue(now + hour - 1), other.reader.isDue(now + hour)], [false, true]);
    assert.equal(other.bytes(), 12_000);
    assert.equal(records.notes.counts.length, 1);
  });

  it('says that there is more after its window was closed while it read', async () => {
    const closed = open(hourly(30), { layerEvents: () => new Promise(() => undefined) });
    void closed.read();
    await eventually(async () => {
      await closed.records.open();
      assert.equal(closed.records.notes.isUnfinished, true);
    });
    const next = open(hourly(30));
    await next.records.open();
    assert.ok(next.reader.isUnfinished);
  });

  it('reads in two windows at once, and nothing is counted twice or lost', async () => {
    const [one, two] = [open(hourly(30)), open(hourly(30))];
    await Promise.all([one.read(now, 4), two.read(now, 5)]);
    await Promise.all([one.read(now + minute), two.read(now + minute)]);
    for (const each of [one, two]) {
      await each.records.reload();
      assert.equal(each.bytes(), 30_000);
      assert.deepEqual(each.reader.failures, []);
      assert.equal(each.reader.isUnfinished, false);
    }
  });

  it('keeps what it read for its window where the disk is full, tells it once, and writes it when it is not', async () => {
    const blocked = join(folder, 'full');
    await writeFile(blocked, '');
    const problems: unknown[] = [];
    const inFull = (name: string): StoredFile => new StoredFile(join(blocked, name), (error) => problems.push(error));
    stores = { ledger: inFull('ledger.json'), billed: inFull('billed.json'), notes: inFull('notes.json') };
    const { reader, read, bytes } = open(hourly(12));
    await read();
    assert.equal(bytes(), 12_000);
    assert.deepEqual([reader.failures, problems.length], [[], 2], 'once a file');
    const unexpected = (error: unknown): never => assert.fail(String(error));
    await rm(blocked);
    await read(now + hour);
    assert.equal(bytes(), 12_000);
    stores = {
      ledger: new StoredFile(join(blocked, 'ledger.json'), unexpected),
      billed: new StoredFile(join(blocked, 'billed.json'), unexpected),
      notes: new StoredFile(join(blocked, 'notes.json'), unexpected),
    };
    const next = open([]);
    await next.records.open();
    assert.equal(next.bytes(), 12_000, 'on the disk by then');
  });

  it('joins a read under way', async () => {
    const { read } = open(hourly(3));
    await Promise.all([read(), read()]);
    assert.equal(calls.filter((call) => call === 'counts').length, 1);
  });

  it('keeps to the limit of requests, and goes on where it ended', async () => {
    const { reader, read, bytes } = open(hourly(30));
    await read(now, 3);
    assert.deepEqual(
      calls.slice(0, 4),
      ['layers', 'images', 'layers', 'image'],
      'images of ECR are no requests of CloudTrail',
    );
    assert.equal(bytes(), 10_000);
    assert.ok(reader.isUnfinished);
    await read(now + minute, 100);
    assert.equal(bytes(), 30_000);
    assert.equal(reader.isUnfinished, false);
  });

  it('stops at once with what it has, asks for nothing more, and goes on with it in another window', async () => {
    const stopped = open(hourly(30), {}, (page) => page === 2 && stopped.reader.stop());
    await stopped.read();
    assert.deepEqual(calls, ['layers', 'images']);
    assert.deepEqual([logged, stopped.reader.failures], [[], []], 'who stops it need not be told');
    assert.ok(stopped.reader.isUnfinished && !stopped.reader.isReading);
    assert.equal(stopped.records.notes.scannedAt, undefined);
    const next = open(hourly(30));
    await next.records.open();
    assert.ok(next.reader.isUnfinished, 'also after the window was closed');
    await next.read();
    assert.equal(next.reader.isUnfinished, false);
    assert.equal(next.bytes(), 30_000, 'nothing is counted twice or lost');
  });

  for (const [what, over] of [
    ['Reading pulls', { layerEvents: () => Promise.reject(new Failure('accessDenied', 'no')) }],
    ['Reading pull counts', { pullCounts: () => Promise.reject(new Failure('throttled', 'no')) }],
    ['Reading what was billed', { billedTransfer: () => Promise.reject(new Failure('accessDenied', 'no')) }],
  ] as const) {
    it(`reads the others where one fails: ${what}`, async () => {
      await agreeToBilled(stores.billed, true, now - day);
      const { reader, records, read, bytes } = open(hourly(12), over);
      await read();
      assert.deepEqual(logged, [what]);
      assert.equal(reader.failures.length, 1);
      assert.equal(reader.isUnfinished, false);
      assert.equal(bytes(), what === 'Reading pulls' ? 0 : 12_000);
      assert.equal(records.notes.counts.length, what === 'Reading pull counts' ? 0 : 1);
      assert.equal(records.billed.days.length, what === 'Reading what was billed' ? 0 : 1);
      await read(now + hour);
      assert.equal(records.billed.requests, 1, 'an answer that did not come may be billed as well');
    });
  }

  it('asks Cost Explorer only where the user agreed, and once a day', async () => {
    const { records, read } = open([]);
    await read();
    assert.ok(!calls.includes('billed'));
    await agreeToBilled(stores.billed, true, now);
    await records.reload();
    await read(now + hour);
    await read(now + hour + day - 1);
    assert.equal(calls.filter((call) => call === 'billed').length, 1);
    await read(now + hour + day);
    assert.equal(calls.filter((call) => call === 'billed').length, 2);
    await agreeToBilled(stores.billed, false, now + 2 * day);
    await records.reload();
    await read(now + 5 * day);
    assert.equal(records.billed.requests, 2);
  });

  it('forgets what is to be kept no longer', async () => {
    const { read, bytes } = open(hourly(12));
    await read();
    await read(now + hour, 100, Date.UTC(2026, 10, 22));
    assert.equal(bytes(), 11_000, 'without that of the day before');
  });

  it('looks at an image once for ever, and says each time that it was itself', async () => {
    await open(hourly(3)).read();
    await open(hourly(3)).read(now + hour);
    assert.equal(calls.filter((call) => call === 'image').length, 1);
    assert.deepEqual(
      looks.map((each) => each.digest),
      [digest('a')],
    );
  });

  it('notes which days it has read whole', async () => {
    await open(hourly(3)).read();
    const { read, scannedAt } = await readNotes(stores.notes);
    assert.deepEqual([scannedAt, read], [now, [{ from: now - 35 * day, to: now + 1 }]]);
  });
});
