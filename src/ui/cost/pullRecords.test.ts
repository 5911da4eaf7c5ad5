import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectTo, type DemoConnection } from '../../../test/unit/demoConnection.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { compareWhole } from '../../core/pulls/compareEvidence.ts';
import type { OwnRead } from '../../core/pulls/gateway.ts';
import { MemoryStore } from '../../core/pulls/testing/memoryStore.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { readFleet } from './fleetReading.ts';
import { KnownImages } from './knownImages.ts';
import { PullReader } from './pullReader.ts';
import { PullRecords } from './pullRecords.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 12);

describe('what is known of pulls', function () {
  this.timeout(20_000);
  let connection: DemoConnection;
  let folder: string;
  before(async () => {
    connection = await connectTo(homeWorld({ clock: () => now }), { unpaced: true });
    folder = await mkdtemp(join(tmpdir(), 'pulls-'));
  });
  after(async () => {
    await connection.close();
    await rm(folder, { recursive: true });
  });

  /** @param isTrailRead false: as where CloudTrail may not be read */
  async function read(name: string, isTrailRead: boolean) {
    const { demo, fleet, pulls, images } = connection;
    const problems: unknown[] = [];
    const known = new KnownImages(join(folder, name), (...problem) => problems.push(problem));
    const stores = { ledger: new MemoryStore(), billed: new MemoryStore(), notes: new MemoryStore() };
    const records = new PullRecords(demo.region, stores, known);
    const own: OwnRead[] = [];
    const ref = { source: { kind: 'demo' }, region: demo.region } as const;
    const reading = await readFleet(new AccountFleet(ref, fleet, () => now));
    const denied = () => Promise.reject(new Error('denied'));
    const reader = new PullReader({
      records,
      images: known,
      pulls: () => Promise.resolve(isTrailRead ? pulls : { ...pulls, layerEvents: denied }),
      imageGateway: () => Promise.resolve(images),
      fleet: () => Promise.resolve(reading),
      ownReads: () => own,
      noteOwnReads: () => Promise.resolve(),
      log: (...problem) => problems.push(problem),
    });
    const range = { from: now - 21 * day, to: now };
    await reader.read({ now, from: range.from, keepFrom: range.from, mostRequests: 1000 });
    assert.equal(problems.length, isTrailRead ? 0 : 1, String(problems));
    return { pulls: records.pulls(reading.images, own, reading.hostNames), range };
  }

  it('is estimated near what was measured, which lies in the range', async () => {
    const { pulls, range } = await read('measured', true);
    const compared = compareWhole(pulls.rows(range), pulls.days);
    const [layers, estimate] = compared?.sums ?? [];
    assert.ok(layers?.evidence === 'layers' && estimate?.evidence === 'pullCount' && compared!.days >= 20);
    assert.equal(estimate.unsized, 0);
    assert.ok(Math.abs(estimate.bytes / layers.bytes - 1) < 0.15, `${estimate.bytes} for ${layers.bytes}`);
    assert.ok(estimate.mostBytes! > layers.bytes);
  });

  it('is estimated by the kind of task where nothing was measured', async () => {
    const { pulls, range } = await read('estimated', false);
    const first = new Date(range.from).toISOString().slice(0, 10);
    const truth = connection.demo.world.pulls().truth.filter(({ day: of }) => of >= first);
    const bytes = truth.reduce((sum, each) => sum + each.bytes, 0);
    const rows = pulls.best(range);
    assert.ok(rows.length > 0 && rows.every(({ evidence }) => evidence === 'pullCount'));
    const likely = rows.reduce((sum, row) => sum + row.bytes, 0);
    const most = rows.reduce((sum, row) => sum + (row.mostBytes ?? 0), 0);
    // What nothing tells is that a host with a full disk fetches a service's image again and again.
    assert.ok(likely > 0.7 * bytes && likely < 1.3 * bytes, `${likely} for ${bytes}`);
    assert.ok(most > bytes);
  });
});
