import assert from 'node:assert/strict';
import {
  CreateAccessEntryCommand,
  DescribeAccessEntryCommand,
  ListAccessEntriesCommand,
  RegisterClusterCommand,
} from '@aws-sdk/client-eks';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { connectorRole, emptyWorld, hybridNodesRole, roleArn } from '../world.ts';
import { addConnectedCluster, addEksCluster } from '../worlds/nodes.ts';

describe('access entries of the demo account', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  let principalArn: string;
  const clusterName = 'lab';
  beforeEach(async () => {
    const world = emptyWorld();
    addEksCluster(world, { name: clusterName });
    addConnectedCluster(world, 'k3s');
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    principalArn = roleArn(world, hybridNodesRole);
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  it('are made, described and listed', async () => {
    const { eks } = clients;
    await eks.send(new CreateAccessEntryCommand({ clusterName, principalArn, type: 'HYBRID_LINUX' }));
    const { accessEntry } = await eks.send(new DescribeAccessEntryCommand({ clusterName, principalArn }));
    assert.deepEqual(
      [accessEntry?.type, accessEntry?.username, accessEntry?.kubernetesGroups],
      ['HYBRID_LINUX', 'system:node:{{SessionName}}', ['system:nodes']],
    );
    const other = roleArn(account.world, connectorRole);
    await eks.send(new CreateAccessEntryCommand({ clusterName, principalArn: other }));
    const first = await eks.send(new ListAccessEntriesCommand({ clusterName, maxResults: 1 }));
    const second = await eks.send(new ListAccessEntriesCommand({ clusterName, nextToken: first.nextToken }));
    assert.deepEqual([...first.accessEntries!, ...second.accessEntries!], [principalArn, other]);
    assert.equal(second.nextToken, undefined);
  });

  it('are made once for one token, and refused for another', async () => {
    const create = (clientRequestToken: string): Promise<unknown> =>
      clients.eks.send(new CreateAccessEntryCommand({ clusterName, principalArn, clientRequestToken }));
    await create('one');
    await create('one');
    const refusal = await refusalOf(create('two'));
    assert.deepEqual([refusal.name, refusal.status], ['ResourceInUseException', 409]);
  });

  it('refuse what EKS refuses', async () => {
    const { eks } = clients;
    account.world.eksClusters.set('old', {
      ...addEksCluster(account.world, { name: 'old' }),
      details: { accessConfig: { authenticationMode: 'CONFIG_MAP' } },
    });
    const create = (cluster: string, arn = principalArn): Promise<unknown> =>
      eks.send(new CreateAccessEntryCommand({ clusterName: cluster, principalArn: arn }));
    const cases: readonly (readonly [Promise<unknown>, string])[] = [
      [create('none'), 'ResourceNotFoundException'],
      [create('k3s'), 'InvalidParameterException'],
      [create('old'), 'InvalidRequestException'],
      [create(clusterName, roleArn(account.world, 'none')), 'InvalidParameterException'],
      [eks.send(new DescribeAccessEntryCommand({ clusterName, principalArn })), 'ResourceNotFoundException'],
    ];
    for (const [call, name] of cases) assert.equal((await refusalOf(call)).name, name);
  });

  it('RegisterCluster answers the same request alike, code included, and no other', async () => {
    const connectorConfig = { roleArn: roleArn(account.world, connectorRole), provider: 'OTHER' as const };
    const register = (clientRequestToken: string) =>
      clients.eks.send(new RegisterClusterCommand({ name: 'edge', connectorConfig, clientRequestToken }));
    const first = await register('one');
    const again = await register('one');
    assert.ok(first.cluster?.connectorConfig?.activationCode);
    assert.deepEqual(again.cluster, first.cluster);
    assert.equal((await refusalOf(register('two'))).name, 'ResourceInUseException');
  });
});
