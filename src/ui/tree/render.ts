import * as l10n from '@vscode/l10n';
import type { HostHealth } from '../../core/fleet/host.ts';
import type { AccountRef, Task } from '../../core/fleet/model.ts';
import { kubeletSkew, skewRemark } from '../../core/kubernetes/skew.ts';
import { oneLine } from '../../core/text/label.ts';
import { activationRow, expectedRow } from '../activations/render.ts';
import type { Moment } from '../activations/words.ts';
import { failureSentence } from '../failureText.ts';
import { commands, type CommandId } from '../ids.ts';
import { listed } from '../sentences.ts';
import { ageWords, messageWords } from '../taskdef/words.ts';
import { clusterRow } from './clusterRow.ts';
import { hostGroupRow } from './hostGroupRow.ts';
import { anywhereRow, machineRow, machinesRow, podContainerRow, podRow, remarkRow } from './kubeRows.ts';
import type { AccountNode, ContainerNode, FailureNode, HostNode, StepNode, TaskNode, TreeNode } from './nodes.ts';
import { noteRow } from './noteRow.ts';
import { serviceRow, servicesRow } from './serviceRows.ts';
import { inConsole, rowContext, type HostShape, type Row, type RowIcon } from './row.ts';
import { hostStateSpoken, hostStateWords, machineWords } from './words.ts';

type Rows = { readonly [K in TreeNode['kind']]: (node: Extract<TreeNode, { kind: K }>, at: Moment) => Row };

const rows: Rows = {
  account: accountRow,
  cluster: clusterRow,
  looseHosts: ({ count }) => looseHostsRow(count),
  hostGroup: hostGroupRow,
  host: hostRow,
  expected: expectedRow,
  activation: activationRow,
  services: servicesRow,
  service: serviceRow,
  task: taskRow,
  container: containerRow,
  pod: podRow,
  podContainer: podContainerRow,
  machines: machinesRow,
  machine: machineRow,
  anywhere: anywhereRow,
  remark: remarkRow,
  note: noteRow,
  failure: failureRow,
  step: stepRow,
};

/** @param at what is said of time is said for then; English and now unless told otherwise */
export function render(node: TreeNode, at: Moment = { locale: 'en', now: Date.now() }): Row {
  const row = rows[node.kind] as (node: TreeNode, at: Moment) => Row;
  return row(node, at);
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

function accountRow({ account }: AccountNode, { now, locale }: Moment): Row {
  const { ref, identity } = account;
  const isDemo = ref.source.kind === 'demo';
  const name = accountName(ref);
  const { clustersAsOf } = account.known;
  const age = clustersAsOf === undefined ? undefined : ageWords(clustersAsOf, true, now, locale);
  const description = [ref.region, identity?.accountId, age].filter((part) => part !== undefined).join(' · ');
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
  notReady: 'degraded',
  notJoined: 'changing',
  ssmLost: 'degraded',
  offline: 'offline',
  unknown: 'changing',
};
const drawings = { raspberryPi: 'pi', arm64: 'arm', x86: 'x86', unknown: 'host' } as const;

function hostRow(node: HostNode): Row {
  const { host } = node;
  const { state, stale } = host;
  const name = oneLine(host.name);
  const id = host.id === host.name ? [] : [rowId(node)];
  const skew = hostSkew(node);
  const runs = host.instance && host.instance.runningTaskCount + host.instance.pendingTaskCount > 0;
  const shape = stale ? 'offline' : shapes[state.health];
  return {
    label: name,
    // Where it is cut off, it is the id that the tooltip has in full.
    description: [...hostStatus(node), ...id].join(' · '),
    icon: hostIcon(node, skew?.isUnsupported && shape === 'ok' ? 'degraded' : shape),
    expands: runs || host.kube ? 'collapsed' : 'no',
    contextValue: hostContext(node),
    spoken: listed(
      [
        name,
        machineWords(host.machine),
        hostStateSpoken(state),
        stale ? l10n.t('replaced by a newer registration') : undefined,
        skew?.long,
        tasksSpoken(host.instance?.runningTaskCount),
        host.id === host.name ? undefined : oneLine(host.id),
      ].filter((part) => part !== undefined),
    ),
  };
}

/** How a host is, in few words: what tells it apart from others does not belong to it. */
export function hostStatus(node: HostNode): readonly string[] {
  const { state, stale } = node.host;
  const skew = hostSkew(node);
  return [stale ? l10n.t('replaced') : hostStateWords(state), ...(skew ? [skew.short] : [])];
}

function hostIcon({ host, isOneOfMany }: HostNode, shape: HostShape): RowIcon {
  return isOneOfMany ? plainIcons[shape] : { drawn: `${drawings[host.machine.kind]}-${shape}` };
}

/** Of hosts among very many: their state alone, and no kind of machine. */
const plainIcons: Readonly<Record<HostShape, RowIcon>> = {
  ok: { codicon: 'vm-active' },
  draining: { codicon: 'arrow-circle-down' },
  changing: { codicon: 'sync' },
  degraded: { codicon: 'warning', color: 'list.warningForeground' },
  offline: { codicon: 'debug-disconnect', color: 'list.errorForeground' },
};

function hostContext({ account, host }: HostNode): string {
  // What AWS knows nothing of, AWS can't be asked to change or show.
  if (host.state.ssm === 'none') return rowContext('node', 'id');
  return rowContext(
    'host',
    'id',
    // The ARN of a node without a container instance holds the account id.
    (host.instance !== undefined || account.identity !== undefined) && 'arn',
    inConsole(account.ref),
    host.instance !== undefined && 'ecs',
    !host.stale && host.instance?.status === 'ACTIVE' && 'active',
    !host.stale && host.instance?.status === 'DRAINING' && 'draining',
  );
}

interface HostSkew {
  readonly short: string;
  readonly long: string;
  readonly isUnsupported: boolean;
}

/** A kubelet that is not as old as its control plane, where that matters soon. */
function hostSkew({ host, controlPlaneVersion }: HostNode): HostSkew | undefined {
  const skew = host.kube && kubeletSkew(host.kube.kubeletVersion, controlPlaneVersion);
  const remark = skew && skewRemark(skew);
  if (!remark || remark.severity === 'info') return undefined;
  const version = `1.${String(skew.kubelet)}`;
  const isUnsupported = remark.severity === 'error';
  return {
    short: isUnsupported ? l10n.t('{0} not supported', version) : version,
    long: messageWords(remark.message),
    isUnsupported,
  };
}

/**
 * Enough of `mi-0123456789abcdef0` to tell hosts apart; the tooltip has all of it. Among very many hosts that takes all of
 * it. A text with a single `…` has two bytes for each letter, too: VS Code's message of all rows would take it longer.
 */
function rowId({ host: { id }, isOneOfMany }: HostNode): string {
  return isOneOfMany || id.length <= 8 ? oneLine(id) : `${id.slice(0, 7)}…`;
}

function tasksSpoken(count: number | undefined): string | undefined {
  if (count === undefined) return undefined;
  return count === 1 ? l10n.t('1 running task') : l10n.t('{0} running tasks', count);
}

const taskIcons: Readonly<Record<string, string>> = { RUNNING: 'play-circle', STOPPED: 'stop-circle' };

function taskRow(node: TaskNode): Row {
  const { account, task, hostName } = node;
  const name = oneLine(hostName ?? taskName(task.group, task.taskDefinitionArn));
  const last = oneLine(task.lastStatus);
  const unheard = isUnheard(node);
  const status = unheard ? l10n.t('{0}, last known', last) : last;
  const description = `${status} · ${lastSegment(task.taskDefinitionArn)}`;
  return {
    label: name,
    description: oneLine(description),
    icon: { codicon: unheard ? 'debug-disconnect' : (taskIcons[task.lastStatus] ?? 'history') },
    expands: task.containers.length > 0 ? 'collapsed' : 'no',
    contextValue: rowContext('task', 'id', 'arn', inConsole(account.ref), mayBeStopped(task) && 'running'),
    spoken: l10n.t('Task {0}, {1}', name, description),
  };
}

/** Its host is disconnected: what is known of it is of the time before, and what is told to it comes when it is back. */
export function isUnheard({ task, parent }: Pick<TaskNode, 'task' | 'parent'>): boolean {
  if (task.lastStatus === 'STOPPED') return false;
  if (parent?.kind === 'host') return parent.host.instance?.agentConnected === false;
  return 'connectivity' in task && task.connectivity === 'DISCONNECTED';
}

/** It was not told to stop yet. */
export function mayBeStopped({ desiredStatus, lastStatus }: Task): boolean {
  return desiredStatus !== 'STOPPED' && lastStatus !== 'STOPPED';
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
    contextValue: rowContext(
      'container',
      'id',
      container.arn !== undefined && 'arn',
      inConsole(account.ref),
      container.status === 'RUNNING' && 'running',
    ),
    spoken: l10n.t('Container {0}, image {1}, {2}', name, oneLine(container.image), state),
  };
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
  [commands.showDistroComponents]: { icon: 'list-tree', label: () => l10n.t('Show EKS Distro Components…') },
  [commands.chooseKubernetesContext]: { icon: 'plug', label: () => l10n.t('Choose Kubernetes Context…') },
  [commands.registerClusterAgain]: { icon: 'add', label: () => l10n.t('Register Cluster Again…') },
  [commands.deregisterCluster]: { icon: 'trash', label: () => l10n.t('Deregister Cluster…') },
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
