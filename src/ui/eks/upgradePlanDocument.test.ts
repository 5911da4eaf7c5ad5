import assert from 'node:assert/strict';
import { eksCluster, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { kubeNode } from '../../../test/unit/kubeLiterals.ts';
import { readable } from '../../../test/unit/renderedMarkdown.ts';
import type { UpgradeFacts, UpgradeNote } from '../../core/eks/upgradeModel.ts';
import { upgradePlan } from '../../core/eks/upgradePlan.ts';
import type { EksVersion } from '../../core/fleet/model.ts';
import { eksHosts } from '../../core/kubernetes/join.ts';
import { upgradePlanMarkdown } from './upgradePlanDocument.ts';

const words = { locale: 'en' };
const now = Date.parse('2026-11-23');
const versions: readonly EksVersion[] = [
  { version: '1.36', support: 'standard', endOfStandardSupport: Date.parse('2027-08-02') },
  { version: '1.35', support: 'standard', endOfStandardSupport: Date.parse('2027-03-27') },
  {
    version: '1.34',
    support: 'standard',
    endOfStandardSupport: Date.parse('2026-12-02'),
    endOfExtendedSupport: Date.parse('2027-12-02'),
  },
];
const cluster = eksCluster('lab', { ...versions[2], hybridNodesEnabled: true });

function markdown(over: Partial<UpgradeFacts> = {}): string {
  const facts = { cluster, versions, hosts: [], nodes: [], now, extendedMicroUsd: 365_000_000, ...over };
  return readable(upgradePlanMarkdown(upgradePlan(facts), words));
}

function notes(...each: readonly UpgradeNote[]): string {
  return readable(upgradePlanMarkdown({ cluster, outcome: 'upgrade', steps: [], notes: each, versions: [] }, words));
}

describe('upgradePlanMarkdown', () => {
  it('has the steps in order, with their commands', () => {
    const nodes = [
      kubeNode(nodeId('a'), { kubeletVersion: 'v1.31.2' }),
      kubeNode('ip-1', { kind: 'ec2', kubeletVersion: 'v1.34.1' }),
    ];
    const managed = new Map([[nodeId('a'), node('a', { name: 'pi' })]]);
    const hosts = eksHosts({ cluster, members: managed.keys(), managed, kube: nodes });
    const text = markdown({ nodes, hosts, target: '1.35' });
    assert.deepEqual(
      text.split('\n').filter((line) => line.startsWith('#')),
      [
        '# Upgrade of lab: Kubernetes 1.34 → 1.35',
        '## Support',
        '## Steps',
        '### 1. One hybrid node → 1.34',
        `#### pi · ${nodeId('a')} · kubelet 1.31`,
        '### 2. Control plane: 1.34 → 1.35',
        '### 3. EC2 nodes (1) → 1.35',
        '### 4. One hybrid node → 1.35',
        `#### pi · ${nodeId('a')} · kubelet 1.34`,
      ],
    );
    const commands = text.split('\n').filter((line) => /^(kubectl|sudo|aws) /.test(line));
    assert.deepEqual(commands.slice(0, 8), [
      `kubectl cordon '${nodeId('a')}'`,
      `kubectl drain '${nodeId('a')}' --ignore-daemonsets`,
      'sudo nodeadm upgrade 1.34 -c file://nodeConfig.yaml',
      `kubectl wait --for=condition=Ready --timeout=10m node/'${nodeId('a')}'`,
      `kubectl uncordon '${nodeId('a')}'`,
      `aws eks list-insights --region 'eu-central-1' --cluster-name 'lab' --filter '{"categories":["UPGRADE_READINESS"]}'`,
      "aws eks update-cluster-version --region 'eu-central-1' --name 'lab' --kubernetes-version 1.35",
      "aws eks wait cluster-active --region 'eu-central-1' --name 'lab'",
    ]);
    assert.match(text, /For 7 days EKS can take the control plane back to 1\.34\./);
    assert.match(text, /\(Cilium, Calico\) must support 1\.34: if it does not, update it first/);
    assert.match(text, /lost with --delete-emptydir-data/);
    assert.match(text, /the next version would leave their kubelets too far behind/);
  });

  it('tells until when versions are supported, and what staying costs', () => {
    const text = markdown();
    assert.ok(text.includes('| 1.34 | 2026-12-02 | 2027-12-02 |'));
    assert.ok(text.includes('| 1.36 | 2027-08-02 |  |'));
    assert.match(text, /If nobody has upgraded the control plane by 2027-12-02, AWS does, at any time from then on\./);
    assert.match(text, /From 2026-12-02 on, extended support of Kubernetes 1\.34 adds .*365.* a month\./);
    assert.match(markdown({ now: Date.parse('2026-12-02') }), /is in extended support, which adds .*365.* a month/);
    const unpriced = { cluster, versions, hosts: [], now };
    assert.match(upgradePlanMarkdown(upgradePlan(unpriced), words), /is in extended support, which costs more/);
  });

  it('says it when there is nothing to do, or nothing can be done', () => {
    assert.match(
      markdown({ cluster: { ...cluster, version: '1.36' } }),
      /1\.36 is the newest version that EKS supports/,
    );
    assert.match(markdown({ target: '1.34' }), /Nothing is to be done: the cluster has Kubernetes 1\.34\./);
    assert.match(markdown({ versions: [] }), /There is no plan/);
    assert.match(markdown({ cluster: eksCluster('gke', { connector: { provider: 'GKE' } }) }), /whoever runs it does/);
  });

  it('has the commands of EKS Anywhere, the management cluster first', () => {
    const anywhere = [
      { name: 'field', namespace: 'default', kubernetesVersion: '1.34', isManagement: false },
      { name: 'barn', namespace: 'default', kubernetesVersion: '1.34', isManagement: true },
    ];
    const text = markdown({ cluster: eksCluster('barn', { connector: { provider: 'EKS_ANYWHERE' } }), anywhere });
    assert.deepEqual(
      text.split('\n').filter((line) => line.startsWith('eksctl')),
      [
        "eksctl anywhere upgrade plan cluster -f 'barn.yaml'",
        "eksctl anywhere upgrade cluster -f 'barn.yaml'",
        `eksctl anywhere upgrade cluster -f 'field.yaml' --kubeconfig "\${KUBECONFIG_OF_MANAGEMENT_CLUSTER:?}"`,
      ],
    );
    const workload = markdown({ cluster: eksCluster('barn', { connector: {} }), anywhere: anywhere.slice(0, 1) });
    assert.match(
      workload,
      /upgrade plan cluster -f 'field\.yaml' --kubeconfig "\$\{KUBECONFIG_OF_MANAGEMENT_CLUSTER:\?\}"/,
    );
  });

  it('tells each note', () => {
    const names = ['pi'];
    const text = notes(
      { kind: 'notActive', status: 'UPDATING' },
      { kind: 'health', code: 'Other', detail: 'broken' },
      { kind: 'newerKubelets', names },
      { kind: 'tooOldKubelets', names },
      { kind: 'kubeletsUnknown' },
      { kind: 'piBefore5', names, certain: true },
      { kind: 'piBefore5', names, certain: false },
      { kind: 'armUnknown', names },
      { kind: 'notReady', names },
      { kind: 'notJoined', names: Array.from({ length: 23 }, (_, index) => `n${index}`) },
      { kind: 'notOffered', version: '1.40' },
    );
    const lines = text.split('\n').filter((line) => line.startsWith('- '));
    assert.equal(new Set(lines).size, 11);
    assert.match(lines[9] ?? '', /n19 and 3 more/);
  });

  it('lets no name become markup or a command', () => {
    const evil = 'x`\n```\n# [a](command:b)\';rm -rf "$HOME"';
    const nodes = [kubeNode(evil, { kubeletVersion: 'v1.34.0' })];
    const hosts = eksHosts({ cluster, members: [], managed: undefined, kube: nodes });
    const text = markdown({ cluster: { ...cluster, name: evil }, nodes, hosts });
    const lines = text.split('\n');
    assert.equal(lines.filter((line) => line.startsWith('# ')).length, 1);
    assert.equal(lines.filter((line) => line.startsWith('```')).length % 2, 0);
    assert.ok(!text.replace(/```sh\n[^]*?\n```/g, '').includes('](command:'));
    const drain = lines.find((line) => line.startsWith('kubectl drain')) ?? '';
    assert.ok(drain.includes(String.raw`'\'';rm`), 'quoted');
  });
});
