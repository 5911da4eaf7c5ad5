import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';

/**
 * What an SSM hybrid activation may be. Limits: SSM API reference, `CreateActivation`.
 */

const hour = 3_600_000;

export const activationLimits = {
  minRegistrations: 1,
  maxRegistrations: 1000,
  /** AWS refuses an expiry further ahead than 30 days. */
  maxLifetimeMs: 30 * 24 * hour,
  defaultInstanceNameLength: 256,
  descriptionLength: 256,
  iamRoleLength: 64,
} as const;

/** Narrow unless the user says otherwise: one host, one day. */
export const defaultActivation = { registrationLimit: 1, lifetimeMs: 24 * hour } as const;

/** The role name that AWS's own pages use; any name works. */
export const defaultRoleName = 'ecsAnywhereRole';

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

/** What the register flow needs of one account. Rejects with `Failure`. */
export interface RegistrationGateway {
  createActivation(request: ActivationRequest, signal?: AbortSignal): Promise<CreatedActivation>;
  activations(signal?: AbortSignal): AsyncIterable<readonly Activation[]>;
  deleteActivation(activationId: string, signal?: AbortSignal): Promise<void>;
  /** Ids of the managed nodes that came by an activation. */
  nodesOfActivation(activationId: string, signal?: AbortSignal): Promise<readonly ManagedNode[]>;
  /** The container instances of a cluster that carry one of these `mi-…` ids. */
  containerInstancesOfNodes(
    clusterArn: string,
    nodeIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly ContainerInstance[]>;
}
