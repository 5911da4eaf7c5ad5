import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { arnOfRole } from '../../demo/world.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { addImage, addRepository } from '../../demo/worlds/images.ts';
import { addLogGroup } from '../../demo/worlds/logGroups.ts';
import { addRole } from '../../demo/worlds/roles.ts';

const tasks = 'ecs-tasks.amazonaws.com';

describe('names of an account', () => {
  let connection: DemoConnection;
  beforeEach(async () => {
    connection = await connectTo(homeWorld());
  });
  afterEach(() => connection.close());

  it('are its roles with whom they trust, without those of AWS services', async () => {
    const { demo, names } = connection;
    const { items, hasMore } = await names.roles();
    assert.equal(hasMore, false);
    assert.equal(connection.calls(), '1 ListRoles');
    const web = demo.world.roles.get('webTaskRole')!;
    assert.deepEqual(
      items.find(({ name }) => name === 'webTaskRole'),
      { arn: arnOfRole(demo.world, web), name: 'webTaskRole', trustedServices: [tasks] },
    );
    assert.match(arnOfRole(demo.world, web), /:role\/workshop\/webTaskRole$/);
    const trusting = items.filter(({ trustedServices }) => trustedServices.includes(tasks)).map(({ name }) => name);
    assert.deepEqual(trusting, ['ecsTaskExecutionRole', 'sensorHubTaskRole', 'ssmManagedNodeRole', 'webTaskRole']);
    assert.ok(!items.some(({ name }) => name === 'AWSServiceRoleForECS'));
  });

  it('are all pages of its roles', async () => {
    const { world } = connection.demo;
    for (let number = 0; number < 1500; number++) addRole(world, { name: `role${number}`, trust: tasks });
    const { items, hasMore } = await connection.names.roles();
    assert.equal(connection.calls(), '2 ListRoles');
    assert.ok(items.length >= 1500 && !hasMore);
  });

  it('are its log groups by the beginning of their names, in any Region, up to 150', async () => {
    const { names, demo, log } = connection;
    const { items, hasMore } = await names.logGroups('eu-west-1', '/ecs/');
    assert.deepEqual(items, [
      { name: '/ecs/builder', retentionInDays: 7 },
      { name: '/ecs/sensor-hub', retentionInDays: 14 },
      { name: '/ecs/web', retentionInDays: 14 },
    ]);
    assert.equal(hasMore, false);
    assert.deepEqual(
      log.map(({ service, operation, region }) => [service, operation, region]),
      [['CloudWatchLogs', 'DescribeLogGroups', 'eu-west-1']],
    );
    for (let number = 0; number < 160; number++) addLogGroup(demo.world, { name: `/many/${number}` });
    const many = await names.logGroups('us-east-1', '/many/');
    assert.deepEqual([many.items.length, many.hasMore], [150, true]);
    assert.deepEqual(many.items[0], { name: '/many/0' });
    assert.equal(connection.calls(), '4 DescribeLogGroups');
    assert.ok((await names.logGroups('us-east-1', '')).items.some(({ name }) => name === '/aws/lambda/garage-door'));
  });

  it('are its repositories', async () => {
    const { items } = await connection.names.repositories();
    assert.deepEqual(items[0], {
      name: 'home/sensor-hub',
      uri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/home/sensor-hub',
    });
    assert.equal(items.length, 3);
    assert.equal(connection.calls(), '1 DescribeRepositories');
  });

  it('are tags, the newest first, each with its size', async () => {
    const { names, demo } = connection;
    const place = { accountId: '111122223333', region: 'us-east-1', name: 'home/sensor-hub' };
    const { items } = await names.tags(place);
    assert.deepEqual(
      items.map(({ tag }) => tag),
      ['1.4.2', 'latest', '1.3.0'],
    );
    const [newest] = items;
    assert.ok(Math.abs(demo.world.clock() - 9 * 24 * 60 * 60_000 - newest!.pushedAt!) < 5000);
    assert.ok(newest!.bytes! > 70_000_000);
    assert.equal(connection.calls(), '1 DescribeImages');
  });

  it('are no tags of what only tells about images, or of a repository that is not there', async () => {
    const { names, demo } = connection;
    const repository = addRepository(demo.world, 'signed');
    const layers = { arm64: [1000] };
    addImage(demo.world, repository, { tags: ['1.0'], layers });
    addImage(demo.world, repository, { tags: [`sha256-${'0'.repeat(64)}.sig`], layers: { arm64: [10] } });
    const { items } = await names.tags({ region: 'us-east-1', name: 'signed' });
    assert.deepEqual(
      items.map(({ tag }) => tag),
      ['1.0'],
    );
    assert.deepEqual(await names.tags({ region: 'us-east-1', name: 'sign' }), { items: [], hasMore: false });
  });

  it('need a permission each', async () => {
    const { names, demo } = connection;
    demo.faults.add({ operation: 'DescribeLogGroups', fault: { kind: 'deny' } });
    assert.equal((await failureOf(names.logGroups('us-east-1', ''))).reason, 'accessDenied');
    assert.equal((await names.repositories()).items.length, 3);
    demo.faults.add({ operation: 'DescribeImages', fault: { kind: 'deny' } });
    assert.equal((await failureOf(names.tags({ region: 'us-east-1', name: 'workshop/web' }))).reason, 'accessDenied');
  });

  it('can be called off', async () => {
    const { names, demo } = connection;
    demo.faults.add({ fault: { kind: 'latency', ms: 5000 } });
    const abort = new AbortController();
    const calls = [
      names.roles(abort.signal),
      names.logGroups('us-east-1', '', abort.signal),
      names.repositories(abort.signal),
      names.tags({ region: 'us-east-1', name: 'workshop/web' }, abort.signal),
    ];
    setTimeout(() => abort.abort(), 20);
    for (const failure of await Promise.all(calls.map(failureOf))) assert.equal(failure.reason, 'cancelled');
  });
});
