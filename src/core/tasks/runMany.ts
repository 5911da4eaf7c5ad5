import pLimit from 'p-limit';
import { Failure } from '../failure.ts';
import {
  mostTasksDescribed,
  type PlacementFailure,
  type RunRequest,
  type RunTask,
  type TaskGateway,
} from './gateway.ts';
import { answerMayBeLost } from './register.ts';
import { runOnHost, startPolling, type WatchOptions } from './run.ts';

/** What became of one host's share. */
export type HostRun<T> = { readonly host: T; readonly request: RunRequest } & (
  | { readonly kind: 'started'; readonly tasks: readonly RunTask[] }
  | { readonly kind: 'notPlaced'; readonly failures: readonly PlacementFailure[] }
  /** Where `isUncertain`, AWS's answer was lost, and no task was found. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isUncertain: boolean }
  /** Not sent: it was called off, or AWS said of another one that nothing of this may be done. */
  | { readonly kind: 'notSent' }
);

export interface RunEachOptions {
  readonly signal?: AbortSignal;
  readonly onEnd?: (ended: number) => void;
}

/** Of the 40 a second that an account has for what changes tasks. */
const runsAtOnce = 5;

/** What is refused for the account is refused for each host. */
const refusedForAll: ReadonlySet<Failure['reason']> = new Set([
  'accessDenied',
  'expiredCredentials',
  'invalidCredentials',
  'noCredentials',
  'readOnly',
]);

/**
 * Runs a task on each of several hosts, each by a request of its own with a token of its own: so that none is started twice
 * after a lost answer, and what one host refuses is no matter of the others. Never rejects. A request that is under way is
 * not called off, since nobody would know what came of it.
 */
export async function runOnEach<T>(
  gateway: Pick<TaskGateway, 'run' | 'tasksOfToken'>,
  hosts: readonly { readonly host: T; readonly request: RunRequest }[],
  { signal, onEnd }: RunEachOptions = {},
): Promise<readonly HostRun<T>[]> {
  const limit = pLimit(runsAtOnce);
  let isRefused = false;
  let ended = 0;
  return Promise.all(
    hosts.map(({ host, request }) =>
      limit(async (): Promise<HostRun<T>> => {
        if (isRefused || signal?.aborted) return { host, request, kind: 'notSent' };
        try {
          const { tasks, failures } = await runOnHost(gateway, request);
          return tasks.length > 0
            ? { host, request, kind: 'started', tasks }
            : { host, request, kind: 'notPlaced', failures };
        } catch (error) {
          const failure = Failure.from(error);
          isRefused ||= refusedForAll.has(failure.reason);
          return { host, request, kind: 'failed', failure, isUncertain: answerMayBeLost(failure) };
        } finally {
          onEnd?.(++ended);
        }
      }),
    ),
  );
}

/**
 * Looks at what was started until each task runs or has ended, for as long as `startPolling` says. Rejects when it is called
 * off, as `sleep` does, or denied.
 */
export async function watchEach<T>(
  gateway: Pick<TaskGateway, 'tasks'>,
  runs: readonly HostRun<T>[],
  { sleep, now, signal, onTasks, onFailure }: WatchOptions,
): Promise<readonly HostRun<T>[]> {
  const started = runs.flatMap((run) => (run.kind === 'started' ? run.tasks : []));
  const seen = new Map(started.map((task) => [task.arn, task]));
  for (const until = now() + startPolling.forMs; now() < until;) {
    const open = [...seen.values()].filter(isStarting);
    if (open.length === 0) break;
    await sleep(startPolling.everyMs);
    try {
      for (const some of byCluster(open)) {
        const arns = some.map(({ arn }) => arn);
        for (const task of await gateway.tasks(some[0]?.clusterArn ?? '', arns, signal)) seen.set(task.arn, task);
      }
      onTasks?.([...seen.values()]);
    } catch (error) {
      if (!answerMayBeLost(error)) throw error;
      onFailure?.(error);
    }
  }
  return runs.map((run) =>
    run.kind === 'started' ? { ...run, tasks: run.tasks.map((task) => seen.get(task.arn) ?? task) } : run,
  );
}

export function isStarting({ lastStatus }: RunTask): boolean {
  return lastStatus !== 'RUNNING' && lastStatus !== 'STOPPED';
}

/** As many as one request describes. */
function byCluster(tasks: readonly RunTask[]): readonly (readonly RunTask[])[] {
  const clusters = new Map<string, RunTask[]>();
  for (const task of tasks) clusters.set(task.clusterArn, [...(clusters.get(task.clusterArn) ?? []), task]);
  return [...clusters.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / mostTasksDescribed) }, (_, page) =>
      all.slice(page * mostTasksDescribed, (page + 1) * mostTasksDescribed),
    ),
  );
}
