import assert from 'node:assert/strict';
import { RowChanges } from './rowChanges.ts';

describe('RowChanges', () => {
  const told: (string[] | undefined)[] = [];
  beforeEach(() => void (told.length = 0));
  const set = (): RowChanges<string> => new RowChanges<string>((rows) => void told.push(rows));
  const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

  it('tells changes together, a moment later', async () => {
    const changes = set();
    changes.changed('a', 'b');
    changes.changed('a');
    assert.deepEqual(told, []);
    await moment();
    assert.deepEqual(told, [['a', 'b']]);
  });

  it('holds changes back while any rows are fetched, also when a fetch fails', async () => {
    const changes = set();
    let [first, second] = [(): void => undefined, (): void => undefined];
    const one = changes.fetching(() => new Promise<void>((resolve) => (first = resolve)));
    const two = changes.fetching(() => new Promise<void>((_, reject) => (second = () => reject(new Error('cut')))));
    changes.changed('a');
    first();
    await one;
    await moment();
    assert.deepEqual(told, [], 'one is still under way');
    second();
    await assert.rejects(two, /cut/);
    await moment();
    assert.deepEqual(told, [['a']]);
  });

  it('tells at once that everything has changed, and nothing more after it', async () => {
    const changes = set();
    void changes.fetching(() => new Promise<void>(() => undefined));
    changes.changed('a');
    changes.allChanged();
    assert.deepEqual(told, [undefined]);
    await moment();
    assert.deepEqual(told, [undefined]);
  });
});
