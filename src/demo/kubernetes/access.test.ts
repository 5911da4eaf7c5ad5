import assert from 'node:assert/strict';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { DescribeClusterCommand } from '@aws-sdk/client-eks';
import { clientsOf } from '../../../test/unit/demoClients.ts';
import { eksToken, kubeClient } from '../../../test/unit/kubeRequests.ts';
import type { TokenOptions } from '../../../test/unit/kubeRequests.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { roleArn } from '../world.ts';
import type { AccessEntry } from '../world.ts';

describe('who may ask the Kubernetes API of the demo account', () => {
  let demo: DemoAccount;
  const lines: string[] = [];
  before(async () => {
    demo = await startDemoAccount({ region: 'eu-central-1', log: (line) => lines.push(line) });
  });
  after(() => demo.stop());

  const statusOf = async (token: string, path = '/api/v1/nodes'): Promise<string> => {
    const { status, text } = await (await kubeClient(demo, 'orchard', '')).get(path, { token });
    return `${status} ${(JSON.parse(text) as { reason?: string }).reason ?? ''}`.trim();
  };
  const withToken = async (options: TokenOptions, cluster = 'orchard'): Promise<string> =>
    statusOf(await eksToken(demo.region, cluster, options));

  it('is told where it is, and whom to trust, by DescribeCluster', async () => {
    const clients = clientsOf(demo);
    const { cluster } = await clients.eks.send(new DescribeClusterCommand({ name: 'orchard' }));
    const { cluster: connected } = await clients.eks.send(new DescribeClusterCommand({ name: 'mill' }));
    clients.destroy();
    assert.match(cluster?.endpoint ?? '', /^https:\/\/127\.0\.0\.1:\d+$/);
    const pem = Buffer.from(cluster!.certificateAuthority!.data!, 'base64').toString();
    assert.match(pem, /^-----BEGIN CERTIFICATE-----\n/);
    assert.deepEqual([connected?.endpoint, connected?.certificateAuthority], [undefined, undefined]);
  });

  it('is let in with a token for this cluster, signed with a known secret within 15 minutes', async () => {
    const minute = 60_000;
    const now = Date.now();
    assert.equal(await withToken({}), '200');
    assert.equal(await withToken({ stsEndpoint: demo.endpoint }), '200');
    assert.equal(await withToken({ stsEndpoint: 'https://sts.amazonaws.com' }), '200');
    assert.equal(await withToken({ signedAt: now - 14 * minute }), '200');
    assert.equal(await withToken({ accessKeyId: 'AKIDDEMO', secretAccessKey: 'demo' }), '200');
    const refused = [
      await withToken({}, 'lab'),
      await withToken({ secretAccessKey: 'wrong' }),
      await withToken({ signedAt: now - 16 * minute }),
      await withToken({ signedAt: now + 10 * minute }),
      await withToken({ stsEndpoint: 'https://sts.example.com' }),
      await withToken({ stsEndpoint: 'http://127.0.0.1:1' }),
      await withToken({ action: 'AssumeRole' }),
      await statusOf('k8s-aws-v1.nonsense'),
      await statusOf('anything'),
    ];
    assert.deepEqual(refused, Array(refused.length).fill('401 Unauthorized'));
  });

  it('is nobody to a cluster without an access entry, and may do what its access policies allow', async () => {
    const clients = clientsOf(demo);
    const RoleArn = roleArn(demo.world, 'DemoReadOnly');
    const { Credentials } = await clients.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
    clients.destroy();
    const keys = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    assert.equal(await withToken(keys), '401 Unauthorized');
    const { accessEntries } = demo.world.eksClusters.get('orchard')!;
    const entry: AccessEntry = {
      number: 900,
      principalArn: RoleArn,
      type: 'STANDARD',
      createdAt: 0,
      kubernetesGroups: [],
      username: RoleArn,
      tags: {},
    };
    accessEntries.set(RoleArn, entry);
    assert.equal(await withToken(keys), '403 Forbidden');
    const token = await eksToken(demo.region, 'orchard', keys);
    assert.equal(await statusOf(token, '/version'), '200');
    const policyArns = ['arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy'];
    accessEntries.set(RoleArn, { ...entry, policyArns });
    assert.deepEqual([await statusOf(token), await statusOf(token, '/api/v1/pods')], ['403 Forbidden', '200']);
    assert.equal(await withToken({ ...keys, secretAccessKey: 'wrong' }), '401 Unauthorized');
    demo.world.sessions.set(keys.accessKeyId, { ...demo.world.sessions.get(keys.accessKeyId)!, expiresAt: 0 });
    assert.equal(await statusOf(token), '401 Unauthorized');
    accessEntries.delete(RoleArn);
  });

  it('is refused in the words of Kubernetes', async () => {
    const kube = await kubeClient(demo, 'orchard', '');
    const unknown = await kube.get('/api/v1/nodes', { token: 'x' });
    assert.deepEqual(JSON.parse(unknown.text), {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
    const anonymous = await kube.get('/api/v1/namespaces/default/pods');
    assert.equal(anonymous.status, 403);
    const { message, details } = JSON.parse(anonymous.text) as { message: string; details: object };
    assert.equal(
      message,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    assert.deepEqual(details, { kind: 'pods' });
    assert.deepEqual([(await kube.get('/version')).status, (await kube.get('/apis')).status], [200, 403]);
  });

  it('comes by the context of a kubeconfig to the cluster of EKS Anywhere', async () => {
    const config = JSON.parse(await demo.kubeconfig()) as {
      'current-context': string;
      'clusters': { cluster: { 'server': string; 'certificate-authority-data': string } }[];
      'users': { user: { token: string } }[];
    };
    const { endpoint, certificateAuthority } = await demo.kubernetes.addressOf('mill');
    assert.equal(config['current-context'], 'demo-anywhere');
    const given = { 'server': endpoint, 'certificate-authority-data': certificateAuthority };
    assert.deepEqual(config.clusters[0]?.cluster, given);
    const kube = await kubeClient(demo, 'mill', config.users[0]!.user.token);
    assert.equal((await kube.get('/api/v1/nodes')).status, 200);
    assert.equal((await kube.get('/api/v1/nodes', { token: await eksToken(demo.region, 'mill') })).status, 401);
  });

  it('leaves no token in the log', async () => {
    const token = await eksToken(demo.region, 'orchard');
    await statusOf(token, '/api/v1/nodes?limit=1');
    assert.match(lines.at(-1)!, /^kubernetes orchard list nodes 200 \d/);
    assert.ok(!lines.some((line) => /k8s-aws|Bearer|X-Amz/.test(line)));
  });
});
