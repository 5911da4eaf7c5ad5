import type {
  CreateRoleCommandOutput,
  GetRoleCommandOutput,
  GetRolePolicyCommandOutput,
  ListAttachedRolePoliciesCommandOutput,
  ListRolePoliciesCommandOutput,
  ListRolesCommandOutput,
  Role as SdkRole,
} from '@aws-sdk/client-iam';
import { AwsError } from '../wire/awsError.ts';
import type { Xml } from '../wire/query.ts';
import { integer, required, string, structure } from '../wire/shapes.ts';
import { arnOfRole, hexId } from '../world.ts';
import type { Role, World } from '../world.ts';
import { operation, pageOf } from './operation.ts';
import type { Call, Empty, Operations } from './operation.ts';

/** Limits and codes: IAM API reference, and "IAM and AWS STS quotas". */

const roleName = required(string({ min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ }));
const policyName = required(string({ min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }));
const policyDocument = required(string({ min: 1, max: 131_072 }));
const paging = { Marker: string({ min: 1 }), MaxItems: integer({ min: 1, max: 1000 }) };
const mostAttachedPolicies = 20;

function findRole(world: World, name: string): Role {
  const role = world.roles.get(name);
  if (role === undefined) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  return role;
}

function describe(world: World, role: Role): Xml<SdkRole> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: `AROA${hexId(17, `role ${role.name}`).toUpperCase()}`,
    Arn: arnOfRole(world, role),
    CreateDate: new Date(role.createdAt).toISOString(),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    Description: role.description,
    MaxSessionDuration: '3600',
  };
}

/** @throws {AwsError} `MalformedPolicyDocument`, for what is no policy at a glance */
function checkDocument(text: string, isTrust: boolean): void {
  const malformed = (why: string): AwsError => new AwsError('MalformedPolicyDocument', why);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  const { Statement } = (document ?? {}) as { Statement?: unknown };
  const statements = [Statement].flat();
  const isStatement = (each: unknown): boolean =>
    typeof each === 'object' && each !== null && 'Effect' in each && ('Action' in each || 'NotAction' in each);
  if (!statements.every(isStatement)) throw malformed('Syntax errors in policy.');
  for (const statement of statements as object[]) {
    const hasPrincipal = 'Principal' in statement || 'NotPrincipal' in statement;
    if (isTrust && !hasPrincipal) throw malformed('Missing required field Principal');
    if (isTrust && 'Resource' in statement) throw malformed('Has prohibited field Resource');
    if (!isTrust && hasPrincipal) throw malformed('Policy document should not specify a principal.');
    if (!isTrust && !('Resource' in statement || 'NotResource' in statement)) {
      throw malformed('Policy statement must contain resources.');
    }
  }
}

interface PageInput {
  readonly Marker: string | undefined;
  readonly MaxItems: number | undefined;
}

interface PageOutput {
  readonly IsTruncated: string;
  readonly Marker: string | undefined;
}

function page<T, X>(
  items: Iterable<T>,
  call: Call,
  { Marker, MaxItems }: PageInput,
  answer: (items: readonly T[], rest: PageOutput) => X,
): X {
  const numbered = Array.from(items, (item, index) => ({ number: index + 1, item }));
  const found = pageOf(numbered, call, {
    token: Marker,
    limit: MaxItems ?? 100,
    badToken: () => new AwsError('ValidationError', 'Invalid Marker.'),
  });
  const rest = { IsTruncated: String(found.nextToken !== undefined), Marker: found.nextToken };
  return answer(
    found.items.map(({ item }) => item),
    rest,
  );
}

const reads: Operations = {
  ListRoles: operation(
    structure({ ...paging, PathPrefix: string({ min: 1, max: 512 }) }),
    (input, call): Xml<ListRolesCommandOutput> => {
      const { PathPrefix = '/' } = input;
      const sorted = [...call.world.roles.values()]
        .filter(({ path }) => path.startsWith(PathPrefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return page(sorted, call, input, (roles, rest) => ({
        // Lists leave out what takes a second look-up.
        Roles: roles.map((role) => describe(call.world, role)),
        ...rest,
      }));
    },
  ),

  GetRole: operation(structure({ RoleName: roleName }), ({ RoleName }, { world }): Xml<GetRoleCommandOutput> => {
    return { Role: describe(world, findRole(world, RoleName)) };
  }),

  ListAttachedRolePolicies: operation(
    structure({ ...paging, RoleName: roleName }),
    (input, call): Xml<ListAttachedRolePoliciesCommandOutput> =>
      page(findRole(call.world, input.RoleName).attachedPolicyArns, call, input, (arns, rest) => ({
        AttachedPolicies: arns.map((PolicyArn) => ({
          PolicyArn,
          PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
        })),
        ...rest,
      })),
  ),

  ListRolePolicies: operation(
    structure({ ...paging, RoleName: roleName }),
    (input, call): Xml<ListRolePoliciesCommandOutput> =>
      page(findRole(call.world, input.RoleName).inlinePolicies.keys(), call, input, (names, rest) => ({
        PolicyNames: [...names],
        ...rest,
      })),
  ),

  GetRolePolicy: operation(
    structure({ RoleName: roleName, PolicyName: policyName }),
    ({ RoleName, PolicyName }, { world }): Xml<GetRolePolicyCommandOutput> => {
      const document = findRole(world, RoleName).inlinePolicies.get(PolicyName);
      if (document === undefined) {
        throw new AwsError('NoSuchEntity', `The role policy with name ${PolicyName} cannot be found.`, 404);
      }
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
    },
  ),
};

const writes: Operations = {
  CreateRole: operation(
    structure({
      RoleName: roleName,
      Path: string({ min: 1, max: 512 }),
      AssumeRolePolicyDocument: policyDocument,
      Description: string({ max: 1000 }),
    }),
    (input, { world }): Xml<CreateRoleCommandOutput> => {
      const { RoleName: name, Path: path = '/', AssumeRolePolicyDocument: trust, Description: description } = input;
      if (world.roles.has(name)) {
        throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
      }
      checkDocument(trust, true);
      const role: Role = {
        number: world.roles.size + 1,
        name,
        path,
        createdAt: world.clock(),
        description,
        trust,
        attachedPolicyArns: new Set(),
        inlinePolicies: new Map(),
      };
      world.roles.set(name, role);
      return { Role: describe(world, role) };
    },
  ),

  AttachRolePolicy: operation(
    structure({ RoleName: roleName, PolicyArn: required(string({ min: 20, max: 2048 })) }),
    ({ RoleName, PolicyArn }, { world }): Empty => {
      const { attachedPolicyArns } = findRole(world, RoleName);
      // Only AWS's own policies are in this account.
      if (!/^arn:aws:iam::aws:policy\/[\w/-]+$/.test(PolicyArn)) {
        throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} does not exist or is not attachable.`, 404);
      }
      if (!attachedPolicyArns.has(PolicyArn) && attachedPolicyArns.size >= mostAttachedPolicies) {
        const message = `Cannot exceed quota for PoliciesPerRole: ${mostAttachedPolicies}`;
        throw new AwsError('LimitExceeded', message, 409);
      }
      attachedPolicyArns.add(PolicyArn);
      return {};
    },
  ),

  PutRolePolicy: operation(
    structure({ RoleName: roleName, PolicyName: policyName, PolicyDocument: policyDocument }),
    ({ RoleName, PolicyName, PolicyDocument }, { world }): Empty => {
      const { inlinePolicies } = findRole(world, RoleName);
      checkDocument(PolicyDocument, false);
      inlinePolicies.set(PolicyName, PolicyDocument);
      return {};
    },
  ),
};

export const iam: Operations = { ...reads, ...writes };
