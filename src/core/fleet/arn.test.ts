import assert from 'node:assert/strict';
import { managedInstanceArn, parseArn, shortId } from './arn.ts';

const scope = { partition: 'aws', region: 'eu-central-1', accountId: '123456789012' };

describe('parseArn', () => {
  it('takes an ARN apart', () => {
    assert.deepEqual(parseArn('arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3'), {
      ...scope,
      service: 'ecs',
      resource: 'task-definition/web:3',
    });
  });

  it('knows other partitions, and services without Region or account', () => {
    assert.equal(parseArn('arn:aws-us-gov:eks:us-gov-west-1:123456789012:cluster/a')?.partition, 'aws-us-gov');
    assert.equal(parseArn('arn:aws-cn:iam::123456789012:role/a')?.region, '');
    assert.equal(parseArn('arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore')?.accountId, 'aws');
    assert.equal(parseArn('arn:aws:s3:::bucket/key with space')?.resource, 'bucket/key with space');
  });

  it('refuses what is none', () => {
    for (const text of ['', 'web', 'arn:', 'arn:aws:ecs', 'arn:aws:ecs:eu-central-1:1234:cluster/web', 'mi-0123'])
      assert.equal(parseArn(text), undefined, text);
    assert.equal(parseArn('arn:aws:ecs:eu-central-1:123456789012:'), undefined);
    assert.equal(parseArn(' arn:aws:ecs:eu-central-1:123456789012:cluster/web'), undefined);
    assert.equal(parseArn('arn:aws:ecs:eu-central-1:123456789012:cluster/web\nmore'), undefined);
  });
});

describe('managedInstanceArn', () => {
  it('names a managed node, in any partition', () => {
    const id = 'mi-0123456789abcdef0';
    assert.equal(
      managedInstanceArn('eu-central-1', '123456789012', id),
      `arn:aws:ssm:eu-central-1:123456789012:managed-instance/${id}`,
    );
    assert.equal(
      managedInstanceArn('cn-north-1', '123456789012', id, 'aws-cn'),
      `arn:aws-cn:ssm:cn-north-1:123456789012:managed-instance/${id}`,
    );
  });
});

describe('shortId', () => {
  it('is the last part', () => {
    assert.equal(shortId('arn:aws:ecs:eu-central-1:123456789012:cluster/web'), 'web');
    assert.equal(shortId('arn:aws:ecs:eu-central-1:123456789012:container-instance/web/0a1b'), '0a1b');
    assert.equal(shortId('arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3'), 'web:3');
    assert.equal(shortId('web'), 'web');
    assert.equal(shortId(''), '');
  });
});
