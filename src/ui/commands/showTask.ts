import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { shortId } from '../../core/fleet/arn.ts';
import type { TaskDetails } from '../../core/operate/ecsOperations.ts';
import { eventsAbout } from '../../core/operate/explain/eventFindings.ts';
import { inMessage } from '../../core/text/label.ts';
import { logFailure } from '../log.ts';
import { showMarkdown } from '../markdownDocuments.ts';
import { serviceOf } from '../operate/drainPlan.ts';
import { pickTask } from '../operate/pickTask.ts';
import { taskMarkdown, taskTitle, type TaskReport } from '../operate/taskMarkdown.ts';
import type { Services } from '../services.ts';
import type { TaskNode, TreeNode } from '../tree/nodes.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'operate' | 'view'>;

/** A task with its times, its containers, and what its service said of it, read now. */
export async function showTask(services: Needs, given?: TreeNode): Promise<void> {
  const node = await pickTask(services, given, isTask, l10n.t('Show Task Details'));
  if (!node) return;
  const { account, task: row } = node;
  const location = vscode.ProgressLocation.Window;
  const title = l10n.t('Reading {0}', inMessage(taskTitle(row)));
  const task = await vscode.window.withProgress({ location, title }, async () =>
    (await services.operate(account.ref)).ecs.task(row.clusterArn, row.arn),
  );
  if (task) {
    await showTaskReport(services, account, task);
    return;
  }
  void vscode.window.showInformationMessage(
    l10n.t('ECS does not know this task any more: it keeps stopped ones for about an hour.'),
  );
}

function isTask(node: TreeNode): node is TaskNode {
  return node.kind === 'task';
}

export async function showTaskReport(services: Needs, account: AccountFleet, task: TaskDetails): Promise<void> {
  const location = vscode.ProgressLocation.Window;
  const title = l10n.t('Reading {0}', inMessage(taskTitle(task)));
  const report = await vscode.window.withProgress({ location, title }, async (): Promise<TaskReport> => {
    const [names, said] = await Promise.all([hostNames(account, task.clusterArn), saidOf(services, account, task)]);
    return { task, account: account.ref, hostName: names.get(task.containerInstanceArn ?? ''), ...said };
  });
  const at = { locale: vscode.env.language, now: Date.now() };
  await showMarkdown(task.arn, `${taskTitle(task)} ${shortId(task.arn).slice(0, 8)}`, taskMarkdown(report, at));
}

/** What its service said of it. Who may not read services may read of the task all the same. */
async function saidOf(
  { operate, log }: Needs,
  account: AccountFleet,
  task: TaskDetails,
): Promise<Pick<TaskReport, 'events' | 'failure'>> {
  const name = serviceOf(task);
  if (name === undefined) return {};
  try {
    const service = await (await operate(account.ref)).ecs.service(task.clusterArn, name);
    return { events: eventsAbout(service?.events ?? [], shortId(task.arn)) };
  } catch (error) {
    return { failure: logFailure(log, `Reading the service ${name}`, Failure.from(error)) };
  }
}

/** Names of a cluster's hosts by container instance, as far as they are known. */
export async function hostNames(account: AccountFleet, clusterArn: string): Promise<ReadonlyMap<string, string>> {
  const { value } = await account.clusters();
  const cluster = value.ecs.find(({ arn }) => arn === clusterArn);
  if (!cluster) return new Map();
  const { value: hosts } = await account.hosts(cluster);
  return new Map(hosts.flatMap(({ instance, name }) => (instance ? [[instance.arn, name] as const] : [])));
}
