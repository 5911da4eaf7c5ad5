import assert from 'node:assert/strict';
import { failureOf } from '../../../test/unit/demoConnection.ts';
import { RequestRate } from './requestRate.ts';

describe('the pace of requests', () => {
  async function timesOf(rate: RequestRate, turns: number): Promise<readonly number[]> {
    const start = performance.now();
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      await rate.turn(undefined);
      times.push(performance.now() - start);
    }
    return times;
  }

  it('is even, and a little slower than the limit', async () => {
    const times = await timesOf(new RequestRate(100, 1), 11);
    const last = times.at(-1)!;
    assert.ok(last >= 100 && last < 160, String(last));
    assert.ok(times[0]! < 5);
  });

  it('makes up for a slow answer, no more than the burst', async () => {
    const rate = new RequestRate(50, 2);
    await rate.turn(undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const times = await timesOf(rate, 4);
    // Two at once, and from then on one each 20 ms.
    assert.ok(times[1]! < 10 && times[2]! >= 15 && times[3]! >= 35, String(times));
  });

  it('is shared by all that wait', async () => {
    const rate = new RequestRate(100, 1);
    const start = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => rate.turn(undefined)));
    assert.ok(performance.now() - start >= 50);
  });

  it('ends with what waits for it', async () => {
    const rate = new RequestRate(0.1, 1);
    await rate.turn(undefined);
    const abort = new AbortController();
    const waiting = failureOf(rate.turn(abort.signal));
    abort.abort();
    assert.equal((await waiting).reason, 'cancelled');
    assert.equal((await failureOf(rate.turn(abort.signal))).reason, 'cancelled');
  });

  it('has no limit where there is none', async () => {
    const times = await timesOf(new RequestRate(Infinity, 1), 1000);
    assert.ok(times.at(-1)! < 100);
  });
});
