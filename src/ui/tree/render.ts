import * as l10n from '@vscode/l10n';
import type { HostHealth } from '../../core/fleet/host.ts';
import type { AccountRef, EcsCluster, EksCluster } from '../../core/fleet/model.ts';
import { oneLine } from '../../core/text/label.ts';
import { activationRow, expectedRow } from '../activations/render.ts';
import type { Moment } from '../activations/words.ts';
import { failureSentence } from '../failureText.ts';
import { commands, type CommandId } from '../ids.ts';
import type {
  AccountNode,
  ClusterNode,
  ContainerNode,
  FailureNode,
  HostNode,
  NoteNode,
  StepNode,
  TaskNode,
  TreeNode,
} from './nodes.ts';
import type { RowFlag } from '../ids.ts';
import { rowContext, type HostShape, type Row } from './row.ts';
import { hostStateSpoken, hostStateWords, machineWords } from './words.ts';

/** @param at what is said of time is said for then; English and now unless told otherwise */
export function render(node: TreeNode, at: Moment = { locale: 'en', now: Date.now() }): Row {
  switch (node.kind) {
    case 'account':
      return accountRow(node);
    case 'cluster':
      return clusterRow(node);
    case 'looseHosts':
      return looseHostsRow(node.count);
    case 'host':
      return hostRow(node);
    case 'expected':
      return expectedRow(node, at);
    case 'activation':
      return activationRow(node, at);
    case 'task':
      return taskRow(node);
    case 'container':
      return containerRow(node);
    case 'note':
      return noteRow(node);
    case 'failure':
      return failureRow(node);
    case 'step':
      return stepRow(node);
  }
}

/** What an account is called: its profile's name, or where its credentials come from. */
export function accountName({ source }: AccountRef): string {
  switch (source.kind) {
    case 'profile':
      return oneLine(source.profile);
    case 'environment':
      return l10n.t('Environment');
    case 'demo':
      return l10n.t('Demo Account');
  }
}

function accountRow({ account }: AccountNode): Row {
  const { ref, identity } = account;
  const isDemo = ref.source.kind === 'demo';
  const name = accountName(ref);
  const description = [ref.region, identity?.accountId].filter((part) => part !== undefined).join(' · ');
  return {
    label: name,
    description,
    icon: { codicon: isDemo ? 'beaker' : 'account' },
    expands: 'expanded',
    contextValue: rowContext(
      'account',
      identity !== undefined && 'id',
      identity !== undefined && 'arn',
      inConsole(ref),
      ref.source.kind === 'profile' && 'profile',
      isDemo && 'demo',
    ),
    spoken: l10n.t('Account {0}, {1}', name, description),
  };
}

function clusterRow({ account, cluster }: ClusterNode): Row {
  const name = oneLine(cluster.name);
  const description =
    cluster.kind === 'ecs' ? ecsClusterWords(cluster.containerInstanceCount) : eksClusterWords(cluster);
  const isSaid = cluster.status === 'ACTIVE' || (cluster.kind === 'eks' && isPending(cluster));
  const status = isSaid ? '' : ` · ${cluster.status}`;
  return {
    label: name,
    description: description + status,
    icon: { codicon: cluster.kind === 'ecs' ? 'layers' : 'type-hierarchy' },
    expands: 'collapsed',
    contextValue: rowContext('cluster', 'id', 'arn', inConsole(account.ref), clusterFlag(cluster)),
    spoken:
      cluster.kind === 'ecs'
        ? l10n.t('ECS cluster {0}, {1}', name, description + status)
        : l10n.t('EKS cluster {0}, {1}', name, description + status),
  };
}

/** What a host can do there: join by ECS, join by EKS, or neither, since the cluster runs elsewhere. */
function clusterFlag(cluster: EcsCluster | EksCluster): RowFlag {
  if (cluster.kind === 'ecs') return 'ecs';
  return cluster.connector ? 'connected' : 'eks';
}

function ecsClusterWords(instances: number): string {
  if (instances === 0) return 'ECS';
  return `ECS · ${instances === 1 ? l10n.t('1 instance') : l10n.t('{0} instances', instances)}`;
}

/** EKS waits for the agents of a cluster that was registered to be connected. */
function isPending({ connector, status }: Pick<EksCluster, 'connector' | 'status'>): boolean {
  return connector !== undefined && status === 'PENDING';
}

function eksClusterWords({ connector, status, version, support }: EksCluster): string {
  if (connector) {
    // EKS says OTHER of what it has no name for.
    const provider = connector.provider === 'OTHER' ? undefined : connector.provider;
    const state = isPending({ connector, status }) ? l10n.t('not connected yet') : l10n.t('connected');
    return ['EKS', state, ...(provider ? [oneLine(provider)] : [])].join(' · ');
  }
  const words = version === undefined ? 'EKS' : `EKS ${oneLine(version)}`;
  return support === 'extended' ? `${words} · ${l10n.t('extended support')}` : words;
}

function looseHostsRow(count: number): Row {
  const label = l10n.t('Other Managed Nodes');
  return {
    label,
    description: String(count),
    icon: { codicon: 'server-environment' },
    expands: 'collapsed',
    contextValue: rowContext('group'),
    spoken: l10n.t('{0}: without a cluster, {1}', label, count),
  };
}

const shapes: Readonly<Record<HostHealth, HostShape>> = {
  connected: 'ok',
  draining: 'draining',
  changing: 'changing',
  failed: 'offline',
  agentDisconnected: 'degraded',
  ssmLost: 'degraded',
  offline: 'offline',
  unknown: 'changing',
};
const drawings = { raspberryPi: 'pi', arm64: 'arm', x86: 'x86', unknown: 'host' } as const;

function hostRow({ account, host }: HostNode): Row {
  const name = oneLine(host.name);
  const { state, stale } = host;
  const runs = host.instance && host.instance.runningTaskCount + host.instance.pendingTaskCount > 0;
  return {
    label: name,
    description: `${shortNodeId(host.id)} · ${stale ? l10n.t('replaced') : hostStateWords(state)}`,
    icon: { drawn: `${drawings[host.machine.kind]}-${stale ? 'offline' : shapes[state.health]}` },
    expands: runs ? 'collapsed' : 'no',
    contextValue: rowContext(
      'host',
      'id',
      // The ARN of a node without a container instance holds the account id.
      (host.instance !== undefined || account.identity !== undefined) && 'arn',
      inConsole(account.ref),
      host.instance !== undefined && 'ecs',
    ),
    spoken: [
      name,
      machineWords(host.machine),
      hostStateSpoken(state),
      stale ? l10n.t('replaced by a newer registration') : undefined,
      tasksSpoken(host.instance?.runningTaskCount),
      host.id,
    ]
      .filter((part) => part !== undefined)
      .join(', '),
  };
}

/** Enough of `mi-0123456789abcdef0` to tell hosts apart, so that the state has room; the tooltip has all of it. */
function shortNodeId(id: string): string {
  return id.length > 8 ? `${id.slice(0, 7)}…` : id;
}

function tasksSpoken(count: number | undefined): string | undefined {
  if (count === undefined) return undefined;
  return count === 1 ? l10n.t('1 running task') : l10n.t('{0} running tasks', count);
}

const taskIcons: Readonly<Record<string, string>> = { RUNNING: 'play-circle', STOPPED: 'stop-circle' };

function taskRow({ account, task }: TaskNode): Row {
  const name = oneLine(taskName(task.group, task.taskDefinitionArn));
  const status = oneLine(task.lastStatus);
  const description = `${status} · ${lastSegment(task.taskDefinitionArn)}`;
  return {
    label: name,
    description: oneLine(description),
    icon: { codicon: taskIcons[task.lastStatus] ?? 'history' },
    expands: task.containers.length > 0 ? 'collapsed' : 'no',
    contextValue: rowContext('task', 'id', 'arn', inConsole(account.ref)),
    spoken: l10n.t('Task {0}, {1}', name, description),
  };
}

/** `service:web` is told as `web`: in the tree, what a task belongs to is its name. */
function taskName(group: string | undefined, taskDefinitionArn: string): string {
  return group?.replace(/^(?:service|family):/, '') ?? lastSegment(taskDefinitionArn).replace(/:\d+$/, '');
}

function lastSegment(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function containerRow({ account, container }: ContainerNode): Row {
  const name = oneLine(container.name);
  const state = [container.status, container.health === 'UNKNOWN' ? undefined : container.health]
    .filter((part) => part !== undefined)
    .map((part) => oneLine(part))
    .join(' · ');
  // A registry's address fills a narrow sidebar, and the repository says which image it is.
  const image = oneLine(container.image).replace(/^\d{12}\.dkr\.ecr[^/]*\//, '');
  return {
    label: name,
    description: `${state} · ${image}`,
    icon: { codicon: 'package' },
    expands: 'no',
    contextValue: rowContext('container', 'id', container.arn !== undefined && 'arn', inConsole(account.ref)),
    spoken: l10n.t('Container {0}, image {1}, {2}', name, oneLine(container.image), state),
  };
}

function noteRow({ note }: NoteNode): Row {
  const label = noteWords(note);
  return {
    label,
    icon: { codicon: note.about === 'ec2' || note.about === 'fargate' ? 'cloud' : 'info' },
    expands: 'no',
    contextValue: rowContext('note'),
    spoken: label,
  };
}

function noteWords(note: NoteNode['note']): string {
  switch (note.about) {
    case 'ec2':
      return note.count === 1 ? l10n.t('1 EC2 instance') : l10n.t('{0} EC2 instances', note.count);
    case 'fargate':
      return note.count === 1 ? l10n.t('1 Fargate task') : l10n.t('{0} Fargate tasks', note.count);
    case 'noActivations':
      return l10n.t('No activations in this Region');
    case 'hostsUnknown':
      return l10n.t('Its hosts are not known yet');
    case 'hostsGone':
      return note.count === 1 ? l10n.t('1 host that is gone') : l10n.t('{0} hosts that are gone', note.count);
    case 'noClusters':
      return l10n.t('No clusters in this Region');
    case 'noHosts':
      return l10n.t('No external hosts yet');
    case 'noHybridNodes':
      return l10n.t('No hybrid nodes');
    case 'connectedCluster':
      return l10n.t('Runs outside AWS; EKS shows it, but cannot list its nodes');
    case 'noTasks':
      return l10n.t('No tasks');
  }
}

function failureRow({ failure }: FailureNode): Row {
  const label = failureSentence(failure);
  return {
    label,
    icon: { codicon: 'warning', color: 'list.warningForeground' },
    expands: 'expanded',
    contextValue: rowContext('failure'),
    spoken: l10n.t('Problem: {0}', label),
  };
}

const steps: Partial<Record<CommandId, { readonly icon: string; readonly label: () => string }>> = {
  [commands.signIn]: { icon: 'sign-in', label: () => l10n.t('Sign In…') },
  [commands.selectAccount]: { icon: 'account', label: () => l10n.t('Select Account…') },
  [commands.openConfigFile]: { icon: 'go-to-file', label: () => l10n.t('Open AWS Config File') },
  [commands.refresh]: { icon: 'refresh', label: () => l10n.t('Try Again') },
  [commands.showLog]: { icon: 'output', label: () => l10n.t('Show Log') },
};

function stepRow({ command }: StepNode): Row {
  const step = steps[command];
  const label = step?.label() ?? command;
  return {
    label,
    icon: { codicon: step?.icon ?? 'arrow-right' },
    expands: 'no',
    contextValue: rowContext('note'),
    spoken: label,
    command,
  };
}

/** The demo account exists on this machine only: no console shows it. */
function inConsole(ref: AccountRef): 'console' | false {
  return ref.source.kind !== 'demo' && 'console';
}
