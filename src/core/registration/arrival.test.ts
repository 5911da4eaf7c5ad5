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

  it('are there for each stage, each once', () => {
    const stages: Record<Pending['stage'], readonly string[]> = {
      waiting: likelyCauses(waiting, script),
      nodeOffline: likelyCauses({ stage: 'nodeOffline', node: a }, { kind: 'ssmOnly', form: { kind: 'script' } }),
      nodeOnly: likelyCauses({ stage: 'nodeOnly', node: a }, script),
      agentDisconnected: likelyCauses({ stage: 'agentDisconnected', node: a, instance: instance('a') }, script),
    };
    assert.equal(stages.waiting[0], 'scriptNotRun');
    assert.ok(stages.waiting.includes('earlierRegistration'));
    assert.equal(stages.nodeOffline[0], 'hostOffline');
    assert.ok(stages.nodeOnly.includes('wrongCluster'));
    assert.ok(stages.agentDisconnected.includes('ecsEndpointBlocked'));
    assert.ok(!stages.agentDisconnected.includes('wrongCluster'));
    for (const causes of Object.values(stages)) assert.equal(new Set(causes).size, causes.length);
  });

  it('fit what was handed out', () => {
    const first = (plan: HostPlan): string | undefined => likelyCauses(waiting, plan)[0];
    assert.equal(first(ecs({ kind: 'many', hosts: ['a'], by: 'ansible' })), 'playNotRun');
    assert.equal(first(ecs({ kind: 'many', hosts: ['a'], by: 'ssh' })), 'scriptNotRun');
    assert.equal(first(ecs({ kind: 'firstBoot', authorizedKeys: [] })), 'notBooted');
    assert.equal(first({ kind: 'hybridNode', form: { kind: 'script' }, kubernetesVersion: '1.35' }), 'scriptNotRun');
    const connector = { kind: 'connector', provider: 'OTHER' } as const;
    assert.equal(first({ ...connector, by: 'manifest' }), 'connectorNotInstalled');
    assert.ok(
      likelyCauses(waiting, { ...connector, by: 'manifest' })
        .slice(0, 3)
        .includes('armNodesOnly'),
    );
    assert.ok(likelyCauses(waiting, { ...connector, by: 'helm' }).includes('chartRefused'));
    assert.ok(!likelyCauses({ stage: 'nodeOnly', node: a }, { kind: 'ecsWindows' }).includes('agentNotStarted'));
  });

  it('begin with what the evidence says', () => {
    const lost = node('a', { pingStatus: 'ConnectionLost' });
    assert.equal(likelyCauses({ stage: 'nodeOnly', node: lost }, script)[0], 'hostOffline');
    const failed = instance('a', { status: 'REGISTRATION_FAILED', agentConnected: false });
    const pending: Pending = { stage: 'agentDisconnected', node: lost, instance: failed };
    assert.deepEqual(likelyCauses(pending, script).slice(0, 2), ['registrationFailed', 'hostOffline']);
  });
});

describe('arrivalPolling', () => {
  it('is bounded', () => {
    assert.deepEqual(arrivalPolling, { everyMs: 5_000, forMs: 600_000 });
  });
});
