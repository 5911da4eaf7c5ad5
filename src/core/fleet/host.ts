import type { KubeNode } from '../kubernetes/model.ts';
import { machineOf, type Machine } from './machine.ts';
import type { Cluster, ContainerInstance, ManagedNode } from './model.ts';

/** The ECS agent's channel, as the control plane sees it. `none`: the host has no container instance. */
export type EcsChannel =
  'connected' | 'disconnected' | 'draining' | 'registering' | 'deregistering' | 'registrationFailed' | 'none';

/**
 * The SSM agent's channel. `unlisted`: SSM does not know the node (any more). `unknown`: SSM could not be asked. `none`:
 * the host has nothing to do with SSM, as nodes of EKS Anywhere and those that sign in by IAM Roles Anywhere.
 */
export type SsmChannel = 'online' | 'connectionLost' | 'inactive' | 'unlisted' | 'unknown' | 'none';

/**
 * The kubelet's channel, as the control plane sees it. `unreachable`: the kubelet says nothing any more. `notJoined`:
 * Kubernetes does not know the node.
 */
export type KubeChannel = 'ready' | 'cordoned' | 'notReady' | 'unreachable' | 'notJoined';

/**
 * All channels in one word. A host may lose either by itself: without its ECS agent or kubelet nothing is placed or
 * restarted; without SSM its credentials run out after an hour.
 */
export type HostHealth =
  | 'connected'
  | 'draining'
  | 'changing'
  | 'failed'
  | 'agentDisconnected'
  | 'notReady'
  | 'notJoined'
  | 'ssmLost'
  | 'offline'
  | 'unknown';

export interface HostState {
  readonly ecs: EcsChannel;
  readonly ssm: SsmChannel;
  /** Of a host in an EKS cluster; absent while its Kubernetes API has not answered. */
  readonly kube?: KubeChannel;
  readonly health: HostHealth;
}

/** A machine outside AWS. */
export interface Host {
  /**
   * Stable and unique in an account: the container instance's ARN, the managed node's id where there is none, or the
   * cluster's ARN and the node's name where it has neither.
   */
  readonly key: string;
  /** `mi-…`; of a node that has nothing to do with SSM its name in Kubernetes. */
  readonly id: string;
  readonly name: string;
  readonly cluster?: Pick<Cluster, 'kind' | 'arn' | 'name'>;
  readonly instance?: ContainerInstance;
  readonly node?: ManagedNode;
  readonly kube?: KubeNode;
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
  return instances.map(hostJoiner(cluster, instances, nodes)).sort(byName);
}

/** The same for one of these container instances at a time, in any order. */
export function hostJoiner(
  cluster: Pick<Cluster, 'kind' | 'arn' | 'name'>,
  instances: readonly ContainerInstance[],
  nodes: ReadonlyMap<string, ManagedNode> | undefined,
): (instance: ContainerInstance) => Host {
  const current = currentInstances(instances);
  return (instance) => {
    const node = nodes?.get(instance.managedNodeId);
    const stale = current.get(instance.managedNodeId) !== instance;
    const state = hostState(instance, node, nodes !== undefined);
    return makeHost({ key: instance.arn, id: instance.managedNodeId, cluster, instance, node, state, stale });
  };
}

/** Managed nodes as hosts, as SSM alone knows them: nodes that belong to no cluster, or those of one. */
export function nodeHosts(
  nodes: Iterable<ManagedNode>,
  cluster?: Pick<Cluster, 'kind' | 'arn' | 'name'>,
): readonly Host[] {
  return Array.from(nodes, (node) =>
    makeHost({ key: node.id, id: node.id, cluster, node, state: hostState(undefined, node, true), stale: false }),
  ).sort(byName);
}

export interface HostParts {
  readonly key: string;
  readonly id: string;
  readonly cluster?: Pick<Cluster, 'kind' | 'arn' | 'name'> | undefined;
  readonly instance?: ContainerInstance;
  readonly node?: ManagedNode | undefined;
  readonly kube?: KubeNode | undefined;
  readonly state: HostState;
  readonly stale: boolean;
}

export function makeHost({ key, id, cluster, instance, node, kube, state, stale }: HostParts): Host {
  return {
    key,
    id,
    name: firstNonEmpty(node?.name, instance?.tags.Name, node?.computerName) ?? id,
    ...(cluster && { cluster: { kind: cluster.kind, arn: cluster.arn, name: cluster.name } }),
    ...(instance && { instance }),
    ...(node && { node }),
    ...(kube && { kube }),
    machine: machineOf(instance, node, kube),
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

/** Of a host that no container instance stands for. */
export function kubeHostState(ssm: SsmChannel, kube: KubeChannel | undefined): HostState {
  return { ecs: 'none', ssm, ...(kube && { kube }), health: kube ? kubeHealth(ssm, kube) : healthOf('none', ssm) };
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

export function ssmChannel(node: ManagedNode | undefined): SsmChannel {
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

function isGone(ssm: SsmChannel): boolean {
  return ssm === 'connectionLost' || ssm === 'inactive' || ssm === 'unlisted';
}

function kubeHealth(ssm: SsmChannel, kube: KubeChannel): HostHealth {
  switch (kube) {
    case 'ready':
      return isGone(ssm) ? 'ssmLost' : 'connected';
    case 'cordoned':
      return isGone(ssm) ? 'ssmLost' : 'draining';
    case 'notReady':
      return 'notReady';
    case 'unreachable':
      return isGone(ssm) ? 'offline' : 'notReady';
    case 'notJoined':
      return isGone(ssm) ? 'offline' : 'notJoined';
  }
}

function healthOf(ecs: EcsChannel, ssm: SsmChannel): HostHealth {
  const ssmGone = isGone(ssm);
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
      if (ssm === 'unknown' || ssm === 'none') return 'unknown';
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
