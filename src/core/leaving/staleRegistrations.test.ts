import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, instance, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { ecsHosts, nodeHosts } from '../fleet/host.ts';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import { staleAfter, staleRegistrations } from './staleRegistrations.ts';

const now = Date.UTC(2026, 10, 22);
const day = 86_400_000;
const home = ecsCluster('home');
const lostAt = (id: string, at: number, over: Partial<ManagedNode> = {}): ManagedNode =>
  node(id, { pingStatus: 'ConnectionLost', lastPingAt: at, ...over });
const off = (id: string, over: Partial<ContainerInstance> = {}): ContainerInstance =>
  instance(id, home, { agentConnected: false, ...over });

interface Account {
  readonly instances?: readonly ContainerInstance[];
  /** All nodes; those without an instance belong to no cluster, or to the EKS cluster. */
  readonly nodes?: readonly ManagedNode[];
  readonly hybrid?: boolean;
  readonly nodesUnknown?: boolean;
}

/** Ids and reasons. */
function found({ instances = [], nodes = [], hybrid, nodesUnknown }: Account): unknown {
  const byId = new Map(nodes.map((each) => [each.id, each]));
  const alone = nodes.filter(({ id }) => !instances.some(({ managedNodeId }) => managedNodeId === id));
  const hosts = [
    ...ecsHosts(home, instances, nodesUnknown ? undefined : byId),
    ...nodeHosts(alone, hybrid ? eksCluster('lab') : undefined),
  ];
  return staleRegistrations(hosts, now).map(({ host, reason }) => [host.key, reason.kind]);
}

describe('staleRegistrations', () => {
  it('finds nothing among hosts that are well, or away for a while', () => {
    assert.deepEqual(found({ instances: [instance('a', home)], nodes: [node('a'), node('b')] }), []);
    const away = now - staleAfter.nodeLostMs + 1;
    assert.deepEqual(found({ instances: [off('a')], nodes: [lostAt('a', away), lostAt('b', away)] }), []);
  });

  it('finds nodes without a cluster that have been lost for a month', () => {
    assert.deepEqual(found({ nodes: [lostAt('a', now - staleAfter.nodeLostMs)] }), [[nodeId('a'), 'lost']]);
    const inactive = lostAt('a', now - staleAfter.nodeLostMs, { pingStatus: 'Inactive' });
    assert.deepEqual(found({ nodes: [inactive] }), [[nodeId('a'), 'lost']]);
    assert.deepEqual(found({ nodes: [node('a', { pingStatus: 'ConnectionLost' })] }), [], 'never heard of');
  });

  it('has more patience with what is part of a cluster', () => {
    for (const [at, count] of [
      [now - staleAfter.hostLostMs, 1],
      [now - staleAfter.hostLostMs + 1, 0],
    ] as const) {
      const ecs = found({ instances: [off('a')], nodes: [lostAt('a', at)] });
      assert.deepEqual(ecs, [[off('a').arn, 'lost']].slice(0, count));
      assert.deepEqual(found({ nodes: [lostAt('a', at)], hybrid: true }), [[nodeId('a'), 'lost']].slice(0, count));
    }
  });

  it('leaves alone what either service still hears of', () => {
    assert.deepEqual(found({ instances: [instance('a', home)], nodes: [lostAt('a', 0)] }), []);
    assert.deepEqual(found({ instances: [off('a')], nodes: [node('a', { lastPingAt: 0 })] }), []);
  });

  it('finds twins at once, with the registration that is in use', () => {
    const twin = off('b', { managedNodeId: nodeId('a') });
    const hosts = ecsHosts(home, [twin, instance('a', home)], new Map([[nodeId('a'), node('a')]]));
    const [stale, ...others] = staleRegistrations(hosts, now);
    assert.equal(stale?.host.key, twin.arn);
    assert.deepEqual(stale.reason, { kind: 'twin', current: instance('a', home) });
    assert.deepEqual(others, []);
  });

  it('finds container instances whose node is gone, but not when SSM could not be asked', () => {
    assert.deepEqual(found({ instances: [off('a')] }), [[off('a').arn, 'nodeGone']]);
    assert.deepEqual(found({ instances: [off('a')], nodesUnknown: true }), []);
    assert.deepEqual(found({ instances: [instance('a', home)] }), [], 'its agent is connected');
  });

  it('finds nodes whose machine has registered anew since', () => {
    const old = lostAt('a', now - 2 * day, { computerName: 'pi' });
    const anew = (over: Partial<ManagedNode> = {}): ManagedNode =>
      node('b', { computerName: 'pi', registeredAt: now - 2 * day, ...over });
    assert.deepEqual(found({ nodes: [old, anew()] }), [[old.id, 'replaced']]);
    assert.deepEqual(found({ instances: [off('a')], nodes: [old, anew()] }), [[off('a').arn, 'replaced']]);
    for (const other of [
      anew({ registeredAt: now - 2 * day - 1 }),
      anew({ computerName: 'pi2' }),
      anew({ name: 'kitchen' }),
      anew({ pingStatus: 'ConnectionLost', lastPingAt: now }),
    ])
      assert.deepEqual(found({ nodes: [old, other] }), []);
    const justNow = lostAt('a', now - day + 1, { computerName: 'pi' });
    assert.deepEqual(found({ nodes: [justNow, anew({ registeredAt: now })] }), []);
    assert.deepEqual(found({ nodes: [lostAt('a', now - 2 * day), anew()] }), [], 'the name is not known');
  });
});
