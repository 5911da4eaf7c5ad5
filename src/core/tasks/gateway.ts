import type { Task } from '../fleet/model.ts';
import type { RegisterInput, TaskValue } from './registerInput.ts';

/** A revision of a task definition as ECS has it. Source: `DescribeTaskDefinition`. */
export interface TaskRevision {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly registeredAt?: number;
  /** All of it, with what ECS added. */
  readonly definition: Readonly<Record<string, TaskValue>>;
}

/** A task with what ended it. Source: `DescribeTasks`. */
export interface RunTask extends Task {
  /** `TaskFailedToStart`, `EssentialContainerExited`, `UserInitiated`, … */
  readonly stopCode?: string;
  /** In AWS's words. */
  readonly stoppedReason?: string;
}

export interface RunRequest {
  readonly clusterArn: string;
  /** An ARN, so that another revision that is registered meanwhile changes nothing. */
  readonly taskDefinitionArn: string;
  /** `mi-…` of the host. */
  readonly nodeId: string;
  /** At most `mostTasksAtOnce`. */
  readonly count: number;
  /** What the tasks are known by: `newRunToken`. The same one never starts more tasks. */
  readonly token: string;
}

/** Why a task was not placed. Source: `failures` of `RunTask`. */
export interface PlacementFailure {
  /** `RESOURCE:MEMORY`, `AGENT`, `ATTRIBUTE`, …; at times a sentence. */
  readonly reason: string;
  readonly detail?: string;
  /** The container instance that it is said of. */
  readonly instanceArn?: string;
}

export interface RunAnswer {
  readonly tasks: readonly RunTask[];
  readonly failures: readonly PlacementFailure[];
}

/** Registering task definitions and running tasks. Rejects with `Failure`. */
export interface TaskGateway {
  /** The newest active revision of a family, or that of `family:revision` or an ARN; undefined where there is none. */
  revision(reference: string, signal?: AbortSignal): Promise<TaskRevision | undefined>;
  /** Names of all families with an active revision: `ListTaskDefinitionFamilies`. */
  families(signal?: AbortSignal): AsyncIterable<readonly string[]>;
  /** Sent once: ECS makes a revision of each that it gets. What it refused as one too many is sent again. */
  register(input: RegisterInput, signal?: AbortSignal): Promise<TaskRevision>;
  /** `RunTask` with the launch type `EXTERNAL`, bound to the host; sent again with the same token after a lost answer. */
  run(request: RunRequest, signal?: AbortSignal): Promise<RunAnswer>;
  /** The tasks that were run with a token, ended ones too, while ECS lists them. */
  tasksOfToken(clusterArn: string, token: string, signal?: AbortSignal): Promise<readonly RunTask[]>;
  /** At most `mostTasksDescribed`. Those that ECS does not know any more are left out. */
  tasks(clusterArn: string, taskArns: readonly string[], signal?: AbortSignal): Promise<readonly RunTask[]>;
}

/** Limit of `RunTask`. */
export const mostTasksAtOnce = 10;

/** Limit of `DescribeTasks`. */
export const mostTasksDescribed = 100;
