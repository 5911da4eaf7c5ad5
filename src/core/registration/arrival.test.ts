import assert from 'node:assert/strict';
import { ecsCluster, instance as literal, node } from '../../../test/unit/fleetLiterals.ts';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import {
  arrivalPolling,
  arrivalsOf,
  connectorStage,
  ecsArrivals,
  likelyCauses,
  nodeArrivals,
  type Arrival,
  type EcsEvidence,
  type LikelyCause,
  type Pending,
} from './arrival.ts';
import type { EcsLinuxPlan, HostPlan } from './plan.ts';

const web = ecsCluster('web');
const instance = (id: string, over: Partial<ContainerInstance> = {}): ContainerInstance => literal(id, web, over);
const a = node('a');

describe('ecsArrivals', () => {
  const single = (evidence: EcsEvidence): Arrival | undefined => {
    const all = ecsArrivals(evidence);
    assert.ok(all.length <= 1);
    return all[0];
  };

  it('go from nothing to arrived', () => {
    assert.equal(single({ nodes: [], instances: [] }), undefined);
    assert.deepEqual(single({ nodes: [a], instances: [] }), { stage: 'nodeOnly', node: a });
    const offline = instance('a', { agentConnected: false });
    const next = { stage: 'agentDisconnected', node: a, instance: offline };
    assert.deepEqual(single({ nodes: [a], instances: [offline] }), next);
    const online = instance('a');
    assert.deepEqual(single({ nodes: [a], instances: [online] }), { stage: 'arrived', node: a, instance: online });
  });

  it('do not take another machine for this one', () => {
    assert.equal(single({ nodes: [a], instances: [instance('b')] })?.stage, 'nodeOnly');
    assert.equal(single({ nodes: [], instances: [instance('b')] }), undefined);
  });

  it('do not take what is left of an earlier registration for an arrival', () => {
    for (const status of ['INACTIVE', 'DEREGISTERING'])
      assert.equal(single({ nodes: [a], instances: [instance('a', { status })] })?.stage, 'nodeOnly');
  });

  it('prefer the connected one of two registrations of a machine, then the newest', () => {
    const stale = instance('a', { arn: 'stale', agentConnected: false, registeredAt: 1 });
    const newer = instance('a', { arn: 'newer', agentConnected: false, registeredAt: 2 });
    const live = instance('a', { arn: 'live', registeredAt: 0 });
    const first = single({ nodes: [a], instances: [stale, newer] });
    assert.ok(first?.stage === 'agentDisconnected' && first.instance === newer);
    const second = single({ nodes: [a], instances: [stale, newer, live] });
    assert.ok(second?.stage === 'arrived' && second.instance === live);
  });
});

describe('nodeArrivals', () => {
  it('wait until SSM sees the node online', () => {
    const lost = node('b', { pingStatus: 'ConnectionLost' });
    const silent: ManagedNode = { id: node('c').id };
    assert.deepEqual(
      nodeArrivals([a, lost, silent]).map(({ stage }) => stage),
      ['arrived', 'nodeOffline', 'nodeOffline'],
    );
  });
});

describe('arrivalsOf', () => {
  it('count those that are there, and tell of the furthest of the others', () => {
    assert.deepEqual(arrivalsOf([]), { arrived: [], next: { stage: 'waiting' } });
    const nodes = [a, node('b'), node('c')];
    const instances = [instance('b', { agentConnected: false }), instance('c')];
    const { arrived, next } = arrivalsOf(ecsArrivals({ nodes, instances }));
    assert.deepEqual(
      arrived.map(({ node: { id } }) => id),
      [node('c').id],
    );
    assert.ok(next.stage === 'agentDisconnected' && next.node.id === node('b').id);
    assert.deepEqual(arrivalsOf(nodeArrivals([a])).next, { stage: 'waiting' });
  });
});

describe('connectorStage', () => {
  it('follows EKS', () => {
    const stages = ['CREATING', 'PENDING', 'ACTIVE', 'FAILED', 'DELETING'].map((status) => connectorStage({ status }));
    assert.deepEqual(stages, ['waiting', 'waiting', 'arrived', 'gone', 'gone']);
    assert.equal(connectorStage(undefined), 'gone');
  });
});

describe('likelyCauses', () => {
  const host = { attributes: {}, tags: {} };
  const ecs = (form: EcsLinuxPlan['form']): HostPlan => ({ kind: 'ecsLinux', form, host });
  const script = ecs({ kind: 'script' });
  const waiting: Pending = { stage: 'waiting' };

  const connector = { kind: 'connector', provider: 'OTHER' } as const;
  const manifest: HostPlan = { ...connector, by: 'manifest' };
  const helm: HostPlan = { ...connector, by: 'helm' };
  const windows: HostPlan = { kind: 'ecsWindows' };
  const hybrid: HostPlan = { kind: 'hybridNode', form: { kind: 'script' }, kubernetesVersion: '1.35' };
  const loose: HostPlan = { kind: 'ssmOnly', form: { kind: 'script' } };
  const firstBoot = ecs({ kind: 'firstBoot', authorizedKeys: [] });
  const ansible = ecs({ kind: 'many', hosts: ['a'], by: 'ansible' });
  const loop = ecs({ kind: 'many', hosts: ['a'], by: 'ssh' });

  const lost = node('a', { pingStatus: 'ConnectionLost' });
  const nodeOnly: Pending = { stage: 'nodeOnly', node: a };
  const nodeOffline: Pending = { stage: 'nodeOffline', node: lost };
  const disconnected: Pending = { stage: 'agentDisconnected', node: a, instance: instance('a') };
  const failed = instance('a', { status: 'REGISTRATION_FAILED', agentConnected: false });
  const refused: Pending = { stage: 'agentDisconnected', node: lost, instance: failed };

  const table: readonly (readonly [Pending, HostPlan, readonly LikelyCause[]])[] = [
    [waiting, script, ['scriptNotRun', 'ssmEndpointBlocked', 'clockWrong']],
    [waiting, loop, ['scriptNotRun', 'ssmEndpointBlocked', 'clockWrong']],
    [waiting, ansible, ['playNotRun', 'ssmEndpointBlocked', 'clockWrong']],
    [waiting, firstBoot, ['notBooted', 'ssmEndpointBlocked', 'clockWrong']],
    [waiting, windows, ['scriptNotRun', 'ssmEndpointBlocked', 'earlierRegistration']],
    [waiting, hybrid, ['scriptNotRun', 'ssmEndpointBlocked', 'clockWrong']],
    [waiting, manifest, ['connectorNotInstalled', 'armNodesOnly', 'connectorEndpointBlocked']],
    [waiting, helm, ['connectorNotInstalled', 'chartRefused', 'connectorEndpointBlocked']],
    [nodeOffline, loose, ['hostOffline', 'ssmEndpointBlocked', 'clockWrong']],
    [nodeOffline, hybrid, ['hostOffline', 'noAccessEntry', 'ssmEndpointBlocked']],
    [nodeOnly, script, ['wrongCluster', 'ecsEndpointBlocked', 'agentNotStarted']],
    [nodeOnly, windows, ['wrongCluster', 'ecsEndpointBlocked', 'windowsAgentNotStarted']],
    [disconnected, script, ['agentNotStarted', 'ecsEndpointBlocked', 'clockWrong']],
    [{ stage: 'nodeOnly', node: lost }, script, ['hostOffline', 'wrongCluster', 'ecsEndpointBlocked']],
    [refused, script, ['registrationFailed', 'hostOffline', 'agentNotStarted']],
  ];
  for (const [pending, plan, causes] of table)
    it(`of ${pending.stage}, ${JSON.stringify(plan)}: ${causes.join(', ')}`, () =>
      assert.deepEqual(likelyCauses(pending, plan), causes));

  it('are all of use somewhere', () => {
    const all: Readonly<Record<LikelyCause, true>> = {
      scriptNotRun: true,
      playNotRun: true,
      notBooted: true,
      ssmEndpointBlocked: true,
      clockWrong: true,
      earlierRegistration: true,
      hostOffline: true,
      noAccessEntry: true,
      wrongCluster: true,
      ecsEndpointBlocked: true,
      agentNotStarted: true,
      windowsAgentNotStarted: true,
      registrationFailed: true,
      connectorNotInstalled: true,
      armNodesOnly: true,
      chartRefused: true,
      connectorEndpointBlocked: true,
    };
    const told = new Set(table.flatMap(([pending, plan]) => likelyCauses(pending, plan)));
    assert.deepEqual([...told].sort(), Object.keys(all).sort());
  });
});

describe('arrivalPolling', () => {
  it('is bounded', () => {
    assert.deepEqual(arrivalPolling, { everyMs: 5_000, forMs: 600_000 });
  });
});
