import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import type { Checked } from './activation.ts';
import {
  activationLimits,
  activationRequest,
  checkInstanceName,
  checkLifetime,
  checkRegistrationLimit,
  checkRoleName,
  clusterTag,
  findByRequest,
  hybridNodeTag,
  requestTag,
} from './activation.ts';

const hour = 3_600_000;
const day = 24 * hour;

function kind(checked: Checked<unknown>): string | undefined {
  return checked.problem?.kind;
}

describe('checkInstanceName', () => {
  it('takes letters of any script, digits, spaces and the signs that SSM allows', () => {
    for (const name of ['', 'web-1', 'Küche Pi 5', '台所', 'a_b.c:d/e=f+g-h@i', 'مطبخ', '①', ' '])
      assert.deepEqual(checkInstanceName(name), { value: name });
  });

  it('names the first character that SSM refuses', () => {
    for (const [name, character] of [
      ["it's", "'"],
      ['a"b', '"'],
      ['$(x)', '$'],
      ['a\nb', '\n'],
      ['a\tb', '\t'],
      ['pi 👩‍🚀', '👩'],
      ['a,b', ','],
      ['a*b', '*'],
    ] as const)
      assert.deepEqual(checkInstanceName(name), { problem: { kind: 'badCharacter', character } });
  });

  it('takes 256 characters and no more', () => {
    assert.equal(kind(checkInstanceName('x'.repeat(256))), undefined);
    assert.deepEqual(checkInstanceName('x'.repeat(257)), { problem: { kind: 'tooLong', length: 257, max: 256 } });
  });
});

describe('checkRoleName', () => {
  it('takes a name', () => {
    for (const name of ['ecsAnywhereRole', 'a', 'A_b+c=d,e.f@g-h'])
      assert.deepEqual(checkRoleName(name), { value: name });
    assert.deepEqual(checkRoleName('  ecsAnywhereRole\n'), { value: 'ecsAnywhereRole' });
  });

  it('takes the name out of an ARN or a path', () => {
    for (const typed of [
      'arn:aws:iam::123456789012:role/ecsAnywhereRole',
      'arn:aws-cn:iam::123456789012:role/ecsAnywhereRole',
      'arn:aws:iam::123456789012:role/service-role/deep/ecsAnywhereRole',
      'service-role/ecsAnywhereRole',
      '/service-role/ecsAnywhereRole',
    ])
      assert.deepEqual(checkRoleName(typed), { value: 'ecsAnywhereRole' }, typed);
  });

  it('refuses ARNs of anything else', () => {
    for (const typed of [
      'arn:aws:iam::123456789012:user/me',
      'arn:aws:iam::123456789012:policy/ecsAnywhereRole',
      'arn:aws:sts::123456789012:assumed-role/ecsAnywhereRole/someone',
      'arn:aws:ecs:eu-central-1:123456789012:cluster/web',
    ])
      assert.equal(kind(checkRoleName(typed)), 'notARole', typed);
  });

  it('refuses service-linked roles', () => {
    for (const typed of [
      'AWSServiceRoleForECS',
      'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
      'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    ])
      assert.equal(kind(checkRoleName(typed)), 'serviceLinkedRole', typed);
  });

  it('takes 64 characters and no more', () => {
    assert.equal(kind(checkRoleName('x'.repeat(64))), undefined);
    assert.deepEqual(checkRoleName('x'.repeat(65)), { problem: { kind: 'tooLong', length: 65, max: 64 } });
    assert.equal(kind(checkRoleName(`arn:aws:iam::123456789012:role/long/path/${'x'.repeat(64)}`)), undefined);
  });

  it('refuses what IAM refuses', () => {
    for (const typed of ['', '   ', 'path/', 'arn:aws:iam::123456789012:role/'])
      assert.equal(kind(checkRoleName(typed)), 'empty', typed);
    for (const typed of ['my role', 'röle', 'a$b', 'a:b', '台所'])
      assert.equal(kind(checkRoleName(typed)), 'badCharacter', typed);
  });
});

describe('checkRegistrationLimit', () => {
  it('takes 1 to 1000', () => {
    assert.deepEqual(checkRegistrationLimit('1'), { value: 1 });
    assert.deepEqual(checkRegistrationLimit(' 1000 '), { value: 1000 });
    assert.deepEqual(checkRegistrationLimit(7), { value: 7 });
    for (const typed of ['0', '1001', '-1', '99999999999999999999'])
      assert.deepEqual(checkRegistrationLimit(typed), { problem: { kind: 'outOfRange', min: 1, max: 1000 } }, typed);
  });

  it('takes whole numbers only', () => {
    for (const typed of ['1.5', 'one', '1e2', '0x10', '1,000', NaN, Infinity, 2.5])
      assert.equal(kind(checkRegistrationLimit(typed)), 'notAWholeNumber', String(typed));
    assert.equal(kind(checkRegistrationLimit('')), 'empty');
  });
});

describe('checkLifetime', () => {
  it('takes 15 minutes to 30 days', () => {
    assert.deepEqual(checkLifetime(day), { value: day });
    assert.deepEqual(checkLifetime(30 * day), { value: 30 * day });
    assert.deepEqual(checkLifetime(hour / 4), { value: hour / 4 });
    for (const lifetime of [30 * day + 1, hour / 4 - 1, 0, -day, NaN, Infinity])
      assert.equal(kind(checkLifetime(lifetime)), 'outOfRange', String(lifetime));
  });
});

describe('activationRequest', () => {
  const clusterArn = 'arn:aws:ecs:eu-central-1:123456789012:cluster/web';
  const now = Date.UTC(2026, 10, 22);

  it('is narrow by default: one host, one day', () => {
    assert.deepEqual(activationRequest({ clusterArn, role: 'ecsAnywhereRole', requestId: 'r1' }, now), {
      iamRole: 'ecsAnywhereRole',
      registrationLimit: 1,
      expiresAt: now + day,
      tags: { 'external-instances:cluster': clusterArn, 'external-instances:request': 'r1' },
    });
  });

  it('tags hybrid nodes as EKS does, and nodes without a cluster with none', () => {
    const eks = 'arn:aws:eks:eu-central-1:123456789012:cluster/lab';
    const { tags } = activationRequest({ clusterArn: eks, role: 'r', requestId: 'r1' }, now);
    assert.deepEqual(tags, { [clusterTag]: eks, [requestTag]: 'r1', [hybridNodeTag]: eks });
    const alone = activationRequest({ role: 'r', requestId: 'r1', tags: { room: 'attic', [requestTag]: 'mine' } }, now);
    assert.deepEqual(alone.tags, { room: 'attic', [requestTag]: 'r1' });
  });

  it('is found again by its own request, and no other', () => {
    const requests = [1, 2].map(() => activationRequest({ clusterArn, role: 'r' }, now));
    const made = requests.map(({ tags, registrationLimit }, index) => ({
      id: String(index),
      registrationLimit,
      registrationCount: 0,
      expired: false,
      tags,
    }));
    for (const [index, request] of requests.entries()) assert.equal(findByRequest(made, request)?.id, String(index));
    assert.equal(findByRequest(made, activationRequest({ clusterArn, role: 'r' }, now)), undefined);
    assert.equal(findByRequest([{ ...made[0]!, tags: {} }], { tags: {} }), undefined);
  });

  it('takes all that the user chose', () => {
    const request = activationRequest(
      {
        clusterArn,
        role: 'arn:aws:iam::123456789012:role/path/edge',
        instanceName: 'Küche 1',
        description: `ECS host\n${'x'.repeat(300)}`,
        registrationLimit: 20,
        lifetimeMs: 7 * day,
        requestId: 'r1',
      },
      now,
    );
    assert.equal(request.iamRole, 'edge');
    assert.equal(request.defaultInstanceName, 'Küche 1');
    assert.equal(request.description?.length, activationLimits.descriptionLength);
    assert.ok(request.description.startsWith('ECS host x'));
    assert.equal(request.registrationLimit, 20);
    assert.equal(request.expiresAt, now + 7 * day);
    assert.deepEqual(request.tags, { [clusterTag]: clusterArn, [requestTag]: 'r1', Name: 'Küche 1' });
  });

  it('stays below 30 days by a margin for clocks that differ', () => {
    const { expiresAt } = activationRequest({ clusterArn, role: 'r', lifetimeMs: 30 * day }, now);
    assert.ok(expiresAt < now + 30 * day);
    assert.ok(expiresAt >= now + 30 * day - hour);
  });

  it('keeps tags within their 256 characters, and names the cluster by one', () => {
    for (const length of [1, 200, 255]) {
      const arn = `arn:aws:ecs:ap-southeast-1:123456789012:cluster/${'x'.repeat(length)}`;
      const { tags } = activationRequest({ clusterArn: arn, role: 'r', instanceName: 'y'.repeat(256) }, now);
      for (const [key, value] of Object.entries(tags)) {
        assert.ok(key.length <= 128);
        assert.match(value, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
      }
      assert.equal(tags[clusterTag], length === 255 ? 'x'.repeat(255) : arn);
    }
  });

  it('refuses what the checks refuse', () => {
    for (const wrong of [
      { role: '' },
      { role: 'a b' },
      { instanceName: "it's" },
      { registrationLimit: 0 },
      { registrationLimit: 1001 },
      { lifetimeMs: 31 * day },
    ])
      assert.throws(
        () => activationRequest({ clusterArn, role: 'r', ...wrong }, now),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
        JSON.stringify(wrong),
      );
  });
});
