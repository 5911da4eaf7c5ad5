import assert from 'node:assert/strict';
import { MemoryStore } from '../../core/pulls/testing/memoryStore.ts';
import { noNotes, readNotes, writeNotes, type PullNotes } from './pullNotes.ts';

const notes: PullNotes = {
  scannedAt: 5,
  read: [{ from: 1, to: 4 }],
  counted: { from: 1, to: 2 },
  counts: [{ repository: 'web', day: '2026-11-22', count: 3 }],
};
const stored = (value: unknown): MemoryStore => new MemoryStore(new TextEncoder().encode(JSON.stringify(value)));

describe('notes beside a ledger', () => {
  it('are read as they were written', async () => {
    const store = new MemoryStore();
    assert.deepEqual(await readNotes(store), noNotes);
    await writeNotes(store, { read: [], counts: [] });
    await writeNotes(store, notes);
    assert.deepEqual(await readNotes(store), notes);
  });

  it('are none where something else was kept', async () => {
    assert.deepEqual(await readNotes(stored({ version: 2, ...notes })), noNotes);
    assert.deepEqual(await readNotes(stored({ version: 1, ...notes, read: [{ from: 'a' }] })), noNotes);
    assert.deepEqual(await readNotes(stored({ version: 1, ...notes, counts: [{ day: 1 }] })), noNotes);
    assert.deepEqual(await readNotes(new MemoryStore(new TextEncoder().encode('{'))), noNotes);
  });

  it('lack what is not as it should be and can be done without', async () => {
    const { read, counts } = notes;
    assert.deepEqual(await readNotes(stored({ version: 1, read, counts, scannedAt: 'x', counted: 1 })), {
      read,
      counts,
    });
  });
});
