import { parseArn } from '../fleet/arn.ts';
import { activationLimits } from './activation.ts';
import type { AccountScope, ManagedPolicy, PolicyDocument } from './policies.ts';
import { connectorAgentPolicy, hybridNodePolicy, managedPolicyArn, trustPolicy, usualRoleNames } from './policies.ts';
import type { RoleUse, TrustProblem, TrustRemark } from './trust.ts';
import { judgeTrust } from './trust.ts';

/** What the role is for that hosts take on: each purpose needs other policies. */
export type RolePurpose = keyof typeof usualRoleNames;

/** Source: IAM `ListRoles`, `ListAttachedRolePolicies`, `ListRolePolicies`. */
export interface RoleDetails {
  readonly name: string;
  readonly arn: string;
  /** `/`, `/service-role/`, … */
  readonly path: string;
  /** The trust policy, decoded; `undefined` where it could not be. Of any form: see `judgeTrust`. */
  readonly trust: unknown;
  /** Absent where SSM can't take it on in any case: then they were not asked for. */
  readonly attachedPolicyArns?: readonly string[];
  /** Names. Absent as above. */
  readonly inlinePolicies?: readonly string[];
}

/** Why a role can't be used. The interface has the sentences. */
export type RoleProblem =
  | TrustProblem
  | { readonly kind: 'serviceLinked' }
  /** `CreateActivation` takes names of up to 64 characters. */
  | { readonly kind: 'nameTooLong'; readonly length: number; readonly max: number }
  /** `policy` is the name without its path. */
  | { readonly kind: 'missingPolicy'; readonly policy: string };

/** What is worth knowing about a role that can be used. */
export type RoleRemark =
  | TrustRemark
  /** This policy is not attached, and what else is attached may grant the same. */
  | { readonly kind: 'perhapsMissingPolicy'; readonly policy: string };

export interface RoleJudgement {
  readonly fits: boolean;
  /** Empty when it fits. */
  readonly reasons: readonly RoleProblem[];
  readonly remarks: readonly RoleRemark[];
}

/** Whether hosts of this account and Region can take on the role and do their work with it, as far as can be seen. */
export function judgeRole(role: RoleDetails, purpose: RolePurpose, use: RoleUse): RoleJudgement {
  const max = activationLimits.iamRoleLength;
  const trust = judgeTrust(role.trust, use);
  const missing = missingPolicies(role, purpose);
  // Policies of the account's own may grant all that the managed one does, and their text was not read.
  const uncertain = hasOwnPolicies(role);
  const reasons: readonly RoleProblem[] = [
    ...(isServiceLinked(role) ? [{ kind: 'serviceLinked' } as const] : []),
    ...(role.name.length > max ? [{ kind: 'nameTooLong', length: role.name.length, max } as const] : []),
    ...trust.problems,
    ...(uncertain ? [] : missing.map((policy) => ({ kind: 'missingPolicy', policy }) as const)),
  ];
  const doubts = uncertain ? missing.map((policy) => ({ kind: 'perhapsMissingPolicy', policy }) as const) : [];
  return { fits: reasons.length === 0, reasons, remarks: [...trust.remarks, ...doubts] };
}

function isServiceLinked({ path, name }: RoleDetails): boolean {
  return path.startsWith('/aws-service-role/') || name.startsWith('AWSServiceRoleFor');
}

function hasOwnPolicies({ attachedPolicyArns = [], inlinePolicies = [] }: RoleDetails): boolean {
  return inlinePolicies.length > 0 || attachedPolicyArns.some((arn) => parseArn(arn)?.accountId !== 'aws');
}

/** A policy that a role needs, with those that grant as much and more. */
interface Need {
  readonly policy: string;
  readonly orOneOf: readonly string[];
}

const ssmCore: Need = { policy: 'AmazonSSMManagedInstanceCore', orOneOf: ['AmazonEC2RoleforSSM'] };
const ecsAgent: Need = { policy: 'AmazonEC2ContainerServiceforEC2Role', orOneOf: [] };
const pullImages: Need = {
  policy: 'AmazonEC2ContainerRegistryPullOnly',
  orOneOf: [
    'AmazonEC2ContainerRegistryReadOnly',
    'AmazonEC2ContainerRegistryPowerUser',
    'AmazonEC2ContainerRegistryFullAccess',
  ],
};
// SSM's channels are all that a connector's agent needs.
const connectorAgent: Need = { policy: 'AmazonEKSConnectorAgentPolicy', orOneOf: [ssmCore.policy, ...ssmCore.orOneOf] };
/** The part of a hybrid node's permissions that no managed policy grants. */
const joinCluster: Need = { policy: 'AmazonEKSHybridNodesPolicy', orOneOf: [] };

const needs: Readonly<Record<RolePurpose, readonly Need[]>> = {
  ecsAnywhere: [ssmCore, ecsAgent],
  hybridNode: [ssmCore, pullImages, joinCluster],
  connector: [connectorAgent],
  ssmOnly: [ssmCore],
};

function missingPolicies({ attachedPolicyArns, inlinePolicies = [] }: RoleDetails, purpose: RolePurpose): string[] {
  if (!attachedPolicyArns) return [];
  const has = new Set([...attachedPolicyArns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)), ...inlinePolicies]);
  if (has.has('AdministratorAccess')) return [];
  return needs[purpose]
    .filter(({ policy, orOneOf }) => ![policy, ...orOneOf].some((name) => has.has(name)))
    .map(({ policy }) => policy);
}

/** A role as it would be made; shown to the user before it is. */
export interface RolePlan {
  readonly name: string;
  /** Also how a role is known that was left half made. */
  readonly description: string;
  readonly trust: PolicyDocument;
  readonly managedPolicyArns: readonly string[];
  readonly inlinePolicies: readonly { readonly name: string; readonly document: PolicyDocument }[];
}

const managed: Readonly<Record<RolePurpose, readonly ManagedPolicy[]>> = {
  ecsAnywhere: ['AmazonSSMManagedInstanceCore', 'service-role/AmazonEC2ContainerServiceforEC2Role'],
  hybridNode: ['AmazonSSMManagedInstanceCore', 'AmazonEC2ContainerRegistryPullOnly'],
  connector: [],
  ssmOnly: ['AmazonSSMManagedInstanceCore'],
};

const usedBy: Readonly<Record<RolePurpose, string>> = {
  ecsAnywhere: 'Amazon ECS external instances',
  hybridNode: 'Amazon EKS hybrid nodes',
  connector: 'the agents of the Amazon EKS Connector',
  ssmOnly: 'managed nodes of AWS Systems Manager outside AWS',
};

/** The role that would be made for a purpose. Good for all Regions of the account, as one role is all it needs. */
export function rolePlan(purpose: RolePurpose, scope: AccountScope): RolePlan {
  return {
    name: usualRoleNames[purpose],
    description: `For ${usedBy[purpose]}. Made by the VS Code extension External Instances.`,
    trust: trustPolicy(scope),
    managedPolicyArns: managed[purpose].map((policy) => managedPolicyArn(scope.partition, policy)),
    inlinePolicies: inlinePoliciesOf(purpose, scope),
  };
}

function inlinePoliciesOf(purpose: RolePurpose, scope: AccountScope): RolePlan['inlinePolicies'] {
  switch (purpose) {
    case 'hybridNode':
      return [{ name: joinCluster.policy, document: hybridNodePolicy(scope) }];
    case 'connector':
      return [{ name: connectorAgent.policy, document: connectorAgentPolicy(scope.partition) }];
    case 'ecsAnywhere':
    case 'ssmOnly':
      return [];
  }
}

/** Roles of one account. Rejects, or its iteration throws, with a `Failure`. */
export interface RoleGateway {
  /**
   * The roles that trust SSM, and the one that is usual for the purpose whatever it trusts: to be judged by `judgeRole`.
   * Service-linked ones are left out.
   */
  roles(purpose: RolePurpose, signal?: AbortSignal): AsyncIterable<readonly RoleDetails[]>;
  /**
   * Makes the role, or finishes one that was left half made. IAM tells other services of it within seconds; until then
   * `createActivation` and `registerCluster` of the same account wait for it.
   *
   * Rejects with `invalidRequest` when a role of this name is there that is not of this plan.
   */
  createRole(plan: RolePlan, signal?: AbortSignal): Promise<void>;
}
