import type { Deployment, ECSClient, Service, Task } from '@aws-sdk/client-ecs';
import {
  DeleteAttributesCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListServicesCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  PutAttributesCommand,
  StopTaskCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import {
  AddTagsToResourceCommand,
  ListTagsForResourceCommand as ListNodeTagsCommand,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-ssm';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type {
  EcsAttribute,
  EcsOperations,
  EcsService,
  ServiceDeployment,
  TagMap,
  TaskDetails,
  TaskFilter,
} from '../../core/operate/ecsOperations.ts';
import { attributesAtOnce } from '../../core/operate/ecsOperations.ts';
import { describeAll, slices } from '../requests/batches.ts';
import { toTask } from './ecsGateway.ts';
import { mapped, record, text, time } from '../requests/narrow.ts';

/** Limits of `ListServices`, of `DescribeServices`, and of what waits at once: half of the burst that AWS lets through. */
const limits = { page: 100, size: 10, atOnce: 8 } as const;
/** Limits of `ListTasks` and of `DescribeTasks`. */
const taskLimits = { size: 100, atOnce: 8 } as const;
const reasonLimit = 255;
const node = { ResourceType: 'ManagedInstance' } as const;

export function ecsOperations(ecs: () => Promise<ECSClient>, ssm: () => Promise<SSMClient>): EcsOperations {
  return {
    async stopTask(cluster, task, reason, signal) {
      const client = await ecs();
      const command = new StopTaskCommand({ cluster, task, reason: reason.slice(0, reasonLimit) });
      try {
        await client.send(command, signal && { abortSignal: signal });
      } catch (error) {
        // ECS has no error code of its own for a task that it does not know any more.
        if (!Failure.is(error) || !/task was not found/i.test(error.message)) throw error;
        const { message, service, operation, requestId, code } = error;
        throw new Failure('notFound', message, compact({ service, operation, requestId, code, cause: error }));
      }
    },

    services: (cluster, signal) => services(ecs, cluster, signal),

    async service(cluster, service, signal) {
      const client = await ecs();
      const command = new DescribeServicesCommand({ cluster, services: [service] });
      const answer = await client.send(command, signal && { abortSignal: signal });
      return mapped(answer.services, (each) => (each.status === 'INACTIVE' ? undefined : toService(each, cluster)))[0];
    },

    tasksLike: (cluster, filter, signal) => tasksLike(ecs, cluster, filter, signal),

    async task(cluster, task, signal) {
      const client = await ecs();
      const command = new DescribeTasksCommand({ cluster, tasks: [task] });
      const { tasks } = await client.send(command, signal && { abortSignal: signal });
      return mapped(tasks, (each) => toTaskDetails(each, cluster))[0];
    },

    async putAttributes(cluster, instanceArn, attributes, signal) {
      const client = await ecs();
      for (const some of slices(attributes, attributesAtOnce)) {
        const command = new PutAttributesCommand({ cluster, attributes: some.map((each) => on(instanceArn, each)) });
        await client.send(command, signal && { abortSignal: signal });
      }
    },

    async deleteAttributes(cluster, instanceArn, names, signal) {
      const client = await ecs();
      for (const some of slices(names, attributesAtOnce)) {
        const attributes = some.map((name) => on(instanceArn, { name }));
        const command = new DeleteAttributesCommand({ cluster, attributes });
        await client.send(command, signal && { abortSignal: signal });
      }
    },

    async attributes(cluster, instanceArn, signal) {
      const client = await ecs();
      // ListAttributes gives those of all instances of a cluster.
      const command = new DescribeContainerInstancesCommand({ cluster, containerInstances: [instanceArn] });
      const { containerInstances: [instance] = [] } = await client.send(command, signal && { abortSignal: signal });
      if (instance) return mapped(instance.attributes, toAttribute);
      const message = `The container instance ${instanceArn} is not registered.`;
      throw new Failure('notFound', message, { service: 'ECS', operation: 'DescribeContainerInstances' });
    },

    async tags(resourceArn, signal) {
      const client = await ecs();
      const { tags } = await client.send(
        new ListTagsForResourceCommand({ resourceArn }),
        signal && { abortSignal: signal },
      );
      return record(tags, ({ key, value }) => [key, value]);
    },

    async setTags(resourceArn, tags, signal) {
      const client = await ecs();
      const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
      if (list.length === 0) return;
      await client.send(new TagResourceCommand({ resourceArn, tags: list }), signal && { abortSignal: signal });
    },

    async removeTags(resourceArn, tagKeys, signal) {
      const client = await ecs();
      if (tagKeys.length === 0) return;
      const command = new UntagResourceCommand({ resourceArn, tagKeys: [...tagKeys] });
      await client.send(command, signal && { abortSignal: signal });
    },

    ...nodeTags(ssm),
  };
}

function nodeTags(ssm: () => Promise<SSMClient>): Pick<EcsOperations, 'nodeTags' | 'setNodeTags' | 'removeNodeTags'> {
  return {
    async nodeTags(nodeId, signal): Promise<TagMap> {
      const client = await ssm();
      const command = new ListNodeTagsCommand({ ...node, ResourceId: nodeId });
      const { TagList } = await client.send(command, signal && { abortSignal: signal });
      return record(TagList, ({ Key, Value }) => [Key, Value]);
    },

    async setNodeTags(nodeId, tags, signal) {
      const client = await ssm();
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      if (Tags.length === 0) return;
      const command = new AddTagsToResourceCommand({ ...node, ResourceId: nodeId, Tags });
      await client.send(command, signal && { abortSignal: signal });
    },

    async removeNodeTags(nodeId, keys, signal) {
      const client = await ssm();
      if (keys.length === 0) return;
      const command = new RemoveTagsFromResourceCommand({ ...node, ResourceId: nodeId, TagKeys: [...keys] });
      await client.send(command, signal && { abortSignal: signal });
    },
  };
}

function services(
  ecs: () => Promise<ECSClient>,
  cluster: string,
  signal: AbortSignal | undefined,
): AsyncIterable<readonly EcsService[]> {
  return describeAll(
    async (nextToken, abortSignal) => {
      const client = await ecs();
      const command = new ListServicesCommand({ cluster, launchType: 'EXTERNAL', maxResults: limits.page, nextToken });
      const page = await client.send(command, { abortSignal });
      return { items: page.serviceArns ?? [], nextToken: page.nextToken };
    },
    async (arns, abortSignal) => {
      const client = await ecs();
      const answer = await client.send(new DescribeServicesCommand({ cluster, services: [...arns] }), { abortSignal });
      // One that was deleted since it was listed is inactive.
      return mapped(answer.services, (each) => (each.status === 'INACTIVE' ? undefined : toService(each, cluster)));
    },
    limits,
    signal,
  );
}

function tasksLike(
  ecs: () => Promise<ECSClient>,
  cluster: string,
  { desiredStatus, serviceName, instanceArn: containerInstance }: TaskFilter,
  signal: AbortSignal | undefined,
): AsyncIterable<readonly TaskDetails[]> {
  return describeAll(
    async (nextToken, abortSignal) => {
      const client = await ecs();
      const page = await client.send(
        new ListTasksCommand({
          cluster,
          desiredStatus,
          ...(containerInstance === undefined ? { launchType: 'EXTERNAL' as const } : { containerInstance }),
          serviceName,
          maxResults: taskLimits.size,
          nextToken,
        }),
        { abortSignal },
      );
      return { items: page.taskArns ?? [], nextToken: page.nextToken };
    },
    async (arns, abortSignal) => {
      const client = await ecs();
      const answer = await client.send(new DescribeTasksCommand({ cluster, tasks: [...arns] }), { abortSignal });
      return mapped(answer.tasks, (each) => toTaskDetails(each, cluster));
    },
    taskLimits,
    signal,
  );
}

function toTaskDetails(task: Task, clusterArn: string): TaskDetails | undefined {
  const known = toTask(task, clusterArn);
  return (
    known &&
    compact({
      ...known,
      stopCode: text(task.stopCode),
      stoppedReason: text(task.stoppedReason),
      startedBy: text(task.startedBy),
      health: text(task.healthStatus),
      connectivity: text(task.connectivity),
      createdAt: time(task.createdAt),
      stoppingAt: time(task.stoppingAt),
      executionStoppedAt: time(task.executionStoppedAt),
      stoppedAt: time(task.stoppedAt),
      hasExec: task.enableExecuteCommand,
      runtimeIds: record(
        task.containers?.filter(({ runtimeId }) => runtimeId),
        ({ name, runtimeId }) => [name, runtimeId],
      ),
    })
  );
}

function on(targetId: string, { name, value }: EcsAttribute): EcsAttribute & { targetId: string } {
  // An ARN needs no type beside it.
  return { name, ...(value !== undefined && { value }), targetId };
}

function toAttribute({
  name,
  value,
}: {
  name?: string | undefined;
  value?: string | undefined;
}): EcsAttribute | undefined {
  return name ? compact({ name, value: text(value) }) : undefined;
}

function toService(service: Service, clusterArn: string): EcsService | undefined {
  const { serviceArn: arn, serviceName: name } = service;
  if (!arn || !name) return undefined;
  return compact({
    arn,
    name,
    clusterArn,
    status: service.status ?? 'ACTIVE',
    scheduling: service.schedulingStrategy === 'DAEMON' ? ('DAEMON' as const) : ('REPLICA' as const),
    ...counts(service),
    taskDefinitionArn: text(service.taskDefinition),
    createdAt: time(service.createdAt),
    deployments: mapped(service.deployments, toDeployment),
    events: mapped(service.events, ({ id, createdAt, message }) => {
      const at = time(createdAt);
      return id === undefined || at === undefined ? undefined : { id, at, message: message ?? '' };
    }),
    ...placementOf(service),
    ...pacingOf(service),
  });
}

function placementOf(service: Service): Pick<EcsService, 'placementConstraints' | 'placementStrategy'> {
  const placementConstraints = mapped(service.placementConstraints, ({ type, expression }) =>
    type === undefined ? undefined : compact({ type, expression: text(expression) }),
  );
  const placementStrategy = mapped(service.placementStrategy, ({ type, field }) =>
    type === undefined ? undefined : compact({ type, field: text(field) }),
  );
  return {
    ...(placementConstraints.length > 0 && { placementConstraints }),
    ...(placementStrategy.length > 0 && { placementStrategy }),
  };
}

function pacingOf({
  deploymentConfiguration: pacing,
}: Service): Pick<EcsService, 'minimumHealthyPercent' | 'maximumPercent' | 'circuitBreaker'> {
  const breaker = pacing?.deploymentCircuitBreaker;
  return compact({
    minimumHealthyPercent: pacing?.minimumHealthyPercent,
    maximumPercent: pacing?.maximumPercent,
    circuitBreaker: breaker?.enable === true ? { rollsBack: breaker.rollback === true } : undefined,
  });
}

function counts(each: Service | Deployment): Pick<EcsService, 'desiredCount' | 'runningCount' | 'pendingCount'> {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = each;
  return { desiredCount, runningCount, pendingCount };
}

function toDeployment(deployment: Deployment): ServiceDeployment | undefined {
  const { id } = deployment;
  if (!id) return undefined;
  return compact({
    id,
    status: deployment.status ?? '',
    rolloutState: text(deployment.rolloutState),
    rolloutReason: text(deployment.rolloutStateReason),
    taskDefinitionArn: text(deployment.taskDefinition),
    ...counts(deployment),
    failedTasks: deployment.failedTasks ?? 0,
    createdAt: time(deployment.createdAt),
    updatedAt: time(deployment.updatedAt),
  });
}
