import { partitionOf } from '../../core/accounts/regions.ts';
import { managedInstanceArn, shortId } from '../../core/fleet/arn.ts';
import { consoleUrl, type ConsoleTarget } from '../../core/fleet/consoleUrl.ts';
import type { Task } from '../../core/fleet/model.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';

/** What AWS knows a row by. */
export interface Identifiers {
  readonly id?: string;
  readonly arn?: string;
  /** Address of its page in the AWS console. Absent where there is none, as for the demo account. */
  readonly console?: string;
}

export function identifiersOf(node: TreeNode): Identifiers {
  const { id, arn, target } = known(node);
  const { source, region } = node.account.ref;
  const { consoleHost } = partitionOf(region);
  const hasConsole = source.kind !== 'demo' && consoleHost !== undefined;
  return {
    ...(id !== undefined && { id }),
    ...(arn !== undefined && { arn }),
    ...(target && hasConsole && { console: consoleUrl(target, { region, consoleHost }) }),
  };
}

interface Known {
  readonly id?: string | undefined;
  readonly arn?: string | undefined;
  readonly target?: ConsoleTarget;
}

function known(node: TreeNode): Known {
  switch (node.kind) {
    case 'account': {
      const { identity } = node.account;
      return { id: identity?.accountId, arn: identity?.arn, target: { kind: 'account' } };
    }
    case 'cluster': {
      const { kind, name, arn } = node.cluster;
      return { id: name, arn, target: { kind: kind === 'ecs' ? 'ecsCluster' : 'eksCluster', cluster: name } };
    }
    case 'host':
      return hostIdentifiers(node);
    case 'service': {
      const { name, arn, clusterArn } = node.service;
      return { id: name, arn, target: { kind: 'service', cluster: shortId(clusterArn), name } };
    }
    case 'task':
      return {
        id: shortId(node.task.arn),
        arn: node.task.arn,
        ...taskPage(node.task),
      };
    case 'container':
      // A container has no page of its own; its task's shows it.
      return { id: node.container.name, arn: node.container.arn, ...taskPage(node.task) };
    case 'activation':
      return { id: node.activation.id };
    case 'expected':
      return { id: node.expectation.kept.id };
    default:
      return kubernetesName(node);
  }
}

/** What Kubernetes alone knows has a name, and nothing else that AWS knows it by. */
function kubernetesName(node: TreeNode): Known {
  switch (node.kind) {
    case 'pod':
      return { id: node.pod.name };
    case 'podContainer':
      return { id: node.container.name };
    case 'machine':
      return { id: node.machine.name };
    case 'anywhere':
      return { id: node.anywhere.name };
    default:
      return {};
  }
}

function taskPage({ arn, clusterArn }: Task): Pick<Known, 'target'> {
  return { target: { kind: 'task', cluster: shortId(clusterArn), id: shortId(arn) } };
}

/** A host's id is its `mi-…`; its ARN and page are ECS's where it is in an ECS cluster, else SSM's. */
function hostIdentifiers({ account, host }: HostNode): Known {
  const { id, instance } = host;
  // Kubernetes alone knows it.
  if (host.state.ssm === 'none') return { id };
  if (instance) {
    const cluster = shortId(instance.clusterArn);
    return { id, arn: instance.arn, target: { kind: 'containerInstance', cluster, id: shortId(instance.arn) } };
  }
  const { region } = account.ref;
  const { accountId } = account.identity ?? {};
  return {
    id,
    arn: accountId === undefined ? undefined : managedInstanceArn(region, accountId, id, partitionOf(region).id),
    target: { kind: 'managedNode', id },
  };
}
