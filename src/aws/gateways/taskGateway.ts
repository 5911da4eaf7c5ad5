import type {
  ECSClient,
  Failure as AwsFailure,
  RegisterTaskDefinitionCommandInput,
  Task as AwsTask,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { PlacementFailure, RunTask, TaskGateway, TaskRevision } from '../../core/tasks/gateway.ts';
import { listAll } from '../requests/batches.ts';
import { toTask } from './ecsGateway.ts';
import { mapped, text, time } from '../requests/narrow.ts';
import { retrying } from '../requests/retrying.ts';

export interface TaskGatewayOptions {
  /** A client that tries each call once, for the one that must not be sent again after a lost answer. */
  readonly once: () => Promise<ECSClient>;
  /** Milliseconds between attempts that ECS refused without acting. */
  readonly waits: readonly number[];
}

export function taskGateway(client: () => Promise<ECSClient>, { once, waits }: TaskGatewayOptions): TaskGateway {
  const describe = async (
    cluster: string,
    tasks: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<readonly RunTask[]> => {
    if (tasks.length === 0) return [];
    const ecs = await client();
    const command = new DescribeTasksCommand({ cluster, tasks: [...tasks] });
    const answer = await ecs.send(command, signal && { abortSignal: signal });
    return mapped(answer.tasks, (task) => toRunTask(task, cluster));
  };

  return {
    async revision(reference, signal) {
      const ecs = await client();
      try {
        const command = new DescribeTaskDefinitionCommand({ taskDefinition: reference });
        const { taskDefinition } = await ecs.send(command, signal && { abortSignal: signal });
        return taskDefinition && toRevision(taskDefinition);
      } catch (error) {
        if (isUnknown(error)) return undefined;
        throw error;
      }
    },

    families: (signal) =>
      listAll(async (nextToken, abortSignal) => {
        const ecs = await client();
        const command = new ListTaskDefinitionFamiliesCommand({ status: 'ACTIVE', maxResults: 100, nextToken });
        const page = await ecs.send(command, { abortSignal });
        return { items: page.families ?? [], nextToken: page.nextToken };
      }, signal),

    async register(input, signal) {
      const ecs = await once();
      // Its names and types come from AWS's API model, from which the SDK's types are made as well.
      const request = input as unknown as RegisterTaskDefinitionCommandInput;
      const { taskDefinition } = await retrying(
        () => ecs.send(new RegisterTaskDefinitionCommand(request), signal && { abortSignal: signal }),
        { isWorthIt: ({ reason }) => reason === 'throttled', waits, signal },
      );
      const revision = taskDefinition && toRevision(taskDefinition);
      if (revision) return revision;
      throw new Failure('service', 'ECS answered without a task definition.', {
        service: 'ECS',
        operation: 'RegisterTaskDefinition',
      });
    },

    async run({ clusterArn, taskDefinitionArn, nodeId, count, token }, signal) {
      const ecs = await client();
      // Not `StartTask`, though it names a container instance: it has no client token, so it could not be sent again,
      // and no launch type, and AWS says of no other call than RunTask that it starts tasks on external instances.
      const command = new RunTaskCommand({
        cluster: clusterArn,
        taskDefinition: taskDefinitionArn,
        count,
        // Said outright: without it, the cluster's default capacity providers are used.
        launchType: 'EXTERNAL',
        placementConstraints: [{ type: 'memberOf', expression: `ec2InstanceId == '${nodeId}'` }],
        startedBy: token,
        clientToken: token,
      });
      const { tasks, failures } = await ecs.send(command, signal && { abortSignal: signal });
      return { tasks: mapped(tasks, (task) => toRunTask(task, clusterArn)), failures: mapped(failures, toPlacement) };
    },

    async tasksOfToken(cluster, startedBy, signal) {
      const ecs = await client();
      const arns: string[] = [];
      for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
        // A token starts no more tasks than one page lists.
        const page = await ecs.send(
          new ListTasksCommand({ cluster, startedBy, desiredStatus, maxResults: 100 }),
          signal && { abortSignal: signal },
        );
        arns.push(...(page.taskArns ?? []));
      }
      return describe(cluster, arns, signal);
    },

    tasks: describe,
  };
}

/** ECS has no error code of its own for a task definition that is not there. */
function isUnknown(error: unknown): boolean {
  return Failure.is(error) && error.code === 'ClientException' && /unable to describe/i.test(error.message);
}

function toRevision(definition: TaskDefinition): TaskRevision | undefined {
  const { taskDefinitionArn, family, revision, registeredAt } = definition;
  if (!taskDefinitionArn || !family || revision === undefined) return undefined;
  return compact({
    arn: taskDefinitionArn,
    family,
    revision,
    registeredAt: time(registeredAt),
    definition: plain(definition),
  });
}

/** As JSON has it: what is not set is not there, and dates are texts. */
function plain(definition: TaskDefinition): TaskRevision['definition'] {
  return JSON.parse(JSON.stringify(definition)) as TaskRevision['definition'];
}

function toRunTask(task: AwsTask, clusterArn: string): RunTask | undefined {
  const known = toTask(task, clusterArn);
  return known && compact({ ...known, stopCode: task.stopCode, stoppedReason: text(task.stoppedReason) });
}

function toPlacement({ arn, reason, detail }: AwsFailure): PlacementFailure {
  return compact({ reason: reason ?? '', detail: text(detail), instanceArn: text(arn) });
}
