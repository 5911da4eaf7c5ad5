import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo } from '../../../test/unit/demoConnection.ts';
import { KnownSizes } from '../../core/pulls/layerSizes.ts';
import { scan } from '../../core/pulls/scan.ts';
import { MemoryStore } from '../../core/pulls/testing/memoryStore.ts';
import type { PullRow } from '../../core/pulls/gateway.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import { pullWorld } from '../../demo/worlds/pullWorld.ts';
import { openAccount } from '../openAccount.ts';

const day = 86_400_000;
const layerEvents = 40_000;

/** Sums by key, in order. */
function sums<T>(items: readonly T[], keyOf: (item: T) => string, bytesOf: (item: T) => number): [string, number][] {
  const found = new Map<string, number>();
  for (const item of items) found.set(keyOf(item), (found.get(keyOf(item)) ?? 0) + bytesOf(item));
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

describe('looks into CloudTrail', () => {
  it('keep to two requests a second, also over connections one after the other', async () => {
    const connection = await connectTo(pullWorld({ layerEvents: 10, hosts: 1, days: 1 }));
    const { demo, pulls } = connection;
    const ref = { source: { kind: 'demo' }, region: demo.region } as const;
    const other = openAccount(ref, { endpoint: demo.endpoint });
    const to = demo.world.clock();
    const start = performance.now();
    for (const gateway of [pulls, pulls, other.pulls, pulls, other.pulls]) {
      await gateway.layerEvents({ from: to - day, to }, undefined);
    }
    const ms = performance.now() - start;
    assert.ok(ms >= 2000 && ms < 3000, String(ms));
    assert.ok(demo.calls.every(({ status }) => status === 200));
    other.dispose();
    await connection.close();
  }).timeout(10_000);
});

describe('30 days of pulls by 12 hosts, read through the SDK', function () {
  this.timeout(120_000);
  let connection: DemoConnection;
  before(async () => {
    connection = await connectTo(pullWorld({ layerEvents }), { unpaced: true });
  });
  after(() => connection.close());

  /** Out of the manifests of all images, as the registry answers with them. */
  async function sizesOfImages(): Promise<KnownSizes> {
    const sizes = new KnownSizes();
    for (const { uri, images } of connection.demo.world.repositories.values()) {
      for (const { tags } of images.values()) {
        const reference = tags[0] === undefined ? undefined : imageReference(`${uri}:${tags[0]}`);
        const details = reference && (await connection.images.image(reference));
        if (details) sizes.addDetails(details);
      }
    }
    return sizes;
  }

  it('are what the hosts received, to the byte', async () => {
    const { demo, pulls } = connection;
    const now = demo.world.clock();
    const sizes = await sizesOfImages();
    const { truth } = demo.world.pulls();
    demo.resetCalls();
    const from = now - 40 * day;
    const store = new MemoryStore();
    const { ledger, unread } = await scan(pulls, store, sizes, { mostRequests: 10_000, from, now, withImages: false });
    assert.deepEqual(unread, []);
    assert.equal(demo.callCount('cloudtrail', 'LookupEvents'), layerEvents / 50);
    const rows = ledger.rows({ from, to: now });
    assert.ok(rows.every(({ unsized, evidence }) => unsized === 0 && evidence === 'layers'));
    const byRow = ({ host, repository }: Pick<PullRow, 'host' | 'repository'>): string => `${host} ${repository}`;
    assert.deepEqual(
      sums(rows, byRow, ({ bytes }) => bytes),
      sums(truth, byRow, ({ bytes }) => bytes),
    );
    assert.deepEqual(
      sums(
        rows,
        (row) => `${row.day} ${byRow(row)}`,
        ({ pulls: downloads }) => downloads,
      ),
      sums(
        truth,
        (row) => `${row.day} ${byRow(row)}`,
        ({ downloads }) => downloads,
      ),
    );
    assert.equal(new Set(rows.map(({ host }) => host)).size, 12);

    // What is young could still get company: it is read again, and counted once.
    const again = await scan(pulls, store, sizes, { mostRequests: 10_000, from, now, withImages: false });
    assert.equal(again.counted, 0);
    assert.deepEqual(again.ledger.rows({ from, to: now }), rows);
  });

  it('know their images', async () => {
    const { demo, pulls } = connection;
    const now = demo.world.clock();
    const from = now - 2 * day;
    const options = { mostRequests: 10_000, from, now };
    const { ledger } = await scan(pulls, new MemoryStore(), new KnownSizes(), options);
    const rows = ledger.rows({ from, to: now });
    assert.ok(rows.length > 50);
    assert.ok(rows.every(({ image = '' }) => /^(?:latest|1\.\d+)$/.test(image)));
  });
});
