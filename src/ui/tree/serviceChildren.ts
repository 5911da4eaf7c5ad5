import type { Failure } from '../../core/failure.ts';
import type { EcsCluster } from '../../core/fleet/model.ts';
import { servicesOf } from '../operate/accountServices.ts';
import type { Sources } from './children.ts';
import type { ClusterNode, FailureNode, NoteNode, ServiceNode, ServicesNode, TaskNode, TreeNode } from './nodes.ts';

/** Where the cluster says that it has some, of whatever kind: which ones is read when somebody looks. */
export function servicesGroup(parent: ClusterNode, cluster: EcsCluster): readonly ServicesNode[] {
  return cluster.activeServiceCount > 0 ? [{ kind: 'services', account: parent.account, parent, cluster }] : [];
}

export async function servicesChildren(
  parent: ServicesNode,
  { operate, signal }: Sources,
): Promise<readonly TreeNode[]> {
  const { account, cluster } = parent;
  if (!operate) return [];
  const { value, failures } = await servicesOf(account, operate).services(cluster, signal);
  const rows: readonly TreeNode[] = [
    ...failureRows(parent, failures),
    ...value.map((service): ServiceNode => ({ kind: 'service', account, parent, service })),
  ];
  if (failures.length > 0) return rows;
  // The cluster counts those in AWS as well.
  const active = value.filter(({ status }) => status === 'ACTIVE').length;
  const others = cluster.activeServiceCount - active;
  return [
    ...(rows.length > 0 ? rows : [note(parent, { about: 'noServices' })]),
    ...(others > 0 ? [note(parent, { about: 'servicesElsewhere', count: others })] : []),
  ];
}

export async function serviceChildren(parent: ServiceNode, { operate, signal }: Sources): Promise<readonly TreeNode[]> {
  const { account, service } = parent;
  if (!operate) return [];
  const { value, failures } = await servicesOf(account, operate).tasks(service, signal);
  const names = parent.parent?.kind === 'services' ? await hostNames(parent.parent) : new Map<string, string>();
  const rows: readonly TreeNode[] = [
    ...failureRows(parent, failures),
    ...value
      .map((task): TaskNode => {
        const hostName = names.get(task.containerInstanceArn ?? '');
        return { kind: 'task', account, parent, task, ...(hostName !== undefined && { hostName }) };
      })
      .sort((a, b) => (a.hostName ?? '').localeCompare(b.hostName ?? '', 'en') || (a.task.arn < b.task.arn ? -1 : 1)),
  ];
  return rows.length > 0 || failures.length > 0 ? rows : [note(parent, { about: 'noTasks' })];
}

/** By container instance. They are known: the cluster's row is unfolded. */
async function hostNames({ account, cluster }: ServicesNode): Promise<ReadonlyMap<string, string>> {
  const { value: hosts } = await account.hosts(cluster);
  return new Map(hosts.flatMap(({ instance, name }) => (instance ? [[instance.arn, name] as const] : [])));
}

/** What was called off is read anew by whoever called it off. */
function failureRows(parent: TreeNode, failures: readonly Failure[]): readonly FailureNode[] {
  return failures
    .filter(({ reason }) => reason !== 'cancelled')
    .map((failure) => ({ kind: 'failure', account: parent.account, parent, failure }));
}

function note(parent: TreeNode, about: NoteNode['note']): NoteNode {
  return { kind: 'note', account: parent.account, parent, note: about };
}
