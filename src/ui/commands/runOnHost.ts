import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import { mostTasksAtOnce, type TaskRevision } from '../../core/tasks/gateway.ts';
import { newRunToken } from '../../core/tasks/run.ts';
import { fixedHostPorts } from '../../core/taskdef/placement/hostPorts.ts';
import { inMessage, inPick, oneLine } from '../../core/text/label.ts';
import { nameOf } from '../leaving/words.ts';
import { input as inputBox } from '../steps.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { hasAccount } from './askForAccount.ts';
import { accountLine, chooseAccount, registerIt, revisionName } from './registerRevisionWrite.ts';
import { chooseHost, chooseTask, takesIt } from './runOnHostChoices.ts';
import { rootOf, taskLines, taskName, type PlaceForTask, type RunNeeds, type TaskToRun } from './runOnHostTask.ts';
import { runAndWatch } from './runOnHostWatch.ts';

/** Runs a task on a host that is chosen, or was given as a row of the view, after a question that says what is sent. */
export async function runOnHost(services: RunNeeds, given?: TreeNode | vscode.Uri): Promise<void> {
  if (!(await hasAccount(services))) return;
  const node = given instanceof vscode.Uri ? undefined : given;
  if (node && !isEcsHost(node)) {
    void vscode.window.showInformationMessage(l10n.t('There is no such thing for this row.'));
    return;
  }
  const account = node?.account ?? (await chooseAccount(services, l10n.t('Run on Host')));
  if (!account) return;
  const task = await chooseTask(services, account, given instanceof vscode.Uri ? given : undefined);
  if (task) await runIt(services, account, task, node);
}

/** Runs a revision that was registered a moment ago. */
export async function runRevision(services: RunNeeds, account: AccountFleet, revision: TaskRevision): Promise<void> {
  await runIt(services, account, { kind: 'registered', revision }, undefined);
}

type EcsHostNode = HostNode & { readonly host: Host & { readonly instance: ContainerInstance } };

function isEcsHost(node: TreeNode): node is EcsHostNode {
  return node.kind === 'host' && node.host.instance !== undefined;
}

async function runIt(
  services: RunNeeds,
  account: AccountFleet,
  task: TaskToRun,
  node: EcsHostNode | undefined,
): Promise<void> {
  const place = node
    ? await takesIt(services, { account, host: node.host, instance: node.host.instance }, task)
    : await chooseHost(services, account, task);
  if (!place) return;
  const count = await howMany(task);
  if (count === undefined || !(await isSure(place, task, count))) return;
  const gateway = await services.tasks(account.ref);
  const registered = task.kind === 'text' ? await registerIt(services, gateway, task.ready, task.newest) : task;
  if (!registered) return;
  const name = inPick(revisionName(registered.revision));
  // Said now: what comes after it may fail.
  if (task.kind === 'text') vscode.window.setStatusBarMessage(l10n.t('{0} is registered.', name), 10_000);
  await runAndWatch(services, place, registered.revision, {
    clusterArn: place.instance.clusterArn,
    taskDefinitionArn: registered.revision.arn,
    nodeId: place.instance.managedNodeId,
    count,
    token: newRunToken(randomUUID()),
  });
}

/** Where a task has a port of the host, no second one fits beside it. */
async function howMany(task: TaskToRun): Promise<number | undefined> {
  if (fixedHostPorts(rootOf(task)).length > 0) return 1;
  const answer = await inputBox({
    title: l10n.t('Run on Host'),
    prompt: l10n.t('How many tasks? {0} at most.', mostTasksAtOnce),
    value: '1',
    problem: (value) =>
      /^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= mostTasksAtOnce
        ? undefined
        : l10n.t('A whole number from 1 to {0} is wanted.', mostTasksAtOnce),
  });
  return typeof answer === 'string' ? Number(answer) : undefined;
}

async function isSure({ account, host }: PlaceForTask, task: TaskToRun, count: number): Promise<boolean> {
  const confirm = task.kind === 'text' ? l10n.t('Register and Run') : l10n.t('Run');
  const detail = [
    accountLine(account),
    l10n.t('Host: {0} ({1}), cluster {2}', nameOf(host), host.id, oneLine(host.cluster?.name ?? '')),
    count === 1 ? l10n.t('1 task is started') : l10n.t('{0} tasks are started', count),
    ...taskLines(task),
  ].join('\n');
  const question = l10n.t('Run {0} on {1}?', inMessage(taskName(task)), nameOf(host));
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, confirm)) === confirm;
}
