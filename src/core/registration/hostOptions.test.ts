import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import type { CheckedOption } from './hostOptions.ts';
import {
  checkAttributeName,
  checkAttributes,
  checkAttributeValue,
  checkNoProxy,
  checkProxyUrl,
  checkTagKey,
  checkTags,
  checkTagValue,
  checkedHostOptions,
  hostOptionLimits,
} from './hostOptions.ts';

function kinds(check: (text: string) => CheckedOption<unknown>, texts: readonly string[]): readonly unknown[] {
  return texts.map((text) => check(text).problem?.kind);
}
function many(count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, 'x']));
}

describe('the attributes of a host', () => {
  it('have names of letters, digits and some signs', () => {
    for (const name of ['a', 'stack', 'site.rack_2/b\\c-d', 'x'.repeat(128)])
      assert.deepEqual(checkAttributeName(name), { value: name });
    assert.deepEqual(kinds(checkAttributeName, ['', 'x'.repeat(129), 'a b', 'a:b', 'ü', 'a\n', '🍓']), [
      'empty',
      'tooLong',
      ...Array<string>(5).fill('badCharacter'),
    ]);
    assert.deepEqual(checkAttributeName('a🍓'), { problem: { kind: 'badCharacter', character: '🍓' } });
  });

  it('leave the names of ECS and of the board alone', () => {
    for (const [name, prefix] of [
      ['ecs.os-type', 'ecs.'],
      ['com.amazonaws.ecs.x', 'com.amazonaws.'],
      ['external-instances.board', 'external-instances.board'],
    ] as const)
      assert.deepEqual(checkAttributeName(name), { problem: { kind: 'reserved', prefix } });
  });

  it('have values, which neither begin nor end with a space', () => {
    for (const value of ['a', 'r 1/2@a:b', 'back\\slash', 'x'.repeat(128)])
      assert.deepEqual(checkAttributeValue(value), { value });
    assert.deepEqual(kinds(checkAttributeValue, ['', 'x'.repeat(129), ' a', 'a ', 'a+b', 'a"b', 'é', 'a\nb']), [
      'empty',
      'tooLong',
      'spaceAtEdge',
      'spaceAtEdge',
      ...Array<string>(4).fill('badCharacter'),
    ]);
  });

  it('are at most nine, beside the board', () => {
    assert.equal(checkAttributes(many(hostOptionLimits.attributes)).problem, undefined);
    assert.deepEqual(checkAttributes(many(10)), { problem: { kind: 'tooMany', max: 9 } });
    assert.deepEqual(checkAttributes({ a: 'b', c: '' }), { problem: { kind: 'empty' } });
  });
});

describe('the tags of a host', () => {
  it('have keys and values of any script, and values may be empty', () => {
    for (const text of ['a', 'Küche', '台所 2', 'a+b=c._:/@-d', 'x'.repeat(128)]) {
      assert.deepEqual(checkTagKey(text), { value: text });
      assert.deepEqual(checkTagValue(text), { value: text });
    }
    assert.deepEqual(checkTagValue(''), { value: '' });
    assert.deepEqual(kinds(checkTagKey, ['', 'x'.repeat(129), 'AWS:x', 'a"b', 'a\nb', '🍓']), [
      ...['empty', 'tooLong', 'reserved'],
      ...['badCharacter', 'badCharacter', 'badCharacter'],
    ]);
    assert.deepEqual(kinds(checkTagValue, ['x'.repeat(257), 'aws:x', '$(x)']), ['tooLong', 'reserved', 'badCharacter']);
    assert.equal(checkTagValue('é'.repeat(256)).problem, undefined);
  });

  it('are at most 49, beside the board', () => {
    assert.equal(checkTags(many(49)).problem, undefined);
    assert.deepEqual(checkTags(many(50)), { problem: { kind: 'tooMany', max: 49 } });
  });
});

describe('the proxy of a host', () => {
  it('is told with its port', () => {
    for (const [typed, value] of [
      ['proxy.example.com:3128', 'http://proxy.example.com:3128'],
      ['http://proxy.example.com', 'http://proxy.example.com:80'],
      ['http://proxy.example.com:80/', 'http://proxy.example.com:80'],
      [' https://proxy ', 'https://proxy:443'],
      ['http://me:p%40ss@10.0.0.1:8080', 'http://me:p%40ss@10.0.0.1:8080'],
      ['[fd00::1]:3128', 'http://[fd00::1]:3128'],
    ] as const)
      assert.deepEqual(checkProxyUrl(typed), { value }, typed);
  });

  it('is the address of an HTTP proxy and nothing else', () => {
    assert.deepEqual(kinds(checkProxyUrl, ['', 'socks5://x:1', 'http://x/path', 'http://x:99999', 'http://']), [
      ...['empty', 'notAProxy', 'notAProxy', 'notAProxy', 'notAProxy'],
    ]);
    for (const typed of [
      'a b',
      'http://"x"',
      'http://x\n[Service]',
      "http://it's",
      'http://$(x)',
      'http://a\\b',
      '`x`',
    ])
      assert.equal(checkProxyUrl(typed).problem?.kind, 'badCharacter', typed);
    for (const typed of ['http://x:1?a=b', 'http://x#y']) assert.ok(checkProxyUrl(typed).problem, typed);
  });

  it('has a list of exceptions', () => {
    assert.deepEqual(checkNoProxy(' .lan, 10.0.0.0/8\tlocalhost,,*.x [::1]'), {
      value: '.lan,10.0.0.0/8,localhost,*.x,[::1]',
    });
    assert.deepEqual(checkNoProxy(''), { value: '' });
    assert.deepEqual(kinds(checkNoProxy, ['a"b', '$(x)', 'x'.repeat(2001)]), [
      'badCharacter',
      'badCharacter',
      'tooLong',
    ]);
  });
});

describe('checkedHostOptions', () => {
  it('gives back what may be used', () => {
    const options = { attributes: { a: 'b' }, tags: {}, gpu: true, proxy: { url: 'proxy', noProxy: 'a b' } };
    assert.deepEqual(checkedHostOptions(options), { ...options, proxy: { url: 'http://proxy:80', noProxy: 'a,b' } });
  });

  it('refuses the rest', () => {
    for (const wrong of [{ attributes: { ü: 'x' } }, { tags: { 'aws:a': '' } }, { proxy: { url: 'ftp://x' } }])
      assert.throws(
        () => checkedHostOptions({ attributes: {}, tags: {}, ...wrong }),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
      );
  });
});
