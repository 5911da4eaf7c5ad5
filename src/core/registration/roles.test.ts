import assert from 'node:assert/strict';
import { managedPolicyArn, trustPolicy } from './policies.ts';
import type { RoleDetails, RolePurpose } from './roles.ts';
import { judgeRole, rolePlan } from './roles.ts';

const accountId = '123456789012';
const use = { accountId, region: 'eu-central-1' };
const scope = { accountId, partition: 'aws' };
const core = managedPolicyArn('aws', 'AmazonSSMManagedInstanceCore');
const ecs = managedPolicyArn('aws', 'service-role/AmazonEC2ContainerServiceforEC2Role');

function role(details: Partial<RoleDetails> = {}): RoleDetails {
  return {
    name: 'ecsAnywhereRole',
    arn: `arn:aws:iam::${accountId}:role/ecsAnywhereRole`,
    path: '/',
    trust: trustPolicy(scope),
    attachedPolicyArns: [core, ecs],
    inlinePolicies: [],
    ...details,
  };
}

const allow = { Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' };
const guarded = (condition: object): object => ({
  Version: '2012-10-17',
  Statement: [{ ...allow, Condition: condition }],
});
const judge = (trust: unknown): ReturnType<typeof judgeRole> => judgeRole(role({ trust }), 'ecsAnywhere', use);

describe('judgeRole', () => {
  it('takes each role that it would make itself, everywhere in its account, without a remark', () => {
    for (const purpose of ['ecsAnywhere', 'hybridNode', 'connector', 'ssmOnly'] satisfies RolePurpose[])
      for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
        const plan = rolePlan(purpose, { accountId, partition });
        const made = role({
          name: plan.name,
          trust: JSON.parse(JSON.stringify(plan.trust)),
          attachedPolicyArns: plan.managedPolicyArns,
          inlinePolicies: plan.inlinePolicies.map(({ name }) => name),
        });
        const region = partition === 'aws' ? 'sa-east-1' : 'cn-north-1';
        const { fits, reasons } = judgeRole(made, purpose, { accountId, region });
        assert.deepEqual([fits, reasons], [true, []], `${purpose} in ${partition}`);
        assert.equal(judgeRole(made, purpose, { accountId: '999999999999', region }).reasons[0]?.kind, 'otherAccount');
      }
  });

  const fine: readonly (readonly [what: string, trust: unknown, remarks?: readonly object[]])[] = [
    ['one statement that is no list', { Statement: { ...allow, Condition: guardOf('*') } }],
    ['lists of one', guarded({ StringEquals: { 'aws:SourceAccount': [accountId] } })],
    ['keys and operators in any case', guarded({ stringequals: { 'AWS:sourceaccount': accountId } })],
    ["AWS's own guard for this Region", guarded({ ArnEquals: { 'aws:SourceArn': sourceArn('eu-central-1', '*') } })],
    [
      'several Regions',
      guarded({ ArnLike: { 'aws:SourceArn': [sourceArn('us-east-1', '*'), sourceArn('eu-*', '*')] } }),
    ],
    ['a pattern with few parts', guarded({ StringLike: { 'aws:SourceArn': 'arn:aws:ssm:*' } })],
    ['IfExists and ForAnyValue', guarded({ 'ForAnyValue:StringEqualsIfExists': { 'aws:SourceAccount': accountId } })],
    ['no guard', { Statement: [allow] }, [{ kind: 'noGuard' }]],
    [
      'several services',
      { Statement: [{ ...allow, Principal: { Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] } }] },
      [{ kind: 'noGuard' }],
    ],
    ['anybody', { Statement: [{ ...allow, Principal: '*' }] }, [{ kind: 'noGuard' }]],
    ['anybody, in long', { Statement: [{ ...allow, Principal: { AWS: '*' } }] }, [{ kind: 'noGuard' }]],
    [
      'all but others',
      { Statement: [{ Effect: 'Allow', NotPrincipal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:*' }] },
      [{ kind: 'noGuard' }],
    ],
    [
      'patterns of actions',
      { Statement: [{ ...allow, Action: ['sts:TagSession', 'STS:Assume*'] }] },
      [{ kind: 'noGuard' }],
    ],
    [
      'all but other actions',
      { Statement: [{ ...allow, Action: undefined, NotAction: 'sts:TagSession' }] },
      [{ kind: 'noGuard' }],
    ],
    [
      'the better of two statements',
      { Statement: [allow, ...statements(guarded({ StringEquals: { 'aws:SourceAccount': accountId } }))] },
    ],
    [
      'a denial of others',
      { Statement: [allow, { ...allow, Effect: 'Deny', Principal: { Service: 'ec2.amazonaws.com' } }] },
      [{ kind: 'noGuard' }],
    ],
    [
      'a denial of what is elsewhere',
      {
        Statement: [
          allow,
          { ...allow, Effect: 'Deny', Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } },
        ],
      },
      [{ kind: 'noGuard' }],
    ],
    [
      'a guard by organization',
      guarded({ StringEquals: { 'aws:SourceOrgID': 'o-1' } }),
      [{ kind: 'unknownCondition', operator: 'StringEquals', key: 'aws:SourceOrgID' }],
    ],
    [
      'one node only',
      guarded({ ArnLike: { 'aws:SourceArn': sourceArn('eu-central-1', 'managed-instance/mi-1') } }),
      [{ kind: 'unknownCondition', operator: 'ArnLike', key: 'aws:SourceArn' }],
    ],
    [
      'a denial that is not understood',
      { Statement: [allow, { ...allow, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
      [{ kind: 'noGuard' }, { kind: 'unknownCondition', operator: 'Bool', key: 'aws:SecureTransport' }],
    ],
  ];
  for (const [what, trust, remarks = []] of fine) {
    it(`takes a trust policy with ${what}`, () => {
      assert.deepEqual(judge(trust), { fits: true, reasons: [], remarks });
    });
  }

  const unfit: readonly (readonly [what: string, trust: unknown, reason: object])[] = [
    [
      'another service',
      { Statement: [{ ...allow, Principal: { Service: 'ecs-tasks.amazonaws.com' } }] },
      { kind: 'notTrusted', trusted: ['ecs-tasks.amazonaws.com'] },
    ],
    [
      'an account',
      { Statement: [{ ...allow, Principal: { AWS: `arn:aws:iam::${accountId}:root` } }] },
      { kind: 'notTrusted', trusted: [] },
    ],
    [
      'a name that only looks alike',
      { Statement: [{ ...allow, Principal: { Service: 'ssm.amazonaws.com.evil' } }] },
      { kind: 'notTrusted', trusted: ['ssm.amazonaws.com.evil'] },
    ],
    [
      'another action',
      { Statement: [{ ...allow, Action: 'sts:TagSession' }] },
      { kind: 'notTrusted', trusted: ['ssm.amazonaws.com'] },
    ],
    [
      'all but this action',
      { Statement: [{ ...allow, Action: undefined, NotAction: ['sts:AssumeRole'] }] },
      { kind: 'notTrusted', trusted: ['ssm.amazonaws.com'] },
    ],
    [
      'all but SSM',
      { Statement: [{ Effect: 'Allow', NotPrincipal: { Service: 'ssm.amazonaws.com' }, Action: '*' }] },
      { kind: 'notTrusted', trusted: [] },
    ],
    ['a denial', { Statement: [allow, { ...allow, Effect: 'Deny', Action: '*' }] }, { kind: 'denied' }],
    [
      'a denial of all but others',
      { Statement: [allow, { Effect: 'Deny', NotPrincipal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:*' }] },
      { kind: 'denied' },
    ],
    [
      'a denial beside one that is not understood',
      {
        Statement: [
          allow,
          { ...allow, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          { ...allow, Effect: 'Deny' },
        ],
      },
      { kind: 'denied' },
    ],
    ['only a denial', { Statement: [{ ...allow, Effect: 'Deny' }] }, { kind: 'denied' }],
    [
      'another account',
      guarded({ StringEquals: { 'aws:SourceAccount': ['999999999999'] } }),
      { kind: 'otherAccount', accounts: ['999999999999'] },
    ],
    [
      'another account in the ARN',
      guarded({ ArnLike: { 'aws:SourceArn': 'arn:aws:ssm:*:999999999999:*' } }),
      { kind: 'otherAccount', accounts: ['999999999999'] },
    ],
    [
      'another Region',
      guarded({ ArnEquals: { 'aws:SourceArn': sourceArn('us-east-1', '*') } }),
      { kind: 'otherRegion', regions: ['us-east-1'] },
    ],
    [
      'a star that is taken literally',
      guarded({ StringEquals: { 'aws:SourceArn': sourceArn('eu-central-1', '*') } }),
      { kind: 'unmetCondition', operator: 'StringEquals', key: 'aws:SourceArn' },
    ],
    [
      'the ARN of another service',
      guarded({ ArnLike: { 'aws:SourceArn': `arn:aws:ecs:*:${accountId}:*` } }),
      { kind: 'unmetCondition', operator: 'ArnLike', key: 'aws:SourceArn' },
    ],
  ];
  for (const [what, trust, reason] of unfit) {
    it(`refuses a trust policy with ${what}`, () => {
      const { fits, reasons } = judge(trust);
      assert.deepEqual([fits, reasons], [false, [reason]]);
    });
  }

  it('takes no document for one that it can read', () => {
    const odd: unknown[] = [
      undefined,
      null,
      '',
      'x',
      1,
      [],
      {},
      { Statement: [] },
      { Statement: 'x' },
      { Statement: [null, 3] },
    ];
    for (const trust of odd)
      assert.deepEqual(judge(trust).reasons, [{ kind: 'unreadableTrust' }], JSON.stringify(trust));
    const strange: unknown[] = [
      { Statement: [{}] },
      { Statement: [{ Effect: 'Allow', Principal: [], Action: {} }] },
      { Statement: [{ ...allow, Action: [1, null] }] },
    ];
    for (const trust of strange) assert.equal(judge(trust).reasons[0]?.kind, 'notTrusted', JSON.stringify(trust));
    assert.ok(
      judge({
        Statement: [
          { ...allow, Condition: 'x' },
          { ...allow, Condition: { StringEquals: 'y' } },
        ],
      }).fits,
    );
  });

  it('names the policies that each purpose lacks', () => {
    const missing = (purpose: RolePurpose, attachedPolicyArns: readonly string[]): unknown =>
      judgeRole(role({ attachedPolicyArns }), purpose, use).reasons.map(
        (reason) => 'policy' in reason && reason.policy,
      );
    assert.deepEqual(missing('ecsAnywhere', []), [
      'AmazonSSMManagedInstanceCore',
      'AmazonEC2ContainerServiceforEC2Role',
    ]);
    assert.deepEqual(missing('ecsAnywhere', [core]), ['AmazonEC2ContainerServiceforEC2Role']);
    assert.deepEqual(missing('ssmOnly', [core]), []);
    assert.deepEqual(missing('connector', [core]), []);
    assert.deepEqual(missing('connector', [ecs]), ['AmazonEKSConnectorAgentPolicy']);
    assert.deepEqual(missing('hybridNode', [managedPolicyArn('aws', 'AmazonEC2ContainerRegistryReadOnly')]), [
      'AmazonSSMManagedInstanceCore',
      'AmazonEKSHybridNodesPolicy',
    ]);
    assert.deepEqual(missing('hybridNode', [managedPolicyArn('aws', 'AdministratorAccess')]), []);
  });

  it("is not sure where policies of the account's own are attached", () => {
    for (const own of [
      { attachedPolicyArns: [core, `arn:aws:iam::${accountId}:policy/own`] },
      { attachedPolicyArns: [core], inlinePolicies: ['own'] },
    ]) {
      const { fits, remarks } = judgeRole(role(own), 'ecsAnywhere', use);
      assert.ok(fits);
      assert.deepEqual(remarks, [{ kind: 'perhapsMissingPolicy', policy: 'AmazonEC2ContainerServiceforEC2Role' }]);
    }
  });

  it('refuses service-linked roles and names that are too long, and tells all that is wrong', () => {
    const linked = role({ path: '/aws-service-role/ecs.amazonaws.com/', name: 'AWSServiceRoleForECS' });
    assert.deepEqual(judgeRole(linked, 'ecsAnywhere', use).reasons, [{ kind: 'serviceLinked' }]);
    const long = role({ name: 'x'.repeat(65), trust: undefined, attachedPolicyArns: [core] });
    assert.deepEqual(
      judgeRole(long, 'ecsAnywhere', use).reasons.map(({ kind }) => kind),
      ['nameTooLong', 'unreadableTrust', 'missingPolicy'],
    );
  });

  it('does not speak of policies that were not asked for', () => {
    const { attachedPolicyArns, inlinePolicies, ...unknown } = role({
      trust: { Statement: [{ ...allow, Principal: {} }] },
    });
    assert.ok(attachedPolicyArns && inlinePolicies);
    assert.deepEqual(judgeRole(unknown, 'ecsAnywhere', use).reasons, [{ kind: 'notTrusted', trusted: [] }]);
  });
});

function sourceArn(region: string, node: string): string {
  return `arn:aws:ssm:${region}:${accountId}:${node}`;
}

function guardOf(region: string): object {
  return { ArnLike: { 'aws:SourceArn': sourceArn(region, '*') } };
}

function statements(document: object): object[] {
  return (document as { Statement: object[] }).Statement;
}

describe('rolePlan', () => {
  it('shows all of the role before it is made', () => {
    assert.deepEqual(rolePlan('hybridNode', scope).managedPolicyArns, [
      'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
      'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
    ]);
    const { name, trust, inlinePolicies } = rolePlan('connector', { ...scope, partition: 'aws-cn' });
    assert.equal(name, 'AmazonEKSConnectorAgentRole');
    assert.deepEqual(trust.Statement[0]?.Condition, {
      StringEquals: { 'aws:SourceAccount': accountId },
      ArnLike: { 'aws:SourceArn': `arn:aws-cn:ssm:*:${accountId}:*` },
    });
    assert.equal(inlinePolicies[0]?.document.Statement[0]?.Resource, 'arn:aws-cn:eks:*:*:cluster/*');
  });

  it('keeps to what IAM allows in names, descriptions and policies', () => {
    for (const purpose of ['ecsAnywhere', 'hybridNode', 'connector', 'ssmOnly'] satisfies RolePurpose[]) {
      const { name, description, trust, inlinePolicies } = rolePlan(purpose, scope);
      assert.match(name, /^[\w+=,.@-]{1,64}$/);
      assert.match(description, /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]{1,1000}$/);
      assert.ok(JSON.stringify(trust).length <= 2048);
      assert.ok(JSON.stringify(inlinePolicies).length <= 10_240);
    }
  });
});
