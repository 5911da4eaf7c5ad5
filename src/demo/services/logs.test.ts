import assert from 'node:assert/strict';
import { DescribeLogGroupsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import { homeWorld } from '../worlds/homeWorld.ts';
import { addLogGroup } from '../worlds/logGroups.ts';

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

describe('log events of the demo account', () => {
  let now: number;
  let account: DemoAccount;
  let clients: DemoClients;
  const begin = Date.parse('2026-11-22T12:00:00Z');
  const stream = { logGroupName: '/g', logStreamName: 's' };
  before(async () => {
    now = begin;
    const world = emptyWorld({ clock: () => now });
    const day = 86_400_000;
    const times = [begin - 9 * day, ...Array.from({ length: 25 }, (_, index) => begin - 1000 + index)];
    const events = times.map((at, index) => ({ at, message: String(index) }));
    addLogGroup(world, { name: '/g', retentionInDays: 7, streams: new Map([['s', events]]) });
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
  });
  after(async () => {
    clients.destroy();
    await account.stop();
  });
  const get = (parameters: object): Promise<{ events: string; forward: string; backward: string }> =>
    clients.logs.send(new GetLogEventsCommand({ ...stream, ...parameters })).then((answer) => ({
      events: answer.events!.map(({ message }) => message).join(' '),
      forward: answer.nextForwardToken!,
      backward: answer.nextBackwardToken!,
    }));

  it('come from the end, and from there in both directions', async () => {
    const last = await get({ limit: 3 });
    assert.equal(last.events, '23 24 25');
    const before = await get({ limit: 3, nextToken: last.backward });
    assert.equal(before.events, '20 21 22');
    const again = await get({ limit: 2, nextToken: before.forward, startFromHead: true });
    assert.equal(again.events, '23 24');
    const end = await get({ nextToken: again.forward, startFromHead: true });
    assert.equal(end.events, '25');
    const same = await get({ nextToken: end.forward, startFromHead: true });
    assert.deepEqual([same.events, same.forward], ['', end.forward]);
  });

  it('come from the head, within a span of time, and not longer than they are kept', async () => {
    assert.equal((await get({ limit: 2, startFromHead: true })).events, '1 2');
    const span = { startTime: begin - 1000 + 3, endTime: begin - 1000 + 6 };
    assert.equal((await get(span)).events, '4 5 6');
    const head = await get({ ...span, startFromHead: true, limit: 1 });
    assert.equal(head.events, '4');
    assert.equal((await get({ ...span, startFromHead: true, nextToken: head.forward })).events, '5 6');
    const first = await get({ limit: 1, startFromHead: true });
    const before = await get({ nextToken: first.backward });
    assert.deepEqual([before.events, before.backward], ['', first.backward]);
  });

  it('are refused as CloudWatch Logs refuses', async () => {
    const refused = async (parameters: object): Promise<string> =>
      (await refusalOf(clients.logs.send(new GetLogEventsCommand({ ...stream, ...parameters })))).name;
    const { forward } = await get({ limit: 1 });
    assert.equal(await refused({ limit: 0 }), 'InvalidParameterException');
    assert.equal(await refused({ limit: 10_001 }), 'InvalidParameterException');
    assert.equal(await refused({ nextToken: 'f/x/s', startFromHead: true }), 'InvalidParameterException');
    // Asked for with forward tokens.
    assert.equal(await refused({ nextToken: forward }), 'InvalidParameterException');
    assert.equal(await refused({ logGroupIdentifier: '/g' }), 'InvalidParameterException');
    assert.equal(await refused({ logStreamName: 'a:b' }), 'InvalidParameterException');
    assert.equal(await refused({ logGroupName: '/none' }), 'ResourceNotFoundException');
    assert.equal(await refused({ logStreamName: 'none' }), 'ResourceNotFoundException');
  });
});

describe('logs of containers of the demo account', () => {
  let now: number;
  let account: DemoAccount;
  let clients: DemoClients;
  before(async () => {
    now = Date.parse('2026-11-22T12:00:00Z');
    account = await startDemoAccount({ world: homeWorld({ clock: () => now }) });
    clients = clientsOf(account);
  });
  after(async () => {
    clients.destroy();
    await account.stop();
  });
  const hubOn = (name: string, lastStatus: string): string => {
    const { world } = account;
    const node = [...world.nodes.values()].find((each) => each.name === name)!;
    const task = [...world.ecsClusters.get('home')!.tasks.values()].find(
      (each) =>
        each.taskDefinition.family === 'sensor-hub' &&
        each.lastStatus === lastStatus &&
        each.instance?.ec2InstanceId === node.id,
    );
    return `sensor-hub/hub/${task!.id}`;
  };
  const last = async (logStreamName: string): Promise<readonly number[]> => {
    const { events } = await clients.logs.send(
      new GetLogEventsCommand({ logGroupName: '/ecs/sensor-hub', logStreamName, limit: 5 }),
    );
    return events!.map(({ timestamp }) => timestamp!);
  };

  it('grow with the clock', async () => {
    const stream = hubOn('kitchen-pi5', 'RUNNING');
    const before = await last(stream);
    assert.equal(before.length, 5);
    assert.ok(now - before.at(-1)! < 15_000);
    assert.deepEqual(await last(stream), before);
    now += 60_000;
    assert.ok((await last(stream))[0]! > before.at(-1)!);
  });
  it('end with their task', async () => {
    const stream = hubOn('garage-pi4', 'STOPPED');
    const before = await last(stream);
    now += 60_000;
    assert.deepEqual(await last(stream), before);
  });
  it('end an hour after SSM last heard of their host', async () => {
    const { lastPingAt } = [...account.world.nodes.values()].find(({ name }) => name === 'shed-pi4')!;
    const times = await last(hubOn('shed-pi4', 'RUNNING'));
    assert.ok(times.at(-1)! <= lastPingAt + 3_600_000 && times.at(-1)! > lastPingAt + 3_500_000);
  });
});
