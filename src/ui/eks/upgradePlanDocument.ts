import * as l10n from '@vscode/l10n';
import { amountWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import type {
  ExtendedCost,
  UpgradeNote,
  UpgradePlan,
  UpgradeStep,
  VersionSupport,
} from '../../core/eks/upgradeModel.ts';
import { parseArn } from '../../core/fleet/arn.ts';
import { oneLine } from '../../core/text/label.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { quote } from '../../core/text/shell.ts';
import { dayOf } from '../../core/text/message.ts';
import { listed, paragraph } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';

/** How long EKS can take a control plane back to the version before. Source: EKS user guide. */
const rollbackDays = 7;

/** A plan as a document to read, and to take commands from. */
export function upgradePlanMarkdown(plan: UpgradePlan, words: WordOptions): string {
  const { cluster, from, to, outcome, steps } = plan;
  const name = escapeMarkdown(cluster.name);
  const title =
    outcome === 'upgrade' && from !== to
      ? l10n.t('Upgrade of {0}: Kubernetes {1} → {2}', name, from ?? '', to ?? '')
      : l10n.t('Upgrade of {0}', name);
  const parts = [
    `# ${title}`,
    outcomeWords(plan),
    section(l10n.t('Before You Start'), plan.notes.map((note) => `- ${noteWords(note)}`).join('\n')),
    section(l10n.t('Support'), [supportTable(plan.versions), extendedWords(plan, words), byAwsWords(plan)]),
    section(l10n.t('Steps'), steps.length > 0 ? stepSections(plan) : []),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, parts: string | readonly string[]): string {
  const body = [parts].flat().filter((part) => part !== '');
  return body.length === 0 ? '' : [`## ${title}`, ...body].join('\n\n');
}

function outcomeWords({ outcome, from = '', to = '' }: UpgradePlan): string {
  switch (outcome) {
    case 'upgrade':
      return from === to ? l10n.t('The control plane has Kubernetes {0} already; its nodes follow.', to) : '';
    case 'newest':
      return l10n.t(
        'Nothing is to be done: Kubernetes {0} is the newest version that EKS supports, and the nodes have it too.',
        from,
      );
    case 'nothing':
      return l10n.t('Nothing is to be done: the cluster has Kubernetes {0}.', from);
    case 'elsewhere':
      return l10n.t('This cluster is connected to EKS, which can not upgrade it: whoever runs it does.');
    case 'unknown':
      return l10n.t('There is no plan: which version the cluster has, or which ones there are, could not be read.');
  }
}

function noteWords(note: UpgradeNote): string {
  switch (note.kind) {
    case 'notActive':
      return l10n.t('The cluster is {0}: EKS upgrades it only when it is ACTIVE.', escapeMarkdown(note.status));
    case 'health': {
      const words = l10n.t('AWS found an issue that may make an upgrade fail: {0}.', escapeMarkdown(note.code));
      return note.detail === '' ? words : paragraph([words, escapeMarkdown(oneLine(note.detail, 1000))]);
    }
    case 'newerKubelets':
      return l10n.t('The kubelet is newer than the control plane, which is not supported: {0}.', list(note.names));
    case 'tooOldKubelets':
      return l10n.t('The kubelet is too old for the control plane, which is not supported: {0}.', list(note.names));
    case 'kubeletsUnknown':
      return l10n.t(
        'The Kubernetes API did not answer, so which nodes there are, and how old their kubelets, is not known. Look before each step: `kubectl get nodes`. A kubelet may be three minor versions older than the control plane, and never newer.',
      );
    case 'piBefore5':
      return note.certain
        ? l10n.t('On a Raspberry Pi before the Pi 5, kube-proxy from 1.31 on does not start: {0}.', list(note.names))
        : l10n.t(
            'By the name it is a Raspberry Pi before the Pi 5, on which kube-proxy from 1.31 on does not start: {0}.',
            list(note.names),
          );
    case 'armUnknown':
      return l10n.t(
        'Kube-proxy from 1.31 on needs ARMv8.2 with the crypto extensions, as the Pi 5 has and no Pi before. Look at the processor of: {0}.',
        list(note.names),
      );
    case 'notReady':
      return l10n.t(
        'Not ready now; see to it first, or it can not be told what the upgrade did: {0}.',
        list(note.names),
      );
    case 'notJoined':
      return l10n.t('Kubernetes does not know these hosts, and they are not in the plan: {0}.', list(note.names));
    case 'notOffered':
      return l10n.t('EKS does not support Kubernetes {0} now.', escapeMarkdown(note.version));
  }
}

const mostNames = 20;

function list(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => escapeMarkdown(oneLine(name)));
  const left = names.length - shown.length;
  return left > 0 ? l10n.t('{0} and {1} more', listed(shown), left) : listed(shown);
}

function supportTable(versions: readonly VersionSupport[]): string {
  const known = versions.filter(({ endOfStandardSupport, endOfExtendedSupport: ends }) => endOfStandardSupport ?? ends);
  if (known.length === 0) return '';
  const head = [l10n.t('Kubernetes'), l10n.t('Standard Support Until'), l10n.t('Extended Support Until')];
  const rows = known.map(({ version, endOfStandardSupport, endOfExtendedSupport }) => [
    version,
    day(endOfStandardSupport),
    day(endOfExtendedSupport),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function day(time: number | undefined): string {
  return time === undefined ? '' : messageWords(dayOf(time));
}

function extendedWords({ extended, from = '' }: UpgradePlan, words: WordOptions): string {
  if (!extended) return '';
  const amount = extended.monthlyMicroUsd;
  if (amount !== undefined) return paidWords(extended, from, escapeMarkdown(amountWords(amount, words)));
  return extended.isPaid
    ? l10n.t('Kubernetes {0} is in extended support, which costs more.', from)
    : l10n.t('From {0} on, Kubernetes {1} is in extended support, which costs more.', day(extended.from), from);
}

function byAwsWords({ upgradedByAws: at }: UpgradePlan): string {
  return at === undefined
    ? ''
    : l10n.t('If nobody has upgraded the control plane by {0}, AWS does, at any time from then on.', day(at));
}

function paidWords({ isPaid, from: begins }: ExtendedCost, from: string, amount: string): string {
  return isPaid
    ? l10n.t(
        'Kubernetes {0} is in extended support, which adds {1} a month until the control plane is upgraded.',
        from,
        amount,
      )
    : l10n.t('From {0} on, extended support of Kubernetes {1} adds {2} a month.', day(begins), from, amount);
}

type HybridStep = Extract<UpgradeStep, { kind: 'hybridNode' }>;
type Numbered =
  Exclude<UpgradeStep, HybridStep> | { readonly kind: 'hybridNodes'; readonly nodes: readonly HybridStep[] };

function stepSections({ cluster, steps }: UpgradePlan): readonly string[] {
  let isFirst = true;
  return inGroups(steps).flatMap((step, index) => {
    const [title, ...body] = stepWords(step, cluster, isFirst);
    if (step.kind === 'controlPlane' || step.kind === 'anywhere') isFirst = false;
    return [`### ${index + 1}. ${title ?? ''}`, ...body];
  });
}

/** Hybrid nodes that go to the same version one after the other stand together. */
function inGroups(steps: readonly UpgradeStep[]): readonly Numbered[] {
  const groups: Numbered[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.kind !== 'hybridNode') groups.push(step);
    else if (last?.kind === 'hybridNodes') groups[groups.length - 1] = { ...last, nodes: [...last.nodes, step] };
    else groups.push({ kind: 'hybridNodes', nodes: [step] });
  }
  return groups;
}

/** The title first. */
function stepWords(step: Numbered, cluster: UpgradePlan['cluster'], isFirst: boolean): readonly string[] {
  switch (step.kind) {
    case 'controlPlane':
      return controlPlaneWords(step, cluster, isFirst);
    case 'hybridNodes':
      return hybridWords(step.nodes);
    case 'nodes':
      return [nodesTitle(step), nodesWords(step), ...reasonWords(step)].filter((part) => part !== '');
    case 'anywhere':
      return anywhereWords(step, isFirst);
  }
}

function controlPlaneWords(
  { from, to }: Extract<UpgradeStep, { kind: 'controlPlane' }>,
  { arn, name }: UpgradePlan['cluster'],
  isFirst: boolean,
): readonly string[] {
  const region = `--region ${quote(parseArn(arn)?.region ?? '')}`;
  const cluster = quote(oneLine(name));
  const insights = `aws eks list-insights ${region} --cluster-name ${cluster} --filter '{"categories":["UPGRADE_READINESS"]}'`;
  return [
    l10n.t('Control plane: {0} → {1}', from, to),
    ...(isFirst
      ? [l10n.t('First see what AWS found that the upgrade would break, such as APIs that are gone:'), sh(insights)]
      : []),
    sh(
      `aws eks update-cluster-version ${region} --name ${cluster} --kubernetes-version ${to}`,
      `aws eks wait cluster-active ${region} --name ${cluster}`,
    ),
    l10n.t('Then update kube-proxy, CoreDNS and the other add-ons to versions for {0}.', to),
    l10n.t(
      'For {0} days EKS can take the control plane back to {1}. No kubelet may be newer than {1} then.',
      rollbackDays,
      from,
    ),
  ];
}

function hybridWords(nodes: readonly HybridStep[]): readonly string[] {
  const [{ to, reason } = { to: '', reason: 'follow' as const }] = nodes;
  return [
    nodes.length === 1
      ? l10n.t('One hybrid node → {0}', to)
      : l10n.t('{0} hybrid nodes, one by one → {1}', nodes.length, to),
    ...reasonWords({ reason }),
    l10n.t(
      'Cordon and drain with kubectl; then run nodeadm on the host itself, with the configuration by which it joined the cluster.',
    ),
    l10n.t(
      'The network plugin of the hybrid nodes (Cilium, Calico) must support {0}: if it does not, update it first.',
      to,
    ),
    l10n.t(
      'Where drain stops, it says at what. Budgets of disruptions are waited for; what is in emptyDir volumes is lost with --delete-emptydir-data, which drain asks for.',
    ),
    ...nodes.flatMap(({ name, node, from }) => [
      `#### ${[escapeMarkdown(oneLine(name)), name === node ? '' : escapeMarkdown(node), from === undefined ? '' : l10n.t('kubelet {0}', from)].filter((part) => part !== '').join(' · ')}`,
      sh(`kubectl cordon ${inShell(node)}`, `kubectl drain ${inShell(node)} --ignore-daemonsets`),
      sh(`sudo nodeadm upgrade ${to} -c file://nodeConfig.yaml`),
      sh(`kubectl wait --for=condition=Ready --timeout=10m node/${inShell(node)}`, `kubectl uncordon ${inShell(node)}`),
    ]),
  ];
}

function reasonWords({ reason }: Pick<HybridStep, 'reason'>): readonly string[] {
  return reason === 'skew'
    ? [l10n.t('This comes before the control plane: the next version would leave their kubelets too far behind.')]
    : [];
}

function nodesTitle({ nodeKind, count, to }: Extract<UpgradeStep, { kind: 'nodes' }>): string {
  switch (nodeKind) {
    case 'ec2':
      return l10n.t('EC2 nodes ({0}) → {1}', count, to);
    case 'auto':
      return l10n.t('Nodes of EKS Auto Mode ({0}) → {1}', count, to);
    case 'fargate':
      return l10n.t('Fargate nodes ({0}) → {1}', count, to);
    case 'hybrid':
    case 'other':
      return l10n.t('Other nodes ({0}) → {1}', count, to);
  }
}

function nodesWords({ nodeKind, from, to }: Extract<UpgradeStep, { kind: 'nodes' }>): string {
  const oldest = l10n.t('The oldest kubelet is {0}.', from);
  switch (nodeKind) {
    case 'ec2':
      return paragraph([
        oldest,
        l10n.t('Update managed node groups to {0}; give self-managed nodes an AMI of it.', to),
      ]);
    case 'auto':
      return paragraph([
        oldest,
        l10n.t('EKS replaces them by itself, as disruption budgets allow: wait until it has.'),
      ]);
    case 'fargate':
      return paragraph([
        oldest,
        l10n.t('A pod gets the version of the control plane when it starts: restart what runs on Fargate.'),
      ]);
    case 'hybrid':
    case 'other':
      return paragraph([oldest, l10n.t('Upgrade them in the way in which they were made.')]);
  }
}

/** Where nobody set it the shell stops, so that no other cluster is taken for the management cluster. */
const managementKubeconfig = '"${KUBECONFIG_OF_MANAGEMENT_CLUSTER:?}"';

function anywhereWords(
  { name, isManagement, from, to }: Extract<UpgradeStep, { kind: 'anywhere' }>,
  isFirst: boolean,
): readonly string[] {
  const file = quote(`${oneLine(name)}.yaml`);
  const options = isManagement ? `-f ${file}` : `-f ${file} --kubeconfig ${managementKubeconfig}`;
  const shown = escapeMarkdown(oneLine(name));
  return [
    isManagement
      ? l10n.t('Management cluster {0}: {1} → {2}', shown, from, to)
      : l10n.t('Workload cluster {0}: {1} → {2}', shown, from, to),
    ...(isFirst
      ? [l10n.t('See that your release of eksctl anywhere has Kubernetes {0}, and what else it upgrades:', to)]
      : []),
    ...(isFirst ? [sh(`eksctl anywhere upgrade plan cluster ${options}`)] : []),
    l10n.t(
      'Set `spec.kubernetesVersion` to {0} in the configuration of the cluster, and the images of its machines to ones of that version. Then:',
      to,
    ),
    sh(`eksctl anywhere upgrade cluster ${options}`),
  ];
}

function inShell(name: string): string {
  return quote(oneLine(name));
}

function sh(...lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}
