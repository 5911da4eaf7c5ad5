import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { withoutBackoff } from '../../../test/unit/withoutBackoff.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { activationRequest } from '../../core/registration/activation.ts';
import type { RolePurpose } from '../../core/registration/roles.ts';
import { judgeRole, rolePlan } from '../../core/registration/roles.ts';
import { anywhereRole, emptyWorld } from '../../demo/world.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { addRole } from '../../demo/worlds/roles.ts';
import { toRole } from './iamGateway.ts';

describe('the gateway to roles', () => {
  let connection: DemoConnection;
  const connect = async (world = emptyWorld()): Promise<DemoConnection> => (connection = await connectTo(world));
  const plan = (purpose: RolePurpose) => rolePlan(purpose, { partition: 'aws', accountId: connection.demo.accountId });
  withoutBackoff();
  afterEach(async () => {
    await connection.close();
  });

  it('reads the roles that could be meant, each with what is needed to judge it', async () => {
    const { roles, demo } = await connect(homeWorld());
    const use = { accountId: demo.accountId, region: demo.region };
    const judged = (await allPages(roles.roles('ecsAnywhere'))).map((role) => {
      const { fits, reasons } = judgeRole(role, 'ecsAnywhere', use);
      return [role.path + role.name, fits, reasons.map(({ kind }) => kind).join()];
    });
    assert.deepEqual(judged, [
      ['/service-role/AmazonEC2RunCommandRoleForManagedInstances', false, 'missingPolicy'],
      ['/AmazonEKSConnectorAgentRole', true, ''],
      ['/AmazonEKSHybridNodesRole', true, ''],
      ['/cottageHostsRole', false, 'otherRegion'],
      ['/ecsAnywhereRole', true, ''],
    ]);
    // One look at the list, and two at each role that trusts SSM.
    assert.equal(connection.calls(), '1 ListRoles, 5 ListAttachedRolePolicies, 5 ListRolePolicies');
  });

  it('adds the role of the usual name, whatever it trusts, without a second look at it', async () => {
    const { roles } = await connect(homeWorld());
    const all = await allPages(roles.roles('ssmOnly'));
    const usual = all.find(({ name }) => name === 'ssmManagedNodeRole');
    assert.ok(usual);
    assert.equal(usual.attachedPolicyArns, undefined);
    assert.equal(judgeRole(usual, 'ssmOnly', { accountId: '1', region: 'r' }).reasons[0]?.kind, 'notTrusted');
  });

  it('reads all pages, and never too much at once', async () => {
    const world = emptyWorld();
    for (let n = 0; n < 1010; n++)
      addRole(world, { name: `r${String(n).padStart(4, '0')}`, trust: n % 100 === 0 ? 'ssm.amazonaws.com' : 'x' });
    const { roles, demo } = await connect(world);
    assert.equal((await allPages(roles.roles('connector'))).length, 11 + 3);
    assert.equal(demo.callCount('iam', 'ListRoles'), 2);
  });

  it('narrows what IAM sends', () => {
    const role = { RoleName: 'r', Arn: 'a', Path: '/', RoleId: 'i', CreateDate: new Date() };
    assert.deepEqual(toRole({ ...role, AssumeRolePolicyDocument: '%7B%22a%22%3A%22%2B%25%22%7D' }), {
      name: 'r',
      arn: 'a',
      path: '/',
      trust: { a: '+%' },
    });
    for (const broken of [undefined, '', '{', '%', '%7B'])
      assert.equal(toRole({ ...role, AssumeRolePolicyDocument: broken })?.trust, undefined, broken);
    assert.equal(toRole({ ...role, Path: '/aws-service-role/ecs.amazonaws.com/' }), undefined);
    assert.equal(toRole({ ...role, RoleName: undefined }), undefined);
  });

  for (const purpose of ['ecsAnywhere', 'hybridNode', 'connector', 'ssmOnly'] satisfies RolePurpose[]) {
    it(`makes a role that is then found to fit: ${purpose}`, async () => {
      const world = emptyWorld();
      world.roles.clear();
      const { roles, registration, demo } = await connect(world);
      await roles.createRole(plan(purpose));
      const [made, ...others] = await allPages(roles.roles(purpose));
      assert.ok(made);
      assert.deepEqual(others, []);
      assert.deepEqual(judgeRole(made, purpose, { accountId: demo.accountId, region: demo.region }), {
        fits: true,
        reasons: [],
        remarks: [],
      });
      await registration.createActivation(activationRequest({ role: made.name }, Date.now()));
    });
  }

  it('finishes a role that was left half made, wherever it was left', async () => {
    for (const operation of ['CreateRole', 'AttachRolePolicy', 'PutRolePolicy'] as const) {
      const world = emptyWorld();
      world.roles.clear();
      const { roles, demo } = await connect(world);
      const lost = demo.faults.add({ service: 'iam', operation, fault: { kind: 'reset-after' } });
      assert.equal((await failureOf(roles.createRole(plan('hybridNode')))).reason, 'network');
      lost();
      await roles.createRole(plan('hybridNode'));
      await roles.createRole(plan('hybridNode'));
      const role = demo.world.roles.get(plan('hybridNode').name);
      assert.deepEqual([role?.attachedPolicyArns.size, role?.inlinePolicies.size], [2, 1]);
      await connection.close();
    }
    await connect();
  });

  it("leaves somebody else's role of the same name as it is", async () => {
    const { roles, demo } = await connect();
    const before = structuredClone(demo.world.roles.get(anywhereRole));
    const { reason, code } = await failureOf(roles.createRole(plan('ecsAnywhere')));
    assert.deepEqual([reason, code], ['invalidRequest', 'EntityAlreadyExistsException']);
    assert.deepEqual(demo.world.roles.get(anywhereRole), before);
    assert.equal(connection.calls(), '1 CreateRole, 1 GetRole');
  });

  it('waits for IAM to know its own new role, but not for a policy that is not there', async () => {
    const world = emptyWorld();
    world.roles.clear();
    const { roles, demo } = await connect(world);
    const message = `The role with name ${plan('ssmOnly').name} cannot be found.`;
    const fault = { kind: 'error', code: 'NoSuchEntity', status: 404, message } as const;
    demo.faults.add({ operation: 'AttachRolePolicy', fault, times: 2 });
    await roles.createRole(plan('ssmOnly'));
    assert.equal(demo.callCount('iam', 'AttachRolePolicy'), 3);
    const unknown = { ...plan('connector'), managedPolicyArns: ['arn:aws:iam::111122223333:policy/none'] };
    assert.equal((await failureOf(roles.createRole(unknown))).reason, 'notFound');
    assert.equal(demo.callCount('iam', 'AttachRolePolicy'), 4);
  });

  it('says what was denied', async () => {
    const { roles, demo } = await connect();
    demo.faults.add({ service: 'iam', fault: { kind: 'deny' } });
    const failure = await failureOf(allPages(roles.roles('ecsAnywhere')));
    assert.deepEqual([failure.service, failure.operation, failure.reason], ['IAM', 'ListRoles', 'accessDenied']);
  });
});
