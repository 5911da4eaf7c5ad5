import assert from 'node:assert/strict';
import { ecsCluster, hour, instance, node, task } from '../../../test/unit/fleetLiterals.ts';
import { ecsHosts, type Host } from '../fleet/host.ts';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import { messageText } from '../text/message.ts';
import {
  disconnectionOf,
  disconnectionWords,
  restartFactsOf,
  type Disconnection,
  type DisconnectionFacts,
} from './disconnected.ts';

const now = 1000 * hour;
const cluster = ecsCluster('home');
const on = instance('a', cluster);

function host(over: Partial<ContainerInstance>, ofNode?: Partial<ManagedNode>): Host {
  const nodes = ofNode ? [node('a', ofNode)] : [];
  const [made] = ecsHosts(cluster, [{ ...on, ...over }], new Map(nodes.map((each) => [each.id, each])));
  assert.ok(made);
  return made;
}

const online = { pingStatus: 'Online', lastPingAt: now - 60_000 } as const;
const lost = (hours: number): Partial<ManagedNode> => ({
  pingStatus: 'ConnectionLost',
  lastPingAt: now - hours * hour,
});

function of(over: Partial<DisconnectionFacts>): Disconnection | undefined {
  return disconnectionOf({ host: host({ agentConnected: false }, lost(3)), tasks: [], readAt: now, now, ...over });
}

const definition = (id: string): string => `arn:aws:ecs:eu-central-1:111122223333:task-definition/${id}`;

function words(found: Disconnection | undefined): readonly string[] {
  assert.ok(found);
  const { title, since, points } = disconnectionWords(found, (ms) => `${(ms - now) / hour} h`);
  return [title, since, ...points].map(messageText);
}

describe('disconnectionOf', () => {
  it('is nothing for a host that is connected, or left behind', () => {
    assert.equal(of({ host: host({}, online) }), undefined);
    assert.equal(of({ host: { ...host({ agentConnected: false }, lost(1)), stale: true } }), undefined);
  });

  it('tells which agents are gone', () => {
    assert.equal(of({})?.lost, 'both');
    assert.equal(of({ host: host({ agentConnected: false }, online) })?.lost, 'ecs');
    assert.equal(of({ host: host({}, lost(1)) })?.lost, 'ssm');
    assert.equal(of({ host: host({ agentConnected: false }) })?.lost, 'both');
  });

  it('says of no service with a task on each host that it may run twice', () => {
    const tasks = ['web', 'exporter'].map((name) => task(name, on, { group: `service:${name}` }));
    assert.deepEqual(of({ tasks })?.mayRunTwice, ['exporter', 'web']);
    assert.deepEqual(of({ tasks, daemons: new Set(['exporter']) })?.mayRunTwice, ['web']);
  });

  it('knows the time by SSM, and by earlier looks', () => {
    assert.deepEqual(of({})?.since, { notBefore: now - 3 * hour, atLatest: now });
    const looks = { seenConnectedAt: now - 2 * hour, seenDisconnectedAt: now - hour };
    assert.deepEqual(of(looks)?.since, { notBefore: now - 2 * hour, atLatest: now - hour });
    const ecsAlone = host({ agentConnected: false }, online);
    assert.deepEqual(of({ host: ecsAlone })?.since, { atLatest: now });
    assert.deepEqual(of({ host: ecsAlone, readAt: now - hour })?.since, { atLatest: now - hour });
    // Clocks that disagree never make it end before it began.
    assert.deepEqual(of({ seenDisconnectedAt: now - 9 * hour })?.since, {
      notBefore: now - 3 * hour,
      atLatest: now - 3 * hour,
    });
  });

  it('counts credentials from what SSM heard last', () => {
    const credentials = (hours: number): string | undefined =>
      of({ host: host({ agentConnected: false }, lost(hours)) })?.credentials;
    assert.deepEqual([0.2, 0.5, 0.9, 1, 5].map(credentials), [
      'renewed',
      'perhapsExpired',
      'perhapsExpired',
      'expired',
      'expired',
    ]);
    assert.equal(of({ host: host({ agentConnected: false }, online) })?.credentials, 'renewed');
    assert.equal(of({ host: host({ agentConnected: false }) })?.credentials, 'perhapsExpired');
  });

  it('names services that may run twice, once each, and only where ECS may replace their tasks', () => {
    const tasks = [
      task('1', on, { group: 'service:web' }),
      task('2', on, { group: 'service:api' }),
      task('3', on, { group: 'service:web' }),
      task('4', on, { group: 'family:batch' }),
      task('5', on, { group: 'service:gone', lastStatus: 'STOPPED' }),
    ];
    assert.deepEqual(of({ tasks })?.mayRunTwice, ['api', 'web']);
    assert.equal(of({ tasks })?.tasks.length, 4);
    assert.deepEqual(of({ tasks, host: host({}, lost(1)) })?.mayRunTwice, []);
  });

  it('tells tasks that nobody restarts from those that it does not know', () => {
    const [bare, kept, unknown] = ['bare:1', 'kept:1', 'unknown:1'].map((id, index) =>
      task(`${index}`, on, { taskDefinitionArn: definition(id) }),
    );
    assert.ok(bare && kept && unknown);
    const definitions = new Map([
      [definition('bare:1'), { withoutRestart: ['app'] }],
      [definition('kept:1'), { withoutRestart: [] }],
    ]);
    const found = of({ tasks: [bare, kept, unknown], definitions });
    assert.deepEqual(found?.withoutRestart, [bare]);
    assert.deepEqual(found.unknownRestart, [unknown]);
    assert.equal(of({ tasks: [bare] })?.withoutRestart, undefined);
  });
});

describe('restartFactsOf', () => {
  it('finds the containers without a restart policy that is on', () => {
    const containerDefinitions = [
      { name: 'none' },
      { name: 'off', restartPolicy: { enabled: false } },
      { name: 'on', restartPolicy: { enabled: true } },
      'odd',
    ];
    assert.deepEqual(restartFactsOf({ containerDefinitions }), { withoutRestart: ['none', 'off'] });
    assert.deepEqual(restartFactsOf({ containerDefinitions: 'odd' }), { withoutRestart: [] });
  });
});

describe('disconnectionWords', () => {
  it('says all that is known of a lost host', () => {
    const web = task('1', on);
    const tasks = [web, task('2', on, { group: 'family:x', taskDefinitionArn: definition('batch:7') })];
    const definitions = new Map([[web.taskDefinitionArn, { withoutRestart: ['app'] }]]);
    assert.deepEqual(words(of({ tasks, definitions })), [
      'The host is disconnected',
      'Since -3 h at the earliest, 0 h at the latest',
      '2 tasks ran there when it was last heard of. They probably go on.',
      'A task that ends there is not started again, services are not scaled there, and no new task comes.',
      'Its credentials have expired: until SSM hears of it again, it can not pull images or write logs.',
      'ECS may have started these services elsewhere too, so that they run twice: web',
      'These have a container without a restart policy, which stays down when it ends: web',
      'Whether these have restart policies is not known: batch:7',
    ]);
  });

  it('warns of what is to come where SSM alone is gone', () => {
    assert.deepEqual(words(of({ host: host({}, lost(0.05)), tasks: [task('1', on)] })), [
      'SSM has lost the host',
      'Since about -0.05 h',
      '1 task runs there.',
      'Its credentials still hold; without SSM they end within 60 minutes.',
    ]);
  });

  it('has little to say of an agent that is gone from an idle host', () => {
    assert.deepEqual(words(of({ host: host({ agentConnected: false }, online) })), [
      'The ECS agent is disconnected',
      'Since 0 h at the latest',
      'As far as is known, no task runs there.',
      'A task that ends there is not started again, services are not scaled there, and no new task comes.',
    ]);
  });

  it('counts what would not fit', () => {
    const tasks = Array.from({ length: 40 }, (_, index) => task(`${index}`, on, { group: `service:s${index + 10}` }));
    const line = words(of({ tasks })).find((each) => each.includes('twice'));
    assert.match(line ?? '', /s19, … \(\+30\)$/);
  });
});
