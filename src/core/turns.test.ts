import assert from 'node:assert/strict';
import { countLoop } from '../../test/helpers.ts';
import { turn } from './turns.ts';

describe('turn', () => {
  it('gives each its own, in the order in which they came, those who come meanwhile too', async () => {
    const loop = countLoop();
    const had: { readonly name: string; readonly at: number }[] = [];
    const work = async (name: string): Promise<void> => {
      for (let part = 0; part < 3; part++) {
        await turn();
        had.push({ name, at: loop.count() });
      }
    };
    await Promise.all([work('a'), work('b'), turn().then(() => work('c'))]);
    loop.end();
    assert.equal(had.map(({ name }) => name).join(''), 'ababcabcc');
    assert.equal(new Set(had.map(({ at }) => at)).size, had.length, 'no two in one turn of the loop');
  });
});
