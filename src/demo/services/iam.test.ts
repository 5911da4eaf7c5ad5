import assert from 'node:assert/strict';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateActivationCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import { addRole, trusts } from '../worlds/roles.ts';

const trustOf = (principal: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });
const ssmTrust = trustOf({ Service: 'ssm.amazonaws.com' });
const core = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

describe('IAM of the demo account', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  beforeEach(async () => {
    account = await startDemoAccount({ world: emptyWorld() });
    clients = clientsOf(account);
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  it('lists all roles page by page, in order, and those of a path', async () => {
    const { iam } = clients;
    addRole(account.world, { name: 'Zebra', path: '/service-role/', trust: 'ssm.amazonaws.com', description: 'a<b&c' });
    const found: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.send(new ListRolesCommand({ MaxItems: 4, Marker }));
      assert.equal(page.IsTruncated, page.Marker !== undefined);
      found.push(...page.Roles!.map(({ RoleName }) => RoleName!));
      ({ Marker } = page);
    } while (Marker);
    assert.deepEqual(found, [
      'AmazonEKSConnectorAgentRole',
      'AmazonEKSHybridNodesRole',
      'DemoReadOnly',
      'Zebra',
      'ecsAnywhereRole',
      'ecsTaskExecutionRole',
    ]);
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: '/service-role/' }));
    const [zebra, ...others] = Roles;
    assert.deepEqual(others, []);
    assert.equal(zebra?.Arn, `arn:aws:iam::${account.accountId}:role/service-role/Zebra`);
    assert.equal(zebra.Description, 'a<b&c');
    assert.deepEqual(JSON.parse(decodeURIComponent(zebra.AssumeRolePolicyDocument!)), JSON.parse(ssmTrust));
    assert.ok(zebra.CreateDate instanceof Date);
    const first = await iam.send(new ListRolesCommand({ MaxItems: 1 }));
    const other = iam.send(new ListRolesCommand({ PathPrefix: '/service-role/', Marker: first.Marker }));
    assert.equal((await refusalOf(other)).name, 'ValidationError');
  });

  it('makes a role that SSM then takes, and that nobody else may assume', async () => {
    const { iam, ssm, sts } = clients;
    const RoleName = 'new';
    const activate = (): Promise<unknown> => ssm.send(new CreateActivationCommand({ IamRole: RoleName }));
    assert.match((await refusalOf(activate())).message, /Nonexistent role/);
    const made = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: ssmTrust }));
    assert.equal(made.Role?.Arn, `arn:aws:iam::${account.accountId}:role/new`);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: core }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: core }));
    const PolicyDocument = '{"Statement":{"Effect":"Allow","Action":"eks:*","Resource":"*"}}';
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'AmazonSSMManagedInstanceCore', PolicyArn: core }]);
    assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames, ['own']);
    const own = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    assert.equal(decodeURIComponent(own.PolicyDocument!), PolicyDocument);
    assert.equal((await iam.send(new GetRoleCommand({ RoleName }))).Role?.RoleName, RoleName);
    await activate();
    const assumed = sts.send(new AssumeRoleCommand({ RoleArn: made.Role.Arn, RoleSessionName: 'me' }));
    assert.equal((await refusalOf(assumed)).name, 'AccessDenied');
  });

  it('refuses as IAM does', async () => {
    const { iam } = clients;
    const create = (RoleName: string, AssumeRolePolicyDocument: string): Promise<unknown> =>
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const RoleName = 'ecsAnywhereRole';
    const PolicyName = 'p';
    const put = (PolicyDocument: string): Promise<unknown> =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    const unknownPolicy = 'arn:aws:iam::111122223333:policy/none';
    const cases: readonly (readonly [Promise<unknown>, name: string, status: number])[] = [
      [create(RoleName, ssmTrust), 'EntityAlreadyExistsException', 409],
      [create('x', '{"Statement":'), 'MalformedPolicyDocumentException', 400],
      [create('x', '{}'), 'MalformedPolicyDocumentException', 400],
      [create('x', '{"Statement":{"Effect":"Allow","Action":"*"}}'), 'MalformedPolicyDocumentException', 400],
      [put(ssmTrust), 'MalformedPolicyDocumentException', 400],
      [put('{"Statement":[{"Effect":"Allow","Action":"*"}]}'), 'MalformedPolicyDocumentException', 400],
      [create('x y', ssmTrust), 'ValidationError', 400],
      [create('x'.repeat(65), ssmTrust), 'ValidationError', 400],
      [iam.send(new GetRoleCommand({ RoleName: 'none' })), 'NoSuchEntityException', 404],
      [iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })), 'NoSuchEntityException', 404],
      [iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: unknownPolicy })), 'NoSuchEntityException', 404],
      [iam.send(new ListRolesCommand({ MaxItems: 1001 })), 'ValidationError', 400],
    ];
    for (const [call, name, status] of cases) {
      const refusal = await refusalOf(call);
      assert.deepEqual([refusal.name, refusal.status], [name, status], refusal.message);
    }
  });

  it('attaches at most 20 policies to a role', async () => {
    const attach = (n: number): Promise<unknown> =>
      clients.iam.send(
        new AttachRolePolicyCommand({ RoleName: 'DemoReadOnly', PolicyArn: `arn:aws:iam::aws:policy/P${n}` }),
      );
    await Promise.all(Array.from({ length: 19 }, (_, n) => attach(n)));
    assert.equal((await refusalOf(attach(20))).name, 'LimitExceededException');
    await attach(3);
  });

  it('has its own words for denial, throttling and a lost session', async () => {
    const { iam } = clients;
    const refused = async (): Promise<string> => (await refusalOf(iam.send(new ListRolesCommand({})))).name;
    account.faults.add({ service: 'iam', fault: { kind: 'deny' }, times: 1 });
    account.faults.add({ service: 'iam', fault: { kind: 'throttle' }, times: 1 });
    assert.deepEqual([await refused(), await refused()], ['AccessDenied', 'Throttling']);
    account.world.sessions.set('AKIADUMMY', { role: 'DemoReadOnly', sessionName: 'me', expiresAt: 0 });
    assert.equal(await refused(), 'ExpiredToken');
  });

  it('tells whom a role trusts, whatever the form of its policy', () => {
    const role = (trust: object) => addRole(emptyWorld(), { name: 'r', trust });
    const allow = (Principal: unknown) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
    assert.ok(trusts(role({ Statement: allow({ Service: 'ssm.amazonaws.com' }) }), 'ssm.amazonaws.com'));
    assert.ok(trusts(role({ Statement: [allow({ Service: ['a', 'b'] })] }), 'b'));
    assert.ok(trusts(role({ Statement: allow({ AWS: ['arn:aws:iam::111122223333:root'] }) }), '111122223333'));
    assert.ok(!trusts(role({ Statement: { ...allow({ Service: 'a' }), Effect: 'Deny' } }), 'a'));
    assert.ok(!trusts(role({ Statement: allow('a') }), 'a'));
    assert.ok(!trusts(role({}), 'a'));
  });
});
