import assert from 'node:assert/strict';
import { kubeClient } from '../../../test/unit/kubeRequests.ts';
import type { KubeClient } from '../../../test/unit/kubeRequests.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { largeKubeWorld } from '../worlds/largeKubeWorld.ts';
import { homeWorld } from '../worlds/homeWorld.ts';
import { addHybridNode, letHybridNodesIn } from '../worlds/nodes.ts';

interface Listed {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly Item[];
}

interface Item {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels: Record<string, string> };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

const now = Date.parse('2026-11-23T12:00:00Z');
const machines = '/apis/cluster.x-k8s.io/v1beta1/machines';
const anywhere = '/apis/anywhere.eks.amazonaws.com/v1alpha1';

describe('the Kubernetes API of the demo account', () => {
  let demo: DemoAccount;
  let orchard: KubeClient;
  let mill: KubeClient;
  before(async () => {
    demo = await startDemoAccount({ world: homeWorld({ clock: () => now }) });
    orchard = await kubeClient(demo, 'orchard');
    const { users } = JSON.parse(await demo.kubeconfig()) as { users: { user: { token: string } }[] };
    mill = await kubeClient(demo, 'mill', users[0]!.user.token);
  });
  after(() => demo.stop());
  const names = ({ items }: Listed): string[] => items.map(({ metadata }) => metadata.name);

  it('tells its version as EKS does', async () => {
    const { major, minor, gitVersion } = await orchard.json<Record<string, string>>('/version');
    assert.deepEqual([major, minor], ['1', '35+']);
    assert.match(gitVersion!, /^v1\.35\.6-eks-[0-9a-f]{7}$/);
  });

  it('lists nodes of every kind, in full', async () => {
    const list = await orchard.json<Listed>('/api/v1/nodes');
    assert.deepEqual([list.kind, list.apiVersion, list.metadata.continue], ['NodeList', 'v1', undefined]);
    assert.match(list.metadata.resourceVersion, /^\d+$/);
    const kinds = list.items.map(
      ({ metadata, spec }) =>
        metadata.labels['eks.amazonaws.com/compute-type'] ?? /^[a-z-]+/.exec(spec.providerID as string)?.[0],
    );
    assert.deepEqual(kinds.sort(), ['aws', 'aws', 'fargate', 'hybrid', 'hybrid', 'hybrid']);
    const pi = [...demo.world.nodes.values()].find(({ name }) => name === 'orchard-pi5')!;
    const node = list.items.find(({ metadata }) => metadata.name === pi.id)!;
    assert.deepEqual([node.kind, node.apiVersion], [undefined, undefined]);
    assert.equal(node.spec.providerID, `eks-hybrid:///us-east-1/orchard/${pi.id}`);
    const { capacity, allocatable, nodeInfo, addresses, conditions } = node.status as {
      capacity: Record<string, string>;
      allocatable: Record<string, string>;
      nodeInfo: Record<string, string>;
      addresses: object[];
      conditions: { type: string; status: string }[];
    };
    assert.deepEqual([capacity.cpu, capacity.memory, capacity.pods], ['4', '8127488Ki', '110']);
    assert.deepEqual([allocatable.cpu, allocatable.pods], ['3920m', '110']);
    assert.match(allocatable.memory!, /^\d{7}Ki$/);
    assert.equal(nodeInfo.architecture, 'arm64');
    assert.match(nodeInfo.kubeletVersion!, /^v1\.35\.6-eks-/);
    assert.deepEqual(addresses[0], { type: 'InternalIP', address: '192.168.30.11' });
    assert.deepEqual(
      conditions.map(({ type, status }) => `${type} ${status}`),
      ['MemoryPressure False', 'DiskPressure False', 'PIDPressure False', 'Ready True'],
    );
    const single = await orchard.json<Item>(`/api/v1/nodes/${pi.id}`);
    assert.deepEqual([single.kind, single.apiVersion, single.metadata.name], ['Node', 'v1', pi.id]);
  });

  it('has a node whose kubelet is a minor version behind, and one whose kubelet is silent', async () => {
    const { items } = await orchard.json<Listed>(
      '/api/v1/nodes?labelSelector=eks.amazonaws.com%2Fcompute-type%3Dhybrid',
    );
    const states = items.map(({ status, spec }) => {
      const { kubeletVersion } = status.nodeInfo as { kubeletVersion: string };
      const ready = (status.conditions as { type: string; status: string }[]).find(({ type }) => type === 'Ready');
      return `${kubeletVersion.slice(0, 5)} ${ready?.status} ${JSON.stringify(spec.taints ?? []).includes('unreachable')}`;
    });
    assert.deepEqual(states.sort(), ['v1.34 True false', 'v1.35 True false', 'v1.35 Unknown true']);
  });

  it('lists the nodes that registered since, once their role is let in', async () => {
    const world = homeWorld();
    const other = await startDemoAccount({ world });
    const lab = world.eksClusters.get('lab')!;
    const { id } = addHybridNode(world, lab, { name: 'late' });
    const kube = await kubeClient(other, 'lab');
    assert.deepEqual(names(await kube.json('/api/v1/nodes')), []);
    letHybridNodesIn(world, lab);
    assert.deepEqual(names(await kube.json('/api/v1/nodes')), [id]);
    await other.stop();
  });

  it('lists pods of all namespaces, of one, and of a node', async () => {
    const all = await orchard.json<Listed>('/api/v1/pods');
    const system = await orchard.json<Listed>('/api/v1/namespaces/kube-system/pods');
    assert.ok(all.items.length > system.items.length && system.items.length > 0);
    assert.ok(system.items.every(({ metadata }) => metadata.namespace === 'kube-system'));
    const pi = [...demo.world.nodes.values()].find(({ name }) => name === 'orchard-pi5')!;
    const on = await orchard.json<Listed>(`/api/v1/pods?fieldSelector=spec.nodeName%3D${pi.id}`);
    assert.ok(on.items.every(({ spec }) => spec.nodeName === pi.id));
    const owners = on.items.map(({ metadata }) => metadata.labels['app.kubernetes.io/name']);
    assert.deepEqual(owners, ['cilium', 'kube-proxy', 'camera', 'sensor-hub']);
    const [camera] = on.items.filter(({ metadata }) => metadata.name.startsWith('camera'));
    const [status] = camera!.status.containerStatuses as { state: object; restartCount: number; imageID: string }[];
    assert.deepEqual(Object.keys(status!.state), ['waiting']);
    assert.match(status!.imageID, /^public\.ecr\.aws\/docker\/library\/busybox@sha256:[0-9a-f]{64}$/);
    const waiting = await orchard.json<Listed>('/api/v1/pods?fieldSelector=status.phase%3DPending');
    assert.deepEqual(
      waiting.items.map(({ spec }) => spec.nodeName),
      [undefined],
    );
    const proxies = '/api/v1/pods?labelSelector=app.kubernetes.io%2Fname%20in%20(kube-proxy,none),!pod-template-hash';
    assert.equal((await orchard.json<Listed>(proxies)).items.length, 5);
    const unread = await orchard.get('/api/v1/pods?fieldSelector=spec.image%3Dx');
    assert.equal(unread.status, 400);
  });

  it('hands out pages, with what is left of them', async () => {
    const found: string[] = [];
    const rest: (number | undefined)[] = [];
    let position = '';
    do {
      const page = await orchard.json<Listed>(`/api/v1/nodes?limit=4&continue=${position}`);
      found.push(...names(page));
      rest.push(page.metadata.remainingItemCount);
      position = page.metadata.continue ?? '';
    } while (position !== '');
    assert.deepEqual(rest, [2, undefined]);
    assert.deepEqual(found, names(await orchard.json('/api/v1/nodes')));
    const selected = await orchard.json<Listed>('/api/v1/pods?limit=1&labelSelector=app.kubernetes.io%2Fname');
    assert.ok(selected.metadata.continue !== undefined && selected.metadata.remainingItemCount === undefined);
    const refused = ['limit=x', 'continue=nonsense'].map((query) => orchard.get(`/api/v1/nodes?${query}`));
    assert.deepEqual(
      (await Promise.all(refused)).map(({ status }) => status),
      [400, 400],
    );
  });

  it('says what there is, and that there is nothing else', async () => {
    const groups = async (kube: KubeClient): Promise<string[]> =>
      (await kube.json<{ groups: { name: string }[] }>('/apis')).groups.map(({ name }) => name);
    assert.deepEqual(await groups(orchard), []);
    assert.deepEqual(await groups(mill), ['cluster.x-k8s.io', 'anywhere.eks.amazonaws.com']);
    const { resources } = await mill.json<{ resources: { name: string }[] }>(anywhere);
    assert.deepEqual(
      resources.map(({ name }) => name),
      ['clusters', 'bundles', 'eksareleases'],
    );
    const none = await orchard.get(machines);
    assert.deepEqual([none.status, none.type, none.text], [404, 'text/plain; charset=utf-8', '404 page not found\n']);
    assert.equal((await orchard.get('/api/v1/nodes/none')).status, 404);
  });

  it('has machines of Cluster API in each role, one being made and one that failed', async () => {
    const list = await mill.json<Listed>(machines);
    assert.deepEqual([list.kind, list.apiVersion], ['MachineList', 'cluster.x-k8s.io/v1beta1']);
    const seen = list.items.map(({ kind, metadata, status }) => {
      const role = ['control-plane', 'etcd-cluster', 'deployment-name'].find(
        (label) => metadata.labels[`cluster.x-k8s.io/${label}`] !== undefined,
      );
      return `${kind} ${role} ${status.phase as string}`;
    });
    assert.deepEqual(seen.sort(), [
      'Machine control-plane Running',
      'Machine deployment-name Failed',
      'Machine deployment-name Provisioning',
      'Machine deployment-name Running',
      'Machine deployment-name Running',
      'Machine etcd-cluster Running',
    ]);
    const joined = list.items.flatMap(({ status }) => (status.nodeRef as { name: string } | undefined)?.name ?? []);
    assert.deepEqual(joined, names(await mill.json('/api/v1/nodes')));
  });

  it('has the cluster of EKS Anywhere, its bundle and its release', async () => {
    const [cluster] = (await mill.json<Listed>(`${anywhere}/clusters`)).items;
    const [bundles] = (await mill.json<Listed>(`${anywhere}/bundles`)).items;
    const [release] = (await mill.json<Listed>(`${anywhere}/namespaces/eksa-system/eksareleases`)).items;
    const { kubernetesVersion, eksaVersion, managementCluster } = cluster!.spec;
    assert.deepEqual([kubernetesVersion, eksaVersion, managementCluster], ['1.34', 'v0.25.0', { name: 'mill' }]);
    assert.equal(release?.spec.version, eksaVersion);
    assert.deepEqual((release?.spec.bundlesRef as { name: string }).name, bundles?.metadata.name);
    const versions = bundles?.spec.versionsBundles as { kubeVersion: string; eksD: { name: string } }[];
    const own = versions.find(({ kubeVersion }) => kubeVersion === kubernetesVersion);
    assert.deepEqual([bundles?.spec.number, own?.eksD.name], [115, 'kubernetes-1-34-eks-19']);
  });

  it('has no more than one Auto Mode node where it is on', async () => {
    const media = await kubeClient(demo, 'media');
    const { items } = await media.json<Listed>('/api/v1/nodes');
    assert.deepEqual(
      items.map(({ metadata }) => metadata.labels['eks.amazonaws.com/compute-type']),
      ['auto'],
    );
  });

  it('hands out ten thousand nodes page by page', async () => {
    const large = await startDemoAccount({ world: largeKubeWorld({ nodes: 10_000, podsPerNode: 0 }) });
    const kube = await kubeClient(large, 'fleet-eks');
    const first = await kube.json<Listed>('/api/v1/nodes?limit=500');
    assert.deepEqual([first.items.length, first.metadata.remainingItemCount], [500, 9_500]);
    const second = await kube.json<Listed>(`/api/v1/nodes?limit=500&continue=${first.metadata.continue}`);
    assert.deepEqual([second.items.length, second.metadata.remainingItemCount], [500, 9_000]);
    assert.equal(names(second)[0], 'node-00501');
    await large.stop();
  });
});
