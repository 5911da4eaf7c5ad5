import assert from 'node:assert/strict';
import { once } from './once.ts';

describe('what is made once', () => {
  it('is the same for all who ask, at the same time too', async () => {
    let made = 0;
    const number = once(() => Promise.resolve(++made));
    assert.deepEqual(await Promise.all([number(), number()]), [1, 1]);
    assert.equal(await number(), 1);
  });

  it('is made anew after it could not be', async () => {
    let tries = 0;
    const number = once(() => (++tries === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve(tries)));
    await assert.rejects(number(), { message: 'not yet' });
    assert.equal(await number(), 2);
  });
});
