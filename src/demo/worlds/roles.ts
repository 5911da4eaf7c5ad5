import type { RolePurpose } from '../../core/registration/roles.ts';
import { rolePlan } from '../../core/registration/roles.ts';
import type { Role, World } from '../world.ts';

/** Adds IAM roles to a world, and tells whom they trust. Roles are numbered by themselves, as IAM is a service apart. */

const day = 24 * 60 * 60_000;

export interface RoleOptions {
  readonly name: string;
  readonly path?: string;
  readonly description?: string;
  /** A service, the account itself as `account`, or a whole trust policy. */
  readonly trust: string | object;
  /** Of AWS's own, with their paths. */
  readonly managedPolicies?: readonly string[];
  /** Names to documents. */
  readonly inlinePolicies?: Readonly<Record<string, object>>;
}

export function addRole(world: World, options: RoleOptions): Role {
  const { name, path = '/', description, trust } = options;
  const role: Role = {
    number: world.roles.size + 1,
    name,
    path,
    createdAt: world.clock() - 400 * day,
    description,
    trust: JSON.stringify(typeof trust === 'string' ? trusting(world, trust) : trust),
    attachedPolicyArns: new Set(options.managedPolicies?.map((policy) => `arn:aws:iam::aws:policy/${policy}`)),
    inlinePolicies: new Map(
      Object.entries(options.inlinePolicies ?? {}).map(([policy, document]) => [policy, JSON.stringify(document)]),
    ),
  };
  world.roles.set(name, role);
  return role;
}

function trusting(world: World, trusted: string): object {
  const Principal = trusted === 'account' ? { AWS: `arn:aws:iam::${world.accountId}:root` } : { Service: trusted };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
}

/** The three that hosts take on, as the extension would make them, and two that are no such roles. */
export function addUsualRoles(world: World): void {
  const scope = { partition: 'aws', accountId: world.accountId };
  for (const purpose of ['ecsAnywhere', 'connector', 'hybridNode'] satisfies RolePurpose[]) {
    const { name, trust, managedPolicyArns, inlinePolicies } = rolePlan(purpose, scope);
    const role = addRole(world, { name, trust });
    for (const policyArn of managedPolicyArns) role.attachedPolicyArns.add(policyArn);
    for (const { name: policy, document } of inlinePolicies) role.inlinePolicies.set(policy, JSON.stringify(document));
  }
  addRole(world, {
    name: 'ecsTaskExecutionRole',
    trust: 'ecs-tasks.amazonaws.com',
    managedPolicies: ['service-role/AmazonECSTaskExecutionRolePolicy'],
  });
  addRole(world, { name: 'DemoReadOnly', trust: 'account', managedPolicies: ['ReadOnlyAccess'] });
}

/** What containers may do, beside the usual execution role. */
export function addTaskRoles(world: World): void {
  const trust = 'ecs-tasks.amazonaws.com';
  addRole(world, { name: 'sensorHubTaskRole', trust, description: 'Sends measurements to IoT Core' });
  addRole(world, { name: 'webTaskRole', trust, path: '/workshop/' });
}

/** Somebody's attempts, each wrong in a way that is met in practice. */
export function addUnfitRoles(world: World): void {
  const { accountId } = world;
  const guardedBy = (sourceArn: string): object => ({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: ['ssm.amazonaws.com'] },
      Action: ['sts:AssumeRole'],
      Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    },
  });
  const managedPolicies = ['AmazonSSMManagedInstanceCore', 'service-role/AmazonEC2ContainerServiceforEC2Role'];
  // Good for managed nodes, and made without the ECS agent's policy.
  addRole(world, {
    name: 'AmazonEC2RunCommandRoleForManagedInstances',
    path: '/service-role/',
    trust: 'ssm.amazonaws.com',
    managedPolicies: ['AmazonSSMManagedInstanceCore'],
  });
  const elsewhere = world.region === 'eu-west-1' ? 'us-west-2' : 'eu-west-1';
  addRole(world, {
    name: 'cottageHostsRole',
    trust: guardedBy(`arn:aws:ssm:${elsewhere}:${accountId}:*`),
    managedPolicies,
  });
  // As a page of AWS's once had it.
  addRole(world, { name: 'ssmManagedNodeRole', trust: 'ecs-tasks.amazonaws.com', managedPolicies });
  addRole(world, {
    name: 'AWSServiceRoleForECS',
    path: '/aws-service-role/ecs.amazonaws.com/',
    trust: 'ecs.amazonaws.com',
    managedPolicies: ['aws-service-role/AmazonECSServiceRolePolicy'],
  });
}

/** Whether a role lets a service, or an account by its id, take it on. Conditions are left to those who ask. */
export function trusts({ trust }: Role, principal: string): boolean {
  const { Statement = [] } = JSON.parse(trust) as { Statement?: Statement | Statement[] };
  return [Statement].flat().some(({ Effect, Principal }) => {
    const { Service = [], AWS = [] } = typeof Principal === 'object' ? Principal : {};
    const trusted = [Service, AWS].flat().map((each) => /^arn:aws:iam::(\d{12}):root$/.exec(each)?.[1] ?? each);
    return Effect === 'Allow' && trusted.includes(principal);
  });
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: string | { readonly Service?: string | string[]; readonly AWS?: string | string[] };
}
