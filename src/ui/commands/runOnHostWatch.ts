import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { RunAnswer, RunRequest, RunTask, TaskRevision } from '../../core/tasks/gateway.ts';
import {
  didFail,
  runOnHost as run,
  startPolling,
  watchStart,
  whyNotPlaced,
  whyStopped,
  type Watched,
} from '../../core/tasks/run.ts';
import { messageText } from '../../core/text/message.ts';
import { inMessage, oneLine } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { readAgain } from '../leaving/accountHosts.ts';
import { nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { listed } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';
import { childrenOf } from '../tree/children.ts';
import { accountNode, type TreeNode } from '../tree/nodes.ts';
import { revisionName } from './registerRevisionWrite.ts';
import type { PlaceForTask, RunNeeds } from './runOnHostTask.ts';

/** Runs the tasks, and tells what became of them: bounded, and the user may stop watching. */
export async function runAndWatch(
  services: RunNeeds,
  place: PlaceForTask,
  revision: TaskRevision,
  request: RunRequest,
): Promise<void> {
  const { log } = services;
  const location = vscode.ProgressLocation.Notification;
  const name = inMessage(revisionName(revision));
  const title = l10n.t('Running {0} on {1}', name, nameOf(place.host));
  const end = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
    const gateway = await services.tasks(place.account.ref);
    const answer = await run(gateway, request);
    logAnswer(log, answer, request);
    if (answer.tasks.length === 0) return { answer };
    void readAgain(place.account);
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    const { signal } = aborter;
    try {
      const watched = await watchStart(gateway, request.clusterArn, answer.tasks, {
        sleep: (ms) => sleep(ms, undefined, { signal }),
        now: () => performance.now(),
        signal,
        onTasks: (tasks) => progress.report({ message: statusWords(tasks) }),
        onFailure: (failure) =>
          progress.report({ message: failureSentence(logFailure(log, 'Looking at started tasks', failure)) }),
      });
      return { answer, watched };
    } catch (error) {
      // The tasks go on.
      if (signal.aborted) return { answer };
      return { answer, failure: logFailure(log, 'Looking at started tasks', error) };
    }
  });
  await readAgain(place.account);
  // Not awaited: the command is over, and a caller must not wait for the user to close a message.
  void tell(services, place, name, { ...end, wanted: request.count });
}

function logAnswer(log: RunNeeds['log'], { tasks, failures }: RunAnswer, { token }: RunRequest): void {
  for (const { arn } of tasks) log.info(`Started ${arn}, startedBy ${token}`);
  for (const { reason, detail, instanceArn } of failures) {
    log.warn(`Not started: ${reason}${detail === undefined ? '' : `: ${detail}`} ${instanceArn ?? ''}`);
  }
}

function statusWords(tasks: readonly RunTask[]): string {
  return listed([...new Set(tasks.map(({ lastStatus }) => oneLine(lastStatus)))]);
}

interface End {
  readonly answer: RunAnswer;
  /** Absent where nothing was started, or the user stopped watching. */
  readonly watched?: Watched;
  /** They were started, and can't be looked at. */
  readonly failure?: Failure;
  readonly wanted: number;
}

async function tell(
  services: RunNeeds,
  place: PlaceForTask,
  name: string,
  { answer, watched, failure, wanted }: End,
): Promise<void> {
  const host = nameOf(place.host);
  const reason = messageWords(whyNotPlaced(answer.failures, place.instance.arn));
  const started = answer.tasks.length;
  if (started === 0) {
    await offer(services, 'error', l10n.t('{0} was not started on {1}: {2}.', name, host, reason));
    return;
  }
  if (started < wanted) {
    const few = l10n.t('Only {0} of {1} tasks of {2} were started on {3}: {4}.', started, wanted, name, host, reason);
    void offer(services, 'warning', few);
  }
  if (failure) {
    const unseen = l10n.t("{0} was started on {1}, and can't be watched. {2}.", name, host, failureSentence(failure));
    await offer(services, 'warning', unseen);
  }
  if (watched) await tellWatched(services, place, name, watched);
}

async function tellWatched(
  services: RunNeeds,
  place: PlaceForTask,
  name: string,
  { end, tasks }: Watched,
): Promise<void> {
  const host = nameOf(place.host);
  const [first] = tasks;
  if (end === 'stopped') {
    const failed = tasks.find(didFail) ?? first;
    const why = failed ? messageWords(whyStopped(failed)) : '';
    for (const task of tasks.filter(didFail)) {
      services.log.warn(`Stopped: ${task.arn} ${task.stopCode ?? ''}: ${messageText(whyStopped(task))}`);
    }
    await offer(services, 'error', l10n.t('{0} stopped on {1}. {2}', name, host, inMessage(why)));
    return;
  }
  const show = l10n.t('Show Task');
  if ((await say(end, tasks, name, host, show)) !== show || !first) return;
  const row = await findRow(place, first.arn);
  if (row) await services.view.reveal(row);
}

function say(
  end: Watched['end'],
  tasks: readonly RunTask[],
  name: string,
  host: string,
  show: string,
): Thenable<string | undefined> {
  if (end === 'timedOut') {
    const minutes = Math.round(startPolling.forMs / 60_000);
    const status = statusWords(tasks);
    const message = l10n.t('{0} has not started on {1} in {2} minutes: it is {3}.', name, host, minutes, status);
    return vscode.window.showWarningMessage(message, show);
  }
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
  const message =
    running === 0
      ? l10n.t('{0} ran on {1} and ended well.', name, host)
      : running === 1
        ? l10n.t('{0} runs on {1}.', name, host)
        : l10n.t('{0} runs on {1}: {2} tasks.', name, host, running);
  return running === 0
    ? vscode.window.showInformationMessage(message)
    : vscode.window.showInformationMessage(message, show);
}

async function offer({ log }: RunNeeds, kind: 'error' | 'warning', message: string): Promise<void> {
  const showLog = l10n.t('Show Log');
  const answer = await (kind === 'error'
    ? vscode.window.showErrorMessage(message, showLog)
    : vscode.window.showWarningMessage(message, showLog));
  if (answer === showLog) log.show();
}

/** The task's row; that of its host where it has ended meanwhile. */
async function findRow({ account, instance }: PlaceForTask, taskArn: string): Promise<TreeNode | undefined> {
  const clusters = await childrenOf(accountNode(account));
  const cluster = clusters.find((node) => node.kind === 'cluster' && node.cluster.arn === instance.clusterArn);
  const hosts = cluster ? await childrenOf(cluster) : [];
  const host = hosts.find((node) => node.kind === 'host' && node.host.instance?.arn === instance.arn);
  const tasks = host ? await childrenOf(host) : [];
  return tasks.find((node) => node.kind === 'task' && node.task.arn === taskArn) ?? host;
}
