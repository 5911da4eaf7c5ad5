import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';
import type { DescribeCall, ListCall } from './batches.ts';
import { describeAll, listAll, slices } from './batches.ts';

const limits = { size: 3, atOnce: 2 };

/** A list of `pages`, each naming the token of the next, that keeps a record of what was asked. */
function lister(pages: readonly (readonly number[])[], asked: string[], ms = 0): ListCall<number> {
  return async (token, signal) => {
    asked.push(`list ${token ?? '-'}`);
    await sleep(ms, undefined, { signal });
    const index = Number(token ?? 0);
    return { items: pages[index] ?? [], nextToken: index + 1 < pages.length ? String(index + 1) : undefined };
  };
}

function describer(asked: string[], msOf: (ids: readonly number[]) => number = () => 0): DescribeCall<number, string> {
  return async (ids, signal) => {
    asked.push(`describe ${ids.join()}`);
    await sleep(msOf(ids), undefined, { signal });
    return ids.map((id) => `#${id}`);
  };
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly (readonly T[])[]> {
  const taken: (readonly T[])[] = [];
  for await (const batch of batches) taken.push(batch);
  return taken;
}

describe('describeAll', () => {
  it('describes every page of the list, in its order, whichever call is first to answer', async () => {
    const asked: string[] = [];
    const pages = [[1, 2, 3], [4, 5, 6], [7]];
    const batches = describeAll(
      lister(pages, asked),
      describer(asked, ([first = 0]) => 20 - first),
      limits,
    );
    assert.deepEqual(await all(batches), [['#1', '#2', '#3'], ['#4', '#5', '#6'], ['#7']]);
    assert.equal(asked.filter((call) => call.startsWith('list')).length, 3);
    assert.equal(asked.filter((call) => call.startsWith('describe')).length, 3);
  });

  it('asks nothing more when the list is empty, also with an empty token', async () => {
    const asked: string[] = [];
    const list: ListCall<number> = () => {
      asked.push('list');
      return Promise.resolve({ items: [], nextToken: '' });
    };
    assert.deepEqual(await all(describeAll(list, describer(asked), limits)), []);
    assert.deepEqual(asked, ['list']);
  });

  it('reads on after an empty page and leaves empty answers out', async () => {
    const asked: string[] = [];
    const describe: DescribeCall<number, string> = (ids) => Promise.resolve(ids.includes(1) ? [] : ids.map(String));
    assert.deepEqual(await all(describeAll(lister([[1], [], [2]], asked), describe, limits)), [['2']]);
    assert.deepEqual(asked, ['list -', 'list 1', 'list 2']);
  });

  it('lists the next page while a batch is described', async () => {
    const asked: string[] = [];
    const list = lister([[1], [2], [3]], asked, 5);
    const describe: DescribeCall<number, string> = async (ids) => {
      await sleep(12);
      asked.push(`described ${ids.join()}`);
      return ids.map(String);
    };
    await all(describeAll(list, describe, { size: 3, atOnce: 8 }));
    assert.ok(asked.indexOf('list 1') < asked.indexOf('described 1'), asked.join('; '));
    assert.ok(asked.indexOf('list 2') < asked.indexOf('described 1'), asked.join('; '));
  });

  it('hands out a batch before the next page has come', async () => {
    const never: ListCall<number> = (token, signal) =>
      token === undefined
        ? Promise.resolve({ items: [1], nextToken: 'next' })
        : sleep(60_000, { items: [], nextToken: undefined }, { signal, ref: false });
    const batches = describeAll(never, describer([]), limits);
    assert.deepEqual(await batches.next(), { value: ['#1'], done: false });
    await batches.return();
  });

  it('splits a page that is longer than a batch and keeps the number of calls under way bounded', async () => {
    let now = 0;
    let most = 0;
    const describe: DescribeCall<number, number> = async (ids) => {
      most = Math.max(most, ++now);
      await sleep(2);
      now--;
      return ids;
    };
    const pages = [Array.from({ length: 10 }, (_, index) => index)];
    const batches = await all(describeAll(lister(pages, []), describe, { size: 1, atOnce: 3 }));
    assert.deepEqual(batches.flat(), pages[0]);
    assert.equal(most, 3);
  });

  it('ends with the first failure and calls off the rest, with no rejection left unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', note);
    let calledOff = 0;
    const describe: DescribeCall<number, string> = async ([id], signal) => {
      if (id === 1) return ['#1'];
      if (id === 2) throw new Failure('accessDenied', 'no');
      await sleep(60_000, undefined, { signal, ref: false }).catch((error: unknown) => {
        calledOff++;
        throw error;
      });
      return [];
    };
    const batches = describeAll(lister([[1, 2, 3], [4]], []), describe, { size: 1, atOnce: 8 });
    await assert.rejects(all(batches), { reason: 'accessDenied' });
    await sleep(5);
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
    assert.equal(calledOff, 1);
  });

  it('stops when the caller calls it off', async () => {
    const abort = new AbortController();
    const batches = all(describeAll(lister([[1]], [], 60_000), describer([]), limits, abort.signal));
    abort.abort();
    await assert.rejects(batches, { name: 'AbortError' });
  });

  it('asks for nothing more when the consumer stops early', async () => {
    const asked: string[] = [];
    for await (const batch of describeAll(lister([[1], [2], [3], [4]], asked, 1), describer(asked), limits)) {
      assert.deepEqual(batch, ['#1']);
      break;
    }
    const before = asked.length;
    await sleep(10);
    assert.equal(asked.length, before);
  });

  for (const [name, tokens] of [
    ['the same token again', ['a', 'a']],
    ['tokens in a circle', ['a', 'b', 'a']],
  ] as const) {
    it(`fails instead of reading for ever: ${name}`, async () => {
      let calls = 0;
      const list: ListCall<number> = () => Promise.resolve({ items: [], nextToken: tokens[calls++] ?? 'a' });
      await assert.rejects(all(describeAll(list, describer([]), limits)), (error) => {
        assert.ok(Failure.is(error));
        assert.equal(error.reason, 'service');
        return true;
      });
      assert.equal(calls, tokens.length);
    });
  }
});

describe('listAll', () => {
  it('goes on over empty pages, and fails instead of reading for ever where there is no end of them', async () => {
    let calls = 0;
    const few: ListCall<number> = () => {
      calls += 1;
      return Promise.resolve(
        calls < 500 ? { items: [], nextToken: String(calls) } : { items: [7], nextToken: undefined },
      );
    };
    assert.deepEqual(await all(listAll(few)), [[7]]);
    const endless: ListCall<number> = () => Promise.resolve({ items: [], nextToken: String((calls += 1)) });
    await assert.rejects(all(listAll(endless)), /empty pages/);
    assert.equal(calls, 500 + 1_001);
  });

  it('gives the pages as they are', async () => {
    const asked: string[] = [];
    assert.deepEqual(await all(listAll(lister([[1, 2, 3, 4], [5]], asked))), [[1, 2, 3, 4], [5]]);
    assert.deepEqual(asked, ['list -', 'list 1']);
  });
});

describe('slices', () => {
  it('cuts into parts of the size and keeps the rest', () => {
    assert.deepEqual(slices([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
    assert.deepEqual(slices([1, 2], 2), [[1, 2]]);
    assert.deepEqual(slices([], 2), []);
  });
});
