import assert from 'node:assert/strict';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import type { ArrivalStage } from './arrival.ts';
import { arrivalPolling, arrivalStage, likelyCauses } from './arrival.ts';

function node(id: string, rest: Partial<ManagedNode> = {}): ManagedNode {
  return { id, pingStatus: 'Online', ...rest };
}

function instance(managedNodeId: string, rest: Partial<ContainerInstance> = {}): ContainerInstance {
  const cluster = 'arn:aws:ecs:eu-central-1:123456789012:cluster/web';
  return {
    arn: `arn:aws:ecs:eu-central-1:123456789012:container-instance/web/${managedNodeId}`,
    clusterArn: cluster,
    managedNodeId,
    status: 'ACTIVE',
    agentConnected: true,
    total: { cpu: 4096, memoryMiB: 7808 },
    free: { cpu: 4096, memoryMiB: 7808 },
    runningTaskCount: 0,
    pendingTaskCount: 0,
    attributes: {},
    tags: {},
    ...rest,
  };
}

describe('arrivalStage', () => {
  it('goes from waiting to arrived', () => {
    assert.deepEqual(arrivalStage({ nodes: [], instances: [] }), { stage: 'waiting' });

    const a = node('mi-a');
    assert.deepEqual(arrivalStage({ nodes: [a], instances: [] }), { stage: 'nodeOnly', node: a });

    const offline = instance('mi-a', { agentConnected: false });
    assert.deepEqual(arrivalStage({ nodes: [a], instances: [offline] }), {
      stage: 'agentDisconnected',
      node: a,
      instance: offline,
    });

    const online = instance('mi-a');
    assert.deepEqual(arrivalStage({ nodes: [a], instances: [online] }), {
      stage: 'arrived',
      node: a,
      instance: online,
    });
  });

  it('does not take another machine for this one', () => {
    assert.equal(arrivalStage({ nodes: [node('mi-a')], instances: [instance('mi-b')] }).stage, 'nodeOnly');
    assert.equal(arrivalStage({ nodes: [], instances: [instance('mi-b')] }).stage, 'waiting');
  });

  it('does not take what is left of an earlier registration for an arrival', () => {
    for (const status of ['INACTIVE', 'DEREGISTERING'])
      assert.equal(
        arrivalStage({ nodes: [node('mi-a')], instances: [instance('mi-a', { status })] }).stage,
        'nodeOnly',
      );
  });

  it('prefers the connected one of two registrations of a machine, then the newest', () => {
    const stale = instance('mi-a', { arn: 'stale', agentConnected: false, registeredAt: 1 });
    const newer = instance('mi-a', { arn: 'newer', agentConnected: false, registeredAt: 2 });
    const live = instance('mi-a', { arn: 'live', registeredAt: 0 });
    const nodes = [node('mi-a')];
    const first = arrivalStage({ nodes, instances: [stale, newer] });
    assert.ok(first.stage === 'agentDisconnected' && first.instance === newer);
    const second = arrivalStage({ nodes, instances: [stale, newer, live] });
    assert.ok(second.stage === 'arrived' && second.instance === live);
  });

  it('tells of the furthest of several hosts', () => {
    const nodes = [node('mi-a'), node('mi-b'), node('mi-c')];
    const instances = [instance('mi-a', { agentConnected: false }), instance('mi-b')];
    const arrival = arrivalStage({ nodes, instances });
    assert.ok(arrival.stage === 'arrived' && arrival.node.id === 'mi-b');
  });
});

describe('likelyCauses', () => {
  const a = node('mi-a');

  it('has causes for each stage but the last', () => {
    const stages: Record<ArrivalStage, readonly string[]> = {
      waiting: likelyCauses({ stage: 'waiting' }),
      nodeOnly: likelyCauses({ stage: 'nodeOnly', node: a }),
      agentDisconnected: likelyCauses({ stage: 'agentDisconnected', node: a, instance: instance('mi-a') }),
      arrived: likelyCauses({ stage: 'arrived', node: a, instance: instance('mi-a') }),
    };
    assert.equal(stages.waiting[0], 'scriptNotRun');
    assert.ok(stages.waiting.includes('earlierRegistration'));
    assert.ok(stages.nodeOnly.includes('wrongCluster'));
    assert.ok(stages.agentDisconnected.includes('ecsEndpointBlocked'));
    assert.ok(!stages.agentDisconnected.includes('wrongCluster'));
    assert.deepEqual(stages.arrived, []);
    for (const causes of Object.values(stages)) assert.equal(new Set(causes).size, causes.length);
  });

  it('puts what the evidence says first', () => {
    const lost = node('mi-a', { pingStatus: 'ConnectionLost' });
    assert.equal(likelyCauses({ stage: 'nodeOnly', node: lost })[0], 'hostOffline');
    const failed = instance('mi-a', { status: 'REGISTRATION_FAILED', agentConnected: false });
    assert.deepEqual(likelyCauses({ stage: 'agentDisconnected', node: lost, instance: failed }).slice(0, 2), [
      'registrationFailed',
      'hostOffline',
    ]);
  });
});

describe('arrivalPolling', () => {
  it('is bounded', () => {
    assert.deepEqual(arrivalPolling, { everyMs: 5_000, forMs: 600_000 });
  });
});
