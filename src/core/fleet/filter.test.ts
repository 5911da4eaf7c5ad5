import assert from 'node:assert/strict';
import { ecsCluster, instance, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { messageText } from '../text/message.ts';
import { parseHostFilter, type HostFilter } from './filter.ts';
import { ecsHosts, type Host } from './host.ts';
import { boardAttribute } from './machine.ts';

const home = ecsCluster('home');
const pi5 = {
  'ecs.cpu-architecture': 'arm64',
  [boardAttribute]: 'Raspberry Pi 5 Model B Rev 1.0',
  'ecs.os-type': 'linux',
};
const intel = { 'ecs.cpu-architecture': 'x86_64' };

const hosts = ecsHosts(
  home,
  [
    instance('1', home, {
      attributes: pi5,
      tags: { 'location': 'garage', 'rack row': 'row 7' },
      agentVersion: '1.105.1',
    }),
    instance('2', home, { attributes: pi5, tags: { location: 'garden' }, agentConnected: false }),
    instance('3', home, { attributes: intel, status: 'DRAINING' }),
    instance('4', home, { attributes: intel, agentConnected: false, tags: { odd: 'a*c,"' } }),
  ],
  new Map(
    [
      node('1', { name: 'pi-kitchen', ipAddress: '192.168.1.7' }),
      node('2', { name: 'pi-garden', pingStatus: 'ConnectionLost' }),
      node('3', { name: 'NUC 1', computerName: 'nuc1.local', platformName: 'Ubuntu' }),
      node('4', { name: 'nuc-2' }),
    ].map((each) => [each.id, each]),
  ),
);

function filter(text: string): HostFilter {
  const parsed = parseHostFilter(text);
  assert.ok('matches' in parsed, 'problem' in parsed ? messageText(parsed.problem) : '');
  return parsed;
}

function found(text: string): string {
  return hosts
    .filter(filter(text).matches)
    .map(({ name }) => name)
    .sort()
    .join(', ');
}

describe('a filter of hosts', () => {
  const cases: readonly (readonly [text: string, names: string])[] = [
    ['', 'NUC 1, nuc-2, pi-garden, pi-kitchen'],
    ['PI-', 'pi-garden, pi-kitchen'],
    ['pi garden', 'pi-garden'],
    ['192.168', 'pi-kitchen'],
    ['nuc1.local', 'NUC 1'],
    [nodeId('4'), 'nuc-2'],
    ['"NUC 1"', 'NUC 1'],
    ['state:offline', 'pi-garden'],
    ['state:offline,draining', 'NUC 1, pi-garden'],
    ['state:Disconnected', 'nuc-2'],
    ['-state:connected', 'NUC 1, nuc-2, pi-garden'],
    ['!state:connected', 'NUC 1, nuc-2, pi-garden'],
    ['-garden', 'NUC 1, nuc-2, pi-kitchen'],
    ['arch:aarch64', 'pi-garden, pi-kitchen'],
    ['arch:x86', 'NUC 1, nuc-2'],
    ['name:pi-*', 'pi-garden, pi-kitchen'],
    ['name:pi', ''],
    ['name:*-?', 'nuc-2'],
    ['name:"nuc 1"', 'NUC 1'],
    ['board:pi', 'pi-garden, pi-kitchen'],
    ['board:*"5 Model"*', 'pi-garden, pi-kitchen'],
    ['tag:location', 'pi-garden, pi-kitchen'],
    ['tag:location=garage', 'pi-kitchen'],
    ['tag:loc*=gar*', 'pi-garden, pi-kitchen'],
    ['tag:location=garage,garden', 'pi-garden, pi-kitchen'],
    ['tag:"rack row"="row 7"', 'pi-kitchen'],
    ['tag:odd="a*c"*', 'nuc-2'],
    ['tag:odd="a*c"', ''],
    ['tag:', 'nuc-2, pi-garden, pi-kitchen'],
    ['attribute:ecs.os-type=linux', 'pi-garden, pi-kitchen'],
    ['cluster:home kind:ecs', 'NUC 1, nuc-2, pi-garden, pi-kitchen'],
    ['cluster:other', ''],
    ['agent:1.105.*', 'pi-kitchen'],
    ['os:ubuntu', 'NUC 1'],
    ['ip:192.168.1.?', 'pi-kitchen'],
    ['state:', 'NUC 1, nuc-2, pi-garden, pi-kitchen'],
    ['state:offline arch:arm64 name:pi-*', 'pi-garden'],
    ['fe80:1', ''],
  ];
  for (const [text, names] of cases) it(`of ${text || 'nothing'}`, () => assert.equal(found(text), names));

  it('says what can not be read', () => {
    const problem = (text: string): string => {
      const parsed = parseHostFilter(text);
      return 'problem' in parsed ? messageText(parsed.problem) : 'none';
    };
    assert.match(problem('stat:offline'), /^There is no field "stat"; there are name, id, state,/);
    assert.match(problem('toString:x'), /^There is no field "tostring"/);
    assert.match(problem('state:ofline'), /^There is no such state; there are connected, online,/);
    assert.equal(problem('name:"pi'), 'The quote in name:"pi is not closed.');
    assert.equal(problem('pi "'), 'The quote in " is not closed.');
  });

  it('goes through 5,000 hosts quickly', () => {
    const many: readonly Host[] = Array.from({ length: 1250 }, () => hosts).flat();
    const wanted = filter('state:offline arch:arm64 tag:location=gar* name:*a*a*e*,*p*i*g*n -tag:odd').matches;
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      assert.equal(many.filter(wanted).length, 1250);
      return performance.now() - start;
    });
    // It takes some 5 ms, and longer on a busy machine.
    assert.ok(Math.min(...times) < 200, String(times));
  });

  it('is not held up by any pattern', () => {
    const start = performance.now();
    const host = { ...hosts[0]!, name: 'a'.repeat(5000) };
    assert.ok(!filter(`name:${'*a'.repeat(50)}*b`).matches(host));
    assert.ok(performance.now() - start < 2000, 'it would take for ever');
  });
});
