import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import { shortId } from '../../core/fleet/arn.ts';
import type { Task } from '../../core/fleet/model.ts';
import { agentLogScript, type AgentName } from '../../core/operate/logs/hostLogs.ts';
import { inMessage, withoutIcons } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { commands } from '../ids.ts';
import { logFailure } from '../log.ts';
import { shellOf, showContainerLog, tellIfUnreachable, type LogNeeds } from '../operate/containerLog.ts';
import { familyOf, serviceOf } from '../operate/drainPlan.ts';
import { followedLogs, shownLog, stopFollowing as stop } from '../operate/logChannels.ts';
import { sendAndShow } from '../operate/sendRun.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { childrenOf } from '../tree/children.ts';
import type { ContainerNode, HostNode, TaskNode, TreeNode } from '../tree/nodes.ts';
import { render } from '../tree/render.ts';
import { resolveNode } from './pickNode.ts';
import { isRefused } from './refusal.ts';

type Needs = LogNeeds & Pick<Services, 'view'>;

/** The log of a container, of one of a task's or a host's containers, or of an agent on a host. */
export async function showLogs(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, hasLogs, services);
  if (!node) return;
  switch (node.kind) {
    case 'container':
      return showContainerLog(services, node);
    case 'task':
      return showTaskLog(services, node);
    case 'host':
      return showHostLog(services, node);
  }
}

type Logged = ContainerNode | HostNode | TaskNode;

function hasLogs(node: TreeNode): node is Logged {
  return node.kind === 'container' || node.kind === 'task' || isHost(node);
}

function isHost(node: TreeNode): node is HostNode {
  return node.kind === 'host' && node.host.state.ssm !== 'none';
}

async function showTaskLog(services: Needs, task: TaskNode): Promise<void> {
  const containers = containersOf(task);
  const [only] = containers;
  if (!only) {
    void vscode.window.showInformationMessage(l10n.t('The task has no containers.'));
    return;
  }
  if (containers.length === 1) return showContainerLog(services, only);
  const items = containers.map((node): LogItem => containerItem(node));
  const picked = await pickOne({ title: l10n.t('Show Logs'), placeholder: l10n.t('Of which container?'), items });
  if (typeof picked === 'object' && picked.container) await showContainerLog(services, picked.container);
}

function containersOf(parent: TaskNode): readonly ContainerNode[] {
  const { account, task } = parent;
  return task.containers.map((container) => ({ kind: 'container', account, parent, task, container }));
}

interface LogItem extends vscode.QuickPickItem {
  readonly container?: ContainerNode;
  readonly agent?: AgentName;
}

async function showHostLog(services: Needs, node: HostNode): Promise<void> {
  const picked = await pickOne<LogItem>({
    title: l10n.t('Show Logs'),
    placeholder: l10n.t('Of what on {0}?', inMessage(node.host.name)),
    items: hostItems(services, node),
    refused: ({ container, agent }) => !container && !agent,
  });
  if (typeof picked !== 'object') return;
  if (picked.container) await showContainerLog(services, picked.container);
  else if (picked.agent) await readAgentLog(services, node, picked.agent);
}

async function hostItems(services: Needs, node: HostNode): Promise<readonly LogItem[]> {
  const { instance } = node.host;
  const [running, ended] = instance
    ? await Promise.all([childrenOf(node), endedTasks(services, node)])
    : [[] as const, [] as const];
  const listed = new Set(running.flatMap((row) => (row.kind === 'task' ? [row.task.arn] : [])));
  const runningItems = running.flatMap((row) => (row.kind === 'task' ? containersOf(row).map(containerItem) : []));
  const problems = [...running, ...ended].flatMap((row) =>
    row.kind === 'failure' ? [failureSentence(row.failure)] : [],
  );
  const endedItems = ended.flatMap((row) =>
    row.kind === 'task' && !listed.has(row.task.arn) ? containersOf(row).map(containerItem) : [],
  );
  return [
    ...group(l10n.t('containers'), runningItems),
    ...group(l10n.t('of tasks that have stopped'), endedItems),
    ...[...new Set(problems)].map((words) => ({
      label: withoutIcons(l10n.t('Not everything could be read: {0}', words)),
      alwaysShow: true,
    })),
    ...group(l10n.t('on the host, by Run Command'), [
      ...(instance ? [agentItem('ecs', l10n.t("ECS agent's log"))] : []),
      agentItem('ssm', l10n.t("SSM agent's log")),
    ]),
  ];
}

function group(label: string, items: readonly LogItem[]): readonly LogItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function agentItem(agent: AgentName, label: string): LogItem {
  return { label: `$(server-process) ${label}`, agent };
}

function containerItem(node: ContainerNode): LogItem {
  const { container, task } = node;
  const { description = '', icon } = render(node);
  const of = serviceOf(task) ?? familyOf(task);
  const name = container.name === of ? container.name : `${of} / ${container.name}`;
  return {
    label: `$(${'codicon' in icon ? icon.codicon : 'package'}) ${withoutIcons(inMessage(name))}`,
    description: withoutIcons(`${description} · ${inMessage(shortId(task.arn).slice(0, 8))}`),
    container: node,
  };
}

type Ended = TaskNode | Extract<TreeNode, { readonly kind: 'failure' }>;

/** Tasks that have stopped, or were told to: ECS keeps them for an hour. */
async function endedTasks(services: Needs, parent: HostNode): Promise<readonly Ended[]> {
  const { account, host } = parent;
  const { instance } = host;
  if (!instance) return [];
  const found: Task[] = [];
  try {
    const { ecs } = await services.operate(account.ref);
    const filter = { desiredStatus: 'STOPPED', instanceArn: instance.arn } as const;
    for await (const some of ecs.tasksLike(instance.clusterArn, filter)) found.push(...some);
  } catch (error) {
    const failure = Failure.from(logFailure(services.log, 'Listing stopped tasks', error));
    return [{ kind: 'failure', account, parent, failure }];
  }
  return found.map((task): TaskNode => ({ kind: 'task', account, parent, task }));
}

async function readAgentLog(services: Needs, { account, host }: HostNode, agent: AgentName): Promise<void> {
  if (isRefused(commands.runCommand) || tellIfUnreachable(host)) return;
  const shell = shellOf(host);
  const title = agent === 'ecs' ? l10n.t("ECS agent's log") : l10n.t("SSM agent's log");
  await sendAndShow(services, { account, hosts: [host] }, { title, script: agentLogScript(agent, shell), shell });
}

/** Of the log in the Output panel, or of one that the user picks. */
export async function stopFollowingLog(): Promise<void> {
  const followed = [...followedLogs()];
  const [first, ...others] = followed;
  if (!first) {
    void vscode.window.showInformationMessage(l10n.t('No log is followed.'));
    return;
  }
  const key = others.length === 0 ? first[0] : shownLog();
  if (key !== undefined) {
    stop(key);
    return;
  }
  const all = { label: `$(close-all) ${l10n.t('All of Them')}`, keys: followed.map(([each]) => each) };
  const items = [...followed.map(([each, name]) => ({ label: withoutIcons(name), keys: [each] })), all];
  const picked = await pickOne({
    title: l10n.t('Stop Following Log'),
    placeholder: l10n.t('Which one?'),
    items,
  });
  if (typeof picked === 'object') for (const each of picked.keys) stop(each);
}
