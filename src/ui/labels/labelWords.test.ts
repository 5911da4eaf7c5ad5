import assert from 'node:assert/strict';
import { changeWords, nameProblem, rowWords, valueProblem } from './labelWords.ts';

describe('names and values of attributes and tags', () => {
  it('are taken as AWS takes them', () => {
    for (const name of ['rack', 'a.b-c_d/e\\f', 'ecsx']) assert.equal(nameProblem('attribute', name), undefined, name);
    for (const name of ['owner', 'Größe der Kiste', 'a:b=c+d@e'])
      assert.equal(nameProblem('ecsTag', name), undefined, name);
    for (const kind of ['attribute', 'ecsTag', 'ssmTag'] as const) assert.equal(valueProblem(kind, ''), undefined);
    assert.equal(valueProblem('attribute', 'top shelf: 1'), undefined);
    assert.equal(valueProblem('ssmTag', 'a'.repeat(256)), undefined);
  });

  it('are refused as AWS refuses them, while they are typed', () => {
    for (const name of ['', 'ecs.os-type', 'com.amazonaws.x', 'größe', 'a b', 'a'.repeat(129), 'a\u202e']) {
      assert.ok(nameProblem('attribute', name), name);
    }
    for (const name of ['', 'aws:x', 'AWS:x', 'a{b', 'a'.repeat(129)]) assert.ok(nameProblem('ssmTag', name), name);
    for (const value of [' a', 'a ', 'ü', 'a'.repeat(129)]) assert.ok(valueProblem('attribute', value), value);
    for (const value of ['a\nb', 'a'.repeat(257)]) assert.ok(valueProblem('ecsTag', value), value);
  });

  it('are told in a line each, with what was there before', () => {
    assert.equal(
      changeWords({ kind: 'attribute', name: 'rack', value: '2' }, '1'),
      'Set the ECS attribute rack: 2 (was 1)',
    );
    assert.equal(
      changeWords({ kind: 'attribute', name: 'gpu', value: '' }, undefined),
      'Set the ECS attribute gpu: without a value',
    );
    assert.equal(changeWords({ kind: 'ssmTag', name: 'a\nb' }, 'x'), 'Remove the SSM tag a b');
    const row = { kind: 'ecsTag', name: 'a', isReserved: false } as const;
    assert.equal(rowWords({ ...row, count: 2 }, 2), 'differs');
    assert.equal(rowWords({ ...row, count: 1 }, 2), 'on 1 of 2 hosts');
    assert.equal(rowWords({ ...row, count: 2, value: '$(trash)' }, 2), '\\$(trash)');
  });
});
