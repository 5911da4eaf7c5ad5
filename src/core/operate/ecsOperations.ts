import type { RunTask } from '../tasks/gateway.ts';

/** A service that runs tasks on external instances. Source: `DescribeServices`. Times are milliseconds since the epoch. */
export interface EcsService {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  /** `ACTIVE`, `DRAINING`; `INACTIVE` ones are not listed. */
  readonly status: string;
  readonly scheduling: 'REPLICA' | 'DAEMON';
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly taskDefinitionArn?: string;
  readonly createdAt?: number;
  readonly deployments: readonly ServiceDeployment[];
  /** The newest first, 100 at most. */
  readonly events: readonly ServiceEvent[];
  readonly placementConstraints?: readonly PlacementConstraint[];
  readonly placementStrategy?: readonly PlacementStrategy[];
  /** How many of the desired tasks must run, and how many may, while a deployment goes on. */
  readonly minimumHealthyPercent?: number;
  readonly maximumPercent?: number;
  /** Whether a deployment that does not come up is given up; else ECS goes on trying for ever. */
  readonly circuitBreaker?: { readonly rollsBack: boolean };
}

/** `distinctInstance`, or `memberOf` with an expression in the cluster query language. */
export interface PlacementConstraint {
  readonly type: string;
  readonly expression?: string;
}

/** `random`, or `spread` and `binpack` with the field that they go by. */
export interface PlacementStrategy {
  readonly type: string;
  readonly field?: string;
}

export interface ServiceDeployment {
  readonly id: string;
  /** `PRIMARY`, `ACTIVE` (being replaced), `INACTIVE`. */
  readonly status: string;
  /** `COMPLETED`, `IN_PROGRESS`, `FAILED`. */
  readonly rolloutState?: string;
  /** In AWS's words. */
  readonly rolloutReason?: string;
  readonly taskDefinitionArn?: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly failedTasks: number;
  readonly createdAt?: number;
  readonly updatedAt?: number;
}

export interface ServiceEvent {
  readonly id: string;
  readonly at: number;
  /** In AWS's words. */
  readonly message: string;
}

/** A task with all that is told of one by itself. Source: `DescribeTasks`. */
export interface TaskDetails extends RunTask {
  /** Id of the deployment of its service, a schedule, or whatever was given when it was started. */
  readonly startedBy?: string;
  /** `HEALTHY`, `UNHEALTHY`, `UNKNOWN`. */
  readonly health?: string;
  /** `CONNECTED`, `DISCONNECTED`: whether ECS hears of it. */
  readonly connectivity?: string;
  readonly createdAt?: number;
  readonly stoppingAt?: number;
  /** When its containers had ended. */
  readonly executionStoppedAt?: number;
  readonly stoppedAt?: number;
  readonly hasExec?: boolean;
  /** Docker's ids of its containers by their names, as far as they were created. */
  readonly runtimeIds?: Readonly<Record<string, string>>;
}

/** Which tasks of a cluster are listed; all of it has to hold. */
export interface TaskFilter {
  /** ECS keeps stopped ones for an hour. */
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly serviceName?: string;
  readonly instanceArn?: string;
}

/** A custom attribute of a container instance: letters, digits and `-_./:@` in its name, spaces too in its value. */
export interface EcsAttribute {
  readonly name: string;
  readonly value?: string;
}

export type TagMap = Readonly<Record<string, string>>;

/** What there is to do with tasks, services and container instances that run. Rejects with `Failure`. */
export interface EcsOperations {
  /** `SIGTERM`, and `SIGKILL` when the container's stop timeout is over. What has ended already is no failure. */
  stopTask(clusterArn: string, taskArn: string, reason: string, signal?: AbortSignal): Promise<void>;
  /** Those of the launch type `EXTERNAL`, page by page. */
  services(clusterArn: string, signal?: AbortSignal): AsyncIterable<readonly EcsService[]>;
  /** One, by its ARN or name; `undefined` where there is none any more. */
  service(clusterArn: string, service: string, signal?: AbortSignal): Promise<EcsService | undefined>;
  /** Tasks on external instances: `ListTasks` + `DescribeTasks`, 100 a request. */
  tasksLike(clusterArn: string, filter: TaskFilter, signal?: AbortSignal): AsyncIterable<readonly TaskDetails[]>;
  /** One; `undefined` where ECS does not know it any more. */
  task(clusterArn: string, taskArn: string, signal?: AbortSignal): Promise<TaskDetails | undefined>;
  /** Of a container instance. Makes those that are new, replaces values of others. */
  putAttributes(
    clusterArn: string,
    instanceArn: string,
    attributes: readonly EcsAttribute[],
    signal?: AbortSignal,
  ): Promise<void>;
  /** By name. Those that are not there are no failure. */
  deleteAttributes(
    clusterArn: string,
    instanceArn: string,
    names: readonly string[],
    signal?: AbortSignal,
  ): Promise<void>;
  /** All attributes of a container instance; those that AWS and the agent made begin with `ecs.` or `com.amazonaws.`. */
  attributes(clusterArn: string, instanceArn: string, signal?: AbortSignal): Promise<readonly EcsAttribute[]>;
  /** Tags of whatever ECS gives an ARN of. */
  tags(arn: string, signal?: AbortSignal): Promise<TagMap>;
  setTags(arn: string, tags: TagMap, signal?: AbortSignal): Promise<void>;
  removeTags(arn: string, keys: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Tags of a managed node, `mi-…`, in SSM. */
  nodeTags(nodeId: string, signal?: AbortSignal): Promise<TagMap>;
  setNodeTags(nodeId: string, tags: TagMap, signal?: AbortSignal): Promise<void>;
  removeNodeTags(nodeId: string, keys: readonly string[], signal?: AbortSignal): Promise<void>;
}

/** Limit of `PutAttributes`, and of `DeleteAttributes`. */
export const attributesAtOnce = 10;
