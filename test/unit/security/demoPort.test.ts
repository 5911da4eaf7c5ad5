import assert from 'node:assert/strict';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { Connections } from '../../../src/connections.ts';
import { startDemoAccount, type DemoAccount } from '../../../src/demo/account.ts';
import { clientsOf, rawJson, refusalOf } from '../demoClients.ts';
import { eksToken } from '../kubeRequests.ts';
import { ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeClusterCommand, ListClustersCommand as ListEksClustersCommand } from '@aws-sdk/client-eks';
import { ListRolesCommand } from '@aws-sdk/client-iam';

const token = '0123456789abcdef0123456789abcdef';
const target = 'AmazonEC2ContainerServiceV20141113.ListClusters';

describe('the port of the demo account', () => {
  let demo: DemoAccount;
  let origin: string;
  before(async () => {
    demo = await startDemoAccount({ region: 'eu-central-1', token });
    ({ origin } = new URL(demo.endpoint));
  });
  after(() => demo.stop());

  it('answers those who know the token, by each of the protocols', async () => {
    const clients = clientsOf(demo);
    assert.ok((await clients.ecs.send(new ListClustersCommand({}))).clusterArns?.length);
    assert.ok((await clients.eks.send(new ListEksClustersCommand({}))).clusters?.length);
    assert.ok((await clients.iam.send(new ListRolesCommand({}))).Roles?.length);
    clients.destroy();
    const { installer } = demo.sources;
    assert.equal((await fetch(installer.url)).status, 200);
  });

  it('answers nobody else, and does nothing for them', async () => {
    demo.resetCalls();
    for (const endpoint of [
      origin,
      `${origin}/`,
      `${origin}/${token.slice(1)}`,
      `${origin}/${token}0`,
      `${origin}/x/${token}`,
    ])
      assert.equal((await rawJson({ endpoint }, target, '{}')).status, 403, endpoint);
    const stranger = clientsOf({ endpoint: origin, region: demo.region });
    assert.equal((await refusalOf(stranger.ecs.send(new ListClustersCommand({})))).status, 403);
    stranger.destroy();
    const path = new URL(demo.sources.installer.url).pathname.slice(token.length + 1);
    assert.equal((await fetch(origin + path)).status, 403);
    assert.equal(demo.calls.length, 0);
  });

  it('answers no page in a browser, which could be any', async () => {
    const status = (headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${demo.endpoint}/`, { method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end('{}');
      });
    assert.equal(await status({ origin: 'https://evil.example' }), 403);
    assert.equal(await status({ host: 'evil.example' }), 403);
    assert.equal(demo.calls.length, 0);
  });

  it('is open to this computer alone, and another one each time', async () => {
    const { port, hostname } = new URL(demo.endpoint);
    assert.equal(hostname, '127.0.0.1');
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
        const socket = connect({ host: address, port: Number(port), timeout: 2000 }, () => resolve(undefined));
        socket.on('error', resolve);
      });
      assert.equal(error?.code, 'ECONNREFUSED', address);
    }
    const other = await startDemoAccount();
    assert.notEqual(new URL(other.endpoint).port, port);
    await other.stop();
  });

  it('has Kubernetes APIs beside it that tell a stranger nothing, and change nothing for anybody', async () => {
    const clients = clientsOf(demo);
    const { cluster } = await clients.eks.send(new DescribeClusterCommand({ name: 'orchard' }));
    clients.destroy();
    const { hostname, port } = new URL(cluster?.endpoint ?? '');
    assert.equal(hostname, '127.0.0.1');
    const ca = Buffer.from(cluster?.certificateAuthority?.data ?? '', 'base64');
    const status = (method: string, token?: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
        const options = { hostname, port, path: '/api/v1/nodes', method, headers, ca, agent: false };
        requestTls(options, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    const good = await eksToken(demo.region, 'orchard');
    assert.deepEqual([await status('GET'), await status('GET', 'guessed'), await status('GET', good)], [403, 401, 200]);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      assert.equal(await status(method, good), 405, method);
  });

  it('is opened by the extension with a token that nobody can guess', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const connections = new Connections({ debug: () => undefined, warn: () => undefined }, { get: () => undefined });
      const { sources } = await connections.registration({ source: { kind: 'demo' }, region: 'eu-central-1' });
      const [, found = ''] = /^http:\/\/127\.0\.0\.1:\d+\/([0-9a-f]{32})\//.exec(sources.installer.url) ?? [];
      seen.add(found);
      connections.dispose();
    }
    assert.equal(seen.size, 3);
    assert.ok(!seen.has(''));
  });
});
