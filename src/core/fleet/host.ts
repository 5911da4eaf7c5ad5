import { machineOf, type Machine } from './machine.ts';
import type { Cluster, ContainerInstance, ManagedNode } from './model.ts';

/** The ECS agent's channel, as the control plane sees it. `none`: the host has no container instance. */
export type EcsChannel =
  'connected' | 'disconnected' | 'draining' | 'registering' | 'deregistering' | 'registrationFailed' | 'none';

/** The SSM agent's channel. `unlisted`: SSM does not know the node (any more). `unknown`: SSM could not be asked. */
export type SsmChannel = 'online' | 'connectionLost' | 'inactive' | 'unlisted' | 'unknown';

/**
 * Both channels in one word. A host may lose either by itself: without its ECS agent nothing is placed or restarted;
 * without SSM its credentials run out after an hour.
 */
export type HostHealth =
  'connected' | 'draining' | 'changing' | 'failed' | 'agentDisconnected' | 'ssmLost' | 'offline' | 'unknown';

export interface HostState {
  readonly ecs: EcsChannel;
  readonly ssm: SsmChannel;
  readonly health: HostHealth;
}

/** A machine outside AWS. */
export interface Host {
  /** Stable and unique in an account: the container instance's ARN, or the node's id where there is none. */
  readonly key: string;
  /** `mi-…` */
  readonly id: string;
  readonly name: string;
  readonly cluster?: Pick<Cluster, 'kind' | 'arn' | 'name'>;
  readonly instance?: ContainerInstance;
  readonly node?: ManagedNode;
  readonly machine: Machine;
  readonly state: HostState;
  /** Another, connected or younger registration of the same machine stands in the same cluster. */
  readonly stale: boolean;
}

/**
 * Joins a cluster's external container instances with SSM's nodes on the `mi-…` id, sorted by name.
 *
 * @param nodes all managed nodes by id; `undefined` when SSM could not be asked
 */
export function ecsHosts(
  cluster: Pick<Cluster, 'kind' | 'arn' | 'name'>,
  instances: readonly ContainerInstance[],
  nodes: ReadonlyMap<string, ManagedNode> | undefined,
): readonly Host[] {
  const current = currentInstances(instances);
  return instances
    .map((instance) => {
      const node = nodes?.get(instance.managedNodeId);
      const stale = current.get(instance.managedNodeId) !== instance;
      const state = hostState(instance, node, nodes !== undefined);
      return host({ key: instance.arn, id: instance.managedNodeId, cluster, instance, node, state, stale });
    })
    .sort(byName);
}

/** Managed nodes as hosts: hybrid nodes of an EKS cluster, or nodes that belong to no cluster. */
export function nodeHosts(
  nodes: Iterable<ManagedNode>,
  cluster?: Pick<Cluster, 'kind' | 'arn' | 'name'>,
): readonly Host[] {
  return Array.from(nodes, (node) =>
    host({
      key: node.id,
      id: node.id,
      cluster,
      instance: undefined,
      node,
      state: hostState(undefined, node, true),
      stale: false,
    }),
  ).sort(byName);
}

interface Parts {
  readonly key: string;
  readonly id: string;
  readonly cluster: Pick<Cluster, 'kind' | 'arn' | 'name'> | undefined;
  readonly instance: ContainerInstance | undefined;
  readonly node: ManagedNode | undefined;
  readonly state: HostState;
  readonly stale: boolean;
}

function host({ key, id, cluster, instance, node, state, stale }: Parts): Host {
  return {
    key,
    id,
    name: firstNonEmpty(node?.name, instance?.tags.Name, node?.computerName) ?? id,
    ...(cluster && { cluster: { kind: cluster.kind, arn: cluster.arn, name: cluster.name } }),
    ...(instance && { instance }),
    ...(node && { node }),
    machine: machineOf(instance, node),
    state,
    stale,
  };
}

/**
 * `RegisterContainerInstance` is not idempotent: an agent that lost its data leaves a twin behind under the same `mi-…`.
 * The current one is the one whose agent is connected, else the youngest.
 */
function currentInstances(instances: readonly ContainerInstance[]): ReadonlyMap<string, ContainerInstance> {
  const current = new Map<string, ContainerInstance>();
  for (const instance of instances) {
    const other = current.get(instance.managedNodeId);
    if (!other || isMoreCurrent(instance, other)) current.set(instance.managedNodeId, instance);
  }
  return current;
}

function isMoreCurrent(a: ContainerInstance, b: ContainerInstance): boolean {
  if (a.agentConnected !== b.agentConnected) return a.agentConnected;
  return (a.registeredAt ?? 0) > (b.registeredAt ?? 0);
}

/** @param ssmAnswered whether SSM could be asked: a node that it then does not list is gone */
export function hostState(
  instance: ContainerInstance | undefined,
  node: ManagedNode | undefined,
  ssmAnswered: boolean,
): HostState {
  const ecs = ecsChannel(instance);
  const ssm = !node && ssmAnswered ? 'unlisted' : ssmChannel(node);
  return { ecs, ssm, health: healthOf(ecs, ssm) };
}

function ecsChannel(instance: ContainerInstance | undefined): EcsChannel {
  if (!instance) return 'none';
  switch (instance.status) {
    case 'REGISTERING':
      return 'registering';
    case 'DEREGISTERING':
      return 'deregistering';
    case 'REGISTRATION_FAILED':
      return 'registrationFailed';
    default:
      // A draining instance whose agent is gone will never finish draining: that it is gone matters more.
      if (!instance.agentConnected) return 'disconnected';
      return instance.status === 'DRAINING' ? 'draining' : 'connected';
  }
}

function ssmChannel(node: ManagedNode | undefined): SsmChannel {
  switch (node?.pingStatus) {
    case 'Online':
      return 'online';
    case 'ConnectionLost':
      return 'connectionLost';
    case 'Inactive':
      return 'inactive';
    case undefined:
      return 'unknown';
  }
}

function healthOf(ecs: EcsChannel, ssm: SsmChannel): HostHealth {
  const ssmGone = ssm === 'connectionLost' || ssm === 'inactive' || ssm === 'unlisted';
  switch (ecs) {
    case 'registrationFailed':
      return 'failed';
    case 'registering':
    case 'deregistering':
      return 'changing';
    case 'disconnected':
      return ssmGone ? 'offline' : 'agentDisconnected';
    case 'draining':
      return ssmGone ? 'ssmLost' : 'draining';
    case 'connected':
      return ssmGone ? 'ssmLost' : 'connected';
    case 'none':
      if (ssm === 'unknown') return 'unknown';
      return ssmGone ? 'offline' : 'connected';
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Names as people count them (`pi-2` before `pi-10`); equal names by `key`, so that the order never flickers. */
export function byName(a: { name: string; key: string }, b: { name: string; key: string }): number {
  return collator.compare(a.name, b.name) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function firstNonEmpty(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value.trim() !== '');
}
