import assert from 'node:assert/strict';
import { agentWords } from './agentWords.ts';

describe('versions of agents', () => {
  it('are said against the newest known', () => {
    assert.equal(agentWords(['1.99.0'], '1.105.1'), '1.99.0, newest known 1.105.1');
    assert.equal(agentWords(['v1.105.1'], '1.105.1'), 'v1.105.1, no newer one known');
    assert.equal(
      agentWords(['1.99.0', '1.105.1', '1.99.0', undefined], '1.105.1'),
      '1.99.0, 1.105.1; 2 of 4 older than the newest known, 1.105.1',
    );
  });

  it('are few, and nothing where none is known', () => {
    assert.equal(agentWords([undefined], '1.105.1'), '');
    assert.equal(agentWords(['1.0.0'], undefined), '1.0.0');
    const many = Array.from({ length: 9 }, (_, patch) => `1.0.${String(patch)}`);
    assert.equal(agentWords(many, '1.0.8'), '1.0.0, 1.0.1, 1.0.2, 1.0.3, …; 8 of 9 older than the newest known, 1.0.8');
  });
});
