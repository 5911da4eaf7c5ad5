import type { Host } from '../../core/fleet/host.ts';
import type { ContainerNode, TaskNode, TreeNode } from '../tree/nodes.ts';

/** A task may be shown under its service, too: then its host is one of the cluster's. */
export async function hostOfTask({ account, task, parent }: ContainerNode | TaskNode): Promise<Host | undefined> {
  for (let node: TreeNode | undefined = parent; node; node = node.parent) if (node.kind === 'host') return node.host;
  const { value } = await account.clusters();
  const cluster = value.ecs.find(({ arn }) => arn === task.clusterArn);
  if (!cluster) return undefined;
  const hosts = await account.hosts(cluster, 'aws');
  return hosts.value.find(({ instance }) => instance?.arn === task.containerInstanceArn);
}
