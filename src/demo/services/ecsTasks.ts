import type { Failure, RunTaskCommandOutput, StartTaskCommandOutput, StopTaskCommandOutput } from '@aws-sdk/client-ecs';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, oneOf, required, string, structure } from '../wire/shapes.ts';
import type { ShapeValue } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import { isExternal, isLive } from '../world.ts';
import type { ContainerInstance, EcsCluster, StoredTaskDefinition, Task, World } from '../world.ts';
import { addTask } from '../worlds/ecs.ts';
import { findCluster, findInstance, findTask, findTaskDefinition } from './ecsLookup.ts';
import { checkBatch, isSelected, parseFilter } from './ecsReads.ts';
import { replaceTask } from './ecsScheduler.ts';
import { whyNotOn } from './ecsTasksPlacement.ts';
import { begin, pulledImages } from './ecsTasksProgress.ts';
import { describeTask } from './ecsViews.ts';
import { invalidParameter, operation } from './operation.ts';
import type { Call, Operations } from './operation.ts';

/** Running tasks on hosts: `RunTask` chooses one, `StartTask` is told which. */

const launchType = oneOf('EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES');
const tags = list(structure({ key: required(string({ min: 1, max: 128 })), value: string({ max: 256 }) }), { max: 50 });
const common = { cluster: string(), taskDefinition: required(string()), group: string(), tags };
const startedByCharacters = /^[\w/-]*$/;

/** @throws {AwsError} */
function activeDefinition(world: World, reference: string): StoredTaskDefinition {
  const found = findTaskDefinition(world, reference);
  if (found === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
  if (found.status !== 'ACTIVE') throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return found;
}

interface Start {
  readonly cluster: EcsCluster;
  readonly taskDefinition: StoredTaskDefinition;
  readonly instance: ContainerInstance;
  readonly input: {
    readonly startedBy: string | undefined;
    readonly group: string | undefined;
    readonly tags: readonly { readonly key: string; readonly value: string | undefined }[] | undefined;
  };
}

function start(world: World, { cluster, taskDefinition, instance, input }: Start): Task {
  const { startedBy, group } = input;
  const task = addTask(world, {
    cluster,
    taskDefinition,
    instance,
    launchType: isExternal(instance) ? 'EXTERNAL' : 'EC2',
    lastStatus: 'PROVISIONING',
    createdAt: world.clock(),
    imageDigests: pulledImages(world, taskDefinition).digests,
    tags: Object.fromEntries((input.tags ?? []).map(({ key, value = '' }) => [key, value])),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(group === undefined ? {} : { group }),
  });
  begin(world, task);
  return task;
}

interface Answered {
  readonly request: string;
  readonly tasks: readonly Task[];
}

/** By client token: the same request gets the same tasks again. */
const answered = new WeakMap<World, Map<string, Answered>>();

function tokensOf(world: World): Map<string, Answered> {
  const known = answered.get(world) ?? new Map<string, Answered>();
  answered.set(world, known);
  return known;
}

const runTask = structure({
  ...common,
  count: integer(),
  launchType,
  placementConstraints: list(
    structure({ type: oneOf('distinctInstance', 'memberOf'), expression: string({ max: 2000 }) }),
    { max: 10 },
  ),
  startedBy: string({ max: 128, pattern: startedByCharacters }),
  clientToken: string({ max: 64, pattern: /^[!-~]*$/ }),
});

/** Hosts that take tasks, the least busy one first. */
function candidates(cluster: EcsCluster, launched: string): readonly ContainerInstance[] {
  return [...cluster.instances.values()]
    .filter(({ status }) => status === 'ACTIVE')
    .filter((instance) => isExternal(instance) === (launched === 'EXTERNAL'))
    .sort((a, b) => liveTasks(a) - liveTasks(b) || a.number - b.number);
}

function liveTasks({ tasks }: ContainerInstance): number {
  return [...tasks].filter(isLive).length;
}

function place(
  all: readonly ContainerInstance[],
  definition: StoredTaskDefinition,
  expressions: readonly string[],
): { readonly instance: ContainerInstance } | { readonly failures: readonly Wire<Failure>[] } {
  const queries = expressions.map(parseFilter);
  const failures: Wire<Failure>[] = [];
  for (const instance of all) {
    const isMember = queries.every((query) => query === undefined || isSelected(query, instance));
    const reason = isMember ? whyNotOn(instance, definition) : 'MemberOf placement constraint unsatisfied.';
    if (reason === undefined) return { instance };
    failures.push({ arn: instance.arn, reason });
  }
  return { failures };
}

type RunInput = NonNullable<ShapeValue<typeof runTask>>;

interface Ran {
  readonly tasks: readonly Task[];
  readonly failures: readonly Wire<Failure>[];
}

function earlierAnswer({ clientToken }: RunInput, { world, binding }: Call): Ran | undefined {
  const before = clientToken === undefined ? undefined : tokensOf(world).get(clientToken);
  if (before === undefined) return undefined;
  if (before.request === binding) return { tasks: before.tasks, failures: [] };
  throw new AwsError('ConflictException', 'A request with this client token had other parameters.');
}

function run(cluster: EcsCluster, input: RunInput, { world, binding }: Call): Ran {
  const { count = 1, launchType: launched = 'EC2', clientToken } = input;
  if (count < 1 || count > 10) throw invalidParameter('Count must be between 1 and 10.');
  const taskDefinition = activeDefinition(world, input.taskDefinition);
  if (taskDefinition.definition.compatibilities?.some((each) => each === launched) !== true) {
    throw invalidParameter(`Task definition does not support launch_type ${launched}.`);
  }
  if (candidates(cluster, launched).length === 0)
    throw invalidParameter('No Container Instances were found in your cluster.');
  const expressions = memberExpressions([
    ...(taskDefinition.definition.placementConstraints ?? []),
    ...(input.placementConstraints ?? []),
  ]);
  const tasks: Task[] = [];
  let failures: readonly Wire<Failure>[] = [];
  while (tasks.length < count && failures.length === 0) {
    const placed = place(candidates(cluster, launched), taskDefinition, expressions);
    if ('failures' in placed) ({ failures } = placed);
    else tasks.push(start(world, { cluster, taskDefinition, instance: placed.instance, input }));
  }
  if (clientToken !== undefined && tasks.length > 0) tokensOf(world).set(clientToken, { request: binding, tasks });
  return { tasks, failures };
}

interface Constraint {
  readonly type?: string | undefined;
  readonly expression?: string | undefined;
}

function memberExpressions(constraints: readonly Constraint[]): readonly string[] {
  return constraints.filter(({ type }) => type === 'memberOf').map(({ expression = '' }) => expression);
}

export const ecsTasks: Operations = {
  RunTask: operation(runTask, (input, call): Wire<RunTaskCommandOutput> => {
    const { world } = call;
    const cluster = findCluster(world, input.cluster);
    const { tasks, failures } = earlierAnswer(input, call) ?? run(cluster, input, call);
    return { tasks: tasks.map((task) => describeTask(task, cluster.arn, new Set(['TAGS']))), failures: [...failures] };
  }),

  StartTask: operation(
    structure({
      ...common,
      containerInstances: required(list(string())),
      startedBy: string({ max: 36, pattern: startedByCharacters }),
    }),
    (input, { world }): Wire<StartTaskCommandOutput> => {
      checkBatch(input.containerInstances, 'Container instances', 10);
      const cluster = findCluster(world, input.cluster);
      const taskDefinition = activeDefinition(world, input.taskDefinition);
      const tasks: Task[] = [];
      const failures: Wire<Failure>[] = [];
      for (const reference of input.containerInstances) {
        const instance = findInstance(cluster, reference);
        const reason = instance === undefined ? 'MISSING' : whyNotOn(instance, taskDefinition);
        if (instance === undefined || reason !== undefined) failures.push({ arn: instance?.arn ?? reference, reason });
        else tasks.push(start(world, { cluster, taskDefinition, instance, input }));
      }
      return { tasks: tasks.map((task) => describeTask(task, cluster.arn, new Set(['TAGS']))), failures };
    },
  ),

  StopTask: operation(
    structure({ cluster: string(), task: required(string()), reason: string({ max: 255 }) }),
    (input, { world }): Wire<StopTaskCommandOutput> => {
      const cluster = findCluster(world, input.cluster);
      const task = findTask(cluster, input.task);
      if (task === undefined) throw invalidParameter('The referenced task was not found.');
      if (task.desiredStatus === 'RUNNING') {
        // Of one on a host that is cut off nobody hears that it ended; its agent is told when it is back.
        const isHeard = task.instance?.agentConnected !== false;
        Object.assign(task, {
          ...(isHeard ? { lastStatus: 'STOPPED', stoppedAt: world.clock() } : {}),
          desiredStatus: 'STOPPED',
          stopCode: 'UserInitiated',
          stoppedReason: input.reason ?? 'Task stopped by user',
          version: task.version + 1,
        });
        replaceTask(world, cluster, task);
      }
      return { task: describeTask(task, cluster.arn, new Set(['TAGS'])) };
    },
  ),
};
