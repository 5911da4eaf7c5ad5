import assert from 'node:assert/strict';
import { ecsHosts, kubeHostState, makeHost } from '../../fleet/host.ts';
import type { ContainerInstance, ManagedNode } from '../../fleet/model.ts';
import type { KubeNode } from '../../kubernetes/model.ts';
import { anywhereHostFacts, fleetTask, hybridNodeFacts, isHybridNode, managedNodeFacts } from './fleetFacts.ts';

const node: ManagedNode = { id: 'mi-1', computerName: 'pi', registeredAt: 5 };
const instance: ContainerInstance = {
  arn: 'arn:i',
  clusterArn: 'arn:c',
  managedNodeId: 'mi-1',
  status: 'ACTIVE',
  agentConnected: true,
  total: { cpu: 4096, memoryMiB: 4096 },
  free: { cpu: 4096, memoryMiB: 4096 },
  runningTaskCount: 0,
  pendingTaskCount: 0,
  registeredAt: 7,
  attributes: {},
  tags: {},
};

describe('facts of the fleet', () => {
  it('are those that costs need', () => {
    const [host] = ecsHosts({ kind: 'ecs', arn: 'arn:c', name: 'home' }, [instance], new Map([[node.id, node]]));
    assert.deepEqual(anywhereHostFacts(host!, 60), {
      key: 'arn:i',
      name: 'pi',
      cluster: 'home',
      registeredAt: 7,
      isConnected: true,
      connectedSeconds: 60,
    });
    const state = kubeHostState('online', undefined);
    const cluster = { kind: 'eks', arn: 'arn:e', name: 'k8s' } as const;
    const parts = { key: 'mi-1', id: 'mi-1', cluster, node, state, stale: false };
    const hybrid = makeHost(parts);
    assert.equal(anywhereHostFacts(hybrid), undefined);
    assert.deepEqual(hybridNodeFacts(hybrid), { id: 'mi-1', name: 'pi', cluster: 'k8s', registeredAt: 5 });
    const none = { cpuMillis: 0, memoryMiB: 0, pods: 0 };
    const kube: KubeNode = {
      name: 'mi-1',
      kind: 'hybrid',
      labels: {},
      conditions: [],
      unschedulable: false,
      kubeletVersion: '',
      architecture: 'arm64',
      capacity: { ...none, cpuMillis: 4000 },
      allocatable: none,
      createdAt: 9,
    };
    const joined = hybridNodeFacts(makeHost({ ...parts, kube }));
    assert.deepEqual([joined.vcpus, joined.registeredAt], [4, 9]);
    assert.deepEqual(
      [
        hybrid,
        makeHost({ ...parts, kube }),
        makeHost({ ...parts, kube: { ...kube, kind: 'ec2' } }),
        makeHost({ ...parts, state: kubeHostState('online', 'notJoined') }),
      ].map(isHybridNode),
      [true, true, false, false],
    );
    assert.deepEqual(managedNodeFacts(node), { id: 'mi-1', name: 'pi', registeredAt: 5 });
    assert.deepEqual(managedNodeFacts({ id: 'mi-2' }), { id: 'mi-2', name: 'mi-2' });
    const task = {
      arn: 't',
      clusterArn: 'c',
      taskDefinitionArn: 'd',
      lastStatus: '',
      desiredStatus: '',
      containers: [],
    };
    assert.deepEqual(fleetTask({ ...task, cpu: 256, memoryMiB: 512 }, 'arm64'), {
      cpuUnits: 256,
      memoryMiB: 512,
      architecture: 'arm64',
    });
    assert.deepEqual(fleetTask(task), {});
  });

  it('sum the sizes of containers where a task has none of its own', () => {
    const task = { arn: 't', clusterArn: 'c', taskDefinitionArn: 'd', lastStatus: '', desiredStatus: '' };
    const container = { name: 'a', status: 'RUNNING', image: 'i' };
    const containers = [
      { ...container, cpu: 256, memoryMiB: 512, memoryReservationMiB: 128 },
      { ...container, cpu: 0, memoryMiB: 64 },
      container,
    ];
    assert.deepEqual(fleetTask({ ...task, containers }), { cpuUnits: 256, memoryMiB: 192 });
    assert.deepEqual(fleetTask({ ...task, containers, cpu: 1024 }), { cpuUnits: 1024, memoryMiB: 192 });
    const unreserved = [{ ...container, cpu: 0, memoryReservationMiB: 32 }];
    assert.deepEqual(fleetTask({ ...task, containers: unreserved }), { memoryMiB: 32 });
  });
});
