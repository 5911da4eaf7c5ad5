import assert from 'node:assert/strict';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { homeWorld } from '../worlds/homeWorld.ts';

describe('the demo account as CloudWatch Logs', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  let logs: DemoClients['logs'];
  before(async () => {
    account = await startDemoAccount({ world: homeWorld() });
    clients = clientsOf(account);
    ({ logs } = clients);
  });
  after(async () => {
    clients.destroy();
    await account.stop();
  });

  it('lists log groups by name, page by page', async () => {
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.send(new DescribeLogGroupsCommand({ limit: 2, nextToken }));
      assert.ok(page.logGroups!.length <= 2);
      names.push(...page.logGroups!.map(({ logGroupName }) => logGroupName));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    assert.deepEqual(names, [...names].sort());
    assert.ok(names.includes('/ecs/web') && names.length === account.world.logGroups.size);
  });

  it('finds them by the beginning of their names, or by a part', async () => {
    const found = async (parameters: object): Promise<unknown> =>
      (await logs.send(new DescribeLogGroupsCommand(parameters))).logGroups!.map(({ logGroupName }) => logGroupName);
    assert.deepEqual(await found({ logGroupNamePrefix: '/ecs/s' }), ['/ecs/sensor-hub']);
    assert.deepEqual(await found({ logGroupNamePattern: 'door' }), ['/aws/lambda/garage-door']);
    assert.deepEqual(await found({ logGroupNamePrefix: '/nothing' }), []);
  });

  it('refuses what CloudWatch Logs refuses', async () => {
    const refused = async (parameters: object): Promise<string> =>
      (await refusalOf(logs.send(new DescribeLogGroupsCommand(parameters)))).name;
    assert.equal(await refused({ limit: 51 }), 'InvalidParameterException');
    assert.equal(await refused({ nextToken: 'x' }), 'InvalidParameterException');
    assert.equal(await refused({ logGroupNamePrefix: 'a b' }), 'InvalidParameterException');
    assert.equal(await refused({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }), 'InvalidParameterException');
  });
});
