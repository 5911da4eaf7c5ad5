import assert from 'node:assert/strict';
import { machineOf } from './machines.ts';
import type { Fields } from './narrow.ts';
import { nodeOf } from './nodes.ts';
import { podOf } from './pods.ts';
import { quantity } from './quantity.ts';

const id = 'mi-0123456789abcdef0';
const node = (metadata: object, spec: object = {}): ReturnType<typeof nodeOf> =>
  nodeOf({ metadata: { name: 'n', ...metadata }, spec });
const computeType = (value: string): object => ({ labels: { 'eks.amazonaws.com/compute-type': value } });

describe('quantity', () => {
  for (const [text, value] of [
    ['4', 4],
    ['3920m', 3.92],
    ['8039052Ki', 8039052 * 1024],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['2E', 2e18],
    ['2e3', 2000],
    ['1E-2', 0.01],
    ['2u', 2e-6],
    [110, 110],
    ['', undefined],
    ['4 cores', undefined],
    ['12Xi', undefined],
    [null, undefined],
    [Infinity, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(quantity(text), value));
  }
});

describe('nodeOf', () => {
  it('has all that a hybrid node says', () => {
    const wire = {
      metadata: {
        name: id,
        creationTimestamp: '2026-11-01T10:00:00Z',
        labels: { 'eks.amazonaws.com/compute-type': 'hybrid', 'number': 7 },
      },
      spec: { providerID: `eks-hybrid:///eu-central-1/prod/${id}`, unschedulable: true },
      status: {
        capacity: { cpu: '4', memory: '8138676Ki', pods: '110' },
        allocatable: { cpu: '3920m', memory: '7Gi', pods: '110' },
        addresses: [
          { type: 'Hostname', address: id },
          { type: 'InternalIP', address: '192.168.1.20' },
        ],
        conditions: [
          { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', lastTransitionTime: '2026-11-02T10:00:00Z' },
          { type: 'DiskPressure', status: 'maybe' },
          { status: 'True' },
        ],
        nodeInfo: {
          architecture: 'arm64',
          kubeletVersion: 'v1.35.2-eks-1',
          containerRuntimeVersion: 'containerd://2.1.4',
          osImage: 'Ubuntu 24.04.3 LTS',
          kernelVersion: '6.8.0-raspi',
        },
      },
    };
    assert.deepEqual(nodeOf(wire), {
      name: id,
      kind: 'hybrid',
      managedNodeId: id,
      providerId: `eks-hybrid:///eu-central-1/prod/${id}`,
      labels: { 'eks.amazonaws.com/compute-type': 'hybrid' },
      conditions: [
        { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', since: Date.UTC(2026, 10, 2, 10) },
        { type: 'DiskPressure', status: 'Unknown' },
      ],
      unschedulable: true,
      kubeletVersion: 'v1.35.2-eks-1',
      containerRuntime: 'containerd://2.1.4',
      osImage: 'Ubuntu 24.04.3 LTS',
      kernelVersion: '6.8.0-raspi',
      architecture: 'arm64',
      capacity: { cpuMillis: 4000, memoryMiB: 7947, pods: 110 },
      allocatable: { cpuMillis: 3920, memoryMiB: 7168, pods: 110 },
      internalIp: '192.168.1.20',
      createdAt: Date.UTC(2026, 10, 1, 10),
    });
  });

  it('knows the kinds of EKS', () => {
    assert.equal(node(computeType('auto'), { providerID: 'aws:///eu-central-1a/i-0123456789abcdef0' })?.kind, 'auto');
    assert.equal(node(computeType('fargate'))?.kind, 'fargate');
    assert.equal(node({}, { providerID: 'aws:///eu-central-1a/i-0123456789abcdef0' })?.kind, 'ec2');
    assert.equal(node({}, { providerID: 'aws:///eu-central-1a/uuid/fargate-ip-10-0-0-1' })?.kind, 'fargate');
    assert.equal(node({}, { providerID: 'eks-hybrid:///r/c/edge-1' })?.kind, 'hybrid');
    assert.equal(node({}, { providerID: 'vsphere://4231' })?.kind, 'other');
    assert.equal(node({})?.kind, 'other');
  });

  it('has an id of SSM for hybrid nodes only, and only where they have one', () => {
    assert.equal(node({ name: 'edge-1', ...computeType('hybrid') })?.managedNodeId, undefined);
    assert.equal(node(computeType('hybrid'), { providerID: `eks-hybrid:///r/c/${id}` })?.managedNodeId, id);
    assert.equal(node({ name: id })?.managedNodeId, undefined);
  });
});

describe('podOf', () => {
  it('has its containers in the order of the pod, with what the kubelet says of them', () => {
    const pod = podOf({
      metadata: {
        uid: 'u',
        namespace: 'shop',
        name: 'web-1',
        ownerReferences: [
          { kind: 'Node', name: 'n' },
          { kind: 'ReplicaSet', name: 'web', controller: true },
        ],
      },
      spec: { nodeName: id, containers: [{ name: 'web', image: 'nginx:1' }, { name: 'log', image: 'fluent-bit' }, {}] },
      status: {
        phase: 'Running',
        startTime: '2026-11-01T10:00:00Z',
        containerStatuses: [
          { name: 'log', image: 'sha256:1', restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
          { name: 'web', image: 'x', imageID: 'nginx@sha256:2', ready: true, restartCount: -1, state: { running: {} } },
          { name: 'late', image: 'late:1', state: null },
        ],
      },
    });
    assert.deepEqual(pod, {
      uid: 'u',
      namespace: 'shop',
      name: 'web-1',
      nodeName: id,
      phase: 'Running',
      owner: { kind: 'ReplicaSet', name: 'web' },
      startedAt: Date.UTC(2026, 10, 1, 10),
      containers: [
        { name: 'web', image: 'nginx:1', imageId: 'nginx@sha256:2', ready: true, state: 'running', restarts: 0 },
        { name: 'log', image: 'fluent-bit', ready: false, state: 'waiting', reason: 'CrashLoopBackOff', restarts: 3 },
        { name: 'late', image: 'late:1', ready: false, state: 'unknown', restarts: 0 },
      ],
    });
  });
});

describe('machineOf', () => {
  const machine = (labels: object, status: object = {}): ReturnType<typeof machineOf> =>
    machineOf({ metadata: { name: 'm', namespace: 'eksa-system', labels }, spec: { clusterName: 'edge' }, status });

  it('knows what a machine is for', () => {
    assert.equal(machine({ 'cluster.x-k8s.io/control-plane': '' })?.role, 'controlPlane');
    assert.equal(machine({ 'cluster.x-k8s.io/etcd-cluster': 'edge-etcd' })?.role, 'etcd');
    assert.equal(machine({ 'cluster.x-k8s.io/deployment-name': 'edge-md-0' })?.role, 'worker');
  });

  it('says why one failed, as each version of the API has it', () => {
    const ready = { type: 'Ready', status: 'False', message: 'no more hardware' };
    assert.equal(machine({}, { phase: 'Failed', failureReason: 'CreateError', failureMessage: 'no' })?.failure, 'no');
    assert.equal(machine({}, { deprecated: { v1beta1: { failureReason: 'CreateError' } } })?.failure, 'CreateError');
    assert.equal(machine({}, { phase: 'Failed', conditions: [ready] })?.failure, 'no more hardware');
    assert.equal(machine({}, { phase: 'Provisioning', conditions: [ready] })?.failure, undefined);
    const severe = { ...ready, severity: 'Error' };
    assert.equal(machine({}, { phase: 'Provisioning', conditions: [severe] })?.failure, 'no more hardware');
  });
});

describe('mappings of what is malformed', () => {
  /** Each value of a good object in turn replaced by values of other types. */
  function* damaged(value: unknown): Generator {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      for (const other of [null, 7, '', 'x', true, [], {}, [null], ['x'], { x: null }])
        yield { ...value, [key]: other };
      for (const inner of damaged(each)) yield { ...value, [key]: inner };
    }
  }

  it('never throw, and keep the name where there is one', () => {
    const good = {
      metadata: {
        name: 'n',
        namespace: 'd',
        uid: 'u',
        labels: { a: 'b' },
        ownerReferences: [{ kind: 'K', name: 'o' }],
      },
      spec: { providerID: 'aws:///a/i-1', clusterName: 'c', containers: [{ name: 'c', image: 'i' }], nodeName: 'n' },
      status: {
        capacity: { cpu: '1' },
        addresses: [{ type: 'InternalIP', address: 'a' }],
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo: { architecture: 'arm64' },
        containerStatuses: [{ name: 'c', state: { waiting: { reason: 'r' } } }],
        deprecated: { v1beta1: { failureReason: 'r' } },
        nodeRef: { name: 'n' },
      },
    };
    let count = 0;
    for (const wire of damaged(good)) {
      count++;
      const { metadata } = wire as { readonly metadata: { readonly name?: unknown } | null };
      const hasName = typeof metadata?.name === 'string' && metadata.name !== '';
      for (const map of [nodeOf, podOf, machineOf]) assert.equal(map(wire as Fields) !== undefined, hasName);
    }
    assert.ok(count > 300);
  });
});
