import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import type { StoredTaskDefinition, Task, World } from '../world.ts';
import type { Operation, Operations } from './operation.ts';

/** How a task gets from its start to its work, by the account's clock. */

/** What the agent takes to hear of a task, and to pull its images and start its containers. */
export const progress = { pendingAfterMs: 1_000, runningAfterMs: 6_000 } as const;

const starting = new WeakMap<World, Set<Task>>();

/** Has the task start by and by. */
export function begin(world: World, task: Task): void {
  const tasks = starting.get(world) ?? new Set<Task>();
  starting.set(world, tasks.add(task));
}

/** Operations before which each task gets as far as it is by then: nothing runs while nobody looks. */
export function withProgress(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, each]): [string, Operation] => [
      name,
      {
        ...each,
        run(input, call, refuse) {
          advance(call.world);
          return each.run(input, call, refuse);
        },
      },
    ]),
  );
}

function advance(world: World): void {
  const tasks = starting.get(world);
  for (const task of tasks ?? []) {
    const age = world.clock() - task.createdAt;
    if (task.desiredStatus === 'STOPPED') tasks?.delete(task);
    // A host that lost its connection starts nothing.
    else if (age < progress.pendingAfterMs || task.instance?.agentConnected === false) continue;
    else if (age < progress.runningAfterMs) become(task, { lastStatus: 'PENDING' });
    else {
      tasks?.delete(task);
      become(task, outcome(world, task));
    }
  }
}

function outcome(world: World, { taskDefinition, createdAt }: Task): Partial<Task> {
  const at = createdAt + progress.runningAfterMs;
  const { missing } = pulledImages(world, taskDefinition);
  if (missing === undefined) return { lastStatus: 'RUNNING', startedAt: at };
  return {
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    stoppedAt: at,
    stopCode: 'TaskFailedToStart',
    stoppedReason: `CannotPullContainerError: failed to resolve ref ${missing}: ${missing}: not found`,
  };
}

function become(task: Task, change: Partial<Task>): void {
  if (task.lastStatus === change.lastStatus) return;
  Object.assign(task, change, { version: task.version + 1 });
}

export interface PulledImages {
  /** By container, as far as the account's own registry has them; what other registries have, nobody here knows. */
  readonly digests: Readonly<Record<string, string>>;
  /** The first that the account's own registry does not have. */
  readonly missing?: string;
}

export function pulledImages(world: World, { definition }: StoredTaskDefinition): PulledImages {
  const digests: Record<string, string> = {};
  for (const { name = '', image = '' } of definition.containerDefinitions ?? []) {
    const reference = imageReference(image);
    if (reference?.kind !== 'ecr' || reference.account !== world.accountId || reference.region !== world.region)
      continue;
    const { repository, tag = 'latest', digest } = reference;
    const images = [...(world.repositories.get(repository)?.images.values() ?? [])];
    const found = images.find((each) => (digest === undefined ? each.tags.includes(tag) : each.digest === digest));
    if (found === undefined) return { digests, missing: image };
    digests[name] = found.digest;
  }
  return { digests };
}
