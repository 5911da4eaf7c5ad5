import type { AnywhereReleases } from '../../core/distro/anywhere.ts';
import { Failure } from '../../core/failure.ts';
import type { Asked } from '../../core/fleet/eksFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { OperateAccess } from '../../core/operate/operate.ts';
import { accountKey, type AccountRef, type EcsCluster, type EksCluster } from '../../core/fleet/model.ts';
import { expectedHosts } from '../../core/registration/activationList.ts';
import { nextSteps } from '../failureText.ts';
import { commands, type CommandId } from '../ids.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import { arrangedRows, groupChildren } from './arranged.ts';
import type { HostArrangement } from './arrangement.ts';
import { eksRows, machineChildren, podChildren, podNodes } from './eksChildren.ts';
import { serviceChildren, servicesChildren, servicesGroup } from './serviceChildren.ts';
import {
  mostDrawnHosts,
  type AccountNode,
  type AnywhereNode,
  type ClusterNode,
  type ExpectedNode,
  type FailureNode,
  type HostNode,
  type LooseHostsNode,
  type NoteNode,
  type RemarkNode,
  type StepNode,
  type TaskNode,
  type TreeNode,
} from './nodes.ts';

/** Where rows come from, besides the account. */
export interface Sources {
  /** Of who waits for the rows: reads that nobody else waits for are called off with it. */
  readonly signal?: AbortSignal;
  /** With `aws` no Kubernetes API is asked: what one said before counts. */
  readonly asked?: Asked;
  /** How hosts are listed: all of them, by name, unless said. */
  readonly arrangement?: HostArrangement;
  /** What AWS has released of EKS Anywhere, the newest first. Rejects with a `Failure`. */
  readonly anywhereReleases?: (ref: AccountRef) => Promise<AnywhereReleases>;
  /** By which services are read; without it none are shown. Rejects with a `Failure`. */
  readonly operate?: (ref: AccountRef) => Promise<Pick<OperateAccess, 'ecs'>>;
}

/**
 * What stands under a row. Reads what it needs; everything that fails becomes a row too, so it never rejects.
 *
 * @param kept activations made on this computer, whose hosts are expected
 */
export async function childrenOf(
  node: TreeNode,
  kept: readonly ActivationRecord[] = [],
  sources: Sources = {},
): Promise<readonly TreeNode[]> {
  switch (node.kind) {
    case 'account':
      return accountChildren(node, kept, sources);
    case 'cluster':
      return node.cluster.kind === 'ecs'
        ? ecsChildren(node, node.cluster, kept, sources)
        : eksChildren(node, node.cluster, kept, sources);
    case 'looseHosts':
      return looseChildren(node, kept, sources);
    case 'hostGroup':
      return groupChildren(node);
    case 'host':
      return hostChildren(node, sources);
    case 'services':
      return servicesChildren(node, sources);
    case 'service':
      return serviceChildren(node, sources);
    case 'anywhere':
      return anywhereChildren(node, sources);
    default:
      return knownChildren(node);
  }
}

/** Under rows that nobody is asked for. */
function knownChildren(node: TreeNode): readonly TreeNode[] {
  switch (node.kind) {
    case 'task':
      return taskChildren(node);
    case 'failure':
      return stepChildren(node);
    case 'remark':
      return stepNodes(node, node.steps);
    case 'pod':
      return podChildren(node);
    case 'machines':
      return machineChildren(node);
    default:
      return [];
  }
}

async function accountChildren(
  parent: AccountNode,
  kept: readonly ActivationRecord[],
  { signal }: Sources,
): Promise<readonly TreeNode[]> {
  const { account } = parent;
  const { value, failures } = await account.clusters(signal);
  const clusters = [...value.ecs, ...value.eks].map((cluster) => clusterNode(parent, cluster));
  return [
    ...failureNodes(parent, failures),
    ...clusters,
    ...looseGroup(parent, kept),
    ...(clusters.length === 0 && failures.length === 0
      ? [{ kind: 'note', account, parent, note: { about: 'noClusters' } } as const]
      : []),
  ];
}

/** There while there is something in it: nodes, as far as they were read, or one that is expected. */
function looseGroup(parent: AccountNode, kept: readonly ActivationRecord[]): readonly LooseHostsNode[] {
  const { account } = parent;
  const loose = account.looseHostsIfKnown ?? [];
  const group: LooseHostsNode = { kind: 'looseHosts', account, parent, count: loose.length };
  return loose.length > 0 || expectedNodes(group, loose, kept).length > 0 ? [group] : [];
}

export function clusterNode(parent: AccountNode, cluster: EcsCluster | EksCluster): ClusterNode {
  return { kind: 'cluster', account: parent.account, parent, cluster };
}

async function ecsChildren(
  parent: ClusterNode,
  cluster: EcsCluster,
  kept: readonly ActivationRecord[],
  sources: Sources,
): Promise<readonly TreeNode[]> {
  const { account } = parent;
  const { value: hosts, failures } = await account.hosts(cluster, 'all', sources.signal);
  const services = sources.operate ? servicesGroup(parent, cluster) : [];
  const rows: readonly TreeNode[] = [
    ...failureNodes(parent, failures),
    ...expectedNodes(parent, hosts, kept),
    ...services,
    ...arrangedRows(parent, hostNodes(parent, hosts), sources.arrangement),
    // Which of its instances are external is not known before they were read.
    ...elsewhereNotes(parent, cluster, account.hostsAsOf(cluster) === undefined ? undefined : hosts.length),
  ];
  return rows.length > services.length ? rows : [...rows, noteNode(parent, { about: 'noHosts' })];
}

async function eksChildren(
  parent: ClusterNode,
  cluster: EksCluster,
  kept: readonly ActivationRecord[],
  { asked = 'all', arrangement, signal }: Sources,
): Promise<readonly TreeNode[]> {
  const { value: hosts, failures } = await parent.account.hosts(cluster, asked, signal);
  const own = eksRows(parent, cluster, asked);
  const listed: readonly TreeNode[] = [
    ...expectedNodes(parent, hosts, kept),
    ...arrangedRows(parent, hostNodes(parent, hosts, own.controlPlaneVersion), arrangement),
    ...own.below,
  ];
  const isEmpty = listed.length === 0 && failures.length === 0;
  const none = cluster.connector ? 'noNodes' : 'noHybridNodes';
  return [
    ...failureNodes(parent, failures),
    ...own.above,
    ...listed,
    // Of a cluster that runs elsewhere, only its own API can tell.
    ...(isEmpty && (own.isKnown || !cluster.connector) ? [noteNode(parent, { about: none })] : []),
  ];
}

/** Whether a newer release is out: asked for when somebody looks. */
async function anywhereChildren(parent: AnywhereNode, { anywhereReleases }: Sources): Promise<readonly TreeNode[]> {
  const { account, anywhere } = parent;
  const steps = stepNodes(parent, [commands.showDistroComponents]);
  if (!anywhereReleases) return steps;
  try {
    // It brings a parser of YAML along.
    const { newerBundle } = await import('../../core/distro/anywhere.ts');
    const { bundleNumber, eksAnywhereVersion: version } = anywhere;
    const newer = newerBundle({ bundleNumber, version }, await anywhereReleases(account.ref));
    return [noteNode(parent, { about: 'anywhereRelease', ...(newer && { newer }) }), ...steps];
  } catch (error) {
    return [...failureNodes(parent, [Failure.from(error)]), ...steps];
  }
}

function noteNode(parent: TreeNode, note: NoteNode['note']): NoteNode {
  return { kind: 'note', account: parent.account, parent, note };
}

/** On top: they are what the user waits for. Nobody is asked for them. */
function expectedNodes(
  parent: ClusterNode | LooseHostsNode,
  hosts: readonly Host[],
  kept: readonly ActivationRecord[],
): readonly ExpectedNode[] {
  const { account } = parent;
  const clusterArn = parent.kind === 'cluster' ? parent.cluster.arn : undefined;
  const listed = account.activationsIfKnown?.activations;
  const registered = (id: string): number | undefined => listed?.find((each) => each.id === id)?.registrationCount;
  const own = kept.filter((record) => accountKey(record.account) === account.key);
  return expectedHosts(own, clusterArn, hosts, registered, Date.now()).map((expectation) => ({
    kind: 'expected',
    account,
    parent,
    expectation,
  }));
}

/** Capacity inside AWS is no host of ours, but a cluster with twelve EC2 instances must not look empty. */
function elsewhereNotes(
  parent: ClusterNode,
  cluster: EcsCluster,
  externalHosts: number | undefined,
): readonly TreeNode[] {
  const { account } = parent;
  const ec2 = Math.max(0, cluster.containerInstanceCount - (externalHosts ?? cluster.containerInstanceCount));
  const fargate = cluster.fargateTaskCount ?? 0;
  return [
    ...(ec2 > 0 ? [{ kind: 'note', account, parent, note: { about: 'ec2', count: ec2 } } as const] : []),
    ...(fargate > 0 ? [{ kind: 'note', account, parent, note: { about: 'fargate', count: fargate } } as const] : []),
  ];
}

async function looseChildren(
  parent: LooseHostsNode,
  kept: readonly ActivationRecord[],
  { arrangement }: Sources,
): Promise<readonly TreeNode[]> {
  const { account } = parent;
  const { value, failures } = await account.looseHosts('needed');
  return [
    ...failureNodes(parent, failures),
    ...expectedNodes(parent, value, kept),
    ...arrangedRows(parent, hostNodes(parent, value), arrangement),
  ];
}

/** @param controlPlaneVersion of the nodes of a Kubernetes cluster, where it is known */
function hostNodes(
  parent: ClusterNode | LooseHostsNode,
  hosts: readonly Host[],
  controlPlaneVersion?: string,
): readonly HostNode[] {
  const shared = {
    kind: 'host',
    account: parent.account,
    parent,
    isOneOfMany: hosts.length > mostDrawnHosts,
    ...(controlPlaneVersion !== undefined && { controlPlaneVersion }),
  } as const;
  return hosts.map((host) => ({ ...shared, host }));
}

async function hostChildren(parent: HostNode, { signal }: Sources): Promise<readonly TreeNode[]> {
  const { account, host } = parent;
  if (host.kube) {
    const { pods, failures } = await podNodes(parent, signal);
    const rows = [...failureNodes(parent, failures), ...pods];
    return rows.length > 0 ? rows : [noteNode(parent, { about: 'noPods' })];
  }
  const { value: tasks, failures } = await account.hostTasks(host, signal);
  const rows: readonly TreeNode[] = [
    ...failureNodes(parent, failures),
    ...tasks
      .toSorted((a, b) => (a.group ?? '').localeCompare(b.group ?? '', 'en') || (a.arn < b.arn ? -1 : 1))
      .map((task): TaskNode => ({ kind: 'task', account, parent, task })),
  ];
  return rows.length > 0 ? rows : [noteNode(parent, { about: 'noTasks' })];
}

function taskChildren(parent: TaskNode): readonly TreeNode[] {
  const { account, task } = parent;
  return task.containers
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map((container) => ({ kind: 'container', account, parent, task, container }));
}

export function failureNodes(parent: TreeNode, failures: readonly Failure[]): readonly FailureNode[] {
  return failures.map((failure) => ({ kind: 'failure', account: parent.account, parent, failure }));
}

function stepChildren(parent: FailureNode): readonly StepNode[] {
  const { failure, account } = parent;
  const steps = nextSteps(failure, account.ref);
  return stepNodes(parent, isOfCluster(parent) ? withContext(steps) : steps);
}

/** Whether it says why the Kubernetes API of a cluster is not reached. */
function isOfCluster({ failure, parent }: FailureNode): boolean {
  return failure.service === 'Kubernetes' && parent?.kind === 'cluster';
}

/** A context of the user's kubeconfig may know a way that AWS does not. */
function withContext(steps: readonly CommandId[]): readonly CommandId[] {
  const others = steps.filter((step) => step !== commands.showLog);
  return [...others, commands.chooseKubernetesContext, commands.showLog];
}

function stepNodes(parent: AnywhereNode | FailureNode | RemarkNode, steps: readonly CommandId[]): readonly StepNode[] {
  return steps.map((command) => ({ kind: 'step', account: parent.account, parent, command }));
}
