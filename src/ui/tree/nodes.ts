import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { EcsCluster, EksCluster, Task, TaskContainer } from '../../core/fleet/model.ts';
import type { CommandId } from '../ids.ts';

/** A row of the Clusters view: domain data, its account and its parent. How it looks is `render`'s business. */
export type TreeNode =
  AccountNode | ClusterNode | LooseHostsNode | HostNode | TaskNode | ContainerNode | NoteNode | FailureNode | StepNode;

interface NodeBase {
  readonly account: AccountFleet;
  readonly parent: TreeNode | undefined;
}

export interface AccountNode extends NodeBase {
  readonly kind: 'account';
}

export interface ClusterNode extends NodeBase {
  readonly kind: 'cluster';
  readonly cluster: EcsCluster | EksCluster;
}

/** Managed nodes without a cluster. */
export interface LooseHostsNode extends NodeBase {
  readonly kind: 'looseHosts';
  readonly count: number;
}

export interface HostNode extends NodeBase {
  readonly kind: 'host';
  readonly host: Host;
}

export interface TaskNode extends NodeBase {
  readonly kind: 'task';
  readonly task: Task;
}

export interface ContainerNode extends NodeBase {
  readonly kind: 'container';
  readonly task: Task;
  readonly container: TaskContainer;
}

/** What is not listed, but counted or said: EC2 instances, Fargate tasks, an empty cluster. */
export interface NoteNode extends NodeBase {
  readonly kind: 'note';
  readonly note:
    | { readonly about: 'ec2'; readonly count: number }
    | { readonly about: 'fargate'; readonly count: number }
    | { readonly about: 'noClusters' | 'noHosts' | 'noHybridNodes' | 'connectedCluster' | 'noTasks' };
}

export interface FailureNode extends NodeBase {
  readonly kind: 'failure';
  readonly failure: Failure;
}

/** A next step under a failure: one click, one command. */
export interface StepNode extends NodeBase {
  readonly kind: 'step';
  readonly command: CommandId;
}

/** Stable over refreshes and unique in the view. */
export function nodeId(node: TreeNode): string {
  const { key } = node.account;
  switch (node.kind) {
    case 'account':
      return key;
    case 'cluster':
      return `${key} ${node.cluster.arn}`;
    case 'looseHosts':
      return `${key} looseHosts`;
    case 'host':
      return `${parentId(node)} ${node.host.key}`;
    case 'task':
      return `${parentId(node)} ${node.task.arn}`;
    case 'container':
      return `${parentId(node)} ${node.container.name}`;
    case 'note':
      return `${parentId(node)} note:${node.note.about}`;
    case 'failure':
      return `${parentId(node)} failure:${node.failure.reason}:${node.failure.operation ?? ''}`;
    case 'step':
      return `${parentId(node)} step:${node.command}`;
  }
}

function parentId(node: TreeNode): string {
  return node.parent ? nodeId(node.parent) : node.account.key;
}
