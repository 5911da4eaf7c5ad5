import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Cluster as SdkEksCluster } from '@aws-sdk/client-eks';
import type { KubernetesContents } from './kubernetes/contents.ts';
import type { Machine } from './hosts/machine.ts';
import type { RunCommand } from './hosts/runCommand.ts';
import type { ServiceDetails } from './serviceDetails.ts';
import type { Wire } from './wire/wire.ts';
import { usualRoleNames } from '../core/registration/policies.ts';
import type { Numbered } from './wire/paging.ts';
import { noPulls } from './worlds/pullHistory.ts';
import type { PullHistory, TrailEvent } from './worlds/pullHistory.ts';
import { addUsualRoles } from './worlds/roles.ts';

/**
 * What the simulated account holds. All times are milliseconds since the epoch; counts and free resources are not kept
 * but derived from the tasks, so that they can't disagree.
 */
export interface World {
  readonly region: string;
  readonly accountId: string;
  readonly clock: () => number;
  readonly roles: Map<string, Role>;
  /** Keys by which callers sign, other than the account's own user. */
  readonly sessions: Map<string, Session>;
  /** Secrets of those keys of users that are known by name; any other key is the account's own user too. */
  readonly secrets: Map<string, string>;
  readonly ecsClusters: Map<string, EcsCluster>;
  readonly taskDefinitions: Map<string, StoredTaskDefinition>;
  readonly eksClusters: Map<string, EksCluster>;
  eksVersions: readonly EksVersion[];
  /** By the names of EKS clusters, where there is more in them than hybrid nodes. */
  readonly kubernetes: Map<string, KubernetesContents>;
  readonly nodes: Map<string, ManagedNode>;
  readonly activations: Map<string, Activation>;
  /** Of Run Command, by id, in the order in which they were sent. */
  readonly commands: Map<string, RunCommand>;
  /** What is inside of machines, by node id; of others it is worked out when somebody looks. */
  readonly machines: Map<string, Machine>;
  readonly repositories: Map<string, Repository>;
  readonly logGroups: Map<string, LogGroup>;
  /** What was pulled from its repositories before it was made; worked out by the first who asks. */
  pulls: () => PullHistory;
  /** Reads of ECR by whoever uses the demo account, numbered after all others. */
  readonly ownReads: TrailEvent[];
  /** SSM service settings by id. */
  readonly serviceSettings: Map<string, string>;
  /** The number of the item made last. */
  lastNumber: number;
}

export type Tags = Record<string, string>;

export interface Role extends Numbered {
  readonly name: string;
  /** `/`, `/service-role/`, … */
  readonly path: string;
  readonly createdAt: number;
  readonly description?: string | undefined;
  /** The trust policy, as the text that it was made with. */
  readonly trust: string;
  readonly attachedPolicyArns: Set<string>;
  /** Names to the texts of the documents. */
  readonly inlinePolicies: Map<string, string>;
}

export interface Session {
  readonly role: string;
  readonly sessionName: string;
  readonly expiresAt: number;
  readonly secretAccessKey?: string;
}

export interface EcsCluster extends Numbered {
  readonly name: string;
  readonly arn: string;
  status: 'ACTIVE' | 'INACTIVE' | 'PROVISIONING' | 'DEPROVISIONING' | 'FAILED';
  readonly tags: Tags;
  readonly settings: readonly { readonly name: 'containerInsights'; readonly value: string }[];
  readonly instances: Map<string, ContainerInstance>;
  readonly tasks: Map<string, Task>;
  readonly services: Map<string, Service>;
}

export type ContainerInstanceStatus =
  'ACTIVE' | 'DRAINING' | 'REGISTERING' | 'DEREGISTERING' | 'REGISTRATION_FAILED' | 'INACTIVE';

export interface ContainerInstance extends Numbered {
  readonly id: string;
  readonly arn: string;
  readonly clusterName: string;
  /** `mi-…` on external instances, `i-…` on EC2. */
  readonly ec2InstanceId: string;
  status: ContainerInstanceStatus;
  statusReason?: string;
  agentConnected: boolean;
  agentVersion: string;
  readonly agentHash: string;
  readonly dockerVersion: string;
  /** 1,024 a vCPU. */
  cpu: number;
  memoryMiB: number;
  /** Ids of physical GPUs; absent where there are none, or the agent was not told to look. */
  readonly gpuIds?: readonly string[];
  registeredAt: number;
  attributes: ReadonlyMap<string, string | undefined>;
  readonly tags: Tags;
  readonly tasks: Set<Task>;
  version: number;
}

export interface Task extends Numbered {
  readonly id: string;
  readonly arn: string;
  readonly clusterName: string;
  readonly launchType: 'EXTERNAL' | 'EC2' | 'FARGATE';
  readonly instance?: ContainerInstance;
  readonly taskDefinition: StoredTaskDefinition;
  /** `service:web` or `family:batch`. */
  readonly group: string;
  readonly startedBy?: string;
  lastStatus: 'PROVISIONING' | 'PENDING' | 'ACTIVATING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';
  desiredStatus: 'RUNNING' | 'STOPPED';
  readonly createdAt: number;
  startedAt?: number;
  stoppedAt?: number;
  stopCode?: 'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'UserInitiated' | 'TaskFailedToStart';
  stoppedReason?: string;
  readonly exitCode?: number;
  /** What Docker or the agent said of its containers' end. */
  readonly containerReason?: string;
  readonly health?: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  /** ECS Exec is on. */
  readonly hasExec?: boolean;
  /** By container name, where the registry told one. */
  readonly imageDigests: Readonly<Record<string, string>>;
  readonly tags: Tags;
  version: number;
}

export interface Service extends Numbered, ServiceDetails {
  readonly name: string;
  readonly arn: string;
  readonly clusterName: string;
  readonly launchType: 'EXTERNAL' | 'EC2' | 'FARGATE';
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly taskDefinition: StoredTaskDefinition;
  readonly desiredCount: number;
  readonly createdAt: number;
  /** Newest first. */
  events: readonly { readonly at: number; readonly message: string }[];
  /** Its tasks can be looked into. */
  readonly hasExec?: boolean;
  readonly tags: Tags;
}

export interface StoredTaskDefinition extends Numbered {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly registeredAt: number;
  readonly definition: Wire<TaskDefinition>;
  readonly tags: Tags;
}

export interface EksCluster extends Numbered {
  readonly name: string;
  readonly arn: string;
  status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING' | 'PENDING';
  readonly createdAt: number;
  readonly tags: Tags;
  /** What a native cluster has besides. */
  readonly details: Wire<SdkEksCluster>;
  /** Present on clusters that came by the EKS Connector. */
  readonly connector?: {
    readonly provider: string;
    readonly roleArn: string;
    readonly activationId: string;
    /** Of the request that registered it: the same one gets the same answer again. */
    readonly requestToken?: string | undefined;
  };
  /** By the ARN of the principal. */
  readonly accessEntries: Map<string, AccessEntry>;
}

export interface AccessEntry extends Numbered {
  readonly principalArn: string;
  readonly type: string;
  readonly createdAt: number;
  readonly kubernetesGroups: readonly string[];
  readonly username: string;
  /** Access policies of EKS, each in the whole cluster. */
  readonly policyArns?: readonly string[];
  readonly requestToken?: string | undefined;
  readonly tags: Tags;
}

/** Dates are `YYYY-MM-DD`, UTC. */
export interface EksVersion {
  readonly version: string;
  readonly patchVersion: string;
  readonly platformVersion: string;
  readonly released: string;
  readonly endOfStandardSupport: string;
  readonly endOfExtendedSupport: string;
  readonly isDefault?: boolean;
}

export interface ManagedNode extends Numbered {
  /** `mi-` and 17 hex digits; `i-…` for EC2. */
  readonly id: string;
  readonly resourceType: 'ManagedInstance' | 'EC2Instance';
  readonly name?: string;
  readonly activationId?: string;
  iamRole?: string;
  readonly registeredAt: number;
  readonly tags: Tags;
  /** What the agent reported; absent until its first ping, and until then SSM does not list the node. */
  report?: NodeReport;
  /** The machine's SSM agent answers. A node that does is taken to ping every five minutes. */
  online: boolean;
  /** The last ping that was really sent. */
  lastPingAt: number;
}

export interface NodeReport {
  readonly agentVersion?: string | undefined;
  readonly computerName?: string | undefined;
  readonly ipAddress?: string | undefined;
  readonly platformType?: 'Windows' | 'Linux' | 'MacOS' | undefined;
  readonly platformName?: string | undefined;
  readonly platformVersion?: string | undefined;
  readonly architecture?: string | undefined;
  /** In its inventory; absent where none was set up for it. */
  readonly cpus?: number | undefined;
}

export interface Activation extends Numbered {
  readonly id: string;
  readonly code: string;
  readonly description?: string | undefined;
  readonly defaultInstanceName?: string | undefined;
  readonly iamRole: string;
  readonly registrationLimit: number;
  registrationCount: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly tags: Tags;
}

export interface Repository extends Numbered {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly createdAt: number;
  /** By digest. */
  readonly images: Map<string, RegistryImage>;
  /** Configurations of images, by digest; layers have sizes only. */
  readonly blobs: Map<string, string>;
}

export interface RegistryImage extends Numbered {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly mediaType: string;
  /** The manifest, exactly as its digest was taken. */
  readonly manifest: string;
  /** Compressed; of an index, that of its largest image. */
  readonly sizeInBytes: number;
  readonly pushedAt: number;
  readonly lastPulledAt?: number;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  /** Absent where log events never expire. */
  readonly retentionInDays?: number | undefined;
  readonly storedBytes: number;
  /** Those that no container writes, by name, the oldest event first; what containers write is made up when it is read. */
  readonly streams?: ReadonlyMap<string, readonly { readonly at: number; readonly message: string }[]>;
}

export interface WorldOptions {
  readonly region?: string | undefined;
  /** Twelve digits. */
  readonly accountId?: string | undefined;
  readonly clock?: (() => number) | undefined;
}

/** The role that hosts take on, ready for `CreateActivation`. */
export const anywhereRole = usualRoleNames.ecsAnywhere;
export const connectorRole = usualRoleNames.connector;
export const hybridNodesRole = usualRoleNames.hybridNode;

/** An account with the roles that hosts need, and nothing else. */
export function emptyWorld(options: WorldOptions = {}): World {
  const accountId = options.accountId ?? '111122223333';
  const world: World = {
    region: options.region ?? 'us-east-1',
    accountId,
    clock: options.clock ?? Date.now,
    roles: new Map(),
    sessions: new Map(),
    secrets: new Map([
      // The extension's own for the demo account, and what its tests sign with.
      ['AKIDDEMO', 'demo'],
      ['AKIADUMMY', 'dummy'],
    ]),
    ecsClusters: new Map(),
    taskDefinitions: new Map(),
    eksClusters: new Map(),
    eksVersions: [],
    kubernetes: new Map(),
    nodes: new Map(),
    activations: new Map(),
    commands: new Map(),
    machines: new Map(),
    repositories: new Map(),
    logGroups: new Map(),
    pulls: () => noPulls,
    ownReads: [],
    serviceSettings: new Map([['/ssm/managed-instance/activation-tier', 'standard']]),
    lastNumber: 0,
  };
  addUsualRoles(world);
  return world;
}

export function nextNumber(world: World): number {
  return ++world.lastNumber;
}

export function arn(world: World, service: string, resource: string): string {
  return `arn:aws:${service}:${world.region}:${world.accountId}:${resource}`;
}

/** @param name with its path where it has one: `service-role/Name` */
export function roleArn(world: Pick<World, 'accountId'>, name: string): string {
  return `arn:aws:iam::${world.accountId}:role/${name}`;
}

export function arnOfRole(world: World, { path, name }: Pick<Role, 'path' | 'name'>): string {
  return roleArn(world, `${path.slice(1)}${name}`);
}

/** Hex digits: the same ones for the same seed, so that a world looks alike each time; random ones without a seed. */
export function hexId(length: number, seed?: string): string {
  const bytes = seed === undefined ? randomBytes(32) : createHash('sha256').update(seed).digest();
  return bytes.toString('hex').slice(0, length);
}

/** A UUID by the same rule. */
export function uuid(seed?: string): string {
  if (seed === undefined) return randomUUID();
  return hexId(32, seed).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}

/** An activation code: 20 characters of base64, so `+` and `/` are among them. */
export function activationCode(seed?: string): string {
  const bytes = seed === undefined ? randomBytes(15) : createHash('sha256').update(seed).digest().subarray(0, 15);
  return bytes.toString('base64');
}

const pingInterval = 5 * 60_000;

/** When the node was heard of last. An online agent pings every five minutes, each node at its own moment. */
export function lastPing(world: World, node: ManagedNode): number {
  if (!node.online) return node.lastPingAt;
  const now = world.clock();
  const phase = (node.number * 47_329) % pingInterval;
  return Math.max(node.lastPingAt, now - ((now + phase) % pingInterval));
}

/** Whether SSM would register one more host with it. */
export function activationState(world: World, activation: Activation): 'open' | 'expired' | 'usedUp' {
  if (world.clock() >= activation.expiresAt) return 'expired';
  return activation.registrationCount >= activation.registrationLimit ? 'usedUp' : 'open';
}

export function isExternal(instance: ContainerInstance): boolean {
  return instance.attributes.has('ecs.capability.external');
}

export function isLive(task: Task): boolean {
  return task.lastStatus !== 'STOPPED';
}

/** Running containers of the instance and, apart from them, what is on its way. */
export function countTasks(tasks: Iterable<Task>): { running: number; pending: number } {
  let [running, pending] = [0, 0];
  for (const task of tasks) {
    if (task.lastStatus === 'RUNNING') running++;
    else if (isLive(task) && task.desiredStatus === 'RUNNING') pending++;
  }
  return { running, pending };
}
