import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import { inTurn } from './inTurn.ts';

describe('what is done to several in turn', () => {
  const refused = new Failure('accessDenied', 'No.');
  const offline = new Failure('network', 'Offline.');

  it('goes on after one that fails', async () => {
    const result = await inTurn([1, 2, 3], (item) => (item === 2 ? Promise.reject(refused) : Promise.resolve()));
    assert.deepEqual(result, { done: [1, 3], notDone: [2], failure: refused });
  });

  it('ends where it would be the same with the others', async () => {
    const asked: number[] = [];
    const result = await inTurn([1, 2, 3, 4], (item) => {
      asked.push(item);
      return item === 2 ? Promise.reject(offline) : Promise.resolve();
    });
    assert.deepEqual(result, { done: [1], notDone: [2, 3, 4], failure: offline });
    assert.deepEqual(asked, [1, 2]);
  });

  it('ends where the user calls it off', async () => {
    const aborter = new AbortController();
    const act = (): Promise<void> => {
      aborter.abort();
      return Promise.resolve();
    };
    assert.deepEqual(await inTurn([1, 2], act, aborter.signal), { done: [1], notDone: [] });
    assert.deepEqual(await inTurn([], act), { done: [], notDone: [] });
  });

  it('tells the first failure, whatever was thrown', async () => {
    const { failure } = await inTurn(['a', 'b'], (item) => Promise.reject(new Error(item)));
    assert.ok(Failure.is(failure));
    assert.equal(failure.message, 'a');
  });
});
