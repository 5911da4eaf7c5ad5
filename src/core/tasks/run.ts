import type { Failure } from '../failure.ts';
import type { Message } from '../text/message.ts';
import { message } from '../text/message.ts';
import type { PlacementFailure, RunAnswer, RunRequest, RunTask, TaskGateway } from './gateway.ts';
import { answerMayBeLost } from './register.ts';

/** Tells in AWS's console who started the task. */
const prefix = 'external-instances/';

/**
 * For `startedBy` and `clientToken`: letters, digits, hyphens and slashes, 64 characters at most.
 *
 * @param random a UUID
 */
export function newRunToken(random: string): string {
  return `${prefix}${random.replaceAll('-', '').slice(0, 16)}`;
}

/**
 * Runs tasks on a host. The token makes it safe to send again; where all answers are lost, the tasks are looked for by
 * it. Rejects with the `Failure` of the call where none is found.
 */
export async function runOnHost(
  gateway: Pick<TaskGateway, 'run' | 'tasksOfToken'>,
  request: RunRequest,
  signal?: AbortSignal,
): Promise<RunAnswer> {
  try {
    return await gateway.run(request, signal);
  } catch (error) {
    if (!answerMayBeLost(error)) throw error;
    const tasks = await gateway.tasksOfToken(request.clusterArn, request.token, signal).catch(() => []);
    if (tasks.length === 0) throw error;
    return { tasks, failures: [] };
  }
}

/** `everyMs` leaves nearly all of the account's rate of 20 reads a second to others; pulling an image takes minutes. */
export const startPolling = { everyMs: 2_000, forMs: 10 * 60_000 } as const;

export interface WatchOptions {
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly onTasks?: (tasks: readonly RunTask[]) => void;
  /** One look that failed says nothing of the tasks; but what is denied now is denied then. */
  readonly onFailure?: (failure: Failure) => void;
}

export type WatchEnd = 'started' | 'stopped' | 'timedOut';

export interface Watched {
  /** `started`: all run, or have ended well; `stopped`: one at least did not. */
  readonly end: WatchEnd;
  readonly tasks: readonly RunTask[];
}

/** Looks at tasks until each runs or has ended. Rejects when it is called off, as `sleep` does, or denied. */
export async function watchStart(
  gateway: Pick<TaskGateway, 'tasks'>,
  clusterArn: string,
  started: readonly RunTask[],
  { sleep, now, signal, onTasks, onFailure }: WatchOptions,
): Promise<Watched> {
  let tasks = started;
  const until = now() + startPolling.forMs;
  // A computer that slept meanwhile looks once more before it gives up.
  for (let isLast = false; ;) {
    if (tasks.some(didFail)) return { end: 'stopped', tasks };
    if (tasks.every(({ lastStatus }) => lastStatus === 'RUNNING' || lastStatus === 'STOPPED')) {
      return { end: 'started', tasks };
    }
    if (isLast) return { end: 'timedOut', tasks };
    await sleep(startPolling.everyMs);
    isLast = now() >= until;
    try {
      const arns = tasks.map(({ arn }) => arn);
      const seen = new Map((await gateway.tasks(clusterArn, arns, signal)).map((task) => [task.arn, task]));
      // ECS is eventually consistent: one that it does not list yet is as it was.
      tasks = tasks.map((task) => seen.get(task.arn) ?? task);
      onTasks?.(tasks);
    } catch (error) {
      if (!answerMayBeLost(error)) throw error;
      onFailure?.(error);
    }
  }
}

/** A task that was to run a while and end, ended well when its containers say so. */
export function didFail({ lastStatus, stopCode, containers }: RunTask): boolean {
  if (lastStatus !== 'STOPPED') return false;
  return stopCode !== 'EssentialContainerExited' || containers.some(({ exitCode = 0 }) => exitCode !== 0);
}

/** Why a task ended, the most telling part first, in AWS's words. */
export function whyStopped({ stoppedReason, stopCode, containers }: RunTask): Message {
  const telling = containers.find(({ reason }) => reason !== undefined);
  if (telling?.reason !== undefined) return message('{0}: {1}', telling.name, telling.reason);
  const failed = containers.find(({ exitCode = 0 }) => exitCode !== 0);
  if (failed?.exitCode !== undefined) return message('{0} ended with the exit code {1}', failed.name, failed.exitCode);
  const text = stoppedReason ?? stopCode;
  return text === undefined ? message('AWS gives no reason') : message('{0}', text);
}

/**
 * Why tasks were not placed on the host, in a sentence without its subject.
 * Source: Amazon ECS Developer Guide, "API failure reasons".
 */
export function whyNotPlaced(failures: readonly PlacementFailure[], instanceArn: string): Message {
  // RunTask tells it of each host that it looked at.
  const failure = failures.find((each) => each.instanceArn === instanceArn) ?? failures[0];
  const reason = failure?.reason ?? '';
  const known = Object.hasOwn(placementReasons, reason) ? placementReasons[reason] : undefined;
  if (known) return known;
  if (/^memberof placement constraint unsatisfied/i.test(reason)) {
    return message('it does not meet a placement constraint of the task, or takes no tasks now');
  }
  if (reason === '') return message('AWS gives no reason');
  return failure?.detail ? message('{0}: {1}', reason, failure.detail) : message('{0}', reason);
}

const placementReasons: Readonly<Record<string, Message>> = {
  'AGENT': message('its ECS agent is not connected'),
  'ATTRIBUTE': message('it lacks a capability that the task needs'),
  'INACTIVE': message('it is deregistered'),
  'MISSING': message('ECS does not know it any more'),
  'RESOURCE:CPU': message('too few CPU units are free'),
  'RESOURCE:MEMORY': message('too little memory is free'),
  'RESOURCE:PORTS': message('a host port that the task needs is taken'),
  'RESOURCE:PORTS_UDP': message('a host port that the task needs is taken'),
  'RESOURCE:GPU': message('too few GPUs are free'),
};
