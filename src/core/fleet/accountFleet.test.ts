import assert from 'node:assert/strict';
import {
  activation,
  ecsCluster,
  eksCluster,
  gatewayOver,
  instance,
  node,
  task,
} from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../failure.ts';
import { AccountFleet } from './accountFleet.ts';
import type { AccountRef } from './model.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const home = ecsCluster('home', { containerInstanceCount: 2 });
const empty = ecsCluster('empty', { containerInstanceCount: 0 });

describe('AccountFleet', () => {
  it('reads clusters once, sorts them, and keeps what could be had when a part is denied', async () => {
    const denied = new Failure('accessDenied', 'no', { service: 'EKS', operation: 'ListClusters' });
    const gateway = gatewayOver({ ecs: [home, empty], failing: { eksClusters: denied } });
    const fleet = new AccountFleet(ref, gateway);
    const { value, failures } = await fleet.clusters();
    assert.deepEqual(
      value.ecs.map(({ name }) => name),
      ['empty', 'home'],
    );
    assert.deepEqual(failures, [denied]);
  });

  it('tells a cause once that stopped every service', async () => {
    const none = (): Failure => new Failure('noCredentials', 'none');
    const fleet = new AccountFleet(ref, gatewayOver({ failing: { ecsClusters: none(), eksClusters: none() } }));
    assert.equal((await fleet.clusters()).failures.length, 1);
  });

  it('asks nothing about a cluster that says it has no container instance', async () => {
    const gateway = gatewayOver({ ecs: [empty] });
    const fleet = new AccountFleet(ref, gateway);
    assert.deepEqual(await fleet.hosts(empty), { value: [], failures: [] });
    assert.ok(!gateway.calls.some((call) => call.startsWith('containerInstances')));
  });

  it('shows hosts although SSM may not be asked, and says so', async () => {
    const denied = new Failure('accessDenied', 'no', { service: 'SSM', operation: 'DescribeInstanceProperties' });
    const gateway = gatewayOver({ ecs: [home], instances: [instance('a', home)], failing: { managedNodes: denied } });
    const { value, failures } = await new AccountFleet(ref, gateway).hosts(home);
    assert.equal(value.length, 1);
    assert.equal(value[0]?.state.ssm, 'unknown');
    assert.deepEqual(failures, [denied]);
  });

  it('finds nodes without a cluster, and mistakes neither connector agents nor hybrid nodes for them', async () => {
    const connected = eksCluster('barn', { connector: { activationId: 'act-1' } });
    const hybrid = eksCluster('hybrid', { hybridNodesEnabled: true });
    const gateway = gatewayOver({
      ecs: [home],
      eks: [connected, hybrid],
      instances: [instance('a', home), instance('b', home)],
      nodes: [
        node('a'),
        node('b'),
        node('c', { name: 'lonely', activationId: 'act-9' }),
        node('d', { activationId: 'act-1' }),
        node('e', { activationId: 'act-1' }),
        node('f'),
      ],
      hybrid: { [hybrid.arn]: [node('f').id] },
    });
    const fleet = new AccountFleet(ref, gateway);
    let changes = 0;
    fleet.onDidChange(() => changes++);
    assert.deepEqual(
      (await fleet.looseHosts()).value.map(({ name }) => name),
      ['lonely'],
    );
    assert.deepEqual(
      (await fleet.hosts(hybrid)).value.map(({ id }) => id),
      [node('f').id],
    );
    assert.equal(changes, 1, 'it turned up late, so the view is told');
    await fleet.looseHosts();
    assert.equal(changes, 1, 'nothing new');
  });

  it('asks no cluster for its hosts when there is no managed node at all', async () => {
    const gateway = gatewayOver({ ecs: [home], nodes: [] });
    await new AccountFleet(ref, gateway).looseHosts();
    assert.deepEqual(gateway.calls, ['managedNodes']);
  });

  it("brings all tasks of a small cluster with one host's", async () => {
    const [a, b] = [instance('a', home, { runningTaskCount: 1 }), instance('b', home, { runningTaskCount: 1 })];
    const gateway = gatewayOver({ ecs: [home], instances: [a, b], nodes: [], tasks: [task('1', a), task('2', b)] });
    const fleet = new AccountFleet(ref, gateway);
    const hosts = (await fleet.hosts(home)).value;
    for (const host of hosts) assert.equal((await fleet.hostTasks(host)).value.length, 1);
    assert.deepEqual(
      gateway.calls.filter((call) => call.startsWith('tasks')),
      ['tasks home'],
    );
  });

  it("asks for one host's tasks in a large cluster", async () => {
    const a = instance('a', home, { runningTaskCount: 101 });
    const gateway = gatewayOver({ ecs: [home], instances: [a], nodes: [], tasks: [task('1', a)] });
    const fleet = new AccountFleet(ref, gateway);
    const [host] = (await fleet.hosts(home)).value;
    assert.ok(host);
    await fleet.hostTasks(host);
    assert.deepEqual(
      gateway.calls.filter((call) => call.startsWith('tasks')),
      ['tasks of one host'],
    );
  });

  it('asks for no tasks where the hosts run none', async () => {
    const gateway = gatewayOver({ ecs: [home], instances: [instance('a', home)], nodes: [] });
    const fleet = new AccountFleet(ref, gateway);
    await fleet.hosts(home);
    assert.deepEqual(await fleet.clusterTasks(home.arn), { value: [], failures: [] });
    assert.ok(!gateway.calls.includes('tasks home'));
  });

  it('reads again just what was read, forgets what is gone, and tells once', async () => {
    const other = ecsCluster('other');
    const gateway = gatewayOver({ ecs: [home, other], instances: [instance('a', home), instance('b', other)] });
    const fleet = new AccountFleet(ref, gateway);
    await fleet.clusters();
    await fleet.hosts(home);
    await fleet.hosts(other);
    gateway.contents = { ...gateway.contents, ecs: [home], instances: [] };
    gateway.calls.length = 0;
    let changes = 0;
    fleet.onDidChange(() => changes++);
    await fleet.refresh();
    assert.deepEqual(gateway.calls.toSorted(), [
      'containerInstances home',
      'ecsClusters',
      'eksClusters',
      'identity',
      'managedNodes',
    ]);
    assert.deepEqual((await fleet.hosts(home)).value, []);
    assert.equal(changes, 1);
  });

  it('goes on showing the last good answer when a refresh fails, and says why', async () => {
    const gateway = gatewayOver({ ecs: [home], instances: [instance('a', home)] });
    const fleet = new AccountFleet(ref, gateway);
    await fleet.clusters();
    await fleet.hosts(home);
    const cut = new Failure('network', 'cut');
    gateway.contents = { ...gateway.contents, failing: { ecsClusters: cut, containerInstances: cut } };
    await fleet.refresh();
    const { value, failures } = await fleet.clusters();
    assert.equal(value.ecs.length, 1);
    assert.deepEqual(failures, [cut]);
    assert.equal((await fleet.hosts(home)).value.length, 1);
  });

  it('reads all activations once, and again only when they are looked at after a refresh', async () => {
    const gateway = gatewayOver({ activations: ['1', '2', '3'].map((id) => activation(id)) });
    const fleet = new AccountFleet(ref, gateway);
    const asked = (): number => gateway.calls.filter((call) => call === 'activations').length;
    assert.equal((await fleet.activations()).value.length, 3);
    await fleet.activations();
    assert.equal(asked(), 1);
    await fleet.refresh();
    assert.equal(asked(), 1, 'nobody looked');
    await fleet.activations();
    assert.equal(asked(), 2);
  });

  it('goes on showing activations when they cannot be read again', async () => {
    const gateway = gatewayOver({ activations: [activation('1')] });
    const fleet = new AccountFleet(ref, gateway);
    await fleet.activations();
    const cut = new Failure('network', 'cut');
    gateway.contents = { failing: { activations: cut } };
    fleet.outdateActivations();
    const { value, failures } = await fleet.activations();
    assert.equal(value.length, 1);
    assert.deepEqual(failures, [cut]);
  });

  it('shows a deleted activation no more, though AWS may still list it', async () => {
    const [gone, other] = [activation('1'), activation('2')];
    const fleet = new AccountFleet(ref, gatewayOver({ activations: [gone, other] }));
    await fleet.activations();
    let changes = 0;
    fleet.onDidChange(() => changes++);
    fleet.activationDeleted(gone.id);
    assert.equal(changes, 1);
    assert.deepEqual((await fleet.activations()).value, [other]);
    fleet.outdateActivations();
    assert.deepEqual((await fleet.activations()).value, [other]);
    assert.deepEqual(fleet.activationsIfKnown?.activations, [other]);
  });

  it('tells the hosts of an activation from what was read, joined, and asks nobody', async () => {
    const { id } = activation('1');
    const came = { activationId: id };
    const gateway = gatewayOver({
      ecs: [home],
      instances: [instance('a', home), instance('b', home)],
      nodes: [node('a', { ...came, name: 'pi-10' }), node('b'), node('c', { ...came, name: 'pi-2' })],
    });
    const fleet = new AccountFleet(ref, gateway);
    assert.equal(fleet.hostsOfActivation(id), undefined);
    await fleet.clusters();
    await fleet.hosts(home);
    gateway.calls.length = 0;
    const hosts = fleet.hostsOfActivation(id) ?? [];
    assert.deepEqual(
      hosts.map(({ name, state }) => [name, state.ecs]),
      [
        ['pi-2', 'none'],
        ['pi-10', 'connected'],
      ],
    );
    assert.deepEqual(gateway.calls, []);
  });
});
