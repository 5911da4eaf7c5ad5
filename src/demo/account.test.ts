import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  DescribeContainerInstancesCommand,
  ListClustersCommand,
  ListContainerInstancesCommand,
} from '@aws-sdk/client-ecs';
import { authorization, clientsOf, rawJson, refusalOf } from '../../test/unit/demoClients.ts';
import { startDemoAccount } from './account.ts';
import type { DemoAccount } from './account.ts';
import { emptyWorld } from './world.ts';
import { addEcsCluster, addHost } from './worlds/ecs.ts';
import { largeWorld } from './worlds/largeWorld.ts';

const listClusters = 'AmazonEC2ContainerServiceV20141113.ListClusters';

/** With headers that `fetch` would not send. */
async function send(
  account: DemoAccount,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number | undefined; headers: IncomingMessage['headers']; body: string }> {
  const { method = 'GET', path = '/', headers = {}, body } = options;
  const sent = request(new URL(path, account.endpoint), { method, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe('demo account', () => {
  let account: DemoAccount;
  const lines: string[] = [];
  beforeEach(async () => {
    lines.length = 0;
    account = await startDemoAccount({ world: emptyWorld(), log: (line) => lines.push(line) });
  });
  afterEach(() => account.stop());

  it('listens on loopback only, on a port that is free', () => {
    assert.match(account.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('says in a sentence that a port is in use', async () => {
    const port = Number(new URL(account.endpoint).port);
    await assert.rejects(startDemoAccount({ port }), { message: `Port ${port} on 127.0.0.1 is already in use.` });
  });

  it('has the Region, account and clock that are asked for', async () => {
    const other = await startDemoAccount({ region: 'eu-central-1', accountId: '123456789012', clock: () => 0 });
    assert.deepEqual([other.region, other.accountId, other.world.clock()], ['eu-central-1', '123456789012', 0]);
    const clients = clientsOf(other);
    const { clusterArns } = await clients.ecs.send(new ListClustersCommand({}));
    assert.equal(clusterArns![0], 'arn:aws:ecs:eu-central-1:123456789012:cluster/home');
    clients.destroy();
    await other.stop();
  });

  it('answers nobody who comes by another name or from a page', async () => {
    const headers = { 'x-amz-target': listClusters, 'authorization': authorization('AKIADUMMY') };
    const statuses = async (more: Record<string, string>): Promise<number | undefined> =>
      (await send(account, { method: 'POST', headers: { ...headers, ...more }, body: '{}' })).status;
    assert.equal(await statuses({}), 200);
    assert.equal(await statuses({ host: 'localhost:1234' }), 200);
    assert.equal(await statuses({ host: '[::1]:1234' }), 200);
    assert.equal(await statuses({ host: 'rebound.example:80' }), 403);
    assert.equal(await statuses({ host: '127.0.0.1.example' }), 403);
    assert.equal(await statuses({ origin: 'http://127.0.0.1' }), 403);
    assert.equal(await statuses({ origin: 'null' }), 403);
    assert.equal((await send(account, { method: 'OPTIONS', headers: { origin: 'https://example.com' } })).status, 403);
    assert.equal(
      (await send(account, { path: '/ecs-anywhere-install-latest.sh', headers: { host: 'example.com' } })).status,
      403,
    );
    assert.equal(account.callCount(), 3);
  });

  it('takes no request larger than any real one', async () => {
    const { status } = await rawJson(account, listClusters, `{"x":"${'x'.repeat(1024 * 1024)}"}`);
    assert.equal(status, 413);
  });

  it('names what it can not read as AWS does', async () => {
    const describe = 'AmazonEC2ContainerServiceV20141113.DescribeTasks';
    const cases: readonly (readonly [string, string, string])[] = [
      [listClusters, '{', 'SerializationException'],
      [listClusters, '[]', 'SerializationException'],
      [listClusters, 'null', 'SerializationException'],
      [listClusters, '{"maxResults":"5"}', 'SerializationException'],
      [listClusters, '{"maxResults":1.5}', 'SerializationException'],
      [describe, '{"tasks":"one"}', 'SerializationException'],
      [describe, '{"tasks":[1]}', 'SerializationException'],
      [describe, '{}', 'InvalidParameterException'],
      [describe, '{"tasks":[null]}', 'InvalidParameterException'],
      [describe, '{"tasks":["a"],"include":["ALL"]}', 'InvalidParameterException'],
      ['AmazonSSM.CreateActivation', '{"IamRole":"r","ExpirationDate":{}}', 'SerializationException'],
      ['AmazonSSM.CreateActivation', '{}', 'ValidationException'],
      ['AmazonEC2ContainerServiceV20141113.RunMiners', '{}', 'UnknownOperationException'],
      ['AmazonEC2ContainerServiceV20141113.constructor', '{}', 'UnknownOperationException'],
      ['AmazonEC2ContainerServiceV20141113', '{}', 'UnknownOperationException'],
      ['constructor.name', '{}', 'UnknownOperationException'],
      ['DynamoDB_20120810.ListTables', '{}', 'UnknownOperationException'],
    ];
    for (const [target, body, type] of cases) {
      const answer = await rawJson(account, target, body);
      const { __type, message } = JSON.parse(answer.text) as { __type: string; message: string };
      assert.deepEqual([__type, answer.status], [type, 400], `${target} ${body}`);
      assert.notEqual(message, '');
      assert.match(answer.headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
    }
    assert.equal((await rawJson(account, listClusters, '')).status, 200);
  });

  it('wants to know who calls, in each protocol', async () => {
    const unsigned = await rawJson(account, listClusters, '{}', {});
    assert.equal((JSON.parse(unsigned.text) as { __type: string }).__type, 'MissingAuthenticationTokenException');
    const basic = await rawJson(account, listClusters, '{}', { authorization: 'Basic eDp5' });
    assert.equal((JSON.parse(basic.text) as { __type: string }).__type, 'IncompleteSignatureException');
    const eks = await send(account, { path: '/clusters' });
    assert.deepEqual([eks.status, eks.headers['x-amzn-errortype']], [403, 'MissingAuthenticationTokenException']);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const sts = await send(account, { method: 'POST', headers, body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    assert.equal(sts.status, 403);
    assert.match(sts.body, /^<ErrorResponse .*<Code>MissingAuthenticationToken<\/Code>/);
    const presigned = await send(account, {
      path: '/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=AKIA%2F1',
    });
    assert.match(presigned.body, /<Account>111122223333<\/Account>/);
  });

  it('knows no other paths', async () => {
    for (const path of ['/', '/clusters/a/node-groups', '/nodes', '/clusters/%E0%A4%A', '/__control']) {
      const { status } = await send(account, { path, headers: { authorization: authorization('AKIADUMMY') } });
      assert.equal(status, 404, path);
    }
  });

  it('passes any text on as it is', async () => {
    const odd = 'q"\'\\ $(reboot) `x` <b>\n\t🍓 ' + 'ü'.repeat(200);
    const { world } = account;
    addHost(world, { cluster: addEcsCluster(world, 'odd'), name: odd, instanceTags: { [odd]: odd } });
    const clients = clientsOf(account);
    const { containerInstanceArns } = await clients.ecs.send(new ListContainerInstancesCommand({ cluster: 'odd' }));
    const described = new DescribeContainerInstancesCommand({
      cluster: 'odd',
      containerInstances: containerInstanceArns,
      include: ['TAGS'],
    });
    const { containerInstances } = await clients.ecs.send(described);
    assert.deepEqual(containerInstances![0]!.tags, [{ key: odd, value: odd }]);
    assert.match(
      (
        await refusalOf(
          clients.ecs.send(new DescribeContainerInstancesCommand({ cluster: odd, containerInstances: [odd] })),
        )
      ).name,
      /ClusterNotFound/,
    );
    clients.destroy();
  });

  it('counts its calls, and forgets them when told to', async () => {
    for (let index = 0; index < 3; index++) await rawJson(account, listClusters, '{}');
    await rawJson(account, 'AmazonSSM.Nothing', '{}');
    assert.equal(account.callCount(), 4);
    assert.deepEqual(
      [account.callCount('ecs'), account.callCount('ecs', 'ListClusters'), account.callCount('eks')],
      [3, 3, 0],
    );
    assert.deepEqual(account.calls.at(-1), { service: 'ssm', operation: 'Nothing', status: 400 });
    assert.match(lines[0]!, /^ecs ListClusters 200 \d/);
    account.resetCalls();
    assert.deepEqual([account.callCount(), account.callCount('ecs', 'ListClusters'), account.calls.length], [0, 0, 0]);
  });

  it('closes connections that are kept alive, and answers that are still awaited, when it stops', async () => {
    const other = await startDemoAccount({ world: emptyWorld(), latencyMs: 60_000 });
    const waiting = assert.rejects(rawJson(other, listClusters, '{}'));
    const startedAt = Date.now();
    setTimeout(() => void other.stop(), 20);
    await waiting;
    await other.stop().catch(() => undefined);
    assert.ok(Date.now() - startedAt < 2_000);
    await assert.rejects(fetch(other.endpoint));
  });
});

describe('a large demo account', () => {
  it('describes 100 hosts out of 5,000', async () => {
    const world = largeWorld({ hosts: 5_000 });
    const account = await startDemoAccount({ world });
    const containerInstances = [...world.ecsClusters.get('fleet-1')!.instances.keys()].slice(0, 100);
    const body = JSON.stringify({ cluster: 'fleet-1', containerInstances });
    const { status, text } = await rawJson(
      account,
      'AmazonEC2ContainerServiceV20141113.DescribeContainerInstances',
      body,
    );
    assert.equal(status, 200);
    const { containerInstances: described } = JSON.parse(text) as { containerInstances: unknown[] };
    assert.equal(described.length, 100);
    await account.stop();
  });
});
