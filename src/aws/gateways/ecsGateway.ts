import type {
  Cluster as AwsCluster,
  Container as AwsContainer,
  ContainerInstance as AwsContainerInstance,
  Failure as AwsFailure,
  ECSClient,
  Resource,
  Task as AwsTask,
} from '@aws-sdk/client-ecs';
import {
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ListClustersCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { FleetGateway, OnDenied } from '../../core/fleet/gateway.ts';
import type {
  ContainerInstance,
  EcsCluster,
  HostPorts,
  Resources,
  Task,
  TaskContainer,
} from '../../core/fleet/model.ts';
import type { RegistrationGateway } from '../../core/registration/activation.ts';
import { describeAll, slices } from '../requests/batches.ts';
import { mapped, numeric, record, text, time } from '../requests/narrow.ts';

export type EcsGateway = Pick<FleetGateway, 'ecsClusters' | 'containerInstances' | 'tasks'> &
  Pick<RegistrationGateway, 'clusterIsActive' | 'containerInstancesOfNodes'>;

/** Told of what a describe call could not describe, other than what has gone in the meantime. */
export type OnPartialAnswer = (operation: string, reason: 'accessDenied' | 'service') => void;

/** All of ECS's list and describe calls take and give at most 100; said outright, as some default to 10. */
const maxResults = 100;
const limits = { size: maxResults, atOnce: 8 };

export function ecsGateway(client: () => Promise<ECSClient>, onPartialAnswer: OnPartialAnswer): EcsGateway {
  const externalInstances = (
    cluster: string,
    filter: string,
    signal: AbortSignal | undefined,
  ): AsyncIterable<readonly ContainerInstance[]> =>
    describeAll(
      async (nextToken, abortSignal) => {
        const ecs = await client();
        const command = new ListContainerInstancesCommand({ cluster, filter, maxResults, nextToken });
        const page = await ecs.send(command, { abortSignal });
        return { items: page.containerInstanceArns ?? [], nextToken: page.nextToken };
      },
      async (containerInstances, abortSignal) => {
        const ecs = await client();
        const command = new DescribeContainerInstancesCommand({
          cluster,
          containerInstances: [...containerInstances],
          include: ['TAGS'],
        });
        const answer = await ecs.send(command, { abortSignal });
        report('DescribeContainerInstances', answer.failures, onPartialAnswer);
        return mapped(answer.containerInstances, (instance) => toContainerInstance(instance, cluster));
      },
      limits,
      signal,
    );

  return {
    ecsClusters: (signal, onDenied) =>
      describeAll(
        async (nextToken, abortSignal) => {
          const ecs = await client();
          const page = await ecs.send(new ListClustersCommand({ maxResults, nextToken }), { abortSignal });
          return { items: page.clusterArns ?? [], nextToken: page.nextToken };
        },
        (batch, abortSignal) =>
          permittedOf(batch, onDenied, async (clusters) => {
            const ecs = await client();
            const command = new DescribeClustersCommand({ clusters: [...clusters], include: ['STATISTICS'] });
            const answer = await ecs.send(command, { abortSignal });
            report('DescribeClusters', answer.failures, onPartialAnswer);
            for (const failure of answer.failures ?? []) tellDenied(failure, onDenied);
            return mapped(answer.clusters, toCluster);
          }),
        limits,
        signal,
      ),

    containerInstances: (cluster, signal) =>
      externalInstances(cluster, 'attribute:ecs.capability.external exists', signal),

    tasks: (cluster, containerInstance, signal) =>
      describeAll(
        async (nextToken, abortSignal) => {
          const ecs = await client();
          const on = containerInstance === undefined ? ({ launchType: 'EXTERNAL' } as const) : { containerInstance };
          const page = await ecs.send(new ListTasksCommand({ cluster, ...on, maxResults, nextToken }), { abortSignal });
          return { items: page.taskArns ?? [], nextToken: page.nextToken };
        },
        async (tasks, abortSignal) => {
          const ecs = await client();
          const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] }), { abortSignal });
          report('DescribeTasks', answer.failures, onPartialAnswer);
          return mapped(answer.tasks, (task) => toTask(task, cluster));
        },
        limits,
        signal,
      ),

    clusterIsActive: async (clusterArn, signal) => isActive(await client(), clusterArn, signal),

    async containerInstancesOfNodes(cluster, nodeIds, signal) {
      const found: ContainerInstance[] = [];
      // Only what looks like an id goes into the query, which has no way to escape a quote.
      const ids = nodeIds.filter((id) => /^mi-\w+$/.test(id)).map((id) => `'${id}'`);
      for (const some of slices(ids, idsInQuery)) {
        for await (const batch of externalInstances(cluster, `ec2InstanceId in [${some.join(', ')}]`, signal)) {
          found.push(...batch);
        }
      }
      return found;
    },
  };
}

async function isActive(ecs: ECSClient, clusterArn: string, signal: AbortSignal | undefined): Promise<boolean> {
  const command = new DescribeClustersCommand({ clusters: [clusterArn] });
  const { clusters = [] } = await ecs.send(command, signal && { abortSignal: signal });
  return clusters.some(({ status }) => status === 'ACTIVE');
}

/** As many as fit into the 2,000 characters that a cluster query may have in a placement constraint. */
const idsInQuery = 80;

function report(operation: string, failures: readonly AwsFailure[] | undefined, tell: OnPartialAnswer): void {
  for (const failure of failures ?? []) {
    // Deleted or stopped between the list and the describe call.
    if (failure.reason !== 'MISSING') tell(operation, isDenied(failure) ? 'accessDenied' : 'service');
  }
}

function isDenied({ reason = '' }: AwsFailure): boolean {
  return /denied|authorized/i.test(reason);
}

function tellDenied(failure: AwsFailure, tell: OnDenied | undefined): void {
  const { arn, reason = '' } = failure;
  if (arn === undefined || !isDenied(failure)) return;
  const message = `The cluster ${nameInArn(arn)} may not be described: ${reason}`;
  tell?.(arn, new Failure('accessDenied', message, { service: 'ECS', operation: 'DescribeClusters' }));
}

/** Most calls for what is left of a refused batch. Each refusal names one of it, so who may see few has many of them. */
const mostFurtherCalls = 5;

/**
 * Describes a batch without those that the caller may not see. A call may be refused as a whole for the sake of one of its
 * resources, which the message names. Rejects with the refusal where it names none of them, or where nobody would be told.
 */
async function permittedOf<T>(
  arns: readonly string[],
  onDenied: OnDenied | undefined,
  describe: (arns: readonly string[]) => Promise<readonly T[]>,
  furtherCalls = mostFurtherCalls,
): Promise<readonly T[]> {
  try {
    return await describe(arns);
  } catch (error) {
    if (!onDenied || !Failure.is(error) || error.reason !== 'accessDenied') throw error;
    // Whole ARNs: the name of one cluster may be the beginning of another's.
    const named = new Set(error.message.match(/\barn:[\w:/-]+/g));
    const rest = arns.filter((arn) => !named.has(arn));
    if (rest.length === arns.length || (rest.length > 0 && furtherCalls === 0)) throw error;
    for (const arn of arns) if (named.has(arn)) onDenied(arn, error);
    return rest.length > 0 ? permittedOf(rest, onDenied, describe, furtherCalls - 1) : [];
  }
}

export function toCluster(cluster: AwsCluster): EcsCluster | undefined {
  const { clusterArn, clusterName } = cluster;
  if (!clusterArn) return undefined;
  return compact({
    kind: 'ecs' as const,
    arn: clusterArn,
    name: clusterName ?? nameInArn(clusterArn),
    status: cluster.status ?? 'UNKNOWN',
    containerInstanceCount: cluster.registeredContainerInstancesCount ?? 0,
    runningTaskCount: cluster.runningTasksCount ?? 0,
    pendingTaskCount: cluster.pendingTasksCount ?? 0,
    activeServiceCount: cluster.activeServicesCount ?? 0,
    fargateTaskCount: fargateTasks(cluster),
  });
}

function fargateTasks({ statistics }: AwsCluster): number | undefined {
  const values = mapped(statistics, ({ name, value }) =>
    name === 'runningFargateTasksCount' || name === 'pendingFargateTasksCount' ? numeric(value) : undefined,
  );
  return values.length > 0 ? values.reduce((sum, value) => sum + value) : undefined;
}

export function toContainerInstance(instance: AwsContainerInstance, clusterArn: string): ContainerInstance | undefined {
  const { containerInstanceArn, ec2InstanceId } = instance;
  if (!containerInstanceArn || !ec2InstanceId) return undefined;
  return compact({
    arn: containerInstanceArn,
    clusterArn,
    managedNodeId: ec2InstanceId,
    status: instance.status ?? 'UNKNOWN',
    statusReason: text(instance.statusReason),
    agentConnected: instance.agentConnected ?? false,
    agentVersion: text(instance.versionInfo?.agentVersion),
    dockerVersion: text(instance.versionInfo?.dockerVersion),
    total: toResources(instance.registeredResources),
    free: toResources(instance.remainingResources),
    reservedPorts: toPorts(instance.registeredResources),
    usedPorts: toPorts(instance.remainingResources),
    runningTaskCount: instance.runningTasksCount ?? 0,
    pendingTaskCount: instance.pendingTasksCount ?? 0,
    registeredAt: time(instance.registeredAt),
    attributes: record(instance.attributes, ({ name, value }) => [name, value]),
    tags: record(instance.tags, ({ key, value }) => [key, value]),
  });
}

function toResources(resources: readonly Resource[] | undefined): Resources {
  const amount = (name: string): number => resources?.find((resource) => resource.name === name)?.integerValue ?? 0;
  const gpus = stringSet(resources, 'GPU');
  return { cpu: amount('CPU'), memoryMiB: amount('MEMORY'), ...(gpus && { gpus: gpus.length }) };
}

/** What ECS calls remaining of a set of ports is what is taken of it. */
function toPorts(resources: readonly Resource[] | undefined): HostPorts | undefined {
  const tcp = stringSet(resources, 'PORTS');
  const udp = stringSet(resources, 'PORTS_UDP');
  if (!tcp && !udp) return undefined;
  return { tcp: mapped(tcp, numeric), udp: mapped(udp, numeric) };
}

function stringSet(resources: readonly Resource[] | undefined, name: string): readonly string[] | undefined {
  return resources?.find((resource) => resource.name === name)?.stringSetValue;
}

export function toTask(task: AwsTask, clusterArn: string): Task | undefined {
  const { taskArn, taskDefinitionArn } = task;
  if (!taskArn || !taskDefinitionArn) return undefined;
  return compact({
    arn: taskArn,
    clusterArn,
    containerInstanceArn: text(task.containerInstanceArn),
    taskDefinitionArn,
    group: text(task.group),
    lastStatus: task.lastStatus ?? 'UNKNOWN',
    desiredStatus: task.desiredStatus ?? 'UNKNOWN',
    startedAt: time(task.startedAt),
    pullStartedAt: time(task.pullStartedAt),
    pullStoppedAt: time(task.pullStoppedAt),
    cpu: numeric(task.cpu),
    memoryMiB: numeric(task.memory),
    containers: mapped(task.containers, toTaskContainer),
  });
}

function toTaskContainer(container: AwsContainer): TaskContainer | undefined {
  const { name } = container;
  if (name === undefined) return undefined;
  return compact({
    name,
    status: container.lastStatus ?? 'UNKNOWN',
    image: container.image ?? '',
    arn: text(container.containerArn),
    imageDigest: text(container.imageDigest),
    exitCode: container.exitCode,
    reason: text(container.reason),
    health: container.healthStatus,
    cpu: numeric(container.cpu),
    memoryMiB: numeric(container.memory),
    memoryReservationMiB: numeric(container.memoryReservation),
  });
}

function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
