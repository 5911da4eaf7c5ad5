import type { IAMClient, Role } from '@aws-sdk/client-iam';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { Failure } from '../../core/failure.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { ssmPrincipal, usualRoleNames } from '../../core/registration/policies.ts';
import type { RoleDetails, RoleGateway, RolePlan } from '../../core/registration/roles.ts';
import type { ListPage } from '../requests/batches.ts';
import { describeAll, listAll } from '../requests/batches.ts';
import { mapped } from '../requests/narrow.ts';
import type { FreshRoles } from '../requests/retrying.ts';
import { retrying } from '../requests/retrying.ts';

/** The most that IAM gives at once. */
const MaxItems = 1000;
/** IAM tells the policies of one role a call, and has one low rate limit for the whole account. */
const limits = { size: 1, atOnce: 4 };

export interface IamGatewayOptions {
  /** Is told of the roles that are made. */
  readonly freshRoles: FreshRoles;
  /** Milliseconds between attempts at what IAM itself does not know of yet. */
  readonly waits: readonly number[];
}

type Client = () => Promise<IAMClient>;

export function iamGateway(client: Client, { freshRoles, waits }: IamGatewayOptions): RoleGateway {
  return {
    roles: (purpose, signal) =>
      describeAll(
        async (Marker, abortSignal) => {
          const iam = await client();
          const page = await iam.send(new ListRolesCommand({ MaxItems, Marker }), { abortSignal });
          const candidates = mapped(page.Roles, toRole).filter(
            (role) => trustsSsm(role) || role.name === usualRoleNames[purpose],
          );
          return pageOf(candidates, page);
        },
        async ([role], abortSignal) => {
          if (!role) return [];
          return [trustsSsm(role) ? await withPolicies(client, role, abortSignal) : role];
        },
        limits,
        signal,
      ),

    async createRole(plan, signal) {
      const iam = await client();
      const options = signal && { abortSignal: signal };
      await createOrFind(iam, plan, signal);
      // The members of IAM know of a new role at different times.
      const finish = (call: () => Promise<unknown>): Promise<unknown> =>
        retrying(call, { isWorthIt: (failure) => isRoleUnknown(failure, plan.name), waits, signal });
      const RoleName = plan.name;
      for (const PolicyArn of plan.managedPolicyArns) {
        await finish(() => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }), options));
      }
      for (const { name: PolicyName, document } of plan.inlinePolicies) {
        const PolicyDocument = JSON.stringify(document);
        await finish(() => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }), options));
      }
      freshRoles.add(plan.name);
    },
  };
}

function pageOf<T>(
  items: readonly T[],
  { IsTruncated, Marker }: { IsTruncated?: boolean | undefined; Marker?: string | undefined },
): ListPage<T> {
  return { items, nextToken: IsTruncated ? Marker : undefined };
}

function trustsSsm({ trust }: RoleDetails): boolean {
  return JSON.stringify(trust ?? '').includes(ssmPrincipal);
}

export function toRole({ RoleName, Arn, Path = '/', AssumeRolePolicyDocument }: Role): RoleDetails | undefined {
  if (!RoleName || !Arn || Path.startsWith('/aws-service-role/')) return undefined;
  return { name: RoleName, arn: Arn, path: Path, trust: policyIn(AssumeRolePolicyDocument) };
}

/** IAM sends policy documents as URL-encoded JSON. */
function policyIn(encoded: string | undefined): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded ?? ''));
  } catch {
    return undefined;
  }
}

async function withPolicies(client: Client, role: RoleDetails, signal: AbortSignal): Promise<RoleDetails> {
  const RoleName = role.name;
  const attached = listAll(async (Marker, abortSignal) => {
    const command = new ListAttachedRolePoliciesCommand({ RoleName, MaxItems, Marker });
    const page = await (await client()).send(command, { abortSignal });
    return pageOf(
      mapped(page.AttachedPolicies, ({ PolicyArn }) => PolicyArn),
      page,
    );
  }, signal);
  const inline = listAll(async (Marker, abortSignal) => {
    const command = new ListRolePoliciesCommand({ RoleName, MaxItems, Marker });
    const page = await (await client()).send(command, { abortSignal });
    return pageOf(page.PolicyNames ?? [], page);
  }, signal);
  const [attachedPolicyArns, inlinePolicies] = await Promise.all([allPages(attached), allPages(inline)]);
  return { ...role, attachedPolicyArns, inlinePolicies };
}

async function createOrFind(iam: IAMClient, plan: RolePlan, signal: AbortSignal | undefined): Promise<void> {
  const options = signal && { abortSignal: signal };
  const command = new CreateRoleCommand({
    RoleName: plan.name,
    Description: plan.description,
    AssumeRolePolicyDocument: JSON.stringify(plan.trust),
  });
  try {
    await iam.send(command, options);
  } catch (error) {
    if (!Failure.is(error) || error.code !== 'EntityAlreadyExistsException') throw error;
    // Half made by an earlier attempt, or by one whose answer was lost; else it is somebody's, and stays as it is.
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: plan.name }), options);
    const trust = JSON.stringify(policyIn(Role?.AssumeRolePolicyDocument));
    if (Role?.Description !== plan.description || trust !== JSON.stringify(plan.trust)) throw error;
  }
}

function isRoleUnknown({ code, message }: Failure, name: string): boolean {
  if (code === 'ConcurrentModificationException') return true;
  return code === 'NoSuchEntityException' && message.includes(name);
}
