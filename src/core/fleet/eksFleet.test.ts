import assert from 'node:assert/strict';
import { eksCluster, gatewayOver, node, nodeId, type GatewayContents } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode, kubeOver, kubePod, type KubeContents } from '../../../test/unit/kubeLiterals.ts';
import { Failure } from '../failure.ts';
import { AccountFleet } from './accountFleet.ts';
import { nodeHosts } from './host.ts';
import type { AccountRef } from './model.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const hybrid = eksCluster('hybrid', { hybridNodesEnabled: true, endpoint: 'https://hybrid' });
const plain = eksCluster('plain', { endpoint: 'https://plain' });
const connected = eksCluster('barn', { connector: { provider: 'EKS_ANYWHERE' } });
const [a, b] = [nodeId('a'), nodeId('b')];

/** Lets all that needs no time be done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const aws: GatewayContents = {
  eks: [hybrid, plain, connected],
  nodes: [node('a', { name: 'pi' }), node('b', { name: 'server' })],
  hybrid: { [hybrid.arn]: [a] },
};

interface Harness {
  readonly fleet: AccountFleet;
  readonly gateway: ReturnType<typeof gatewayOver>;
  readonly kube: ReturnType<typeof kubeOver>;
  readonly changes: () => number;
}

function over(contents: KubeContents, ofAws: GatewayContents = aws): Harness {
  const kube = kubeOver(contents);
  const gateway = gatewayOver(ofAws);
  const fleet = new AccountFleet(ref, gateway, undefined, () => Promise.resolve(kube));
  let changes = 0;
  fleet.onDidChange(() => changes++);
  return { fleet, gateway, kube, changes: () => changes };
}

describe('EKS clusters of which some may not be described', () => {
  const failure = new Failure('accessDenied', 'not you', { service: 'EKS', operation: 'DescribeCluster' });
  const namesIn = async (fleet: AccountFleet): Promise<readonly string[]> =>
    (await fleet.clusters()).value.eks.map(({ name }) => name);

  it('are shown without them, with the failure, and with them once they may be', async () => {
    const { fleet, gateway } = over({}, { ...aws, denied: { hybrid: failure } });
    const failed: Failure[] = [];
    fleet.onDidFail((each) => failed.push(each));
    assert.deepEqual(await namesIn(fleet), ['barn', 'plain']);
    assert.deepEqual((await fleet.clusters()).failures, [failure]);
    assert.deepEqual(failed, [failure]);
    gateway.contents = aws;
    await fleet.refresh();
    assert.deepEqual(await namesIn(fleet), ['barn', 'hybrid', 'plain']);
    assert.deepEqual((await fleet.clusters()).failures, []);
  });

  it('keep one that is known, until AWS lists it no more', async () => {
    const { fleet, gateway } = over({});
    await fleet.clusters();
    gateway.contents = { ...aws, denied: { hybrid: failure } };
    await fleet.refresh();
    assert.deepEqual(await namesIn(fleet), ['barn', 'hybrid', 'plain']);
    assert.deepEqual((await fleet.clusters()).failures, [failure]);
    gateway.contents = { ...aws, eks: [plain], denied: {} };
    await fleet.refresh();
    assert.deepEqual(await namesIn(fleet), ['plain']);
  });

  it('are a failure alone where none may be', async () => {
    const { fleet } = over({}, { eks: [plain], denied: { plain: failure } });
    const { value, failures } = await fleet.clusters();
    assert.deepEqual([value.eks, failures], [[], [failure]]);
    assert.equal(fleet.eksClusters, undefined);
  });

  it('leave open which nodes are in no cluster, as long as one was never seen', async () => {
    const { fleet, gateway } = over({}, { ...aws, denied: { hybrid: failure } });
    assert.deepEqual((await fleet.looseHosts()).value, []);
    gateway.contents = aws;
    await fleet.refresh();
    assert.deepEqual(
      (await fleet.looseHosts()).value.map(({ name }) => name),
      ['server'],
    );
    gateway.contents = { ...aws, denied: { hybrid: failure } };
    await fleet.refresh();
    assert.equal((await fleet.looseHosts()).value.length, 1);
  });
});

describe('hosts of an EKS cluster', () => {
  it('show what SSM knows while Kubernetes hangs, and its answer when it comes', async () => {
    const { fleet, kube, changes } = over({ hanging: ['nodes'] });
    const [first] = (await fleet.hosts(hybrid)).value;
    assert.deepEqual([first?.name, first?.state.kube], ['pi', undefined]);
    assert.equal(fleet.kube(hybrid).status, 'reading');
    fleet.cancel();
    kube.contents = { nodes: [kubeNode(a)] };
    await fleet.hosts(hybrid);
    await settled();
    assert.equal(changes(), 1);
    const { value, failures } = await fleet.hosts(hybrid);
    assert.deepEqual([value[0]?.state.kube, value[0]?.kube?.name, failures], ['ready', a, []]);
  });

  it('go on with what SSM knows where Kubernetes does not answer, which the cluster tells', async () => {
    const failure = new Failure('noAccessEntry', '401', { service: 'Kubernetes' });
    const { fleet, kube, changes } = over({ failing: { version: failure, nodes: failure } });
    await fleet.hosts(hybrid);
    await settled();
    const { value, failures } = await fleet.hosts(hybrid);
    await settled();
    assert.deepEqual([value.length, failures], [1, []]);
    assert.equal(fleet.kube(hybrid).failure, failure);
    assert.deepEqual(kube.calls, ['version', 'nodes']);
    assert.equal(changes(), 1);
  });

  it('ask no Kubernetes API for who wants AWS alone, nor for a cluster that can have no hosts', async () => {
    const { fleet, kube, gateway } = over({ nodes: [kubeNode(a)] });
    assert.equal((await fleet.hosts(hybrid, 'aws')).value.length, 1);
    assert.deepEqual(await fleet.hosts(plain), { value: [], failures: [] });
    await settled();
    assert.deepEqual(kube.calls, []);
    assert.deepEqual(gateway.calls.toSorted(), ['hybridNodeIds hybrid', 'managedNodes']);
    await fleet.readKube(hybrid);
    assert.equal((await fleet.hosts(hybrid, 'aws')).value[0]?.state.kube, 'ready', 'what is known is joined');
  });

  it('are all nodes of a connected cluster, without a question to SSM', async () => {
    const { fleet, gateway } = over({ nodes: [kubeNode('cp-1', { kind: 'other' })] });
    await fleet.readKube(connected);
    const { value } = await fleet.hosts(connected);
    assert.deepEqual(
      value.map(({ name, state }) => [name, state.health]),
      [['cp-1', 'connected']],
    );
    assert.deepEqual(gateway.calls, []);
  });

  it('are counted by kind for a cluster of EC2 instances too', async () => {
    const { fleet } = over({ nodes: [kubeNode('ip-1', { kind: 'ec2' }), kubeNode('f', { kind: 'fargate' })] });
    assert.equal(fleet.kube(plain).status, 'reading');
    await settled();
    const { counts, version } = fleet.kube(plain);
    assert.deepEqual([counts?.ec2, counts?.fargate, version], [1, 1, 'v1.35.6-eks-0a1b2c3']);
  });
});

describe('nodes without a cluster', () => {
  it('are none that Kubernetes has as its node, though its activation names no cluster', async () => {
    const { fleet } = over({ nodes: [kubeNode(a), kubeNode(b)] });
    const names = async (): Promise<readonly string[]> => (await fleet.looseHosts()).value.map(({ name }) => name);
    assert.deepEqual(await names(), ['server']);
    await fleet.readKube(hybrid);
    assert.deepEqual(await names(), []);
  });
});

describe('pods, machines and versions', () => {
  it('brings the pods of a host that Kubernetes knows', async () => {
    const { fleet } = over({ nodes: [kubeNode(a)], pods: [kubePod('web', a), kubePod('db', b)] });
    await fleet.clusters();
    await fleet.readKube(hybrid);
    const [host] = (await fleet.hosts(hybrid)).value;
    assert.ok(host);
    assert.deepEqual(
      (await fleet.pods(host)).value.map(({ name }) => name),
      ['web'],
    );
    const [unknown] = nodeHosts([node('b')], hybrid);
    assert.ok(unknown);
    assert.deepEqual(await fleet.pods(unknown), { value: [], failures: [] });
  });

  it('asks connected clusters alone for machines and EKS Anywhere', async () => {
    const machine = {
      name: 'cp',
      namespace: 'eksa-system',
      clusterName: 'barn',
      role: 'controlPlane',
      phase: 'Running',
    };
    const { fleet, kube } = over({ machines: [{ ...machine, role: 'controlPlane' }] });
    assert.deepEqual(await fleet.machines(hybrid), { value: undefined, failures: [] });
    assert.deepEqual(await fleet.eksAnywhere(hybrid), { value: undefined, failures: [] });
    assert.deepEqual(kube.calls, []);
    assert.equal((await fleet.machines(connected)).value?.length, 1);
    assert.deepEqual(await fleet.eksAnywhere(connected), { value: undefined, failures: [] });
    kube.contents = { failing: { machines: new Failure('accessDenied', 'no') } };
    await fleet.refresh();
    const { value, failures } = await fleet.machines(connected);
    assert.deepEqual([value?.length, failures[0]?.reason], [1, 'accessDenied']);
  });

  it('has both for who does not wait, once a connected cluster has said what its nodes are', async () => {
    const anywhere = { name: 'barn', namespace: 'default', kubernetesVersion: '1.35', isManagement: true };
    const contents = { nodes: [kubeNode('cp', { kind: 'other' })], anywhere: [anywhere] } as const;
    const { fleet, kube, changes } = over(contents);
    assert.equal(fleet.kube(connected).anywhere, undefined);
    await settled();
    assert.equal(fleet.kube(connected).status, 'answered');
    await settled();
    const { anywhere: named, machines } = fleet.kube(connected);
    assert.deepEqual([named, machines], [[anywhere], undefined]);
    await settled();
    assert.deepEqual(kube.calls, ['version', 'nodes', 'machines', 'eksAnywhere']);
    assert.equal(changes(), 2);
  });

  it('reads versions once, and again when they are asked for after a refresh', async () => {
    const { fleet, gateway } = over({}, { ...aws, versions: [{ version: '1.36', support: 'standard' }] });
    const asked = (): number => gateway.calls.filter((call) => call === 'eksVersions').length;
    assert.equal((await fleet.eksVersions()).value.length, 1);
    await fleet.eksVersions();
    await fleet.refresh();
    assert.equal(asked(), 1);
    await fleet.eksVersions();
    assert.equal(asked(), 2);
  });
});

describe('refresh', () => {
  it('tells what AWS says before a slow Kubernetes API has answered, and then again', async () => {
    const { fleet, kube, changes } = over({ nodes: [kubeNode(a)] });
    await fleet.clusters();
    await fleet.readKube(hybrid);
    kube.contents = { hanging: ['nodes'] };
    const refreshing = fleet.refresh();
    await settled();
    assert.equal(changes(), 1);
    assert.equal(fleet.kube(hybrid).nodes?.length, 1, 'what was known stays');
    fleet.cancel();
    await refreshing;
    assert.equal(changes(), 2);
  });

  it('forgets what a Kubernetes API said when it is reached in another way', async () => {
    const { fleet, changes } = over({ nodes: [kubeNode(a)] });
    await fleet.readKube(hybrid);
    fleet.forgetKube(hybrid.arn);
    assert.equal(changes(), 1);
    assert.equal((await fleet.hosts(hybrid, 'aws')).value[0]?.state.kube, undefined);
  });
});
