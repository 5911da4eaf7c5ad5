import type { LogPlace } from './gateway.ts';

/** Where the lines of a container can be read. */
export type LogTarget =
  | { readonly kind: 'cloudWatch'; readonly place: LogPlace }
  /** Its stream will be named after the container, which is not there yet. */
  | { readonly kind: 'notStarted' }
  /** CloudWatch Logs has nothing of it. Docker has, as it keeps a copy for `docker logs` whatever the driver. */
  | { readonly kind: 'host'; readonly driver: string }
  /** Its driver is `none`: nobody keeps what it writes. */
  | { readonly kind: 'nowhere' };

export interface LoggedContainer {
  readonly name: string;
  readonly taskArn: string;
  /** Docker's id; absent until it is created. */
  readonly runtimeId?: string | undefined;
}

/** What Docker does where neither task definition nor host say otherwise. */
const defaultDriver = 'json-file';

/**
 * By the log configuration of its task definition, which running tasks can't override.
 * Source: ECS developer guide, "Send Amazon ECS logs to CloudWatch"; Docker, "Amazon CloudWatch Logs logging driver" and
 * "Use docker logs with remote logging drivers".
 *
 * @param definition as `DescribeTaskDefinition` has it
 * @param region of the account, where the driver is told none
 */
export function logTargetOf(
  definition: Readonly<Record<string, unknown>>,
  { name, taskArn, runtimeId }: LoggedContainer,
  region: string,
): LogTarget {
  const configuration = configurationOf(definition, name);
  const driver = textOf(configuration?.logDriver) ?? defaultDriver;
  if (driver === 'none') return { kind: 'nowhere' };
  const options = isRecord(configuration?.options) ? configuration.options : {};
  const group = textOf(options['awslogs-group']);
  if (driver !== 'awslogs' || group === undefined) return { kind: 'host', driver };
  const stream = streamOf(options, { name, taskArn, runtimeId });
  if (stream === undefined) return { kind: 'notStarted' };
  return { kind: 'cloudWatch', place: { region: textOf(options['awslogs-region']) ?? region, group, stream } };
}

function streamOf(
  options: Readonly<Record<string, unknown>>,
  { name, taskArn, runtimeId }: LoggedContainer,
): string | undefined {
  const prefix = textOf(options['awslogs-stream-prefix']);
  if (prefix !== undefined) return `${prefix}/${name}/${taskArn.slice(taskArn.lastIndexOf('/') + 1)}`;
  // Docker's own option, which the agent passes on.
  return textOf(options['awslogs-stream']) ?? runtimeId;
}

function configurationOf(
  { containerDefinitions }: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const containers: readonly unknown[] = Array.isArray(containerDefinitions) ? containerDefinitions : [];
  const own = containers.find((each) => isRecord(each) && each.name === name);
  return isRecord(own) && isRecord(own.logConfiguration) ? own.logConfiguration : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
