import assert from 'node:assert/strict';
import { property } from '../node.ts';
import { jsonTree } from './jsonTree.ts';

describe('what other tools fill in', () => {
  const kindOf = (text: string): string | undefined => property(jsonTree(text), 'networkMode')?.kind;

  it('is unknown', () => {
    const filled = [
      '$NETWORK',
      '$REPOSITORY:$TAG',
      '%NETWORK%',
      '<NETWORK>',
      '${network}',
      '$(network)',
      '{{ network }}',
    ];
    for (const value of [...filled, '#{Network}', 'a-#{Network}#', '@@network@@', 'web:@@TAG@@', '__NETWORK_MODE__']) {
      assert.equal(kindOf(JSON.stringify({ networkMode: value })), 'reference', value);
    }
  });

  it('is unknown without quotation marks', () => {
    for (const value of [
      '${network}',
      '{{ network }}',
      '#{Network}',
      '#{Network}#',
      '@@network@@',
      '__NETWORK_MODE__',
    ]) {
      assert.equal(kindOf(`{ "family": "a", "networkMode": ${value}, "cpu": 1 }`), 'reference', value);
    }
  });

  it('is no text that only looks like it', () => {
    for (const value of ['100%', 'a $NAME', '$name', '%d', 'US$', 'a#b', '@@', 'a@@b', '__init__', 'A__B__', '# {a}']) {
      assert.equal(kindOf(JSON.stringify({ networkMode: value })), 'scalar', value);
    }
  });
});
