import assert from 'node:assert/strict';
import { ecsCluster, hour, instance, node, nodeId, task } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode, kubePod } from '../../../test/unit/kubeLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { ecsHosts, kubeHostState, makeHost, nodeHosts, type Host } from '../../core/fleet/host.ts';
import type { Task } from '../../core/fleet/model.ts';
import { disconnectionOf } from '../../core/operate/disconnected.ts';
import type { HostCurve } from '../../core/operate/metrics/hostMetrics.ts';
import { toHtml } from '../report/markup.ts';
import { leadMarkup, noticesMarkup } from '../report/pageMarkup.ts';
import { buildHost } from './build/buildHost.ts';
import type { HostInput } from './build/hostInput.ts';
import { actionsOf, refusedActions } from './hostActions.ts';
import { blockMarkup } from './hostMarkup.ts';
import type { HostModel } from './hostModel.ts';
import { hostMessage, hostPageMessage, isSubject } from './messages.ts';

const now = 1000 * hour;
const cluster = ecsCluster('home');
const on = instance('a', cluster);
const nodes = new Map([node('a')].map((each) => [each.id, each]));
const [host] = ecsHosts(cluster, [on], nodes);
assert.ok(host);
const ref = { source: { kind: 'profile', profile: 'work' }, region: 'eu-central-1' } as const;

function input(of: Host, over: Partial<HostInput> = {}): HostInput {
  return {
    subject: { account: 'profile:work@eu-central-1', host: of.key, cluster: cluster.arn },
    ref,
    accountName: 'work',
    hasAccount: true,
    locale: 'en',
    now,
    host: { value: of },
    tasks: { value: [] },
    pods: {},
    nodeTags: { value: {} },
    charts: {},
    range: '3h',
    said: {},
    costs: [],
    actions: actionsOf(of, ref),
    refused: [],
    ...over,
  };
}

/** All that the page would show, as HTML. */
function html(model: HostModel): string {
  const blocks = model.sections.flatMap(({ blocks: own }) => own.map(blockMarkup));
  return [...leadMarkup(model), ...noticesMarkup(model), ...blocks].map(toHtml).join('\n');
}

const curve = (about: HostCurve['about'], values: readonly number[], disk?: string): HostCurve => ({
  about,
  metric: { namespace: 'CWAgent', name: 'x', dimensions: {} },
  isInverted: false,
  ...(disk !== undefined && { disk }),
  points: values.map((average, index) => ({
    at: now - 3 * hour + index * 300_000,
    average,
    least: average,
    most: average + 5,
  })),
});
const window = { from: now - 3 * hour, to: now, periodSeconds: 300 };

describe('the page of a host', () => {
  it('is a model that the page takes as it is sent', () => {
    const charts = { value: { window, curves: [curve('cpu', [1, 2]), curve('disk', [50], '/')] } };
    const said = { value: { at: now, moment: { load: 0.5, cpus: 4 } } };
    const costs = [{ label: 'ECS Anywhere', soFar: '$1', projected: '$2' }];
    const model = buildHost(input(host, { charts, said, costs, tasks: { value: [task('t', on)] } }));
    assert.deepEqual(hostMessage({ type: 'show', model }), { type: 'show', model });
    assert.deepEqual(
      model.sections.map(({ id }) => id),
      ['state', 'metrics', 'tasks', 'resources', 'costs', 'identity', 'labels'],
    );
  });

  it('shows hostile names as text', () => {
    const evil = `"><img src=x onerror=alert(1)><script>alert(2)</script>\u202e\n'`;
    const stranger = {
      ...host,
      name: evil,
      cluster: { ...cluster, name: evil },
      machine: { kind: 'unknown', certain: false, board: evil } as const,
      instance: { ...on, attributes: { [evil]: evil }, tags: { [evil]: evil }, statusReason: evil },
    };
    const running: Task = { ...task('t', on), group: evil, containers: [{ name: evil, status: evil, image: evil }] };
    const charts = { value: { window, curves: [curve('disk', [3], evil)] } };
    const failure = new Failure('accessDenied', evil, { service: evil, operation: evil });
    const model = buildHost(
      input(stranger, { tasks: { value: [running] }, charts, nodeTags: { failure }, activationName: evil }),
    );
    const written = html(model);
    assert.doesNotMatch(written, /<(?:img|script)|\u202e/);
    assert.ok(written.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.deepEqual(hostMessage({ type: 'show', model }), { type: 'show', model });
  });

  it('has no charts where there are no metrics, and says how there would be some', () => {
    const words = html(buildHost(input(host, { charts: { value: { window, curves: [] } } })));
    assert.match(words, /CloudWatch has no metrics of this host\./);
    assert.match(words, /CloudWatchAgentServerPolicy.*custom metrics/);
    assert.doesNotMatch(words, /<canvas|type="radio"/);
  });

  it('has no chart of a time without values', () => {
    const charts = { value: { window, curves: [curve('cpu', [])] } };
    const words = html(buildHost(input(host, { charts })));
    assert.match(words, /CPU in use: CloudWatch has no values of this time\./);
    assert.doesNotMatch(words, /<canvas/);
    assert.match(words, /type="radio"/);
  });

  it('says what a chart shows in words', () => {
    const charts = { value: { window, curves: [curve('cpu', [10, 30])] } };
    const words = html(buildHost(input(host, { charts })));
    assert.match(words, /30% at .*; 20% on average, 35% at most, at /);
  });

  it('tells each thing that can not be read in a line, beside all that is known', () => {
    const failure = new Failure('accessDenied', 'no', { service: 'SSM', operation: 'ListTagsForResource' });
    const words = html(
      buildHost(
        input(host, { tasks: { value: [task('t', on)], failure }, nodeTags: { failure }, charts: { failure } }),
      ),
    );
    assert.equal(words.match(/could not be read: Access denied: ssm:ListTagsForResource\./g)?.length, 3);
    assert.match(words, /id="table-tasks"/);
  });

  it('says what a disconnection means, first of all that is wrong', () => {
    const [lost] = ecsHosts(cluster, [{ ...on, agentConnected: false }], nodes);
    assert.ok(lost);
    const disconnection = disconnectionOf({ host: lost, tasks: [task('t', on)], readAt: now, now });
    const model = buildHost(input(lost, { disconnection }));
    assert.equal(model.notices[0]?.label, 'Disconnected');
    assert.match(html(model), /A task that ends there is not started again/);
  });

  it('is of use while the host is looked for, and when it is gone', () => {
    const gone = buildHost({ ...input(host), host: {}, actions: actionsOf(undefined, ref) });
    assert.deepEqual([gone.sections, gone.notices[0]?.label], [[], 'Gone']);
    const early = buildHost({ ...input(host), host: { isReading: true } });
    assert.equal(early.notices[0]?.label, 'Reading');
  });

  it('asks only hosts that SSM reaches and the script is for', () => {
    const asks = (of: Host): boolean => html(buildHost(input(of))).includes('data-action="readNow"');
    assert.equal(asks(host), true);
    const windows = new Map([node('a', { platformType: 'Windows' })].map((each) => [each.id, each]));
    assert.equal(asks(ecsHosts(cluster, [on], windows)[0]!), false);
    const away = new Map([node('a', { pingStatus: 'ConnectionLost' })].map((each) => [each.id, each]));
    assert.equal(asks(ecsHosts(cluster, [on], away)[0]!), false);
  });

  it('holds 100 tasks, each with buttons that name it', () => {
    const tasks = Array.from({ length: 100 }, (_, index) => ({ ...task(`t${index}`, on), group: `service:s${index}` }));
    const model = buildHost(input(host, { tasks: { value: tasks } }));
    const table = model.sections
      .flatMap(({ blocks }) => blocks)
      .find((block) => block.kind === 'table' && block.id === 'tasks');
    assert.ok(table?.kind === 'table');
    assert.equal(table.rows.length, 100);
    const spoken = table.rows.flatMap(({ buttons = [] }) => buttons.map((each) => each.spoken));
    assert.equal(new Set(spoken).size, spoken.length);
    assert.deepEqual(hostMessage({ type: 'show', model }), { type: 'show', model });
  });

  it('offers nothing that is refused', () => {
    const offered = (refused: HostInput['refused']): readonly string[] => {
      const model = buildHost(input(host, { tasks: { value: [task('t', on)] }, refused }));
      const written = html(model) + model.actions.map(({ action }) => `data-action="${action}"`).join('');
      return [...new Set(Array.from(written.matchAll(/data-action="(\w+)"/g), ([, action = '']) => action))].toSorted();
    };
    const all = offered(refusedActions({ isReadOnly: false, isTrusted: true }));
    const reading = offered(refusedActions({ isReadOnly: true, isTrusted: true }));
    for (const action of ['stopTask', 'drain', 'edit', 'shell', 'run', 'update', 'readNow']) {
      assert.ok(all.includes(action) && !reading.includes(action), action);
    }
    assert.deepEqual(reading, [
      ...['compare', 'console', 'copyId', 'definition', 'logs', 'refresh', 'showTask', 'stoppedTasks'],
    ]);
  });

  it('offers what can be done with a host as it is', () => {
    const [loose] = nodeHosts([node('b')]);
    assert.ok(loose);
    assert.ok(actionsOf(host, ref).includes('drain'));
    assert.deepEqual(actionsOf(loose, { source: { kind: 'demo' }, region: 'x' }), [
      ...['refresh', 'diagnose', 'logs', 'shell', 'run', 'update', 'edit', 'copyId'],
    ]);
    const [draining] = ecsHosts(cluster, [{ ...on, status: 'DRAINING' }], nodes);
    assert.ok(draining && actionsOf(draining, ref).includes('activate'));
    assert.ok(['runTask', 'stoppedTasks'].every((action) => actionsOf(host, ref).some((each) => each === action)));
    const [away] = ecsHosts(cluster, [{ ...on, agentConnected: false }], nodes);
    for (const each of [draining, away]) {
      assert.ok(each && !actionsOf(each, ref).includes('runTask') && actionsOf(each, ref).includes('stoppedTasks'));
    }
  });

  it('has the conditions, the pods and the labels of a node of Kubernetes', () => {
    const kube = kubeNode('mi-0000000000000000b', {
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped',
          since: now - hour,
        },
        { type: 'DiskPressure', status: 'False' },
      ],
      labels: { 'kubernetes.io/arch': 'arm64' },
      unschedulable: true,
    });
    const eks = { kind: 'eks', arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/barn', name: 'barn' } as const;
    const state = kubeHostState('online', 'unreachable');
    const of = makeHost({ key: 'b', id: nodeId('b'), cluster: eks, node: node('b'), kube, state, stale: false });
    const pods = { value: [kubePod('camera', kube.name, { phase: 'Pending', reason: 'Evicted' })] };
    const model = buildHost(input(of, { pods }));
    assert.deepEqual(
      model.sections.map(({ id }) => id),
      ['state', 'metrics', 'pods', 'resources', 'identity', 'labels'],
    );
    const words = html(model);
    assert.match(words, /Unknown \(not well\).*NodeStatusUnknown: Kubelet stopped/);
    assert.match(words, /It is cordoned/);
    assert.match(words, /default\/camera.*Evicted/);
    assert.match(words, /kubernetes\.io\/arch/);
    assert.deepEqual(hostMessage({ type: 'show', model }), { type: 'show', model });
  });
});

describe('messages of the page of a host', () => {
  it('are taken as they are sent', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'ready', range: '7d' },
      { type: 'range', range: '24h' },
      { type: 'act', action: 'refresh' },
      { type: 'act', action: 'stopTask', target: 'arn:aws:ecs:eu-central-1:111122223333:task/home/1' },
    ])
      assert.deepEqual(hostPageMessage(message), message);
  });

  it('are refused in any other form', () => {
    for (const message of [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'ready', range: '1y' },
      { type: 'range' },
      { type: 'act', action: 'externalInstances.deregisterHost' },
      { type: 'act', action: 'constructor' },
      { type: 'act', action: 'stopTask', target: 7 },
      { type: 'act', action: 'stopTask', target: 'a\nb' },
      { type: 'act', action: 'stopTask', target: 'a'.repeat(3000) },
    ])
      assert.equal(hostPageMessage(message), undefined, JSON.stringify(message));
  });

  it('that VS Code kept must say which host it was', () => {
    assert.ok(isSubject({ account: 'a', host: 'b' }));
    for (const kept of [
      undefined,
      {},
      { account: 'a' },
      { account: 'a', host: 1 },
      { account: 'a', host: 'b', cluster: 2 },
    ]) {
      assert.ok(!isSubject(kept));
    }
  });
});
