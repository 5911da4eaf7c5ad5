import type { WorkloadSource } from '../manifests/workload.ts';
import type { ObjectNode, ScalarNode, Span } from './node.ts';

/** The task definitions and services that a text holds, and its workloads for Kubernetes. */

export type TaskFormat =
  /** `containerDefinitions` bare, or as input of the CLI. */
  | 'json'
  /** As `describe-task-definition` prints it: under `taskDefinition`, with fields that can't be registered. */
  | 'describedJson'
  | 'cloudFormationJson'
  | 'cloudFormationYaml'
  | 'terraform';

export interface TaskDefinitionSource {
  readonly format: TaskFormat;
  /** The task definition, with the names of the ECS API. */
  readonly root: ObjectNode;
  /** Where it begins for a reader: the line over which a lens stands. */
  readonly anchor: Span;
  /** What it is called in the text: the family, a logical id, the name of a Terraform resource. */
  readonly name?: string;
  /** Where the container definitions of Terraform are a quoted text with escapes, and can't be edited place by place. */
  readonly containersAreOpaque?: boolean;
}

/** The part of a service that EXTERNAL has something to say about: of CloudFormation and Terraform. */
export interface ServiceSource {
  readonly format: TaskFormat;
  /** With the names of `CreateService`: `launchType`, `loadBalancers`, `capacityProviderStrategy`, `desiredCount`, … */
  readonly root: ObjectNode;
  readonly anchor: Span;
  readonly name?: string;
  /** The `name` of the task definition in this text that it runs, where it can be told. */
  readonly taskDefinition?: string;
}

/** That a task definition of the text is started again and again, by EventBridge: of CloudFormation and Terraform. */
export interface ScheduleSource {
  readonly format: TaskFormat;
  /** `rate(1 day)`, `cron(0 3 * * ? *)`. */
  readonly expression: ScalarNode;
  /** The `name` of the task definition in this text. */
  readonly taskDefinition: string;
  /** Where it is known. */
  readonly launchType?: string;
}

export interface TaskDocument {
  readonly definitions: readonly TaskDefinitionSource[];
  readonly services: readonly ServiceSource[];
  /** Those that are on; absent where there are none. */
  readonly schedules?: readonly ScheduleSource[];
  /** Of manifests for Kubernetes; absent where there are none. */
  readonly workloads?: readonly WorkloadSource[];
}

export const noTasks: TaskDocument = { definitions: [], services: [] };
