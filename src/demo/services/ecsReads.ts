import type {
  DescribeClustersCommandOutput,
  DescribeContainerInstancesCommandOutput,
  DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommandOutput,
  DescribeTasksCommandOutput,
  ListAttributesCommandOutput,
  ListClustersCommandOutput,
  ListContainerInstancesCommandOutput,
  ListServicesCommandOutput,
  ListTaskDefinitionsCommandOutput,
  ListTasksCommandOutput,
} from '@aws-sdk/client-ecs';
import { ClusterQueryError, matches, parseClusterQuery } from '../../core/fleet/clusterQuery.ts';
import type { ClusterQuery } from '../../core/fleet/clusterQuery.ts';
import { AwsError } from '../wire/awsError.ts';
import { list, oneOf, required, string, structure, integer } from '../wire/shapes.ts';
import { wireTags } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { countTasks } from '../world.ts';
import type { ContainerInstance, Task } from '../world.ts';
import {
  clusterName,
  findCluster,
  findInstance,
  findService,
  findTask,
  findTaskDefinition,
  missing,
  requireInstance,
} from './ecsLookup.ts';
import { describeCluster, describeInstance, describeService, describeTask } from './ecsViews.ts';
import { invalidParameter, operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';

const launchType = oneOf('EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES');
const paging = { nextToken: string(), maxResults: integer() };

/** Lists of 100 where nothing else is said; `ListServices` says 10. */
function limitOf(maxResults: number | undefined, standard = 100): number {
  if (maxResults !== undefined && (maxResults < 1 || maxResults > 100)) {
    throw invalidParameter('maxResults must be a positive integer less than or equal to 100');
  }
  return maxResults ?? standard;
}

function badToken(): AwsError {
  return invalidParameter('Invalid token.');
}

/** @param noun as ECS says it: `instanceIds can have at most 100 items.` */
export function checkBatch(ids: readonly unknown[], noun: string, limit: number): void {
  if (ids.length === 0) throw invalidParameter(`${noun} cannot be empty.`);
  if (ids.length > limit) throw invalidParameter(`${noun} can have at most ${limit} items.`);
}

/** What was found of the ids asked for, and what was not. */
export function partition<T>(
  ids: readonly string[],
  find: (id: string) => T | undefined,
): { found: T[]; absent: string[] } {
  const found: T[] = [];
  const absent: string[] = [];
  for (const id of new Set(ids)) {
    const item = find(id);
    if (item === undefined) absent.push(id);
    else found.push(item);
  }
  return { found, absent };
}

/** @throws {AwsError} */
export function parseFilter(text: string | undefined): ClusterQuery | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return parseClusterQuery(text);
  } catch (error) {
    if (error instanceof ClusterQueryError)
      throw invalidParameter(`Unable to parse filter expression: ${error.message}`);
    throw error;
  }
}

export function isSelected(query: ClusterQuery, instance: ContainerInstance): boolean {
  return matches(query, {
    agentConnected: instance.agentConnected,
    agentVersion: instance.agentVersion,
    ec2InstanceId: instance.ec2InstanceId,
    registeredAt: instance.registeredAt,
    runningTasksCount: countTasks(instance.tasks).running,
    attribute: (name) => (instance.attributes.has(name) ? (instance.attributes.get(name) ?? '') : undefined),
    taskGroups: () =>
      [...instance.tasks].filter(({ lastStatus }) => lastStatus === 'RUNNING').map(({ group }) => group),
  });
}

const clusters: Operations = {
  ListClusters: operation(structure(paging), (input, call): Wire<ListClustersCommandOutput> => {
    const limit = limitOf(input.maxResults);
    const page = pageOf(call.world.ecsClusters.values(), call, { token: input.nextToken, limit, badToken });
    return { clusterArns: page.items.map((cluster) => cluster.arn), nextToken: page.nextToken };
  }),

  DescribeClusters: operation(
    structure({
      clusters: list(string()),
      include: list(oneOf('ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS')),
    }),
    ({ clusters: named = ['default'], include }, { world }): Wire<DescribeClustersCommandOutput> => {
      if (named.length > 100) throw invalidParameter('clusters can have at most 100 items.');
      const { found, absent } = partition(named, (each) => world.ecsClusters.get(clusterName(each)));
      return {
        clusters: found.map((cluster) => describeCluster(cluster, new Set(include))),
        failures: absent.map((each) => missing(world, undefined, 'cluster', each)),
      };
    },
  ),
};

const instances: Operations = {
  ListContainerInstances: operation(
    structure({
      ...paging,
      cluster: string(),
      filter: string(),
      status: oneOf('ACTIVE', 'DRAINING', 'REGISTERING', 'DEREGISTERING', 'REGISTRATION_FAILED'),
    }),
    (input, call): Wire<ListContainerInstancesCommandOutput> => {
      const cluster = findCluster(call.world, input.cluster);
      const query = parseFilter(input.filter);
      const where = (instance: ContainerInstance): boolean =>
        (input.status === undefined ? instance.status !== 'INACTIVE' : instance.status === input.status) &&
        (query === undefined || isSelected(query, instance));
      const limit = limitOf(input.maxResults);
      const page = pageOf(cluster.instances.values(), call, { token: input.nextToken, limit, badToken, where });
      return { containerInstanceArns: page.items.map((each) => each.arn), nextToken: page.nextToken };
    },
  ),

  DescribeContainerInstances: operation(
    structure({
      cluster: string(),
      containerInstances: required(list(string())),
      include: list(oneOf('TAGS', 'CONTAINER_INSTANCE_HEALTH')),
    }),
    (input, { world }): Wire<DescribeContainerInstancesCommandOutput> => {
      checkBatch(input.containerInstances, 'instanceIds', 100);
      const cluster = findCluster(world, input.cluster);
      const { found, absent } = partition(input.containerInstances, (each) => findInstance(cluster, each));
      return {
        containerInstances: found.map((each) => describeInstance(each, new Set(input.include))),
        failures: absent.map((each) => missing(world, cluster, 'container-instance', each)),
      };
    },
  ),

  ListAttributes: operation(
    structure({
      ...paging,
      cluster: string(),
      targetType: required(oneOf('container-instance')),
      attributeName: string(),
      attributeValue: string(),
    }),
    (input, call): Wire<ListAttributesCommandOutput> => {
      const cluster = findCluster(call.world, input.cluster);
      const all = [...cluster.instances.values()]
        .filter(({ status }) => status !== 'INACTIVE')
        .flatMap((instance) =>
          [...instance.attributes]
            .filter(([name]) => input.attributeName === undefined || name === input.attributeName)
            .filter(([, value]) => input.attributeValue === undefined || value === input.attributeValue)
            .map(([name, value]) => ({ name, ...(value === undefined ? {} : { value }), targetId: instance.arn })),
        )
        .map((attribute, index) => ({ number: index + 1, attribute }));
      const limit = limitOf(input.maxResults);
      const page = pageOf(all, call, { token: input.nextToken, limit, badToken });
      return { attributes: page.items.map(({ attribute }) => attribute), nextToken: page.nextToken };
    },
  ),
};

const tasks: Operations = {
  ListTasks: operation(
    structure({
      ...paging,
      cluster: string(),
      containerInstance: string(),
      family: string(),
      startedBy: string(),
      serviceName: string(),
      desiredStatus: oneOf('RUNNING', 'PENDING', 'STOPPED'),
      launchType,
    }),
    (input, call): Wire<ListTasksCommandOutput> => {
      const cluster = findCluster(call.world, input.cluster);
      const {
        containerInstance,
        family,
        serviceName,
        startedBy,
        launchType: launched,
        desiredStatus = 'RUNNING',
      } = input;
      if (
        startedBy !== undefined &&
        [containerInstance, family, serviceName, launched].some((each) => each !== undefined)
      ) {
        throw invalidParameter('startedBy can not be combined with other filters.');
      }
      if (serviceName !== undefined && findService(cluster, serviceName) === undefined) {
        throw new AwsError('ServiceNotFoundException', 'Service not found.');
      }
      const group =
        serviceName === undefined ? undefined : `service:${serviceName.slice(serviceName.lastIndexOf('/') + 1)}`;
      const instance = containerInstance === undefined ? undefined : requireInstance(cluster, containerInstance);
      const where = (task: Task): boolean =>
        task.desiredStatus === desiredStatus &&
        (launched === undefined || task.launchType === launched) &&
        (family === undefined || task.taskDefinition.family === family) &&
        (group === undefined || task.group === group) &&
        (startedBy === undefined || task.startedBy === startedBy);
      const all = instance?.tasks ?? cluster.tasks.values();
      const page = pageOf(all, call, { token: input.nextToken, limit: limitOf(input.maxResults), badToken, where });
      return { taskArns: page.items.map(({ arn }) => arn), nextToken: page.nextToken };
    },
  ),

  DescribeTasks: operation(
    structure({ cluster: string(), tasks: required(list(string())), include: list(oneOf('TAGS')) }),
    (input, { world }): Wire<DescribeTasksCommandOutput> => {
      if (input.tasks.length === 0) throw invalidParameter('Tasks cannot be empty.');
      checkBatch(input.tasks, 'taskIds', 100);
      const cluster = findCluster(world, input.cluster);
      const { found, absent } = partition(input.tasks, (each) => findTask(cluster, each));
      return {
        tasks: found.map((task) => describeTask(task, cluster.arn, new Set(input.include))),
        failures: absent.map((each) => missing(world, cluster, 'task', each)),
      };
    },
  ),
};

const services: Operations = {
  ListServices: operation(
    structure({ ...paging, cluster: string(), launchType, schedulingStrategy: oneOf('REPLICA', 'DAEMON') }),
    (input, call): Wire<ListServicesCommandOutput> => {
      const cluster = findCluster(call.world, input.cluster);
      const page = pageOf(cluster.services.values(), call, {
        token: input.nextToken,
        limit: limitOf(input.maxResults, 10),
        badToken,
        where: (service) =>
          (input.launchType === undefined || service.launchType === input.launchType) &&
          (input.schedulingStrategy === undefined || service.schedulingStrategy === input.schedulingStrategy),
      });
      return { serviceArns: page.items.map(({ arn }) => arn), nextToken: page.nextToken };
    },
  ),

  DescribeServices: operation(
    structure({ cluster: string(), services: required(list(string())), include: list(oneOf('TAGS')) }),
    (input, { world }): Wire<DescribeServicesCommandOutput> => {
      if (input.services.length === 0) throw invalidParameter('Services cannot be empty.');
      checkBatch(input.services, 'service names', 10);
      const cluster = findCluster(world, input.cluster);
      const { found, absent } = partition(input.services, (each) => findService(cluster, each));
      return {
        services: found.map((service) => describeService(world, cluster, service, new Set(input.include))),
        failures: absent.map((each) => missing(world, cluster, 'service', each)),
      };
    },
  ),
};

const taskDefinitions: Operations = {
  DescribeTaskDefinition: operation(
    structure({ taskDefinition: required(string()), include: list(oneOf('TAGS')) }),
    (input, { world }): Wire<DescribeTaskDefinitionCommandOutput> => {
      const found = findTaskDefinition(world, input.taskDefinition);
      if (found === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
      return {
        taskDefinition: found.definition,
        tags: input.include?.includes('TAGS') === true ? wireTags(found.tags) : [],
      };
    },
  ),

  ListTaskDefinitions: operation(
    structure({
      ...paging,
      familyPrefix: string(),
      status: oneOf('ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'),
      sort: oneOf('ASC', 'DESC'),
    }),
    (input, call): Wire<ListTaskDefinitionsCommandOutput> => {
      const { familyPrefix, status = 'ACTIVE', sort = 'ASC' } = input;
      const ordered = [...call.world.taskDefinitions.values()].sort((a, b) =>
        a.family === b.family ? a.revision - b.revision : a.family < b.family ? -1 : 1,
      );
      const all = (sort === 'ASC' ? ordered : ordered.reverse()).map((each, index) => ({ number: index + 1, each }));
      const page = pageOf(all, call, {
        token: input.nextToken,
        limit: limitOf(input.maxResults),
        badToken,
        where: ({ each }) => each.status === status && (familyPrefix === undefined || each.family === familyPrefix),
      });
      return { taskDefinitionArns: page.items.map(({ each }) => each.arn), nextToken: page.nextToken };
    },
  ),
};

export const ecsReads: Operations = { ...clusters, ...instances, ...tasks, ...services, ...taskDefinitions };
