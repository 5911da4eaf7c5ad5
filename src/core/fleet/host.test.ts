import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { ecsHosts, hostState, nodeHosts, type HostHealth } from './host.ts';
import type { ContainerInstance, ManagedNode } from './model.ts';

const home = ecsCluster('home');
const byId = (...nodes: ManagedNode[]): ReadonlyMap<string, ManagedNode> =>
  new Map(nodes.map((each) => [each.id, each]));

describe('ecsHosts', () => {
  it('joins both services on the mi- id, and sorts names as people count them', () => {
    const instances = ['a', 'b', 'c'].map((id) => instance(id, home));
    const hosts = ecsHosts(home, instances, byId(node('a', { name: 'pi-10' }), node('b', { name: 'pi-2' })));
    assert.deepEqual(
      hosts.map(({ name }) => name),
      ['mi-0000000000000000c', 'pi-2', 'pi-10'],
    );
    assert.equal(hosts[0]?.node, undefined);
    assert.equal(hosts[1]?.cluster?.name, 'home');
  });

  it('takes the name from the activation, else the Name tag, else the machine, and never a blank one', () => {
    const named = (over: Partial<ManagedNode>, tags = {}): string | undefined =>
      ecsHosts(home, [instance('a', home, { tags })], byId(node('a', over)))[0]?.name;
    assert.equal(named({ name: 'kitchen', computerName: 'pi' }, { Name: 'tagged' }), 'kitchen');
    assert.equal(named({ name: '  ', computerName: 'pi' }, { Name: 'tagged' }), 'tagged');
    assert.equal(named({ computerName: 'pi' }), 'pi');
    assert.equal(named({}), 'mi-0000000000000000a');
  });

  it('marks the older twin of a machine that registered twice', () => {
    const old = instance('a', home, { registeredAt: 1, agentConnected: false });
    const current = { ...old, arn: `${old.arn}f`, registeredAt: 2, agentConnected: true };
    const stale = (instances: readonly ContainerInstance[]): readonly string[] =>
      ecsHosts(home, instances, byId(node('a')))
        .filter((host) => host.stale)
        .map(({ key }) => key);
    assert.deepEqual(stale([old, current]), [old.arn]);
    assert.deepEqual(stale([current, old]), [old.arn]);
    // With neither connected, the younger one is the machine's.
    assert.deepEqual(stale([{ ...current, agentConnected: false }, old]), [old.arn]);
  });

  it('keeps an order for hosts of the same name', () => {
    const instances = [instance('b', home), instance('a', home)];
    const nodes = byId(node('a', { name: 'pi' }), node('b', { name: 'pi' }));
    const keys = ecsHosts(home, instances, nodes).map(({ key }) => key);
    assert.deepEqual(
      keys,
      ecsHosts(home, instances.toReversed(), nodes).map(({ key }) => key),
    );
  });
});

describe('nodeHosts', () => {
  it('makes hosts of nodes without a container instance', () => {
    const [host] = nodeHosts([node('a', { name: 'lonely', pingStatus: 'ConnectionLost' })]);
    assert.deepEqual(host?.state, { ecs: 'none', ssm: 'connectionLost', health: 'offline' });
    assert.equal(host.cluster, undefined);
  });
});

describe('hostState', () => {
  const online = node('a');
  const lost = node('a', { pingStatus: 'ConnectionLost' });
  const ecs = (over: Partial<ContainerInstance>): ContainerInstance => instance('a', home, over);
  const cases: readonly (readonly [string, ContainerInstance | undefined, ManagedNode | undefined, HostHealth])[] = [
    ['both channels up', ecs({}), online, 'connected'],
    ['SSM not asked', ecs({}), undefined, 'connected'],
    ['SSM knows no such node', ecs({}), undefined, 'ssmLost'],
    ['ECS agent lost', ecs({ agentConnected: false }), online, 'agentDisconnected'],
    ['ECS agent lost while draining', ecs({ agentConnected: false, status: 'DRAINING' }), online, 'agentDisconnected'],
    ['SSM lost', ecs({}), lost, 'ssmLost'],
    ['both lost', ecs({ agentConnected: false }), lost, 'offline'],
    ['draining', ecs({ status: 'DRAINING' }), online, 'draining'],
    ['draining, SSM lost', ecs({ status: 'DRAINING' }), lost, 'ssmLost'],
    ['registering', ecs({ status: 'REGISTERING', agentConnected: false }), online, 'changing'],
    ['deregistering', ecs({ status: 'DEREGISTERING' }), online, 'changing'],
    ['registration failed', ecs({ status: 'REGISTRATION_FAILED' }), online, 'failed'],
    ['node only, online', undefined, online, 'connected'],
    ['node only, lost', undefined, lost, 'offline'],
    ['node only, inactive', undefined, node('a', { pingStatus: 'Inactive' }), 'offline'],
    ['nothing known', undefined, undefined, 'unknown'],
  ];
  for (const [name, containerInstance, managedNode, health] of cases) {
    it(`${name}: ${health}`, () =>
      assert.equal(
        hostState(containerInstance, managedNode, name !== 'SSM not asked' && name !== 'nothing known').health,
        health,
      ));
  }
});
