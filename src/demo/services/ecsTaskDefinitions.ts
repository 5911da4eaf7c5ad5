import type {
  ContainerDefinition,
  ListTaskDefinitionFamiliesCommandOutput,
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { nodeOf } from '../../core/tasks/values.ts';
import type { TaskValue } from '../../core/tasks/registerInput.ts';
import { taskCpu, taskMemory } from '../../core/taskdef/cost/taskSize.ts';
import { neededCapabilities } from '../../core/taskdef/placement/capabilities.ts';
import { AwsError } from '../wire/awsError.ts';
import { integer, oneOf, string, structure } from '../wire/shapes.ts';
import { wireTags } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { addTaskDefinition } from '../worlds/ecs.ts';
import { invalidParameter, operation, pageOf } from './operation.ts';
import type { Call, Operations } from './operation.ts';
import { taskDefinitionShape } from './ecsTaskShape.ts';

/** Registering task definitions: what ECS refuses, and what it adds. */

type Input = Wire<RegisterTaskDefinitionCommandInput>;
type Container = Wire<ContainerDefinition>;

function refused(message: string): AwsError {
  return new AwsError('ClientException', message);
}

/** @throws {AwsError} */
function check(input: Input): void {
  const { family = '', containerDefinitions = [], requiresCompatibilities = [] } = input;
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(family)) {
    throw refused('Family contains invalid characters. Valid characters are a-z, A-Z, 0-9, hyphens and underscores.');
  }
  if (containerDefinitions.length === 0) throw refused('Container list cannot be empty.');
  if (containerDefinitions.length > 10) throw refused('Task definition can have at most 10 containers.');
  if (requiresCompatibilities.includes('EXTERNAL')) checkExternal(input);
  const names = new Set<string>();
  for (const container of containerDefinitions) {
    const { name = '' } = container;
    checkContainer(container, input);
    if (names.has(name)) throw refused(`Container names must be unique: '${name}'.`);
    names.add(name);
  }
  if (containerDefinitions.every(({ essential }) => essential === false)) {
    throw refused('Task definition must have at least one essential container.');
  }
}

/** Source: Amazon ECS Developer Guide, "Amazon ECS clusters for external instances". */
function checkExternal({ networkMode, volumes = [], proxyConfiguration }: Input): void {
  if (networkMode === 'awsvpc') {
    throw refused("Task definitions that require EXTERNAL do not support the network mode 'awsvpc'.");
  }
  if (volumes.some(({ efsVolumeConfiguration }) => efsVolumeConfiguration !== undefined)) {
    throw refused('Task definitions that require EXTERNAL do not support EFS volumes.');
  }
  if (proxyConfiguration !== undefined) {
    throw refused('Task definitions that require EXTERNAL do not support a proxy configuration.');
  }
}

function checkContainer(container: Container, task: Input): void {
  const { name = '', image = '' } = container;
  if (name === '') throw refused('Container.name should not be null or empty.');
  if (image === '') throw refused('Container.image should not be null or empty.');
  checkMemory(container, task);
  checkPorts(container, task);
}

function checkMemory({ name = '', memory, memoryReservation }: Container, { memory: taskLimit }: Input): void {
  const setting = `Invalid setting for container '${name}'.`;
  if (taskLimit === undefined && memory === undefined && memoryReservation === undefined) {
    throw refused(`${setting} At least one of 'memory' or 'memoryReservation' must be specified.`);
  }
  if (memory !== undefined && memory < 6) throw refused(`${setting} Memory must be at least 6 MiB.`);
  if (memory !== undefined && memoryReservation !== undefined && memory < memoryReservation) {
    throw refused(`${setting} 'memory' must not be less than 'memoryReservation'.`);
  }
}

function checkPorts({ portMappings = [] }: Container, { networkMode }: Input): void {
  if (networkMode === 'none' && portMappings.length > 0) {
    throw refused("Port mappings are not allowed with the network mode 'none'.");
  }
  const differs = portMappings.some(({ hostPort, containerPort }) => (hostPort ?? containerPort) !== containerPort);
  if (networkMode === 'host' && differs) {
    throw refused('When networkMode=host, the host ports and container ports in port mappings must match.');
  }
}

/** What `DescribeTaskDefinition` shows of a container for which nothing was said. */
function withDefaults(container: Container, networkMode: Input['networkMode']): Container {
  return {
    ...defined(container),
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      ...defined(mapping),
      hostPort: mapping.hostPort ?? (networkMode === 'host' ? mapping.containerPort : 0),
      protocol: mapping.protocol ?? 'tcp',
    })),
  };
}

function defined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** "1 vCPU" becomes 1024. */
function units(value: string | undefined, read: typeof taskCpu): string | undefined {
  if (value === undefined) return undefined;
  const number = read(nodeOf(value));
  if (number === undefined) throw refused(`Invalid setting for the task: '${value}'.`);
  return String(number);
}

function details(input: Input, { world, caller }: Call): Partial<Wire<TaskDefinition>> {
  const { networkMode, requiresCompatibilities } = input;
  // Tags are told beside the definition.
  const rest = { ...input, tags: undefined };
  const fits = networkMode === 'awsvpc' ? (['EC2', 'FARGATE'] as const) : (['EXTERNAL', 'EC2'] as const);
  // What came over the wire is JSON.
  const root = nodeOf(defined(input) as TaskValue);
  return {
    ...defined(rest),
    networkMode: networkMode ?? 'bridge',
    requiresCompatibilities,
    cpu: units(input.cpu, taskCpu),
    memory: units(input.memory, taskMemory),
    containerDefinitions: (input.containerDefinitions ?? []).map((each) => withDefaults(each, networkMode)),
    volumes: input.volumes ?? [],
    placementConstraints: input.placementConstraints ?? [],
    compatibilities: [...fits],
    requiresAttributes: neededCapabilities(root).map(({ attribute }) => ({ name: attribute })),
    registeredBy: caller?.arn ?? `arn:aws:iam::${world.accountId}:root`,
  };
}

export const ecsTaskDefinitions: Operations = {
  RegisterTaskDefinition: operation(taskDefinitionShape(), (raw, call): Wire<RegisterTaskDefinitionCommandOutput> => {
    // The shape is made of the same API model as the SDK's types.
    const input = raw as Input;
    check(input);
    const { world } = call;
    const { definition, tags } = addTaskDefinition(world, {
      family: input.family ?? '',
      containers: [],
      details: details(input, call),
      registeredAt: world.clock(),
      tags: Object.fromEntries((input.tags ?? []).map(({ key = '', value = '' }) => [key, value])),
    });
    return { taskDefinition: definition, tags: wireTags(tags) };
  }),

  ListTaskDefinitionFamilies: operation(
    structure({
      nextToken: string(),
      maxResults: integer(),
      familyPrefix: string(),
      status: oneOf('ACTIVE', 'INACTIVE', 'ALL'),
    }),
    (input, call): Wire<ListTaskDefinitionFamiliesCommandOutput> => {
      const { maxResults = 100, status = 'ALL', familyPrefix = '' } = input;
      if (maxResults < 1 || maxResults > 100) {
        throw invalidParameter('maxResults must be a positive integer less than or equal to 100');
      }
      const isWanted = (active: boolean): boolean => status === 'ALL' || active === (status === 'ACTIVE');
      const families = new Map<string, boolean>();
      for (const each of call.world.taskDefinitions.values()) {
        families.set(each.family, families.get(each.family) === true || each.status === 'ACTIVE');
      }
      const all = [...families]
        .filter(([family, active]) => family.startsWith(familyPrefix) && isWanted(active))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([family], index) => ({ number: index + 1, family }));
      const badToken = (): AwsError => invalidParameter('Invalid token.');
      const page = pageOf(all, call, { token: input.nextToken, limit: maxResults, badToken });
      return { families: page.items.map(({ family }) => family), nextToken: page.nextToken };
    },
  ),
};
