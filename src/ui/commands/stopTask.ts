import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import { shortId } from '../../core/fleet/arn.ts';
import { inTurn } from '../../core/operate/inTurn.ts';
import { mostTasksAtOnce } from '../../core/tasks/gateway.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { readAgain } from '../leaving/accountHosts.ts';
import { nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { familyOf, serviceOf } from '../operate/drainPlan.ts';
import { rowsOf } from '../operate/rows.ts';
import { pickTask } from '../operate/pickTask.ts';
import { listed, paragraph } from '../sentences.ts';
import type { Services } from '../services.ts';
import type { TaskNode, TreeNode } from '../tree/nodes.ts';
import { isUnheard, mayBeStopped } from '../tree/render.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'operate' | 'tasks' | 'view'>;

/** Shown by AWS beside the task. */
const reason = 'Stopped by a user of External Instances for VS Code';

/** After a question that says whether something starts it again. */
export async function stopTask(services: Needs, given?: TreeNode, many?: readonly TreeNode[]): Promise<void> {
  const nodes = await nodesOf(services, given, many);
  if (nodes.length === 0 || !(await isSure(nodes))) return;
  const location = vscode.ProgressLocation.Notification;
  const names = namesOf(nodes);
  const title = l10n.t('Stopping {0}', names);
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    const { done, notDone, failure } = await inTurn(nodes, (node) => stop(services, node), aborter.signal);
    if (failure) {
      if (done.length === 0) throw failure;
      tellNotStopped(services, done, notDone, failure);
    }
    // Nobody hears of others whether they have ended.
    const heard = done.filter((node) => !isUnheard(node));
    await watch(services, heard, aborter.signal, (message) => progress.report({ message }));
  });
  await Promise.all([...new Set(nodes.map(({ account }) => account))].map(readAgain));
}

async function stop({ operate, log }: Needs, { account, task }: TaskNode): Promise<void> {
  const { ecs } = await operate(account.ref);
  try {
    await ecs.stopTask(task.clusterArn, task.arn, reason);
    log.info(`Stopped ${task.arn}`);
  } catch (error) {
    // It has ended meanwhile, so long ago that ECS forgot it.
    if (!Failure.is(error) || error.reason !== 'notFound') throw error;
    log.info(`Gone already: ${task.arn}`);
  }
}

// Not awaited: what was stopped is watched meanwhile.
function tellNotStopped(
  { log }: Needs,
  done: readonly TaskNode[],
  notDone: readonly TaskNode[],
  failure: Failure,
): void {
  logFailure(log, `Stopping ${notDone.map(({ task }) => task.arn).join(', ')}`, failure);
  const words = l10n.t('Not stopped: {0}. {1}.', namesOf(notDone), failureSentence(failure));
  void vscode.window.showErrorMessage(paragraph([words, l10n.t('Stopped: {0}.', namesOf(done))]));
}

async function nodesOf(
  services: Needs,
  given: TreeNode | undefined,
  many: readonly TreeNode[] | undefined,
): Promise<readonly TaskNode[]> {
  const rows = rowsOf(services.view, given, many).filter(isStoppable);
  if (rows.length > 0) return rows;
  const node = await pickTask(services, given, isStoppable, l10n.t('Stop Task'));
  return node ? [node] : [];
}

function isStoppable(node: TreeNode): node is TaskNode {
  return node.kind === 'task' && mayBeStopped(node.task);
}

async function isSure(nodes: readonly TaskNode[]): Promise<boolean> {
  const stop = l10n.t('Stop');
  const question =
    nodes.length === 1 ? l10n.t('Stop the task {0}?', namesOf(nodes)) : l10n.t('Stop {0} tasks?', nodes.length);
  const services = new Set(nodes.flatMap(({ task }) => serviceOf(task) ?? []));
  const alone = nodes.filter(({ task }) => serviceOf(task) === undefined);
  const details = nodes.slice(0, shownNames).map(placeWords);
  if (nodes.length > shownNames) details.push(l10n.t('and {0} more', nodes.length - shownNames));
  if (services.size > 0) {
    const names = listed([...services].map((name) => inMessage(name)));
    const words =
      nodes.length === 1
        ? l10n.t('Its service starts another one, on this host or on any other that has room: {0}.', names)
        : l10n.t('Their services start others, on these hosts or on any that have room: {0}.', names);
    details.push('', words);
  }
  if (alone.length > 0) details.push('', l10n.t('Nothing starts {0} again.', namesOf(alone)));
  const unheard = new Set(nodes.filter(isUnheard).map((node) => hostOf(node) ?? shortId(node.task.arn)));
  if (unheard.size > 0) {
    const hosts = listed([...unheard].slice(0, shownNames));
    details.push('', l10n.t('The ECS agent of {0} is not connected: nothing stops there until it is back.', hosts));
  }
  details.push('', l10n.t('Containers get 30 seconds to end, unless the task definition says otherwise.'));
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: details.join('\n') }, stop);
  return answer === stop;
}

/** Of its host; `undefined` while it waits for one, or where it is not known. */
function hostOf({ parent, hostName }: TaskNode): string | undefined {
  return parent?.kind === 'host' ? nameOf(parent.host) : hostName && inMessage(hostName);
}

function placeWords(node: TaskNode): string {
  const { task } = node;
  const host = hostOf(node);
  const family = familyOf(task);
  const revision = task.taskDefinitionArn.replace(/^.*:/, '');
  return [`${inMessage(family)}:${revision}`, shortId(task.arn), host].filter((part) => part !== undefined).join(' · ');
}

/** A container has up to two minutes to end, by its task definition. */
const polling = { everyMs: 3000, looks: 45 } as const;

/** Until they have stopped; bounded, and the user may stop watching. */
async function watch(
  services: Needs,
  nodes: readonly TaskNode[],
  signal: AbortSignal,
  say: (words: string) => void,
): Promise<void> {
  for (let look = 0; look < polling.looks; look++) {
    try {
      signal.throwIfAborted();
      const left = await countLeft(services, nodes, signal);
      if (left === 0) return;
      say(left === 1 ? l10n.t('1 task is ending') : l10n.t('{0} tasks are ending', left));
      await sleep(polling.everyMs, undefined, { signal });
    } catch (error) {
      if (signal.aborted) return;
      // They are stopped all the same.
      const failure = logFailure(services.log, 'Looking at stopping tasks', error);
      if (failure.reason === 'accessDenied') return;
      say(failureSentence(failure));
      await sleep(polling.everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function countLeft(services: Needs, nodes: readonly TaskNode[], signal: AbortSignal): Promise<number> {
  let left = 0;
  const clusters = new Set(nodes.map(({ account, task }) => `${account.key} ${task.clusterArn}`));
  for (const cluster of clusters) {
    const here = nodes.filter(({ account, task }) => `${account.key} ${task.clusterArn}` === cluster);
    const [first] = here;
    if (!first) continue;
    const gateway = await services.tasks(first.account.ref);
    const arns = here.map(({ task }) => task.arn);
    for (let from = 0; from < arns.length; from += mostTasksAtOnce) {
      const some = arns.slice(from, from + mostTasksAtOnce);
      const tasks = await gateway.tasks(first.task.clusterArn, some, signal);
      left += tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').length;
    }
  }
  return left;
}

const shownNames = 5;

function namesOf(nodes: readonly TaskNode[]): string {
  const names = nodes.slice(0, shownNames).map(({ task }) => inMessage(serviceOf(task) ?? familyOf(task)));
  const more = nodes.length > shownNames ? [l10n.t('and {0} more', nodes.length - shownNames)] : [];
  return listed([...names, ...more]);
}
