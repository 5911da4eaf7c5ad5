import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import { allPages } from '../../core/fleet/reading.ts';
import type { TaskDetails, TaskFilter } from '../../core/operate/ecsOperations.ts';
import { explainStop } from '../../core/operate/explain/stopReasons.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { isEcsCluster, isService, type EcsClusterNode } from '../operate/pickService.ts';
import { taskTitle } from '../operate/taskMarkdown.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { messageWords } from '../taskdef/words.ts';
import type { HostNode, ServiceNode, TreeNode } from '../tree/nodes.ts';
import { ago } from '../tree/tooltipTable.ts';
import { resolveNode } from './pickNode.ts';
import { hostNames, showTaskReport } from './showTask.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'operate' | 'view'>;
type Subject =
  EcsClusterNode | ServiceNode | (HostNode & { readonly host: Host & { readonly instance: ContainerInstance } });

/** The tasks of a cluster, a service or a host that ended of late, each with why; the one that is chosen is shown. */
export async function showStoppedTasks(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, isSubject, services);
  if (!node) return;
  const { account } = node;
  const { clusterArn, name, filter } = scopeOf(node);
  const tasks = await read(services, node, clusterArn, filter);
  if (!tasks) return;
  if (tasks.length === 0) {
    const none = l10n.t(
      'No task of {0} ended within the last hour or so. ECS keeps stopped ones no longer.',
      inMessage(name),
    );
    void vscode.window.showInformationMessage(none);
    return;
  }
  const names = await hostNames(account, clusterArn);
  const picked = await pickOne({
    title: l10n.t('Stopped Tasks of {0}', inPick(name)),
    placeholder: tasks.length === 1 ? l10n.t('1 task ended of late') : l10n.t('{0} tasks ended of late', tasks.length),
    items: tasks.map((task) => taskItem(task, names)),
  });
  if (typeof picked === 'object') await showTaskReport(services, account, picked.task);
}

function isSubject(node: TreeNode): node is Subject {
  return isEcsCluster(node) || isService(node) || (node.kind === 'host' && node.host.instance !== undefined);
}

interface Scope {
  readonly clusterArn: string;
  readonly name: string;
  readonly filter: TaskFilter;
}

function scopeOf(node: Subject): Scope {
  const desiredStatus = 'STOPPED';
  switch (node.kind) {
    case 'cluster':
      return { clusterArn: node.cluster.arn, name: node.cluster.name, filter: { desiredStatus } };
    case 'service': {
      const { clusterArn, name } = node.service;
      return { clusterArn, name, filter: { desiredStatus, serviceName: name } };
    }
    case 'host': {
      const { instance, name } = node.host;
      return { clusterArn: instance.clusterArn, name, filter: { desiredStatus, instanceArn: instance.arn } };
    }
  }
}

/** The last one to end first; undefined where the user called it off. */
function read(
  { operate }: Needs,
  { account }: Subject,
  clusterArn: string,
  filter: TaskFilter,
): Thenable<readonly TaskDetails[] | undefined> {
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Looking for stopped tasks');
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    try {
      const { ecs } = await operate(account.ref);
      const tasks = await allPages(ecs.tasksLike(clusterArn, filter, aborter.signal));
      return tasks.toSorted((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
    } catch (error) {
      if (aborter.signal.aborted) return undefined;
      throw error;
    }
  });
}

type TaskItem = vscode.QuickPickItem & { readonly task: TaskDetails };

function taskItem(task: TaskDetails, names: ReadonlyMap<string, string>): TaskItem {
  const { stoppedAt, containerInstanceArn = '', taskDefinitionArn, stoppedReason } = task;
  const [first] = explainStop(task);
  const at = { locale: vscode.env.language, now: Date.now() };
  const parts = [
    stoppedAt === undefined ? l10n.t('stopping') : ago(stoppedAt, at),
    names.get(containerInstanceArn),
    taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf('/') + 1),
  ];
  const isWell = task.stopCode === 'UserInitiated' || task.stopCode === 'ServiceSchedulerInitiated' || endedWell(task);
  return {
    label: `$(${isWell ? 'stop-circle' : 'error'}) ${inPick(taskTitle(task))}`,
    description: inPick(parts.filter((part) => part !== undefined).join(' · ')),
    detail: inPick(first ? messageWords(first.means) : (stoppedReason ?? l10n.t('AWS gives no reason'))),
    task,
  };
}

function endedWell({ stopCode, containers }: TaskDetails): boolean {
  return stopCode === 'EssentialContainerExited' && containers.every(({ exitCode = 0 }) => exitCode === 0);
}
