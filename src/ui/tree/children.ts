import type { Failure } from '../../core/failure.ts';
import type { Host } from '../../core/fleet/host.ts';
import { accountKey, type EcsCluster, type EksCluster } from '../../core/fleet/model.ts';
import { expectedHosts } from '../../core/registration/activationList.ts';
import { nextSteps } from '../failureText.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import type {
  AccountNode,
  ClusterNode,
  ExpectedNode,
  FailureNode,
  HostNode,
  LooseHostsNode,
  TaskNode,
  TreeNode,
} from './nodes.ts';

/**
 * What stands under a row. Reads what it needs; everything that fails becomes a row too, so it never rejects.
 *
 * @param kept activations made on this computer, whose hosts are expected
 */
export async function childrenOf(node: TreeNode, kept: readonly ActivationRecord[] = []): Promise<readonly TreeNode[]> {
  switch (node.kind) {
    case 'account':
      return accountChildren(node, kept);
    case 'cluster':
      return clusterChildren(node, kept);
    case 'looseHosts':
      return looseChildren(node, kept);
    case 'host':
      return hostChildren(node);
    case 'task':
      return taskChildren(node);
    case 'failure':
      return stepChildren(node);
    case 'expected':
    case 'activation':
    case 'container':
    case 'note':
    case 'step':
      return [];
  }
}

async function accountChildren(parent: AccountNode, kept: readonly ActivationRecord[]): Promise<readonly TreeNode[]> {
  const { account } = parent;
  const { value, failures } = await account.clusters();
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

async function clusterChildren(parent: ClusterNode, kept: readonly ActivationRecord[]): Promise<readonly TreeNode[]> {
  const { account, cluster } = parent;
  if (cluster.kind === 'eks' && cluster.connector) {
    return [{ kind: 'note', account, parent, note: { about: 'connectedCluster' } }];
  }
  const { value: hosts, failures } = await account.hosts(cluster);
  const rows: readonly TreeNode[] = [
    ...failureNodes(parent, failures),
    ...expectedNodes(parent, hosts, kept),
    ...hosts.map((host): HostNode => ({ kind: 'host', account, parent, host })),
    ...(cluster.kind === 'ecs' ? elsewhereNotes(parent, cluster, hosts.length) : []),
  ];
  if (rows.length > 0) return rows;
  return [{ kind: 'note', account, parent, note: { about: cluster.kind === 'ecs' ? 'noHosts' : 'noHybridNodes' } }];
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
function elsewhereNotes(parent: ClusterNode, cluster: EcsCluster, externalHosts: number): readonly TreeNode[] {
  const { account } = parent;
  const ec2 = Math.max(0, cluster.containerInstanceCount - externalHosts);
  const fargate = cluster.fargateTaskCount ?? 0;
  return [
    ...(ec2 > 0 ? [{ kind: 'note', account, parent, note: { about: 'ec2', count: ec2 } } as const] : []),
    ...(fargate > 0 ? [{ kind: 'note', account, parent, note: { about: 'fargate', count: fargate } } as const] : []),
  ];
}

async function looseChildren(parent: LooseHostsNode, kept: readonly ActivationRecord[]): Promise<readonly TreeNode[]> {
  const { account } = parent;
  const { value, failures } = await account.looseHosts();
  return [
    ...failureNodes(parent, failures),
    ...expectedNodes(parent, value, kept),
    ...value.map((host): HostNode => ({ kind: 'host', account, parent, host })),
  ];
}

async function hostChildren(parent: HostNode): Promise<readonly TreeNode[]> {
  const { account, host } = parent;
  const { value: tasks, failures } = await account.hostTasks(host);
  const rows: readonly TreeNode[] = [
    ...failureNodes(parent, failures),
    ...tasks
      .toSorted((a, b) => (a.group ?? '').localeCompare(b.group ?? '', 'en') || (a.arn < b.arn ? -1 : 1))
      .map((task): TaskNode => ({ kind: 'task', account, parent, task })),
  ];
  return rows.length > 0 ? rows : [{ kind: 'note', account, parent, note: { about: 'noTasks' } }];
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

function stepChildren(parent: FailureNode): readonly TreeNode[] {
  return nextSteps(parent.failure, parent.account.ref).map((command) => ({
    kind: 'step',
    account: parent.account,
    parent,
    command,
  }));
}
