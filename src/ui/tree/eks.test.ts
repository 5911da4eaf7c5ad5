import assert from 'node:assert/strict';
import { eksCluster, gatewayOver, node, nodeId, type GatewayContents } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode, kubeOver, kubePod, type KubeContents } from '../../../test/unit/kubeLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef, EksCluster } from '../../core/fleet/model.ts';
import type { CapiMachine, EksAnywhereCluster, KubeContainer } from '../../core/kubernetes/model.ts';
import { commands } from '../ids.ts';
import { childrenOf, clusterNode, type Sources } from './children.ts';
import { hostTooltip } from './hostTooltip.ts';
import { accountNode, type HostNode, type TreeNode } from './nodes.ts';
import { render } from './render.ts';
import type { Row } from './row.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const now = Date.UTC(2026, 10, 22, 12);
const at = { locale: 'en', now };

const lab = eksCluster('lab', { hybridNodesEnabled: true, endpoint: 'https://lab.example' });
const barn = eksCluster('barn', { connector: { provider: 'EKS_ANYWHERE' } });

interface World {
  readonly cluster?: EksCluster;
  readonly aws?: GatewayContents;
  /** `none`: nobody said how it is reached. */
  readonly kube?: KubeContents | 'none';
}

interface Look {
  readonly parent: TreeNode;
  readonly account: AccountFleet;
  readonly asked: readonly string[];
  /** How many times something turned up late. */
  readonly changes: () => number;
}

function look({ cluster = lab, aws = {}, kube = {} }: World): Look {
  const api = kube === 'none' ? undefined : kubeOver(kube);
  const account = new AccountFleet(
    ref,
    gatewayOver({ eks: [cluster], ...aws }),
    () => now,
    () => Promise.resolve(api),
  );
  let changes = 0;
  account.onDidChange(() => (changes += 1));
  const parent = clusterNode(accountNode(account), cluster);
  return { parent, account, asked: api?.calls ?? [], changes: () => changes };
}

/** The rows of a cluster once all that was asked has come. */
async function settled(world: World): Promise<readonly TreeNode[]> {
  const { parent, changes, account } = look(world);
  await account.clusters();
  await childrenOf(parent);
  for (let seen = -1; seen !== changes();) {
    seen = changes();
    await new Promise(setImmediate);
    await childrenOf(parent);
    await new Promise(setImmediate);
  }
  return childrenOf(parent);
}

const rowsOf = (nodes: readonly TreeNode[]): readonly Row[] => nodes.map((each) => render(each, at));
const labels = (nodes: readonly TreeNode[]): readonly string[] => rowsOf(nodes).map(({ label }) => label);

describe('below an EKS cluster', () => {
  const hybrid = { nodes: [node('a', { name: 'pi' })], hybrid: { [lab.arn]: [nodeId('a')] } };

  it('SSM tells the hosts at once, whatever Kubernetes does', async () => {
    const { parent, asked } = look({ aws: hybrid, kube: { hanging: ['version', 'nodes'] } });
    assert.deepEqual(labels(await childrenOf(parent)), ['Asking its Kubernetes API…', 'pi']);
    assert.deepEqual(asked, ['version', 'nodes']);
  });

  it('is shown without asking Kubernetes where only AWS is to be asked', async () => {
    const { parent, asked } = look({ aws: hybrid });
    assert.deepEqual(labels(await childrenOf(parent, [], { asked: 'aws' })), ['pi']);
    assert.deepEqual(asked, []);
  });

  it('Kubernetes joins its nodes, and those inside AWS are counted', async () => {
    const ec2 = (name: string): ReturnType<typeof kubeNode> => kubeNode(name, { kind: 'ec2' });
    const nodes = [
      kubeNode(nodeId('a')),
      ec2('x'),
      ec2('y'),
      kubeNode('f', { kind: 'fargate' }),
      kubeNode('m', { kind: 'auto' }),
    ];
    const rows = rowsOf(await settled({ aws: hybrid, kube: { nodes } }));
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['pi', 'connected · mi-0000…'],
        ['2 EC2 nodes', undefined],
        ['1 Auto Mode node', undefined],
        ['1 Fargate node', undefined],
      ],
    );
    assert.equal(rows[0]?.expands, 'collapsed');
  });

  it('says once, with next steps, why Kubernetes is not reached', async () => {
    const refused = new Failure('accessDenied', 'no', { service: 'Kubernetes', operation: 'list nodes' });
    const all = await settled({ aws: hybrid, kube: { failing: { nodes: refused, version: refused } } });
    assert.deepEqual(labels(all), ['Kubernetes denies access: list nodes', 'pi']);
    const steps = await childrenOf(all[0] ?? assert.fail());
    assert.deepEqual(
      rowsOf(steps).map(({ command }) => command),
      [commands.refresh, commands.chooseKubernetesContext, commands.showLog],
    );
  });

  it('tells each state of a node apart, in words and in shape', async () => {
    const ready = (status: 'False' | 'Unknown'): object => ({ conditions: [{ type: 'Ready', status }] });
    const nodes = [
      kubeNode(nodeId('a')),
      kubeNode(nodeId('b'), { unschedulable: true }),
      kubeNode(nodeId('c'), ready('Unknown')),
      kubeNode(nodeId('e'), { kubeletVersion: 'v1.31.2' }),
      kubeNode(nodeId('f'), { kubeletVersion: 'v1.32.2' }),
    ];
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const aws = { nodes: ids.map((id) => node(id, { name: id })), hybrid: { [lab.arn]: ids.map(nodeId) } };
    const rows = rowsOf(await settled({ aws, kube: { nodes } }));
    assert.deepEqual(
      rows.map(({ description, icon }) => [
        description?.replace(/ · mi-0000…$/, ''),
        (icon as { drawn: string }).drawn,
      ]),
      [
        ['connected', 'arm-ok'],
        ['cordoned', 'arm-draining'],
        ['not ready', 'arm-degraded'],
        ['not joined', 'host-changing'],
        ['connected · 1.31 not supported', 'arm-degraded'],
        ['connected · 1.32', 'arm-ok'],
      ],
    );
    assert.match(rows[4]?.spoken ?? '', /Kubelet 1\.31 is too old for the control plane, 1\.35: not supported/);
  });

  it("has AWS's health issues on top, in AWS's words", async () => {
    const healthIssues = [
      { code: 'SubnetNotFound', message: 'The subnet\nis gone', resourceIds: ['subnet-1', 'subnet-2'] },
    ];
    const [issue] = await settled({ cluster: { ...lab, healthIssues } });
    assert.ok(issue);
    const row = render(issue, at);
    assert.equal(row.label, 'Health issue: SubnetNotFound');
    assert.equal(row.tooltip, 'Health issue: SubnetNotFound\nThe subnet is gone\nsubnet-1, subnet-2');
    assert.equal(row.spoken, 'Problem: Health issue: SubnetNotFound, The subnet is gone, subnet-1, subnet-2');
  });

  it('says that there is nothing only when that is known', async () => {
    assert.deepEqual(labels(await settled({ cluster: { ...lab, hybridNodesEnabled: false } })), ['No hybrid nodes']);
    assert.deepEqual(labels(await settled({ cluster: barn })), ['No nodes']);
    const lost = new Failure('timedOut', 'no', { service: 'Kubernetes' });
    assert.deepEqual(labels(await settled({ cluster: barn, kube: { failing: { nodes: lost } } })), [
      'The Kubernetes API did not answer in time',
    ]);
  });

  it('shows ten thousand nodes in one go, without ado', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => String(index));
    const aws = { hybrid: { [lab.arn]: [] } };
    const { parent, account } = look({ aws, kube: { nodes: ids.map((id) => kubeNode(nodeId(id))) } });
    await account.readKube(lab);
    const before = process.cpuUsage();
    const rows = await childrenOf(parent);
    const spentMs = process.cpuUsage(before).user / 1000;
    assert.equal(rows.length, 10_000);
    // It takes some 50 ms.
    assert.ok(spentMs < 400, `${spentMs.toFixed(0)} ms`);
  });
});

describe('below a connected cluster', () => {
  const anywhere: EksAnywhereCluster = {
    name: 'barn',
    namespace: 'default',
    kubernetesVersion: '1.35',
    eksAnywhereVersion: 'v0.25.1',
    bundleNumber: 98,
    distroRelease: 'kubernetes-1-35-eks-13',
    isManagement: true,
  };
  const machine = (name: string, over: Partial<CapiMachine>): CapiMachine => ({
    name,
    namespace: 'eksa-system',
    clusterName: 'barn',
    role: 'worker',
    phase: 'Running',
    ...over,
  });

  it('asks for a context while nobody said how it is reached', async () => {
    const [remark, ...others] = await settled({ cluster: barn, kube: 'none' });
    assert.ok(remark);
    assert.equal(others.length, 0);
    assert.equal(render(remark, at).label, 'EKS cannot list its nodes');
    const steps = rowsOf(await childrenOf(remark));
    assert.deepEqual(
      steps.map(({ label, command }) => [label, command]),
      [['Choose Kubernetes Context…', commands.chooseKubernetesContext]],
    );
  });

  it('shows nodes, EKS Anywhere and its machines', async () => {
    const all = await settled({
      cluster: barn,
      kube: {
        nodes: [kubeNode('barn-cp-1', { kind: 'other', architecture: 'amd64' })],
        anywhere: [anywhere],
        machines: [
          machine('barn-md-0', { phase: 'Failed', failure: 'no BMC answers' }),
          machine('barn-cp-1', { role: 'controlPlane', nodeName: 'barn-cp-1', version: 'v1.35.2-eks-1-35-13' }),
        ],
      },
    });
    const rows = rowsOf(all);
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['barn-cp-1', 'connected'],
        ['EKS Anywhere', 'v0.25.1 · bundle 98 · EKS Distro 1-35-13'],
        ['Machines', '2 · 1 failed'],
      ],
    );
    assert.equal(rows[0]?.contextValue, 'node.id');
    const machines = rowsOf(await childrenOf(all[2] ?? assert.fail()));
    assert.deepEqual(
      machines.map(({ label, description }) => [label, description]),
      [
        ['barn-cp-1', 'Running · control plane · v1.35.2-eks-1-35-13'],
        ['barn-md-0', 'Failed · no BMC answers · worker'],
      ],
    );
    assert.notDeepEqual(machines[0]?.icon, machines[1]?.icon);
    assert.match(machines[1]?.spoken ?? '', /^Machine barn-md-0, Failed, worker, no BMC answers$/);
  });

  it('asks for machines and EKS Anywhere once, and again with a refresh', async () => {
    const { parent, account, asked } = look({ cluster: barn, kube: { anywhere: [anywhere] } });
    await account.clusters();
    await account.readKube(barn);
    const count = (): number => asked.filter((call) => call === 'machines' || call === 'eksAnywhere').length;
    for (let times = 3; times > 0; times--) await childrenOf(parent);
    await new Promise(setImmediate);
    assert.equal(count(), 2);
    await account.refresh();
    assert.equal(count(), 4);
    await childrenOf(parent);
    assert.equal(count(), 4);
  });

  it('says whether a newer release of EKS Anywhere is out, when somebody looks', async () => {
    const all = await settled({ cluster: barn, kube: { anywhere: [anywhere] } });
    const row = all.find(({ kind }) => kind === 'anywhere') ?? assert.fail();
    const below = async (sources: Sources): Promise<readonly string[]> => labels(await childrenOf(row, [], sources));
    const releases = (...numbers: readonly number[]): Sources => ({
      anywhereReleases: () =>
        Promise.resolve(numbers.map((number) => ({ version: `v0.25.${number - 97}`, bundleNumber: number }))),
    });
    assert.equal((await below(releases(98)))[0], 'No newer release is out');
    assert.equal((await below(releases(99, 98)))[0], 'v0.25.2 is out, with bundle 99');
    const failing: Sources = { anywhereReleases: () => Promise.reject(new Failure('network', 'no')) };
    assert.deepEqual(await below(failing), ['AWS cannot be reached', 'Show EKS Distro Components…']);
  });

  it('offers to register it again, or to give it up, where it was not connected in time', async () => {
    const lost = eksCluster('barn', { status: 'FAILED', connector: { provider: 'OTHER' } });
    const [remark, ...others] = await settled({ cluster: lost, kube: 'none' });
    assert.ok(remark);
    // A context is of use later.
    assert.deepEqual(others, []);
    assert.match(render(remark, at).spoken, /^Problem: It could not be connected/);
    assert.deepEqual(
      rowsOf(await childrenOf(remark)).map(({ label }) => label),
      ['Register Cluster Again…', 'Deregister Cluster…'],
    );
  });
});

describe('a host that Kubernetes knows', () => {
  const aws = { nodes: [node('a', { name: 'pi' })], hybrid: { [lab.arn]: [nodeId('a')] } };
  const container = (name: string, over: Partial<KubeContainer> = {}): KubeContainer => ({
    name,
    image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/${name}:3`,
    ready: true,
    state: 'running',
    restarts: 0,
    ...over,
  });

  async function hostOver(kube: KubeContents): Promise<HostNode> {
    const all = await settled({ aws, kube: { nodes: [kubeNode(nodeId('a'))], ...kube } });
    const host = all.find((each) => each.kind === 'host');
    return host ?? assert.fail();
  }

  it('has its pods below, and these their containers', async () => {
    const stuck = container('b', { ready: false, state: 'waiting', reason: 'CrashLoopBackOff', restarts: 12 });
    const pods = [
      kubePod('web', nodeId('a'), { containers: [container('web'), stuck] }),
      kubePod('cilium', nodeId('a'), { namespace: 'kube-system', containers: [container('c')] }),
      kubePod('agent', nodeId('a'), { phase: 'Pending', reason: 'Evicted' }),
    ];
    const below = await childrenOf(await hostOver({ pods }));
    const rows = rowsOf(below);
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['agent', 'Evicted 0/0 · default'],
        ['web', 'CrashLoopBackOff 1/2 · 12 restarts · default'],
        ['cilium', 'Running 1/1 · kube-system'],
      ],
    );
    assert.equal(rows[1]?.spoken, 'Pod default/web, CrashLoopBackOff, 1 of 2 ready, 12 restarts');
    assert.equal(rows[1].contextValue, 'pod.id');
    const [first, second] = rowsOf(await childrenOf(below[1] ?? assert.fail()));
    assert.equal(first?.description, 'running · web:3');
    assert.equal(second?.description, 'CrashLoopBackOff · b:3');
    assert.match(second.spoken, /^Container b, image 111122223333\.dkr\.ecr.*, CrashLoopBackOff$/);
  });

  it('says that it has none, or why that is not known', async () => {
    assert.deepEqual(labels(await childrenOf(await hostOver({}))), ['No pods']);
    const denied = new Failure('accessDenied', 'no', { service: 'Kubernetes', operation: 'list pods' });
    assert.deepEqual(labels(await childrenOf(await hostOver({ failing: { pods: denied } }))), [
      'Kubernetes denies access: list pods',
    ]);
  });

  it('tells in its tooltip what its kubelet says', async () => {
    const host = await hostOver({
      nodes: [
        kubeNode(nodeId('a'), {
          kubeletVersion: 'v1.33.1-eks-1',
          containerRuntime: 'containerd://2.1.4',
          osImage: 'Ubuntu 24.04.3 LTS',
          kernelVersion: '6.8.0-1033-raspi',
          conditions: [
            { type: 'Ready', status: 'Unknown', since: now - 180_000, reason: 'NodeStatusUnknown' },
            { type: 'DiskPressure', status: 'True', message: '[a](command:b)' },
          ],
        }),
      ],
    });
    const text = hostTooltip(host, at);
    const shown = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    for (const row of [
      '| Kubelet | v1.33.1-eks-1 · containerd 2.1.4 |',
      '| Version skew | Kubelet 1.33 is older than the control plane, 1.35 |',
      '| Kubernetes | not ready, its kubelet is not heard of · 3 minutes ago · NodeStatusUnknown |',
      '| Operating system | Ubuntu 24.04.3 LTS · 6.8.0-1033-raspi |',
      '| CPU for pods | 3.9 vCPU of 4 vCPU |',
      '| Memory for pods | 7.7 GiB of 8 GiB |',
      '| Pods at most | 110 |',
    ]) {
      assert.ok(shown.includes(row), `${row} in\n${shown}`);
    }
    assert.match(shown, /DiskPressure \| It is short of disk space/);
    assert.doesNotMatch(text, /\]\(/);
  });
});
