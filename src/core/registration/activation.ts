import { Failure } from '../failure.ts';
import { parseArn, shortId } from '../fleet/arn.ts';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import { oneLine } from '../text/label.ts';

/**
 * What an SSM hybrid activation may be. Limits: SSM API reference, `CreateActivation`.
 */

const minute = 60_000;
const hour = 60 * minute;
const clockTolerance = 5 * minute;

export const activationLimits = {
  minRegistrations: 1,
  maxRegistrations: 1000,
  /** Ours: installing takes minutes, and a code that runs out meanwhile helps nobody. */
  minLifetimeMs: 15 * minute,
  /** AWS refuses an expiry further ahead than 30 days. */
  maxLifetimeMs: 30 * 24 * hour,
  defaultInstanceNameLength: 256,
  descriptionLength: 256,
  iamRoleLength: 64,
  tagValueLength: 256,
} as const;

/** Narrow unless the user says otherwise: one host, one day. */
export const defaultActivation = { registrationLimit: 1, lifetimeMs: 24 * hour } as const;

export interface ActivationRequest {
  /** Role name, not ARN. */
  readonly iamRole: string;
  readonly defaultInstanceName?: string;
  readonly description?: string;
  readonly registrationLimit: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The one answer that ever holds the code. */
export interface CreatedActivation {
  /** A UUID. */
  readonly id: string;
  /** A secret: whoever has it can register a host. */
  readonly code: string;
}

/** Source: SSM `DescribeActivations`, which never returns the code. */
export interface Activation {
  readonly id: string;
  readonly description?: string;
  readonly defaultInstanceName?: string;
  readonly iamRole?: string;
  readonly registrationLimit: number;
  readonly registrationCount: number;
  readonly createdAt?: number;
  readonly expiresAt?: number;
  readonly expired: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is wrong with something the user typed; the interface has the sentences. */
export type InputProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'tooLong'; readonly length: number; readonly max: number }
  | { readonly kind: 'badCharacter'; readonly character: string }
  | { readonly kind: 'notAWholeNumber' }
  | { readonly kind: 'outOfRange'; readonly min: number; readonly max: number }
  /** An ARN of something else than an IAM role: of a user, a policy, an assumed role … */
  | { readonly kind: 'notARole' }
  /** `CreateActivation` takes no service-linked role. */
  | { readonly kind: 'serviceLinkedRole' };

/** What the user typed, made into what AWS takes; or what is wrong with it. */
export type Checked<T> = { readonly value: T; readonly problem?: never } | { readonly problem: InputProblem };

// What SSM allows in `DefaultInstanceName`, and in the values of tags.
const nameCharacter = /[\p{L}\p{Z}\p{N}_.:/=+\-@]/u;

/** Source: SSM `CreateActivation`, `DefaultInstanceName`. An empty name is none, and fine. */
export function checkInstanceName(name: string): Checked<string> {
  const max = activationLimits.defaultInstanceNameLength;
  if (name.length > max) return { problem: { kind: 'tooLong', length: name.length, max } };
  return withCharacters(name, nameCharacter);
}

/**
 * The name of an IAM role, from a name, a path and name (`service-role/…`), or an ARN, whose path is dropped:
 * `CreateActivation` takes the bare name.
 */
export function checkRoleName(nameOrArn: string): Checked<string> {
  const typed = nameOrArn.trim();
  const arn = parseArn(typed);
  if (arn && !(arn.service === 'iam' && arn.resource.startsWith('role/'))) return { problem: { kind: 'notARole' } };
  const path = arn ? arn.resource.slice('role/'.length) : typed;
  if (/^\/?aws-service-role\//.test(path)) return { problem: { kind: 'serviceLinkedRole' } };
  const name = shortId(path);
  const max = activationLimits.iamRoleLength;
  if (name === '') return { problem: { kind: 'empty' } };
  if (name.length > max) return { problem: { kind: 'tooLong', length: name.length, max } };
  if (name.startsWith('AWSServiceRoleFor')) return { problem: { kind: 'serviceLinkedRole' } };
  return withCharacters(name, /[A-Za-z0-9_+=,.@-]/);
}

/** How many hosts may register with the activation. */
export function checkRegistrationLimit(typed: string | number): Checked<number> {
  const text = String(typed).trim();
  if (text === '') return { problem: { kind: 'empty' } };
  if (!/^[+-]?\d+$/.test(text)) return { problem: { kind: 'notAWholeNumber' } };
  return inRange(Number(text), activationLimits.minRegistrations, activationLimits.maxRegistrations);
}

/** How long the activation may be used, in milliseconds from now. */
export function checkLifetime(lifetimeMs: number): Checked<number> {
  return inRange(lifetimeMs, activationLimits.minLifetimeMs, activationLimits.maxLifetimeMs);
}

function withCharacters(name: string, allowed: RegExp): Checked<string> {
  const character = Array.from(name).find((one) => !allowed.test(one));
  return character === undefined ? { value: name } : { problem: { kind: 'badCharacter', character } };
}

function inRange(value: number, min: number, max: number): Checked<number> {
  return value >= min && value <= max ? { value } : { problem: { kind: 'outOfRange', min, max } };
}

/** Says for which cluster an activation, and so each node that came by it, was made. */
export const clusterTag = 'external-instances:cluster';

/** The longest cluster names make an ARN longer than a tag may be; the name alone is unique in account and Region. */
function clusterTagValue(clusterArn: string): string {
  return clusterArn.length <= activationLimits.tagValueLength ? clusterArn : shortId(clusterArn);
}

/**
 * Names the request that an activation was made by. When the answer is lost on the way, it tells which activation came
 * of it; its code is then unknown to everybody.
 */
export const requestTag = 'external-instances:request';

/** The activation that a request made, if it reached AWS at all. */
export function findByRequest(
  activations: readonly Activation[],
  { tags }: Pick<ActivationRequest, 'tags'>,
): Activation | undefined {
  const id = tags[requestTag];
  return id === undefined ? undefined : activations.find((activation) => activation.tags[requestTag] === id);
}

/** How EKS's own pages, and its policy for the nodes' role, tell whose hybrid node a managed node is. */
export const hybridNodeTag = 'EKSClusterARN';

export interface ActivationOptions {
  /** Of ECS, or of EKS for hybrid nodes; none for a managed node that belongs to no cluster. */
  readonly clusterArn?: string;
  /** Name or ARN. */
  readonly role: string;
  readonly instanceName?: string;
  readonly description?: string;
  readonly registrationLimit?: number;
  readonly lifetimeMs?: number;
  /** Default: a new UUID. */
  readonly requestId?: string;
  /** The user's own, for the nodes that come by it. Keys up to 128 characters, values up to 256. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A request for an activation, narrow unless asked otherwise. `now` in milliseconds since the epoch.
 *
 * @throws Failure `invalidRequest` for values that the checks above refuse.
 */
export function activationRequest(options: ActivationOptions, now: number): ActivationRequest {
  const instanceName = accepted('instance name', checkInstanceName(options.instanceName ?? ''));
  const lifetimeMs = accepted('lifetime', checkLifetime(options.lifetimeMs ?? defaultActivation.lifetimeMs));
  // AWS measures by its own clock: a request for the full 30 days from a clock a second ahead would be refused.
  const latest = activationLimits.maxLifetimeMs - clockTolerance;
  return {
    iamRole: accepted('role', checkRoleName(options.role)),
    ...(instanceName && { defaultInstanceName: instanceName }),
    ...(options.description && { description: oneLine(options.description, activationLimits.descriptionLength) }),
    registrationLimit: accepted(
      'registration limit',
      checkRegistrationLimit(options.registrationLimit ?? defaultActivation.registrationLimit),
    ),
    expiresAt: now + Math.min(lifetimeMs, latest),
    tags: {
      ...options.tags,
      ...clusterTags(options.clusterArn),
      [requestTag]: options.requestId ?? globalThis.crypto.randomUUID(),
      ...(instanceName && { Name: instanceName }),
    },
  };
}

function clusterTags(clusterArn: string | undefined): Readonly<Record<string, string>> {
  if (clusterArn === undefined) return {};
  const isEks = parseArn(clusterArn)?.service === 'eks';
  return { [clusterTag]: clusterTagValue(clusterArn), ...(isEks && { [hybridNodeTag]: clusterArn }) };
}

function accepted<T>(what: string, checked: Checked<T>): T {
  if (checked.problem) throw new Failure('invalidRequest', `The ${what} is not valid: ${checked.problem.kind}.`);
  return checked.value;
}

/** What the register flow needs of one account. Rejects with `Failure`. */
export interface RegistrationGateway {
  /**
   * Sent once: repeated after a lost answer, it would make a second activation. After a `network` failure the caller
   * looks for what it may have made with `findByRequest`. Waits, bounded, for a role that was made a moment ago.
   */
  createActivation(request: ActivationRequest, signal?: AbortSignal): Promise<CreatedActivation>;
  activations(signal?: AbortSignal): AsyncIterable<readonly Activation[]>;
  deleteActivation(activationId: string, signal?: AbortSignal): Promise<void>;
  /** Whether the ECS cluster is `ACTIVE`: one that was deleted can be described for a while. */
  clusterIsActive(clusterArn: string, signal?: AbortSignal): Promise<boolean>;
  /** Ids of the managed nodes that came by an activation. */
  nodesOfActivation(activationId: string, signal?: AbortSignal): Promise<readonly ManagedNode[]>;
  /** The container instances of a cluster that carry one of these `mi-…` ids. */
  containerInstancesOfNodes(
    clusterArn: string,
    nodeIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly ContainerInstance[]>;
}
