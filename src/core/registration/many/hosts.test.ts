import assert from 'node:assert/strict';
import { Failure } from '../../failure.ts';
import { checkedHosts, isSshDestination, registrationLimitFor } from './hosts.ts';

const isInvalid = (error: unknown): boolean => Failure.is(error) && error.reason === 'invalidRequest';

describe('isSshDestination', () => {
  const fine = ['pi', 'pi@10.0.0.7', 'ssh://pi@host:2222', 'fe80::1%eth0', '[fd00::1]', 'küche_2', '~x', 'a*?#!', '@x'];
  const wrong = ['', '-oProxyCommand=x', 'a b', 'a\tb', 'a\nb', 'a\u00a0b', 'a\u0007', `a'b`, 'a"b', 'a`b', '$(x)'];
  const shell = ['a\\b', 'a;b', 'a&b', 'a|b', 'a<b', 'a>b', '{{x}}', 'x'.repeat(256)];
  for (const host of fine) it(`is: ${host}`, () => assert.ok(isSshDestination(host)));
  for (const host of [...wrong, ...shell])
    it(`is not: ${JSON.stringify(host).slice(0, 30)}`, () => assert.ok(!isSshDestination(host)));
});

describe('checkedHosts', () => {
  it('keeps each once, in order', () => assert.deepEqual(checkedHosts(['b', 'a', 'b']), ['b', 'a']));
  it('refuses none, and one that is none', () => {
    assert.throws(() => checkedHosts([]), isInvalid);
    assert.throws(() => checkedHosts(['a', '-v']), isInvalid);
  });
});

describe('registrationLimitFor', () => {
  const cases: readonly (readonly [hosts: number, limit: number])[] = [
    [1, 2],
    [10, 11],
    [11, 13],
    [100, 110],
    [950, 1000],
    [1000, 1000],
  ];
  for (const [hosts, limit] of cases)
    it(`${hosts} hosts: ${limit}`, () => assert.equal(registrationLimitFor(hosts), limit));
  for (const hosts of [0, 1.5, 1001, Number.NaN])
    it(`refuses ${hosts}`, () => assert.throws(() => registrationLimitFor(hosts), isInvalid));
});
