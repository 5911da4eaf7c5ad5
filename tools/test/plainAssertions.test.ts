import assert from 'node:assert/strict';

describe('assertions', () => {
  it('say what they were given, without a look into the source', () => {
    assert.throws(() => assert.ok(0), { name: 'AssertionError', message: 'Expected a true value, not 0.' });
    assert.throws(() => assert.ok('', 'so'), { name: 'AssertionError', message: 'so' });
    assert.throws(() => assert.ok(undefined, new TypeError('other')), TypeError);
    assert.doesNotThrow(() => assert.ok('a'));
  });
});
