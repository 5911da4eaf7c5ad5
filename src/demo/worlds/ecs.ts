import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import type { ServiceDetails } from '../serviceDetails.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { arn, hexId, nextNumber } from '../world.ts';
import type {
  ContainerInstance,
  ContainerInstanceStatus,
  EcsCluster,
  ManagedNode,
  Service,
  StoredTaskDefinition,
  Tags,
  Task,
  World,
} from '../world.ts';
import { externalAgentAttributes } from './agentAttributes.ts';
import { addManagedNode } from './nodes.ts';
import type { NodeOptions } from './nodes.ts';

/** Adds things to a world. Ids come from the order in which things are added, so a world looks the same each time. */

const day = 24 * 60 * 60_000;
export const agentVersion = '1.105.1';

export function addEcsCluster(world: World, name: string, tags: Tags = {}): EcsCluster {
  const cluster: EcsCluster = {
    number: nextNumber(world),
    name,
    arn: arn(world, 'ecs', `cluster/${name}`),
    status: 'ACTIVE',
    tags,
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    instances: new Map(),
    tasks: new Map(),
    services: new Map(),
  };
  world.ecsClusters.set(name, cluster);
  return cluster;
}

export interface HostOptions extends NodeOptions {
  readonly cluster: EcsCluster;
  /** Default 4,096. */
  readonly cpu?: number;
  readonly memoryMiB?: number;
  readonly gpuIds?: readonly string[];
  readonly status?: ContainerInstanceStatus;
  readonly agentConnected?: boolean;
  readonly agentVersion?: string;
  readonly dockerVersion?: string;
  /** Besides those of the agent. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The container instance's, not the node's. */
  readonly instanceTags?: Tags;
}

export interface Host {
  readonly node: ManagedNode;
  readonly instance: ContainerInstance;
}

/** A machine that registered with both SSM and ECS. */
export function addHost(world: World, options: HostOptions): Host {
  const node = addManagedNode(world, options);
  return { node, instance: addExternalInstance(world, node, options) };
}

/** An external container instance of a node; a second one of the same node is a stale twin, as after lost agent data. */
export function addExternalInstance(world: World, node: ManagedNode, options: HostOptions): ContainerInstance {
  const attributes = externalAgentAttributes(options.architecture ?? 'x86_64', options.attributes);
  return addContainerInstance(world, {
    ...options,
    ec2InstanceId: node.id,
    attributes,
    registeredAt: node.registeredAt,
  });
}

/** A container instance on EC2, as clusters may have beside external ones. */
export function addEc2Instance(world: World, cluster: EcsCluster): ContainerInstance {
  const attributes = new Map<string, string | undefined>([
    ['ecs.availability-zone', `${world.region}a`],
    ['ecs.instance-type', 'm7g.large'],
    ['ecs.os-type', 'linux'],
    ['ecs.cpu-architecture', 'arm64'],
    ['ecs.capability.task-eni', undefined],
  ]);
  const ec2InstanceId = `i-${hexId(17, `ec2 ${world.lastNumber}`)}`;
  return addContainerInstance(world, { cluster, ec2InstanceId, attributes, cpu: 2048, memoryMiB: 7758 });
}

export interface ContainerInstanceOptions {
  readonly cluster: EcsCluster;
  readonly ec2InstanceId: string;
  readonly attributes: ReadonlyMap<string, string | undefined>;
  readonly cpu?: number;
  readonly memoryMiB?: number;
  readonly gpuIds?: readonly string[];
  readonly status?: ContainerInstanceStatus;
  readonly agentConnected?: boolean;
  readonly agentVersion?: string;
  readonly agentHash?: string;
  readonly dockerVersion?: string;
  readonly registeredAt?: number;
  readonly instanceTags?: Tags;
  /** Random instead of by order, for what comes over the wire. */
  readonly id?: string;
}

export function addContainerInstance(world: World, options: ContainerInstanceOptions): ContainerInstance {
  const { cluster } = options;
  const number = nextNumber(world);
  const id = options.id ?? hexId(32, `container instance ${number}`);
  const instance: ContainerInstance = {
    number,
    id,
    arn: arn(world, 'ecs', `container-instance/${cluster.name}/${id}`),
    clusterName: cluster.name,
    ec2InstanceId: options.ec2InstanceId,
    status: options.status ?? 'ACTIVE',
    agentConnected: options.agentConnected ?? true,
    agentVersion: options.agentVersion ?? agentVersion,
    agentHash: options.agentHash ?? '8dfceca6',
    dockerVersion: options.dockerVersion ?? 'DockerVersion: 28.5.2',
    cpu: options.cpu ?? 4096,
    memoryMiB: options.memoryMiB ?? 7937,
    ...(options.gpuIds === undefined ? {} : { gpuIds: options.gpuIds }),
    registeredAt: options.registeredAt ?? world.clock() - 90 * day,
    attributes: options.attributes,
    tags: { ...options.instanceTags },
    tasks: new Set(),
    version: 1,
  };
  cluster.instances.set(id, instance);
  return instance;
}

export interface TaskDefinitionOptions {
  readonly family: string;
  readonly containers: readonly Wire<ContainerDefinition>[];
  readonly details?: Partial<Wire<TaskDefinition>>;
  readonly registeredAt?: number;
  readonly tags?: Tags;
}

export function addTaskDefinition(world: World, options: TaskDefinitionOptions): StoredTaskDefinition {
  const { family } = options;
  const earlier = [...world.taskDefinitions.values()].filter((each) => each.family === family).length;
  const revision = earlier + 1;
  const registeredAt = options.registeredAt ?? world.clock() - 60 * day;
  const stored: StoredTaskDefinition = {
    number: nextNumber(world),
    arn: arn(world, 'ecs', `task-definition/${family}:${revision}`),
    family,
    revision,
    status: 'ACTIVE',
    registeredAt,
    definition: {
      taskDefinitionArn: arn(world, 'ecs', `task-definition/${family}:${revision}`),
      containerDefinitions: options.containers.map((each) => ({ essential: true, ...each })),
      family,
      revision,
      status: 'ACTIVE',
      networkMode: 'bridge',
      volumes: [],
      placementConstraints: [],
      requiresCompatibilities: ['EXTERNAL'],
      compatibilities: ['EXTERNAL', 'EC2'],
      registeredAt: wireTime(registeredAt),
      registeredBy: `arn:aws:iam::${world.accountId}:user/demo`,
      ...options.details,
    },
    tags: { ...options.tags },
  };
  world.taskDefinitions.set(`${family}:${revision}`, stored);
  return stored;
}

export interface ServiceOptions {
  readonly cluster: EcsCluster;
  readonly name: string;
  readonly taskDefinition: StoredTaskDefinition;
  readonly desiredCount: number;
  readonly launchType?: Service['launchType'];
  readonly schedulingStrategy?: Service['schedulingStrategy'];
  readonly createdAt?: number;
  readonly events?: Service['events'];
  readonly hasExec?: boolean;
  readonly details?: ServiceDetails;
  readonly tags?: Tags;
}

export function addService(world: World, options: ServiceOptions): Service {
  const { cluster, name, taskDefinition, desiredCount } = options;
  const service: Service = {
    number: nextNumber(world),
    name,
    arn: arn(world, 'ecs', `service/${cluster.name}/${name}`),
    clusterName: cluster.name,
    launchType: options.launchType ?? 'EXTERNAL',
    schedulingStrategy: options.schedulingStrategy ?? 'REPLICA',
    taskDefinition,
    desiredCount,
    createdAt: options.createdAt ?? world.clock() - 60 * day,
    events: options.events ?? [],
    ...(options.hasExec === undefined ? {} : { hasExec: options.hasExec }),
    ...options.details,
    tags: { ...options.tags },
  };
  cluster.services.set(name, service);
  return service;
}

/** What tasks of a service say that they were started by, and its deployment is called. */
export function deploymentId({ number }: Pick<Service, 'number'>): string {
  return `ecs-svc/${number.toString().padStart(19, '4')}`;
}

/** Of a deployment that is being replaced: one for each task definition that still has tasks. */
export function formerDeploymentId(service: Pick<Service, 'number'>, { number }: StoredTaskDefinition): string {
  return `ecs-svc/${`${service.number}${number}`.padStart(19, '3')}`;
}

/** As an event of the service tells it. */
export function startedMessage({ name }: Pick<Service, 'name'>, tasks: readonly Task[]): string {
  return `(service ${name}) has started ${tasks.length} tasks: ${tasks.map(({ id }) => `(task ${id})`).join(' ')}.`;
}

export interface TaskOptions {
  readonly cluster: EcsCluster;
  readonly taskDefinition: StoredTaskDefinition;
  /** Absent while it waits for a host. */
  readonly instance?: ContainerInstance;
  readonly service?: Service;
  /** Of a task that no service started; default: none. */
  readonly startedBy?: string;
  /** Default: that of its service, or its family. */
  readonly group?: string;
  readonly launchType?: Task['launchType'];
  readonly lastStatus?: Task['lastStatus'];
  readonly createdAt?: number;
  readonly health?: Task['health'];
  readonly imageDigests?: Readonly<Record<string, string>>;
  readonly hasExec?: boolean;
  readonly tags?: Tags;
  /** For a task that ended. */
  readonly stopped?: Pick<Required<Task>, 'stoppedAt' | 'stopCode' | 'stoppedReason'> &
    Pick<Task, 'exitCode' | 'containerReason'>;
}

function originOf({ service, taskDefinition, group, startedBy }: TaskOptions): Pick<Task, 'group' | 'startedBy'> {
  if (service !== undefined) {
    return { group: `service:${service.name}`, startedBy: deploymentId(service) };
  }
  return { group: group ?? `family:${taskDefinition.family}`, ...(startedBy === undefined ? {} : { startedBy }) };
}

export function addTask(world: World, options: TaskOptions): Task {
  const { cluster, taskDefinition, instance, stopped } = options;
  const number = nextNumber(world);
  const id = hexId(32, `task ${number}`);
  const lastStatus = stopped === undefined ? (options.lastStatus ?? 'RUNNING') : 'STOPPED';
  const createdAt = options.createdAt ?? world.clock() - 5 * day;
  const origin = originOf(options);
  const hasStarted =
    lastStatus === 'RUNNING' || (lastStatus === 'STOPPED' && stopped?.stopCode !== 'TaskFailedToStart');
  const task: Task = {
    number,
    id,
    arn: arn(world, 'ecs', `task/${cluster.name}/${id}`),
    clusterName: cluster.name,
    launchType: options.launchType ?? 'EXTERNAL',
    ...(instance === undefined ? {} : { instance }),
    taskDefinition,
    ...origin,
    lastStatus,
    desiredStatus: stopped === undefined ? 'RUNNING' : 'STOPPED',
    createdAt,
    ...(hasStarted ? { startedAt: createdAt + 40_000 } : {}),
    ...stopped,
    ...(options.health === undefined ? {} : { health: options.health }),
    ...(options.hasExec === undefined ? {} : { hasExec: options.hasExec }),
    imageDigests: options.imageDigests ?? {},
    tags: { ...options.tags },
    version: 1,
  };
  cluster.tasks.set(id, task);
  instance?.tasks.add(task);
  return task;
}
