import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import { agreeToBilled, billedRows, billedState, isBilledDue, readBilled, requestsMicroUsd } from './billed.ts';
import type { BilledDay } from './gateway.ts';
import { MemoryStore } from './testing/memoryStore.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 10);
const range = { from: Date.UTC(2026, 10, 1), to: now };

class Explorer {
  requests = 0;
  failure: Failure | undefined;
  readonly #days: readonly BilledDay[];

  constructor(days: readonly BilledDay[] = []) {
    this.#days = days;
  }

  async billedTransfer(): Promise<readonly BilledDay[]> {
    this.requests++;
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return this.#days;
  }
}

describe('billed transfer', () => {
  it('asks nothing before the user agrees, nor after they no longer do', async () => {
    const [store, explorer] = [new MemoryStore(), new Explorer()];
    await readBilled(explorer, store, range, now);
    await agreeToBilled(store, true, now);
    assert.deepEqual(await billedState(store), { agreedAt: now, requests: 0, days: [] });
    assert.equal((await agreeToBilled(store, true, now + hour)).agreedAt, now);
    await agreeToBilled(store, false, now);
    await readBilled(explorer, store, range, now);
    assert.equal(explorer.requests, 0);
  });

  it('asks once a day, whatever windows there are, and counts what it costs', async () => {
    const [store, explorer] = [new MemoryStore(), new Explorer([{ day: '2026-11-20', bytes: 5, amountMicroUsd: 1 }])];
    await agreeToBilled(store, true, now);
    await Promise.all(Array.from({ length: 5 }, async () => readBilled(explorer, store, range, now)));
    await readBilled(explorer, store, range, now + 23 * hour);
    assert.equal(explorer.requests, 1);
    const state = await readBilled(explorer, store, range, now + 24 * hour);
    assert.equal(explorer.requests, 2);
    assert.deepEqual([state.requests, requestsMicroUsd(state)], [2, 20_000]);
    assert.deepEqual(billedRows(state, range), [
      { day: '2026-11-20', host: 'all', repository: '', bytes: 5, pulls: 0, unsized: 0, evidence: 'billed' },
    ]);
    assert.deepEqual(billedRows(state, { from: now, to: now }), []);
  });

  it('takes a later answer for the days that it is of, and keeps the others', async () => {
    const store = new MemoryStore();
    await agreeToBilled(store, true, now);
    await readBilled(
      new Explorer([
        { day: '2026-11-21', bytes: 5 },
        { day: '2026-10-01', bytes: 1 },
      ]),
      store,
      range,
      now,
    );
    const later = new Explorer([
      { day: '2026-11-22', bytes: 3 },
      { day: '2026-11-21', bytes: 9 },
    ]);
    const { days } = await readBilled(later, store, range, now + 30 * hour);
    assert.deepEqual(days, [
      { day: '2026-10-01', bytes: 1 },
      { day: '2026-11-21', bytes: 9 },
      { day: '2026-11-22', bytes: 3 },
    ]);
  });

  it('counts a request that failed, and does not send it again that day', async () => {
    const [store, explorer] = [new MemoryStore(), new Explorer()];
    await agreeToBilled(store, true, now);
    explorer.failure = new Failure('network', 'No answer');
    await assert.rejects(readBilled(explorer, store, range, now), explorer.failure);
    const state = await readBilled(explorer, store, range, now + hour);
    assert.deepEqual([explorer.requests, state.requests, state.answeredAt], [1, 1, undefined]);
  });

  it('is not stuck by a clock that was far ahead', () => {
    const state = { agreedAt: 1, requests: 1, requestedAt: now + 400 * 24 * hour, days: [] };
    assert.equal(isBilledDue(state, now), true);
    assert.equal(isBilledDue({ ...state, requestedAt: now + hour }, now), false);
  });

  it('sets aside what it can not read, and has no consent then', async () => {
    for (const text of [
      '{',
      'null',
      '{"version":9}',
      '{"version":1,"requests":-1,"days":[]}',
      '{"version":1,"agreedAt":1,"requests":0,"days":[{"day":"x","bytes":1}]}',
    ]) {
      const store = new MemoryStore(new TextEncoder().encode(text));
      assert.deepEqual(await billedState(store), { requests: 0, days: [] }, text);
      assert.equal(store.setAsides.length, 1);
    }
  });
});
