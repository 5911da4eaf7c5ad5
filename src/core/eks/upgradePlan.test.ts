import assert from 'node:assert/strict';
import { eksCluster, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode } from '../../../test/unit/kubeLiterals.ts';
import type { Host } from '../fleet/host.ts';
import type { EksCluster, EksVersion, ManagedNode } from '../fleet/model.ts';
import { eksHosts } from '../kubernetes/join.ts';
import type { EksAnywhereCluster, KubeNode } from '../kubernetes/model.ts';
import type { UpgradeFacts, UpgradeStep } from './upgradeModel.ts';
import { upgradePlan, upgradeTargets } from './upgradePlan.ts';

const versions: readonly EksVersion[] = [
  { version: '1.33', support: 'extended', endOfStandardSupport: Date.parse('2026-07-29') },
  { version: '1.36', support: 'standard', endOfStandardSupport: Date.parse('2027-08-02') },
  { version: '1.35', support: 'standard', endOfStandardSupport: Date.parse('2027-03-27'), isDefault: true },
  { version: '1.34', support: 'standard', endOfStandardSupport: Date.parse('2026-12-02') },
];
const now = Date.parse('2026-11-23');

function cluster(version: string, over: Partial<EksCluster> = {}): EksCluster {
  const known = versions.find((each) => each.version === version);
  return { ...eksCluster('lab', { hybridNodesEnabled: true, ...known, ...over }), version };
}

function hostsOf(of: EksCluster, managed: readonly ManagedNode[], kube?: readonly KubeNode[]): readonly Host[] {
  const byId = new Map(managed.map((each) => [each.id, each]));
  return eksHosts({ cluster: of, members: byId.keys(), managed: byId, kube });
}

function facts(of: EksCluster, over: Partial<UpgradeFacts> = {}): UpgradeFacts {
  return { cluster: of, versions, hosts: [], nodes: [], now, ...over };
}

/** `control plane 1.34`, `pi 1.34 (skew)`, `2 ec2 1.35 (follow)` */
function words(step: UpgradeStep): string {
  switch (step.kind) {
    case 'controlPlane':
      return `control plane ${step.to}`;
    case 'hybridNode':
      return `${step.name} ${step.to} (${step.reason})`;
    case 'nodes':
      return `${step.count} ${step.nodeKind} ${step.to} (${step.reason})`;
    case 'anywhere':
      return `${step.name} ${step.to}`;
  }
}

const kubelet = (id: string, version: string, over: Partial<KubeNode> = {}): KubeNode =>
  kubeNode(nodeId(id), { kubeletVersion: `v${version}.1-eks-1`, ...over });

describe('upgradePlan', () => {
  const steps = (plan: UpgradeFacts): readonly string[] => upgradePlan(plan).steps.map(words);

  it('takes the control plane up one minor version at a time, and then its nodes', () => {
    const of = cluster('1.34');
    const nodes = [kubelet('a', '1.34'), kubeNode('ip-1', { kind: 'ec2', kubeletVersion: 'v1.34.1' })];
    const plan = upgradePlan(facts(of, { nodes, hosts: hostsOf(of, [node('a', { name: 'pi' })], nodes) }));
    assert.deepEqual(plan.steps.map(words), [
      'control plane 1.35',
      'control plane 1.36',
      '1 ec2 1.36 (follow)',
      'pi 1.36 (follow)',
    ]);
    assert.deepEqual([plan.outcome, plan.from, plan.to, plan.notes], ['upgrade', '1.34', '1.36', []]);
    assert.deepEqual(
      plan.versions.map(({ version }) => version),
      ['1.34', '1.35', '1.36'],
    );
  });

  it('takes up before a step the nodes that it would leave behind, as far as the control plane is', () => {
    const of = cluster('1.34');
    const nodes = [
      kubelet('a', '1.31'),
      kubelet('b', '1.32'),
      kubelet('c', '1.33'),
      kubeNode('ip-1', { kind: 'ec2', kubeletVersion: 'v1.31.9' }),
      kubeNode('ip-2', { kind: 'ec2', kubeletVersion: 'v1.31.0' }),
      kubeNode('f', { kind: 'fargate', kubeletVersion: 'v1.34.0' }),
    ];
    const managed = [node('a', { name: 'a' }), node('b', { name: 'b' }), node('c', { name: 'c' })];
    assert.deepEqual(steps(facts(of, { nodes, hosts: hostsOf(of, managed, nodes) })), [
      '2 ec2 1.34 (skew)',
      'a 1.34 (skew)',
      'control plane 1.35',
      'b 1.35 (skew)',
      'control plane 1.36',
      '2 ec2 1.36 (follow)',
      '1 fargate 1.36 (follow)',
      'a 1.36 (follow)',
      'b 1.36 (follow)',
      'c 1.36 (follow)',
    ]);
  });

  it('never has a kubelet newer than the control plane, nor older than it may be, whatever they start from', () => {
    for (let oldest = 31; oldest <= 34; oldest++) {
      for (let second = 31; second <= 34; second++) {
        const of = cluster('1.34');
        const nodes = [kubelet('a', `1.${oldest}`), kubelet('b', `1.${second}`)];
        const hosts = hostsOf(of, [node('a', { name: 'a' }), node('b', { name: 'b' })], nodes);
        const state = new Map([
          ['a', oldest],
          ['b', second],
        ]);
        let controlPlane = 34;
        for (const step of upgradePlan(facts(of, { nodes, hosts })).steps) {
          const to = Number(step.to.slice(2));
          if (step.kind === 'controlPlane') {
            assert.equal(to, controlPlane + 1);
            controlPlane = to;
          } else if (step.kind === 'hybridNode') {
            state.set(step.name, to);
          }
          for (const minor of state.values()) assert.ok(minor <= controlPlane && controlPlane - minor <= 3);
        }
        assert.deepEqual([controlPlane, ...state.values()], [36, 36, 36]);
      }
    }
  });

  it('goes to the version that is asked for', () => {
    assert.deepEqual(steps(facts(cluster('1.34'), { target: '1.35' })), ['control plane 1.35']);
  });

  it('says that a cluster is up to date, or at what was asked for, or past it', () => {
    const outcome = (version: string, over: Partial<UpgradeFacts> = {}): string =>
      upgradePlan(facts(cluster(version), over)).outcome;
    assert.equal(outcome('1.36'), 'newest');
    assert.equal(outcome('1.35', { target: '1.35' }), 'nothing');
    assert.equal(outcome('1.35', { target: '1.34' }), 'nothing');
    assert.equal(outcome('1.35', { versions: [] }), 'unknown');
    assert.equal(upgradePlan(facts(eksCluster('new', { version: '' }))).outcome, 'unknown');
  });

  it('brings nodes after their control plane, though that has the newest version', () => {
    const of = cluster('1.36');
    const nodes = [kubelet('a', '1.34')];
    assert.deepEqual(steps(facts(of, { nodes, hosts: hostsOf(of, [node('a', { name: 'pi' })], nodes) })), [
      'pi 1.36 (follow)',
    ]);
  });

  it('plans hybrid nodes without their kubelets where Kubernetes did not answer, and says so', () => {
    const of = cluster('1.35');
    const hosts = hostsOf(of, [node('a', { name: 'pi' })]);
    const plan = upgradePlan({ cluster: of, versions, hosts, now });
    assert.deepEqual(plan.steps.map(words), ['control plane 1.36', 'pi 1.36 (follow)']);
    assert.deepEqual(plan.notes, [{ kind: 'kubeletsUnknown' }]);
    assert.deepEqual(plan.steps[1], {
      kind: 'hybridNode',
      name: 'pi',
      node: nodeId('a'),
      to: '1.36',
      reason: 'follow',
    });
  });

  it('leaves hosts out that have not joined the cluster, and says so', () => {
    const of = cluster('1.35');
    const plan = upgradePlan(facts(of, { hosts: hostsOf(of, [node('a', { name: 'pi' })], []) }));
    assert.deepEqual(plan.steps.map(words), ['control plane 1.36']);
    assert.deepEqual(plan.notes, [{ kind: 'notJoined', names: ['pi'] }]);
  });

  it('plans nothing for a cluster that others run', () => {
    const of = eksCluster('gke', { connector: { provider: 'GKE' } });
    assert.deepEqual(upgradePlan(facts(of)).outcome, 'elsewhere');
  });
});

describe('the notes of a plan', () => {
  const notes = (over: Partial<UpgradeFacts>, of = cluster('1.35')): unknown => upgradePlan(facts(of, over)).notes;

  it('tell what stands in the way', () => {
    const healthIssues = [{ code: 'Ec2SubnetNotFound', message: 'gone', resourceIds: [] }];
    assert.deepEqual(notes({}, cluster('1.35', { status: 'UPDATING', healthIssues })), [
      { kind: 'notActive', status: 'UPDATING' },
      { kind: 'health', code: 'Ec2SubnetNotFound', detail: 'gone' },
    ]);
    assert.deepEqual(notes({ target: '1.40' }), [{ kind: 'notOffered', version: '1.40' }]);
  });

  it('tell kubelets that are not supported as it is, by the names that people know', () => {
    const of = cluster('1.35');
    const nodes = [kubelet('a', '1.36'), kubelet('b', '1.31'), kubeNode('ip-1', { kubeletVersion: 'v1.31.0' })];
    const hosts = hostsOf(of, [node('a', { name: 'pi' }), node('b', { name: 'server' })], nodes);
    assert.deepEqual(notes({ nodes, hosts }), [
      { kind: 'newerKubelets', names: ['pi'] },
      { kind: 'tooOldKubelets', names: ['server', 'ip-1'] },
    ]);
  });

  it('tell nodes that are not ready', () => {
    const of = cluster('1.36');
    const conditions = [{ type: 'Ready', status: 'Unknown' }] as const;
    const nodes = [
      kubelet('a', '1.36', { conditions, architecture: 'amd64' }),
      kubeNode('ip-1', { kind: 'ec2', conditions, kubeletVersion: 'v1.36.0' }),
    ];
    const hosts = hostsOf(of, [node('a', { name: 'server' })], nodes);
    assert.deepEqual(notes({ nodes, hosts }, of), [{ kind: 'notReady', names: ['server', 'ip-1'] }]);
  });

  it('tell Raspberry Pis before the Pi 5, unless a kubelet from 1.31 on is ready there', () => {
    const of = eksCluster('old', { version: '1.30', support: 'unsupported', hybridNodesEnabled: true });
    const names = ['rpi4-attic', 'pi-5', 'pi-42', 'api-4-server', 'pi-zero', 'proven-pi4', 'x86-pi-4'];
    const managed = names.map((name, index) => node(String(index), { name }));
    const nodes = names.map((name, index) =>
      kubelet(String(index), name === 'proven-pi4' ? '1.31' : '1.30', {
        architecture: name.startsWith('x86') ? 'amd64' : 'arm64',
      }),
    );
    const hosts = hostsOf(of, managed, nodes).map((host): Host =>
      host.name === 'pi-5'
        ? { ...host, machine: { kind: 'raspberryPi', board: 'Raspberry Pi 5 Model B Rev 1.0', certain: true } }
        : host,
    );
    assert.deepEqual(notes({ nodes, hosts, target: '1.34' }, of), [
      { kind: 'newerKubelets', names: ['proven-pi4'] },
      { kind: 'piBefore5', names: ['pi-zero', 'rpi4-attic'], certain: false },
      { kind: 'armUnknown', names: ['api-4-server', 'pi-42'] },
    ]);
    const pi4 = { kind: 'raspberryPi', board: 'Raspberry Pi 4 Model B Rev 1.4', certain: true } as const;
    const [host] = hostsOf(of, [node('0', { name: 'attic' })], nodes.slice(0, 1));
    assert.ok(host);
    assert.deepEqual(notes({ nodes: nodes.slice(0, 1), hosts: [{ ...host, machine: pi4 }], target: '1.34' }, of), [
      { kind: 'piBefore5', names: ['attic'], certain: true },
    ]);
  });
});

describe('what staying costs', () => {
  const extended = (of: EksCluster): unknown => upgradePlan(facts(of, { extendedMicroUsd: 365_000_000 })).extended;

  it('is told as paid, as ahead, or not at all', () => {
    const monthlyMicroUsd = 365_000_000;
    assert.deepEqual(extended(cluster('1.33')), { isPaid: true, from: Date.parse('2026-07-29'), monthlyMicroUsd });
    assert.deepEqual(extended(cluster('1.34')), { isPaid: false, from: Date.parse('2026-12-02'), monthlyMicroUsd });
    assert.equal(extended(cluster('1.34', { atEndOfStandardSupport: 'upgrade' })), undefined);
    assert.equal(extended(eksCluster('old', { version: '1.29', support: 'unsupported' })), undefined);
  });

  it('is told with the day on which AWS upgrades by itself', () => {
    const byAws = (over: Partial<EksCluster>): unknown => upgradePlan(facts(cluster('1.34', over))).upgradedByAws;
    const endOfExtendedSupport = Date.parse('2027-12-02');
    assert.equal(byAws({ endOfExtendedSupport }), endOfExtendedSupport);
    assert.equal(byAws({ endOfExtendedSupport, atEndOfStandardSupport: 'extend' }), endOfExtendedSupport);
    assert.equal(byAws({ endOfExtendedSupport, atEndOfStandardSupport: 'upgrade' }), Date.parse('2026-12-02'));
    assert.equal(byAws({}), undefined);
  });

  it('is told without an amount where no price is known', () => {
    assert.deepEqual(upgradePlan(facts(cluster('1.33'))).extended, {
      isPaid: true,
      from: Date.parse('2026-07-29'),
    });
  });
});

describe('upgradePlan of EKS Anywhere', () => {
  const of = eksCluster('barn', { connector: { provider: 'EKS_ANYWHERE' } });
  const named = (name: string, kubernetesVersion: string, isManagement = false): EksAnywhereCluster => ({
    name,
    namespace: 'default',
    kubernetesVersion,
    isManagement,
  });

  it('takes the management cluster first, and one minor version if nobody says how far', () => {
    const plan = upgradePlan(facts(of, { anywhere: [named('field', '1.34'), named('barn', '1.34', true)] }));
    assert.deepEqual(plan.steps.map(words), ['barn 1.35', 'field 1.35']);
    assert.deepEqual([plan.outcome, plan.from, plan.to, plan.notes], ['upgrade', '1.34', '1.35', []]);
  });

  it('goes step by step to the version that is asked for', () => {
    const anywhere = [named('barn', '1.34', true), named('field', '1.35')];
    assert.deepEqual(upgradePlan(facts(of, { anywhere, target: '1.36' })).steps.map(words), [
      'barn 1.35',
      'barn 1.36',
      'field 1.36',
    ]);
    assert.equal(upgradePlan(facts(of, { anywhere, target: '1.34' })).outcome, 'nothing');
  });

  it('knows nothing where its API did not answer', () => {
    assert.equal(upgradePlan(facts(of)).outcome, 'unknown');
  });
});

describe('upgradeTargets', () => {
  it('are newer and supported, the newest first', () => {
    const all: readonly EksVersion[] = [...versions, { version: '1.37', support: 'unsupported' }];
    const of = (version: string | undefined): readonly string[] =>
      upgradeTargets(version, all).map((each) => each.version);
    assert.deepEqual(of('1.34'), ['1.36', '1.35']);
    assert.deepEqual(of('1.36'), []);
    assert.deepEqual(of(undefined), []);
  });
});
