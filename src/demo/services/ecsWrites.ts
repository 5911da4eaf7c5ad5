import type {
  DeregisterContainerInstanceCommandOutput,
  RegisterContainerInstanceCommandOutput,
  UpdateContainerInstancesStateCommandOutput,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../wire/awsError.ts';
import { boolean, integer, list, oneOf, required, string, structure } from '../wire/shapes.ts';
import type { ShapeValue } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import { hexId, isLive } from '../world.ts';
import type { ContainerInstance, EcsCluster, World } from '../world.ts';
import { addContainerInstance } from '../worlds/ecs.ts';
import { findCluster, findInstance, missing, requireInstance } from './ecsLookup.ts';
import { checkBatch, partition } from './ecsReads.ts';
import { describeInstance } from './ecsViews.ts';
import { invalidParameter, operation } from './operation.ts';
import type { Call, Operations } from './operation.ts';

const tagPattern = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;

const registration = structure({
  cluster: string(),
  instanceIdentityDocument: string(),
  totalResources: list(structure({ name: string(), integerValue: integer(), stringSetValue: list(string()) })),
  versionInfo: structure({ agentVersion: string(), agentHash: string(), dockerVersion: string() }),
  containerInstanceArn: string(),
  attributes: list(structure({ name: required(string()), value: string() })),
  tags: list(
    structure({
      key: required(string({ min: 1, max: 128, pattern: tagPattern })),
      value: string({ max: 256, pattern: tagPattern }),
    }),
    { max: 50 },
  ),
});
type Registration = NonNullable<ShapeValue<typeof registration>>;

/**
 * ECS learns which machine calls from an EC2 instance identity document or, outside EC2, from the credentials: the
 * session of the node's role is named after the node.
 */
function machineOf(input: Registration, call: Call): string {
  const { instanceIdentityDocument: text } = input;
  if (text !== undefined && text !== '') {
    const instanceId = /"instanceId"\s*:\s*"(i-[0-9a-f]+)"/.exec(text)?.[1];
    if (instanceId === undefined) throw new AwsError('ClientException', 'Invalid instance identity document.');
    return instanceId;
  }
  const nodeId = call.caller?.nodeId;
  if (nodeId === undefined) throw new AwsError('ClientException', 'Unable to verify the identity of the instance.');
  return nodeId;
}

function resource(input: Registration, name: string): number {
  const value = input.totalResources?.find((each) => each.name === name)?.integerValue;
  if (value === undefined || value < 0) throw invalidParameter(`Resource ${name} is missing or invalid.`);
  return value;
}

function register(input: Registration, call: Call): ContainerInstance {
  const { world } = call;
  const cluster = findCluster(world, input.cluster);
  const ec2InstanceId = machineOf(input, call);
  const cpu = resource(input, 'CPU');
  const memoryMiB = resource(input, 'MEMORY');
  const attributes = new Map((input.attributes ?? []).map(({ name, value }) => [name, value]));
  const node = world.nodes.get(ec2InstanceId);
  if (node?.report !== undefined && node.report.architecture === undefined) {
    node.report = { ...node.report, architecture: attributes.get('ecs.cpu-architecture') };
  }
  if (input.containerInstanceArn !== undefined) {
    const known = requireInstance(cluster, input.containerInstanceArn);
    if (known.status === 'INACTIVE') throw new AwsError('ClientException', 'Container instance is inactive.');
    Object.assign(known, { cpu, memoryMiB, attributes, agentConnected: true, version: known.version + 1 });
    return known;
  }
  const { agentVersion, agentHash, dockerVersion } = input.versionInfo ?? {};
  const gpuIds = input.totalResources?.find(({ name }) => name === 'GPU')?.stringSetValue;
  return addContainerInstance(world, {
    cluster,
    id: hexId(32),
    ec2InstanceId,
    cpu,
    memoryMiB,
    attributes,
    registeredAt: world.clock(),
    instanceTags: Object.fromEntries((input.tags ?? []).map(({ key, value = '' }) => [key, value])),
    ...(agentVersion === undefined ? {} : { agentVersion }),
    ...(agentHash === undefined ? {} : { agentHash }),
    ...(gpuIds === undefined ? {} : { gpuIds }),
    ...(dockerVersion === undefined ? {} : { dockerVersion }),
  });
}

/** A draining instance loses its services' tasks; those that were started by hand may finish. */
function drain(world: World, instance: ContainerInstance): void {
  for (const task of instance.tasks) {
    if (!isLive(task) || !task.group.startsWith('service:')) continue;
    Object.assign(task, {
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stoppedAt: world.clock(),
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Container instance is in DRAINING status.',
      version: task.version + 1,
    });
  }
}

function deregister(cluster: EcsCluster, instance: ContainerInstance, force: boolean): void {
  const hasTasks = [...instance.tasks].some(isLive);
  if (hasTasks && !force) throw invalidParameter('Found running tasks on the instance.');
  // Its containers run on, orphaned: ECS forgets about them.
  for (const task of instance.tasks) cluster.tasks.delete(task.id);
  instance.tasks.clear();
  instance.status = 'INACTIVE';
  instance.version++;
}

export const ecsWrites: Operations = {
  RegisterContainerInstance: operation(registration, (input, call): Wire<RegisterContainerInstanceCommandOutput> => {
    return { containerInstance: describeInstance(register(input, call), new Set(['TAGS'])) };
  }),

  DeregisterContainerInstance: operation(
    structure({ cluster: string(), containerInstance: required(string()), force: boolean() }),
    (input, { world }): Wire<DeregisterContainerInstanceCommandOutput> => {
      const cluster = findCluster(world, input.cluster);
      const instance = requireInstance(cluster, input.containerInstance);
      deregister(cluster, instance, input.force === true);
      return { containerInstance: describeInstance(instance, new Set()) };
    },
  ),

  UpdateContainerInstancesState: operation(
    structure({
      cluster: string(),
      containerInstances: required(list(string())),
      status: required(oneOf('ACTIVE', 'DRAINING', 'REGISTERING', 'DEREGISTERING', 'REGISTRATION_FAILED')),
    }),
    (
      { cluster: reference, containerInstances, status },
      { world },
    ): Wire<UpdateContainerInstancesStateCommandOutput> => {
      checkBatch(containerInstances, 'instanceIds', 10);
      if (status !== 'ACTIVE' && status !== 'DRAINING') {
        throw invalidParameter('Container instance status should be one of [ACTIVE,DRAINING]');
      }
      const cluster = findCluster(world, reference);
      const { found, absent } = partition(containerInstances, (each) => {
        const instance = findInstance(cluster, each);
        return instance?.status === 'INACTIVE' ? undefined : instance;
      });
      for (const instance of found) {
        instance.status = status;
        instance.version++;
        if (status === 'DRAINING') drain(world, instance);
      }
      return {
        containerInstances: found.map((instance) => describeInstance(instance, new Set())),
        failures: absent.map((each) => missing(world, cluster, 'container-instance', each)),
      };
    },
  ),
};
