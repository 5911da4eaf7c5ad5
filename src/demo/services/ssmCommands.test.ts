import assert from 'node:assert/strict';
import {
  CancelCommandCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  StartSessionCommand,
} from '@aws-sdk/client-ssm';
import type { Command, CommandFilter, SendCommandCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import type { ManagedNode, World } from '../world.ts';
import { addManagedNode } from '../worlds/nodes.ts';

const start = Date.parse('2026-11-22T12:00:00Z');

describe('Run Command of the demo account', () => {
  let now: number;
  let world: World;
  let account: DemoAccount;
  let clients: DemoClients;
  let ssm: SSMClient;
  let online: ManagedNode;
  let offline: ManagedNode;
  beforeEach(async () => {
    now = start;
    world = emptyWorld({ clock: () => now });
    online = addManagedNode(world, { name: 'on' });
    offline = addManagedNode(world, { name: 'off', lostAt: start - 60_000 });
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    ssm = clients.ssm;
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  const send = async (options: Partial<SendCommandCommandInput> = {}): Promise<Command> => {
    const usual = { InstanceIds: [online.id], DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['true'] } };
    const { Command } = await ssm.send(new SendCommandCommand({ ...usual, ...options }));
    return Command!;
  };
  const list = async (...Filters: CommandFilter[]): Promise<readonly (string | undefined)[]> => {
    const { Commands } = await ssm.send(new ListCommandsCommand({ Filters }));
    return Commands!.map(({ Comment }) => Comment);
  };

  it('refuses what AWS refuses', async () => {
    const never = addManagedNode(world);
    delete never.report;
    const cases: readonly (readonly [Partial<SendCommandCommandInput>, string])[] = [
      [{ InstanceIds: [online.id, online.id] }, 'DuplicateInstanceId'],
      [{ InstanceIds: [] }, 'InvalidInstanceId'],
      [{ InstanceIds: [never.id] }, 'InvalidInstanceId'],
      [{ InstanceIds: ['mi-0123456789abcdef0'] }, 'InvalidInstanceId'],
      [{ InstanceIds: ['host'] }, 'ValidationException'],
      [{ DocumentName: 'AWS-None' }, 'InvalidDocument'],
      [{ Parameters: {} }, 'InvalidParameters'],
      [{ TimeoutSeconds: 29 }, 'ValidationException'],
      [{ Comment: 'x'.repeat(101) }, 'ValidationException'],
      [{ InstanceIds: Array.from({ length: 51 }, () => online.id) }, 'ValidationException'],
    ];
    for (const [options, code] of cases)
      assert.equal((await refusalOf(send(options))).name, code, JSON.stringify(options));
    assert.equal(world.commands.size, 0);
    const CommandId = '00000000-0000-4000-8000-000000000000';
    for (const call of [
      ssm.send(new CancelCommandCommand({ CommandId })),
      ssm.send(new ListCommandsCommand({ CommandId })),
      ssm.send(new ListCommandInvocationsCommand({ CommandId })),
    ]) {
      assert.equal((await refusalOf(call)).name, 'InvalidCommandId');
    }
    const key = 'Other' as CommandFilter['key'];
    assert.equal((await refusalOf(list({ key, value: 'x' }))).name, 'InvalidFilterKey');
  });

  it('lists commands, the newest first, by time, document and state', async () => {
    await send({ Comment: 'first' });
    now += 60_000;
    await send({ Comment: 'second', DocumentName: 'AWS-UpdateSSMAgent', Parameters: {} });
    assert.deepEqual(await list(), ['second', 'first']);
    const value = new Date(start + 30_000).toISOString();
    assert.deepEqual(await list({ key: 'InvokedAfter', value }), ['second']);
    assert.deepEqual(await list({ key: 'InvokedBefore', value }), ['first']);
    assert.deepEqual(await list({ key: 'DocumentName', value: 'AWS-RunShellScript' }), ['first']);
    assert.deepEqual(await list({ key: 'Status', value: 'Pending' }), ['second']);
    const first = await ssm.send(new ListCommandsCommand({ MaxResults: 1 }));
    const rest = await ssm.send(new ListCommandsCommand({ MaxResults: 1, NextToken: first.NextToken }));
    assert.deepEqual([rest.Commands?.[0]?.Comment, rest.NextToken], ['first', undefined]);
  });

  it('sums up what its hosts say', async () => {
    const InstanceIds = [online.id, offline.id];
    const { CommandId } = await send({ InstanceIds, TimeoutSeconds: 60 });
    const look = async (ms: number): Promise<readonly unknown[]> => {
      now += ms;
      const { Commands } = await ssm.send(new ListCommandsCommand({ CommandId }));
      const { Status, TargetCount, CompletedCount, ErrorCount, DeliveryTimedOutCount } = Commands![0]!;
      return [Status, TargetCount, CompletedCount, ErrorCount, DeliveryTimedOutCount];
    };
    assert.deepEqual(await look(0), ['Pending', 2, 0, 0, 0]);
    assert.deepEqual(await look(1_000), ['InProgress', 2, 1, 0, 0]);
    assert.deepEqual(await look(60_000), ['TimedOut', 2, 2, 0, 1]);
    const gone = await send({ InstanceIds: [offline.id] });
    world.nodes.delete(offline.id);
    const { CommandInvocations } = await ssm.send(new ListCommandInvocationsCommand({ CommandId: gone.CommandId }));
    assert.deepEqual(
      CommandInvocations?.map(({ Status, StatusDetails }) => [Status, StatusDetails]),
      [['Failed', 'Undeliverable']],
    );
    const failed = await send({ DocumentName: 'AWS-RunPowerShellScript' });
    now += 1_000;
    const [command] = (await ssm.send(new ListCommandsCommand({ CommandId: failed.CommandId }))).Commands!;
    assert.deepEqual([command?.Status, command?.ErrorCount], ['Failed', 1]);
  });

  it('sends a shell nowhere but to itself', async () => {
    world.serviceSettings.set('/ssm/managed-instance/activation-tier', 'advanced');
    const { StreamUrl } = await ssm.send(new StartSessionCommand({ Target: online.id }));
    assert.equal(new URL(StreamUrl!).host, new URL(account.endpoint).host);
    assert.equal((await refusalOf(ssm.send(new StartSessionCommand({ Target: 'mi-x' })))).name, 'TargetNotConnected');
  });
});
