import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '../../core/pulls/testing/memoryStore.ts';
import type { Look } from '../../core/cost/seen/seen.ts';
import { SeenRecords } from './seenRecords.ts';
import { StoredFile } from './storedFile.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 22, 12);

function look(minutes: number, key = 'pi'): Look {
  const hosts = [{ key, name: key, clusterName: 'home', isConnected: true }];
  return { at: now + minutes * minute, of: 'hosts', clusterArn: `arn:${key}`, hosts };
}
const fail = (what: string, error: unknown): never => assert.fail(`${what}: ${String(error)}`);

describe('SeenRecords', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seen-'));
  });
  after(() => rm(folder, { recursive: true }));

  const window = async (): Promise<SeenRecords> => {
    const records = new SeenRecords(
      new StoredFile(join(folder, 'seen.json'), fail.bind(undefined, '')),
      fail,
      () => now + 300 * minute,
    );
    await records.open();
    return records;
  };

  it('keep what two windows have seen at once', async () => {
    const [one, two] = await Promise.all([window(), window()]);
    for (let minutes = 0; minutes <= 200; minutes += 20) {
      (minutes % 40 === 0 ? one : two).note([look(minutes)]);
      two.note([look(minutes, 'other')]);
      await Promise.all([one.flush(), two.flush()]);
    }
    const { seen } = await window();
    assert.deepEqual(seen.hosts.get('pi')?.spans, [{ from: now, to: now + 200 * minute, isConnected: true }]);
    assert.equal(seen.hosts.get('other')?.lastSeenAt, now + 200 * minute);
  });

  it('count at once, and are not written where nothing is new', async () => {
    const store = new MemoryStore();
    const records = new SeenRecords(store, fail, () => now);
    await records.open();
    records.note([look(0)]);
    assert.equal(records.seen.hosts.size, 1);
    await records.flush();
    const { version } = await store.read();
    records.note([look(0)]);
    await records.flush();
    assert.equal((await store.read()).version, version);
  });

  it('are kept for this window where the disk takes nothing, and written when it does', async () => {
    const full = new MemoryStore();
    const write = full.write.bind(full);
    full.write = () => Promise.reject(new Error('ENOSPC'));
    const failures: string[] = [];
    const records = new SeenRecords(
      full,
      (what) => failures.push(what),
      () => now,
    );
    records.note([look(0)]);
    await records.flush();
    assert.deepEqual(failures, ['Keeping what was seen of hosts']);
    full.write = write;
    records.note([look(10)]);
    await records.flush();
    const again = new SeenRecords(full, fail, () => now);
    await again.open();
    assert.deepEqual(again.seen.hosts.get('pi')?.spans, [{ from: now, to: now + 10 * minute, isConnected: true }]);
  });
});
