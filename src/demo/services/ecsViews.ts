import type {
  Attribute,
  Cluster,
  Container,
  ContainerInstance as SdkContainerInstance,
  Deployment,
  KeyValuePair,
  ManagedAgent,
  Resource,
  Service as SdkService,
  Task as SdkTask,
} from '@aws-sdk/client-ecs';
import { runtimeIdOf } from '../hosts/containerLogs.ts';
import { wireTags, wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import type { ContainerInstance, EcsCluster, Service, StoredTaskDefinition, Task, World } from '../world.ts';
import { countTasks, hexId, isLive, roleArn } from '../world.ts';
import { deploymentId, formerDeploymentId } from '../worlds/ecs.ts';

/** The world's things as ECS answers with them. */

export function describeCluster(cluster: EcsCluster, include: ReadonlySet<string>): Wire<Cluster> {
  const { running, pending } = countTasks(cluster.tasks.values());
  const instances = [...cluster.instances.values()].filter(
    ({ status }) => status === 'ACTIVE' || status === 'DRAINING',
  );
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: instances.length,
    runningTasksCount: running,
    pendingTasksCount: pending,
    activeServicesCount: cluster.services.size,
    statistics: include.has('STATISTICS') ? statistics(cluster) : [],
    tags: include.has('TAGS') ? wireTags(cluster.tags) : [],
    settings: include.has('SETTINGS') ? cluster.settings.map((each) => ({ ...each })) : [],
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
  };
}

/** The documented names, and those of external tasks and services by the same pattern. */
function statistics(cluster: EcsCluster): Wire<KeyValuePair>[] {
  const kinds = [
    ['EC2', 'EC2'],
    ['Fargate', 'FARGATE'],
    ['External', 'EXTERNAL'],
  ] as const;
  const tasks = [...cluster.tasks.values()];
  const services = [...cluster.services.values()];
  const counts = kinds.map(([name, launchType]) => ({
    name,
    ...countTasks(tasks.filter((task) => task.launchType === launchType)),
    services: services.filter((service) => service.launchType === launchType).length,
  }));
  const pair = (name: string, value: number): Wire<KeyValuePair> => ({ name, value: String(value) });
  return [
    ...counts.map(({ name, running }) => pair(`running${name}TasksCount`, running)),
    ...counts.map(({ name, pending }) => pair(`pending${name}TasksCount`, pending)),
    ...counts.map(({ name, services: active }) => pair(`active${name}ServiceCount`, active)),
    ...counts.map(({ name }) => pair(`draining${name}ServiceCount`, 0)),
  ];
}

/** Attributes never change in place, so each set of them is written once. */
const writtenAttributes = new WeakMap<ReadonlyMap<string, string | undefined>, Wire<Attribute>[]>();

function describeAttributes(attributes: ReadonlyMap<string, string | undefined>): Wire<Attribute>[] {
  let written = writtenAttributes.get(attributes);
  if (written === undefined) {
    written = [...attributes].map(([name, value]) => (value === undefined ? { name } : { name, value }));
    writtenAttributes.set(attributes, written);
  }
  return written;
}

export function describeInstance(
  instance: ContainerInstance,
  include: ReadonlySet<string>,
): Wire<SdkContainerInstance> {
  const { running, pending } = countTasks(instance.tasks);
  return {
    containerInstanceArn: instance.arn,
    ec2InstanceId: instance.ec2InstanceId,
    version: instance.version,
    versionInfo: {
      agentVersion: instance.agentVersion,
      agentHash: instance.agentHash,
      dockerVersion: instance.dockerVersion,
    },
    remainingResources: resources(instance, [...instance.tasks].filter(isLive)),
    registeredResources: resources(instance, []),
    status: instance.status,
    statusReason: instance.statusReason,
    agentConnected: instance.agentConnected,
    runningTasksCount: running,
    pendingTasksCount: pending,
    attributes: describeAttributes(instance.attributes),
    registeredAt: wireTime(instance.registeredAt),
    attachments: [],
    tags: include.has('TAGS') ? wireTags(instance.tags) : [],
    ...(include.has('CONTAINER_INSTANCE_HEALTH')
      ? { healthStatus: { overallStatus: 'INSUFFICIENT_DATA', details: [] } }
      : {}),
  };
}

/** SSH, Docker and the agent's own: the ports that the agent reserves by default. */
const reservedPorts = ['22', '2375', '2376', '51678', '51679'];

function resources(instance: ContainerInstance, tasks: readonly Task[]): Wire<Resource>[] {
  const sizes = tasks.map(taskSize);
  const taken = (what: 'cpu' | 'memoryMiB'): number => sizes.reduce((sum, size) => sum + size[what], 0);
  const ports = (protocol: string): string[] => tasks.flatMap((task) => hostPorts(task, protocol).map(String));
  const takenGpus = tasks.reduce((sum, task) => sum + gpusOf(task), 0);
  const number = (name: string, integerValue: number): Wire<Resource> => {
    return { name, type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue };
  };
  const set = (name: string, stringSetValue: string[]): Wire<Resource> => {
    return { name, type: 'STRINGSET', doubleValue: 0, longValue: 0, integerValue: 0, stringSetValue };
  };
  return [
    number('CPU', instance.cpu - taken('cpu')),
    number('MEMORY', instance.memoryMiB - taken('memoryMiB')),
    set('PORTS', [...reservedPorts, ...ports('tcp')]),
    set('PORTS_UDP', ports('udp')),
    ...(instance.gpuIds === undefined ? [] : [set('GPU', instance.gpuIds.slice(takenGpus))]),
  ];
}

/** What ECS reserves for a task: its own size, else that of its containers. */
function taskSize({ taskDefinition: { definition } }: Task): { cpu: number; memoryMiB: number } {
  const containers = definition.containerDefinitions ?? [];
  const sum = (values: readonly (number | undefined)[]): number =>
    values.reduce<number>((all, each) => all + (each ?? 0), 0);
  return {
    cpu: Number(definition.cpu ?? sum(containers.map(({ cpu }) => cpu))),
    memoryMiB: Number(definition.memory ?? sum(containers.map((each) => each.memoryReservation ?? each.memory))),
  };
}

function hostPorts({ taskDefinition: { definition } }: Task, wanted: string): number[] {
  const mappings = (definition.containerDefinitions ?? []).flatMap(({ portMappings }) => portMappings ?? []);
  return mappings
    .filter(({ protocol = 'tcp' }) => protocol === wanted)
    .map(({ hostPort }) => hostPort ?? 0)
    .filter((port) => port > 0);
}

function gpusOf({ taskDefinition: { definition } }: Task): number {
  return (definition.containerDefinitions ?? [])
    .flatMap(({ resourceRequirements }) => resourceRequirements ?? [])
    .filter(({ type }) => type === 'GPU')
    .reduce((sum, { value }) => sum + Number(value), 0);
}

export function describeTask(task: Task, clusterArn: string, include: ReadonlySet<string>): Wire<SdkTask> {
  const { definition } = task.taskDefinition;
  const connectedAt = task.createdAt + 1_000;
  return {
    attachments: [],
    attributes: [],
    clusterArn,
    ...(task.instance === undefined
      ? {}
      : {
          containerInstanceArn: task.instance.arn,
          connectivity: task.instance.agentConnected ? 'CONNECTED' : 'DISCONNECTED',
          connectivityAt: wireTime(connectedAt),
        }),
    containers: (definition.containerDefinitions ?? []).map((each) => describeContainer(task, each)),
    cpu: definition.cpu,
    memory: definition.memory,
    createdAt: wireTime(task.createdAt),
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: task.hasExec === true,
    group: task.group,
    healthStatus: task.health ?? 'UNKNOWN',
    lastStatus: task.lastStatus,
    launchType: task.launchType,
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [] },
    // The agent pulls as soon as it has heard of the task, which is pending as long as that takes.
    ...(task.instance !== undefined && (task.lastStatus === 'PENDING' || task.startedAt !== undefined)
      ? { pullStartedAt: wireTime(connectedAt) }
      : {}),
    ...(task.startedAt === undefined
      ? {}
      : { pullStoppedAt: wireTime(task.startedAt - 3_000), startedAt: wireTime(task.startedAt) }),
    startedBy: task.startedBy,
    ...ending(task),
    tags: include.has('TAGS') ? wireTags(task.tags) : [],
    taskArn: task.arn,
    taskDefinitionArn: task.taskDefinition.arn,
    version: task.version,
  };
}

function ending(
  task: Task,
): Wire<Pick<SdkTask, 'stopCode' | 'stoppedAt' | 'stoppedReason' | 'stoppingAt' | 'executionStoppedAt'>> {
  if (task.stoppedAt === undefined) return {};
  return {
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    stoppingAt: wireTime(task.stoppedAt - 1_500),
    executionStoppedAt: wireTime(task.stoppedAt - 500),
    stoppedAt: wireTime(task.stoppedAt),
  };
}

type ContainerDefinition = NonNullable<Task['taskDefinition']['definition']['containerDefinitions']>[number];

function describeContainer(task: Task, definition: ContainerDefinition): Wire<Container> {
  const { name = '', image, cpu = 0, memory, memoryReservation, portMappings = [] } = definition;
  const seed = `${task.id} ${name}`;
  return {
    containerArn: `${task.arn.replace(':task/', ':container/')}/${hexId(32, seed)}`,
    taskArn: task.arn,
    name,
    image,
    lastStatus: task.lastStatus === 'RUNNING' || task.lastStatus === 'STOPPED' ? task.lastStatus : 'PENDING',
    exitCode: task.exitCode,
    reason: definition.essential === false ? undefined : task.containerReason,
    networkBindings: [],
    networkInterfaces: [],
    healthStatus: task.health ?? 'UNKNOWN',
    cpu: String(cpu),
    memory: memory?.toString(),
    memoryReservation: memoryReservation?.toString(),
    ...(task.startedAt === undefined
      ? {}
      : {
          imageDigest: task.imageDigests[name],
          runtimeId: runtimeIdOf(task, name),
          ...(task.hasExec === true ? { managedAgents: [execAgent(task)] } : {}),
          networkBindings: bindings(portMappings, task.number),
        }),
  };
}

/** What ECS Exec talks to, beside the program of a container. */
function execAgent({ lastStatus, startedAt }: Task): Wire<ManagedAgent> {
  return {
    name: 'ExecuteCommandAgent',
    lastStatus: lastStatus === 'RUNNING' ? 'RUNNING' : 'STOPPED',
    lastStartedAt: wireTime(startedAt),
  };
}

type PortMappings = NonNullable<ContainerDefinition['portMappings']>;

/** A host port of 0 is one that Docker picks. */
function bindings(mappings: PortMappings, seed: number): Wire<NonNullable<Container['networkBindings']>> {
  return mappings.map(({ containerPort = 0, hostPort = 0, protocol = 'tcp' }, index) => ({
    bindIP: '0.0.0.0',
    containerPort,
    hostPort: hostPort > 0 ? hostPort : 32_768 + ((seed + index) % 20_000),
    protocol,
  }));
}

export function describeService(
  world: World,
  cluster: EcsCluster,
  service: Service,
  include: ReadonlySet<string>,
): Wire<SdkService> {
  const group = `service:${service.name}`;
  const tasks = [...cluster.tasks.values()].filter((task) => task.group === group);
  const { running, pending } = countTasks(tasks);
  const [minimumHealthyPercent, maximumPercent] = service.percents ?? [0, 100];
  return {
    desiredCount: service.desiredCount,
    runningCount: running,
    pendingCount: pending,
    launchType: service.launchType,
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: cluster.arn,
    loadBalancers: [],
    serviceRegistries: [],
    status: 'ACTIVE',
    taskDefinition: service.taskDefinition.arn,
    deploymentConfiguration: {
      maximumPercent,
      minimumHealthyPercent,
      ...(service.circuitBreaker === undefined ? {} : { deploymentCircuitBreaker: service.circuitBreaker }),
    },
    deployments: deployments(service, tasks),
    events: service.events.map(({ at, message }, index) => ({
      id: hexId(32, `${service.arn} ${index}`),
      createdAt: wireTime(at),
      message,
    })),
    createdAt: wireTime(service.createdAt),
    createdBy: roleArn(world, 'demo'),
    placementConstraints: (service.placementConstraints ?? []).map((each) => ({ ...each })),
    placementStrategy: [],
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: 'ECS' },
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: service.hasExec === true,
    tags: include.has('TAGS') ? wireTags(service.tags) : [],
  };
}

/** The newest, and those of earlier revisions as long as these have tasks. */
function deployments(service: Service, tasks: readonly Task[]): Wire<Deployment>[] {
  const { taskDefinition, desiredCount, launchType, createdAt } = service;
  const former = new Set(tasks.filter(isLive).map((task) => task.taskDefinition));
  former.delete(taskDefinition);
  const counted = (of: StoredTaskDefinition): Wire<Deployment> => {
    const own = tasks.filter((task) => task.taskDefinition === of);
    const { running, pending } = countTasks(own);
    const failed = own.filter(hasFailed).length;
    return { runningCount: running, pendingCount: pending, failedTasks: failed, taskDefinition: of.arn, launchType };
  };
  const primary = counted(taskDefinition);
  const id = deploymentId(service);
  const isDone = (primary.runningCount ?? 0) >= desiredCount && former.size === 0;
  const rolloutState = service.hasFailed === true ? 'FAILED' : isDone ? 'COMPLETED' : 'IN_PROGRESS';
  return [
    {
      ...primary,
      id,
      status: 'PRIMARY',
      desiredCount,
      createdAt: wireTime(createdAt),
      updatedAt: wireTime(createdAt + 120_000),
      rolloutState,
      rolloutStateReason: rolloutReason(id, rolloutState),
    },
    ...[...former].map((of) => {
      const before = formerDeploymentId(service, of);
      const at = createdAt - 60 * 60_000;
      return {
        ...counted(of),
        id: before,
        status: 'ACTIVE',
        desiredCount: 0,
        createdAt: wireTime(Math.max(of.registeredAt, at)),
        updatedAt: wireTime(createdAt),
        rolloutState: 'COMPLETED' as const,
        rolloutStateReason: rolloutReason(before, 'COMPLETED'),
      };
    }),
  ];
}

function rolloutReason(id: string, state: 'COMPLETED' | 'FAILED' | 'IN_PROGRESS'): string {
  switch (state) {
    case 'COMPLETED':
      return `ECS deployment ${id} completed.`;
    case 'FAILED':
      return `ECS deployment circuit breaker: tasks failed to start.`;
    case 'IN_PROGRESS':
      return `ECS deployment ${id} in progress.`;
  }
}

/** As the circuit breaker counts: it did not start, or its essential container ended with an error. */
function hasFailed({ lastStatus, stopCode, exitCode = 0 }: Task): boolean {
  if (lastStatus !== 'STOPPED') return false;
  return stopCode === 'TaskFailedToStart' || (stopCode === 'EssentialContainerExited' && exitCode !== 0);
}
