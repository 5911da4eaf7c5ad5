import assert from 'node:assert/strict';
import {
  DeregisterClusterCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  ListClustersCommand,
  paginateListClusters,
  RegisterClusterCommand,
} from '@aws-sdk/client-eks';
import type { EKSClient } from '@aws-sdk/client-eks';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { connectorRole, emptyWorld, roleArn } from '../world.ts';
import type { World } from '../world.ts';
import { addConnectedCluster, addEksCluster } from '../worlds/nodes.ts';
import { eksVersions, homeWorld } from '../worlds/homeWorld.ts';

const day = 24 * 60 * 60_000;
const start = Date.parse('2026-11-22T12:00:00Z');

describe('demo EKS', () => {
  let now: number;
  let world: World;
  let account: DemoAccount;
  let clients: DemoClients;
  let eks: EKSClient;
  beforeEach(async () => {
    now = start;
    world = emptyWorld({ clock: () => now });
    world.eksVersions = eksVersions;
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    eks = clients.eks;
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });
  const registration = (name: string): RegisterClusterCommand =>
    new RegisterClusterCommand({
      name,
      connectorConfig: { roleArn: roleArn(world, connectorRole), provider: 'OTHER' },
    });

  it('lists connected clusters only to those who ask for all, page by page', async () => {
    for (let index = 0; index < 8; index++) addEksCluster(world, { name: `native-${index}` });
    const { replicas } = addConnectedCluster(world, 'k3s-at-home');
    assert.equal(replicas.length, 2);
    assert.equal((await eks.send(new ListClustersCommand({}))).clusters!.length, 8);
    const sizes: number[] = [];
    for await (const { clusters } of paginateListClusters({ client: eks, pageSize: 4 }, { include: ['all'] })) {
      sizes.push(clusters!.length);
    }
    assert.deepEqual(sizes, [4, 4, 1]);
    const refused = [
      await refusalOf(eks.send(new ListClustersCommand({ include: ['ALL'] }))),
      await refusalOf(eks.send(new ListClustersCommand({ nextToken: 'nonsense' }))),
      await refusalOf(eks.send(new ListClustersCommand({ maxResults: 101 }))),
    ];
    assert.deepEqual(
      refused.map(({ name, status }) => `${name} ${status}`),
      Array(3).fill('InvalidParameterException 400'),
    );
  });

  it('describes native and connected clusters', async () => {
    addEksCluster(world, { name: 'lab', version: '1.35', remoteNodeCidrs: ['192.168.0.0/16'], tags: { a: 'b' } });
    addConnectedCluster(world, 'k3s');
    const { cluster: native } = await eks.send(new DescribeClusterCommand({ name: 'lab' }));
    assert.deepEqual([native?.version, native?.status, native?.tags], ['1.35', 'ACTIVE', { a: 'b' }]);
    assert.equal(native?.createdAt?.getTime(), start - 100 * day);
    assert.deepEqual(native.remoteNetworkConfig?.remoteNodeNetworks, [{ cidrs: ['192.168.0.0/16'] }]);
    const { cluster: connected } = await eks.send(new DescribeClusterCommand({ name: 'k3s' }));
    assert.deepEqual([connected?.version, connected?.connectorConfig?.provider], [undefined, 'OTHER']);
    assert.ok(world.activations.has(connected!.connectorConfig!.activationId!));
    assert.equal(connected?.connectorConfig?.activationCode, undefined);
    const { name, status, message } = await refusalOf(eks.send(new DescribeClusterCommand({ name: 'a/b c' })));
    assert.deepEqual([name, status, message], ['ResourceNotFoundException', 404, 'No cluster found for name: a/b c.']);
  });

  it('judges versions by the clock, and the standard world by the same ones', async () => {
    const statuses = async (input: DescribeClusterVersionsCommand['input'] = {}): Promise<string[]> => {
      const { clusterVersions } = await eks.send(new DescribeClusterVersionsCommand(input));
      return clusterVersions!.map((each) => `${each.clusterVersion} ${each.versionStatus}`);
    };
    assert.deepEqual(await statuses(), [
      '1.36 STANDARD_SUPPORT',
      '1.35 STANDARD_SUPPORT',
      '1.34 STANDARD_SUPPORT',
      '1.33 EXTENDED_SUPPORT',
      '1.32 EXTENDED_SUPPORT',
      '1.31 EXTENDED_SUPPORT',
    ]);
    assert.deepEqual(await statuses({ defaultOnly: true }), ['1.36 STANDARD_SUPPORT']);
    assert.deepEqual(await statuses({ versionStatus: 'UNSUPPORTED' }), ['1.30 UNSUPPORTED']);
    assert.deepEqual(await statuses({ clusterVersions: ['1.31', '1.30'] }), [
      '1.31 EXTENDED_SUPPORT',
      '1.30 UNSUPPORTED',
    ]);
    assert.equal((await statuses({ includeAll: true })).length, 7);
    now = Date.parse('2026-12-03T00:00:00Z');
    assert.deepEqual(await statuses({ clusterVersions: ['1.34'] }), ['1.34 EXTENDED_SUPPORT']);
    const home = homeWorld();
    const native = [...home.eksClusters.values()].filter(({ connector }) => connector === undefined);
    assert.ok(native.every(({ details }) => home.eksVersions.some(({ version }) => version === details.version)));
  });

  it('registers a cluster for three days, once', async () => {
    const { cluster } = await eks.send(registration('k3s'));
    assert.equal(cluster?.status, 'PENDING');
    assert.match(cluster.connectorConfig!.activationCode!, /^[A-Za-z0-9+/]{20}$/);
    assert.equal(cluster.connectorConfig!.activationExpiry!.getTime(), start + 3 * day);
    const again = await refusalOf(eks.send(registration('k3s')));
    assert.deepEqual([again.name, again.status], ['ResourceInUseException', 409]);
    now += 3 * day;
    assert.equal((await eks.send(new DescribeClusterCommand({ name: 'k3s' }))).cluster?.status, 'FAILED');
    await eks.send(new DeregisterClusterCommand({ name: 'k3s' }));
    assert.equal(world.activations.size, 0);
    assert.equal((await refusalOf(eks.send(new DeregisterClusterCommand({ name: 'k3s' })))).status, 404);
  });

  it('registers ten of them, and only with a role that SSM may assume', async () => {
    for (let index = 0; index < 10; index++) await eks.send(registration(`k3s-${index}`));
    assert.equal((await refusalOf(eks.send(registration('k3s-10')))).name, 'ResourceLimitExceededException');
    const connectorConfig = { roleArn: roleArn(world, 'none'), provider: 'OTHER' } as const;
    const refused = await refusalOf(eks.send(new RegisterClusterCommand({ name: 'bad name', connectorConfig })));
    assert.equal(refused.name, 'InvalidParameterException');
  });
});
