import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { TaskRevision } from '../../core/tasks/gateway.ts';
import { newRunToken } from '../../core/tasks/run.ts';
import { isStarting, runOnEach, watchEach, type HostRun } from '../../core/tasks/runMany.ts';
import { inMessage, inPick, oneLine } from '../../core/text/label.ts';
import { readAgain } from '../leaving/accountHosts.ts';
import { nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { showMarkdown } from '../markdownDocuments.ts';
import { isEcsCluster, type EcsClusterNode } from '../operate/pickService.ts';
import { runsMarkdown, runsWell, stillStarts } from '../operate/runsMarkdown.ts';
import { pickSeveral } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { hasAccount } from './askForAccount.ts';
import { accountLine, chooseAccount, registerIt, revisionName } from './registerRevisionWrite.ts';
import { chooseTask, hostItems } from './runOnHostChoices.ts';
import { taskLines, taskName, type PlaceForTask, type RunNeeds, type TaskToRun } from './runOnHostTask.ts';

type Runs = readonly HostRun<PlaceForTask>[];

/** Runs a task on each of several hosts, and says of each what came of it. */
export async function runOnHosts(services: RunNeeds, given?: TreeNode): Promise<void> {
  if (!(await hasAccount(services))) return;
  if (given && !isEcsCluster(given)) {
    void vscode.window.showInformationMessage(l10n.t('There is no such thing for this row.'));
    return;
  }
  const title = l10n.t('Run Task on Hosts');
  const account = given?.account ?? (await chooseAccount(services, title));
  const task = account && (await chooseTask(services, account, undefined, title));
  if (!task) return;
  const places = await choosePlaces(services, account, task, given);
  if (!places || !(await isSure(account, places, task))) return;
  const gateway = await services.tasks(account.ref);
  const registered = task.kind === 'text' ? await registerIt(services, gateway, task.ready, task.newest) : task;
  if (!registered) return;
  const runs = await runAndWatch(services, account, places, registered.revision);
  // Not awaited: the command is over, and a caller must not wait for the user to close a message.
  void tell(services, registered.revision, runs);
}

async function choosePlaces(
  services: RunNeeds,
  account: AccountFleet,
  task: TaskToRun,
  cluster: EcsClusterNode | undefined,
): Promise<readonly PlaceForTask[] | undefined> {
  const location = vscode.ProgressLocation.Window;
  const items = await vscode.window.withProgress({ location, title: l10n.t('Looking for hosts') }, () =>
    hostItems(services, account, task, cluster?.cluster.arn),
  );
  const fits = items.filter(({ reason }) => reason === undefined).length;
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      cluster
        ? l10n.t('{0} has no external hosts.', inMessage(cluster.cluster.name))
        : l10n.t('No ECS cluster of this account has external hosts.'),
    );
    return undefined;
  }
  const name = inPick(taskName(task));
  const picked = await pickSeveral({
    title: l10n.t('Run Task on Hosts'),
    placeholder:
      fits === items.length
        ? l10n.t('On which hosts shall {0} run?', name)
        : l10n.t('On which hosts shall {0} run? {1} of {2} take it now', name, fits, items.length),
    items,
    selected: () => false,
    refused: ({ reason }) => reason !== undefined,
  });
  return typeof picked === 'object' ? picked.map(({ place }) => place) : undefined;
}

const shownHosts = 8;

async function isSure(account: AccountFleet, places: readonly PlaceForTask[], task: TaskToRun): Promise<boolean> {
  const confirm = task.kind === 'text' ? l10n.t('Register and Run') : l10n.t('Run');
  const names = places
    .slice(0, shownHosts)
    .map(({ host }) => `• ${nameOf(host)} (${host.id}), ${oneLine(host.cluster?.name ?? '')}`);
  const more = places.length - names.length;
  const detail = [
    accountLine(account),
    ...taskLines(task),
    l10n.t('One task is started on each of these hosts:'),
    ...names,
    ...(more > 0 ? [l10n.t('and {0} more', more)] : []),
  ].join('\n');
  const name = inMessage(taskName(task));
  const question =
    places.length === 1 ? l10n.t('Run {0} on 1 host?', name) : l10n.t('Run {0} on {1} hosts?', name, places.length);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, confirm)) === confirm;
}

/** Bounded, and the user may stop it: what is not sent by then is not sent, and what runs goes on. */
async function runAndWatch(
  services: RunNeeds,
  account: AccountFleet,
  places: readonly PlaceForTask[],
  revision: TaskRevision,
): Promise<Runs> {
  const { log } = services;
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Running {0} on {1} hosts', inMessage(revisionName(revision)), places.length);
  const runs = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    const { signal } = aborter;
    const gateway = await services.tasks(account.ref);
    const hosts = places.map((host) => ({ host, request: requestFor(host, revision) }));
    const sent = await runOnEach(gateway, hosts, {
      signal,
      onEnd: (ended) => progress.report({ message: l10n.t('{0} of {1} asked', ended, places.length) }),
    });
    logRuns(services, sent);
    if (signal.aborted || !sent.some(({ kind }) => kind === 'started')) return sent;
    try {
      return await watchEach(gateway, sent, {
        sleep: (ms) => sleep(ms, undefined, { signal }),
        now: Date.now,
        signal,
        onTasks: (tasks) => progress.report({ message: startingWords(tasks.filter(isStarting).length) }),
        onFailure: (failure) => logFailure(log, 'Looking at started tasks', failure),
      });
    } catch (error) {
      // The tasks go on.
      if (!cancelled.isCancellationRequested) logFailure(log, 'Looking at started tasks', error);
      return sent;
    }
  });
  await readAgain(account);
  return runs;
}

function requestFor({ instance }: PlaceForTask, { arn }: TaskRevision): HostRun<PlaceForTask>['request'] {
  const { clusterArn, managedNodeId: nodeId } = instance;
  return { clusterArn, taskDefinitionArn: arn, nodeId, count: 1, token: newRunToken(randomUUID()) };
}

function startingWords(count: number): string {
  return count === 1 ? l10n.t('1 task is starting') : l10n.t('{0} tasks are starting', count);
}

function logRuns({ log }: RunNeeds, runs: Runs): void {
  for (const run of runs) {
    if (run.kind === 'started') for (const { arn } of run.tasks) log.info(`Started ${arn}`);
    if (run.kind === 'notPlaced') log.warn(`Not started on ${run.request.nodeId}: ${run.failures[0]?.reason ?? ''}`);
    if (run.kind === 'failed') logFailure(log, `Running a task on ${run.request.nodeId}`, run.failure);
  }
}

async function tell({ log }: RunNeeds, revision: TaskRevision, runs: Runs): Promise<void> {
  const name = revisionName(revision);
  const show = l10n.t('Show Results');
  const words = endWords(inMessage(name), runs);
  const answer = runs.every((run) => runsWell(run) || stillStarts(run))
    ? await vscode.window.showInformationMessage(words, show)
    : await vscode.window.showWarningMessage(words, show);
  if (answer !== show) return;
  const id = runs[0]?.request.token ?? name;
  await showMarkdown(id, name, runsMarkdown(name, runs)).then(undefined, (error: unknown) =>
    logFailure(log, 'Showing results', error),
  );
}

function endWords(name: string, runs: Runs): string {
  const well = runs.filter(runsWell).length;
  const starting = runs.filter(stillStarts).length;
  if (well === runs.length) {
    return well === 1 ? l10n.t('{0} runs on 1 host.', name) : l10n.t('{0} runs on {1} hosts.', name, well);
  }
  if (starting === 0) return l10n.t('{0} runs on {1} of {2} hosts.', name, well, runs.length);
  return l10n.t('{0} runs on {1} of {2} hosts, and was still starting on {3}.', name, well, runs.length, starting);
}
