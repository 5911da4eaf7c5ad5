import type { ClusterQuery } from '../../fleet/clusterQuery.ts';
import { ClusterQueryError, matches, parseClusterQuery } from '../../fleet/clusterQuery.ts';
import type { ContainerInstance, Resources } from '../../fleet/model.ts';
import type { TaskSize } from '../cost/taskSize.ts';
import { taskSize } from '../cost/taskSize.ts';
import { imageArchitecture } from '../images/imageSize.ts';
import type { ValueNode } from '../node.ts';
import { itemsOf, property, textOf } from '../node.ts';
import type { ImageFacts } from '../rule.ts';
import type { Message } from '../../text/message.ts';
import { listed, message } from '../../text/message.ts';
import type { NeededCapability } from './capabilities.ts';
import { neededCapabilities } from './capabilities.ts';
import type { PortNeed } from './hostPorts.ts';
import { fixedHostPorts, takenPort } from './hostPorts.ts';

export interface Candidate {
  readonly instance: ContainerInstance;
  /** Groups of the tasks on it, such as `service:web`; without them, constraints that ask for groups are not looked at, see `asksForTaskGroups`. */
  readonly taskGroups?: readonly string[];
}

export interface PlacementOptions {
  /** `memberOf` expressions besides those of the task definition, as a service has them; see `memberExpressions`. */
  readonly expressions?: readonly string[];
  /** Groups of which a host has one task at most, as a service with `distinctInstance` wants it; see `distinctGroup`. */
  readonly distinctGroups?: readonly string[];
  /** By image as it is written; nothing for images that could not be looked at. */
  readonly image?: (image: string) => ImageFacts | undefined;
}

export interface Placement {
  readonly fits: readonly ContainerInstance[];
  readonly others: readonly Unfit[];
}

export interface Unfit {
  readonly instance: ContainerInstance;
  /** The first one, in a sentence without its subject: "needs 2,048 MiB of memory, 512 are free". */
  readonly reason: Message;
}

/**
 * On which external hosts one more task would be placed now. What only deploying makes a value of is taken to fit.
 * Not looked at: Docker volumes with drivers other than `local`.
 *
 * @param root a task definition with the names of the ECS API
 */
export function place(root: ValueNode, candidates: readonly Candidate[], options: PlacementOptions = {}): Placement {
  const needs = needsOf(root, options);
  const fits: ContainerInstance[] = [];
  const others: Unfit[] = [];
  for (const candidate of candidates) {
    const reason = whyNot(needs, candidate);
    if (reason) others.push({ instance: candidate.instance, reason });
    else fits.push(candidate.instance);
  }
  return { fits, others };
}

/** The `memberOf` expressions of a task definition or a service that are known. */
export function memberExpressions(root: ValueNode): readonly string[] {
  return itemsOf(property(root, 'placementConstraints')).flatMap((constraint) => {
    const expression = textOf(property(constraint, 'expression'));
    return textOf(property(constraint, 'type')) === 'memberOf' && expression !== undefined ? [expression] : [];
  });
}

/** The group of whose tasks a host takes one: that of a service with `distinctInstance` whose name is known. */
export function distinctGroup(service: ValueNode): string | undefined {
  const name = textOf(property(service, 'serviceName'));
  const isDistinct = itemsOf(property(service, 'placementConstraints')).some(
    (constraint) => textOf(property(constraint, 'type')) === 'distinctInstance',
  );
  return isDistinct && name !== undefined ? `service:${name}` : undefined;
}

/** Whether it takes the groups of the tasks on a host to tell if a task is placed there. */
export function asksForTaskGroups(
  root: ValueNode,
  { expressions = [], distinctGroups = [] }: Pick<PlacementOptions, 'expressions' | 'distinctGroups'> = {},
): boolean {
  return distinctGroups.length > 0 || constraintsOf(root, expressions).some(({ query }) => asksForGroups(query));
}

interface Needs {
  readonly size: TaskSize;
  readonly capabilities: readonly NeededCapability[];
  /** As images name it. */
  readonly architecture: string | undefined;
  readonly isWindows: boolean;
  readonly images: readonly { readonly image: string; readonly architectures: readonly string[] }[];
  readonly constraints: readonly Constraint[];
  readonly distinctGroups: readonly string[];
  readonly ports: readonly PortNeed[];
}

function needsOf(root: ValueNode, { expressions = [], distinctGroups = [], image }: PlacementOptions): Needs {
  const platform = property(root, 'runtimePlatform');
  const images = itemsOf(property(root, 'containerDefinitions')).flatMap(
    (container) => textOf(property(container, 'image')) ?? [],
  );
  return {
    size: taskSize(root),
    capabilities: neededCapabilities(root),
    architecture: imageArchitecture(textOf(property(platform, 'cpuArchitecture')) ?? ''),
    isWindows: textOf(property(platform, 'operatingSystemFamily'))?.startsWith('WINDOWS') === true,
    images: [...new Set(images)].flatMap((name) => {
      const facts = image?.(name);
      if (!facts) return [];
      const linux = facts.platforms.filter(({ os }) => os === 'linux');
      return [{ image: name, architectures: linux.map(({ architecture }) => architecture) }];
    }),
    constraints: constraintsOf(root, expressions),
    distinctGroups,
    ports: fixedHostPorts(root),
  };
}

interface Constraint {
  readonly text: string;
  readonly query: ClusterQuery;
}

function constraintsOf(root: ValueNode, expressions: readonly string[]): readonly Constraint[] {
  return [...memberExpressions(root), ...expressions].flatMap((text) => {
    const query = readable(text);
    return query ? [{ text, query }] : [];
  });
}

/** An expression that can't be read is the business of another hint. */
function readable(expression: string): ClusterQuery | undefined {
  try {
    return parseClusterQuery(expression);
  } catch (error) {
    if (error instanceof ClusterQueryError) return undefined;
    throw error;
  }
}

function whyNot(needs: Needs, candidate: Candidate): Message | undefined {
  const { instance } = candidate;
  return (
    notPlacing(instance) ??
    lackingCapability(needs, instance) ??
    wrongArchitecture(needs, instance) ??
    unmetConstraint(needs, candidate) ??
    secondOfGroup(needs, candidate) ??
    tooSmall(needs.size, instance) ??
    portConflict(needs.ports, instance)
  );
}

function notPlacing({ agentConnected, status }: ContainerInstance): Message | undefined {
  if (!agentConnected) return message('its ECS agent is not connected');
  if (status === 'DRAINING') return message('it is draining');
  return status === 'ACTIVE' ? undefined : message('its status is {0}', status);
}

function lackingCapability({ capabilities }: Needs, { attributes }: ContainerInstance): Message | undefined {
  // A host always has some: without any, they were not told.
  if (Object.keys(attributes).length === 0) return undefined;
  return capabilities.find(({ attribute }) => !Object.hasOwn(attributes, attribute))?.lacking;
}

function wrongArchitecture(needs: Needs, { attributes }: ContainerInstance): Message | undefined {
  if (needs.isWindows && attributes['ecs.os-type'] === 'linux') return message('needs Windows, it runs Linux');
  const architecture = imageArchitecture(attributes['ecs.cpu-architecture'] ?? '');
  if (architecture === undefined) return undefined;
  if (needs.architecture !== undefined && needs.architecture !== architecture) {
    return message('needs {0}, it is {1}', needs.architecture, architecture);
  }
  const without = needs.images.find(({ architectures }) => !architectures.includes(architecture));
  if (!without) return undefined;
  return without.architectures.length === 0
    ? message('the image {0} is not for Linux', without.image)
    : message('the image {0} is for {1}, it is {2}', without.image, listed(without.architectures), architecture);
}

function unmetConstraint({ constraints }: Needs, { instance, taskGroups }: Candidate): Message | undefined {
  const subject = {
    agentConnected: instance.agentConnected,
    agentVersion: instance.agentVersion,
    ec2InstanceId: instance.managedNodeId,
    registeredAt: instance.registeredAt,
    runningTasksCount: instance.runningTaskCount,
    attribute: (name: string) => (Object.hasOwn(instance.attributes, name) ? instance.attributes[name] : undefined),
    taskGroups: () => taskGroups ?? [],
  };
  const unmet = constraints.find(
    ({ query }) => (taskGroups !== undefined || !asksForGroups(query)) && !matches(query, subject),
  );
  return unmet && message('does not meet the placement constraint {0}', unmet.text);
}

function secondOfGroup({ distinctGroups }: Needs, { taskGroups = [] }: Candidate): Message | undefined {
  const group = distinctGroups.find((each) => taskGroups.includes(each));
  return group === undefined
    ? undefined
    : message('already runs a task of {0}, which has each on another host (distinctInstance)', group);
}

function asksForGroups(query: ClusterQuery): boolean {
  switch (query.kind) {
    case 'comparison':
      return query.field === 'task:group';
    case 'not':
      return asksForGroups(query.query);
    default:
      return query.queries.some(asksForGroups);
  }
}

function tooSmall(
  { cpuUnits = 0, memoryMiB = 0, gpus = 0 }: TaskSize,
  instance: ContainerInstance,
): Message | undefined {
  const { total, free } = instance;
  return (
    tooLittle('cpu', cpuUnits, total, free) ??
    tooLittle('memoryMiB', memoryMiB, total, free) ??
    tooLittle('gpus', gpus, total, free)
  );
}

/** What to say where it is not free now, and where the host has not so much at all. */
const shortages = {
  cpu: {
    notNow: (needed, free) => message('needs {0} CPU units, {1} are free', needed, free),
    never: (needed, total) => message('needs {0} CPU units, it has {1} in all', needed, total),
  },
  memoryMiB: {
    notNow: (needed, free) => message('needs {0} MiB of memory, {1} are free', needed, free),
    never: (needed, total) => message('needs {0} MiB of memory, it has {1} in all', needed, total),
  },
  gpus: {
    notNow: (needed, free) => message('needs GPUs: {0}, free are {1}', needed, free),
    never: (needed, total) => message('needs GPUs: {0}, it has {1} in all', needed, total),
  },
} satisfies Record<keyof Resources, Record<'notNow' | 'never', (needed: number, there: number) => Message>>;

function tooLittle(what: keyof Resources, needed: number, total: Resources, free: Resources): Message | undefined {
  const [inAll, now] = [total[what] ?? 0, free[what] ?? 0];
  if (needed <= now) return undefined;
  const { notNow, never } = shortages[what];
  return needed > inAll ? never(needed, inAll) : notNow(needed, now);
}

function portConflict(
  ports: readonly PortNeed[],
  { reservedPorts, usedPorts }: ContainerInstance,
): Message | undefined {
  for (const need of ports) {
    // As text: a port is a name, not an amount that is grouped by thousands.
    const reserved = takenPort(need, reservedPorts);
    if (reserved !== undefined) {
      return message('needs the host port {0} ({1}), which the host keeps for itself', String(reserved), need.protocol);
    }
    const used = takenPort(need, usedPorts);
    if (used !== undefined) {
      return message('needs the host port {0} ({1}), which another task has', String(used), need.protocol);
    }
  }
  return undefined;
}
