import assert from 'node:assert/strict';
import { listed, listedClauses, paragraph } from './sentences.ts';

// In another language: test/unit/japanese.test.ts
describe('texts one after the other', () => {
  it('are joined as they are, whatever they hold', () => {
    assert.equal(listed(['a', '{0}', 'c']), 'a, {0}, c');
    assert.equal(listedClauses(['a, b', 'c']), 'a, b; c');
    assert.equal(paragraph(['One.', 'Two.']), 'One. Two.');
  });

  it('are nothing where there are none, and alone what they are', () => {
    for (const join of [listed, listedClauses, paragraph]) assert.deepEqual([join([]), join(['a'])], ['', 'a']);
  });
});
