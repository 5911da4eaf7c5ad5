import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  CreateActivationCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
  DescribeInstancePropertiesCommand,
  GetConnectionStatusCommand,
  GetServiceSettingCommand,
  ListTagsForResourceCommand,
  paginateDescribeActivations,
  paginateDescribeInstanceInformation,
  paginateDescribeInstanceProperties,
} from '@aws-sdk/client-ssm';
import type { CreateActivationCommandOutput, SSMClient } from '@aws-sdk/client-ssm';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import type { World } from '../world.ts';
import { addActivation, addEksCluster, addHybridNode, addManagedNode } from '../worlds/nodes.ts';

const day = 24 * 60 * 60_000;
const start = Date.parse('2026-11-22T12:00:00Z');

describe('demo SSM', () => {
  let now: number;
  let world: World;
  let account: DemoAccount;
  let clients: DemoClients;
  let ssm: SSMClient;
  beforeEach(async () => {
    now = start;
    world = emptyWorld({ clock: () => now });
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    ssm = clients.ssm;
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  describe('managed nodes', () => {
    it('come page by page: 10, 50 or 1,000', async () => {
      for (let index = 0; index < 1_203; index++) addManagedNode(world, { name: `node-${index}` });
      const sizes = async (
        pages: AsyncIterable<{
          InstanceInformationList?: unknown[] | undefined;
          InstanceProperties?: unknown[] | undefined;
        }>,
      ): Promise<number[]> => {
        const found: number[] = [];
        for await (const page of pages) found.push((page.InstanceInformationList ?? page.InstanceProperties)!.length);
        return found;
      };
      assert.deepEqual(
        await sizes(paginateDescribeInstanceProperties({ client: ssm, pageSize: 1000 }, {})),
        [1000, 203],
      );
      const information = await sizes(paginateDescribeInstanceInformation({ client: ssm, pageSize: 50 }, {}));
      assert.deepEqual([information.length, information.at(-1)], [25, 3]);
      const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({}));
      assert.equal(InstanceInformationList!.length, 10);
    });

    it('tell both channels apart: what SSM hears, and when', async () => {
      const online = addManagedNode(world, { name: 'on', architecture: 'arm64' });
      const lost = addManagedNode(world, { name: 'off', lostAt: start - 3 * day });
      const read = async (): Promise<Record<string, Date>> => {
        const { InstanceProperties } = await ssm.send(new DescribeInstancePropertiesCommand({}));
        assert.deepEqual(
          InstanceProperties!.map((each) => each.PingStatus),
          ['Online', 'ConnectionLost'],
        );
        assert.equal(InstanceProperties![0]!.Architecture, 'arm64');
        return Object.fromEntries(InstanceProperties!.map((each) => [each.InstanceId!, each.LastPingDateTime!]));
      };
      const before = await read();
      assert.ok(start - before[online.id]!.getTime() <= 5 * 60_000);
      assert.equal(before[lost.id]!.getTime(), start - 3 * day);
      now += 7 * 60_000;
      const after = await read();
      assert.ok(after[online.id]! > before[online.id]!);
      assert.deepEqual(after[lost.id], before[lost.id]);
      const status = async (Target: string): Promise<string | undefined> =>
        (await ssm.send(new GetConnectionStatusCommand({ Target }))).Status;
      assert.deepEqual([await status(online.id), await status(lost.id)], ['connected', 'notconnected']);
    });

    it('are filtered: by key, by tag, by both kinds of filter list', async () => {
      const cluster = addEksCluster(world, { name: 'lab' });
      const hybrid = addHybridNode(world, cluster);
      const activation = addActivation(world);
      const plain = addManagedNode(world, { activation, lostAt: start - day });
      const ids = async (Filters: { Key: string; Values: string[] }[]): Promise<unknown> => {
        const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({ Filters }));
        return InstanceInformationList!.map((each) => each.InstanceId);
      };
      assert.deepEqual(await ids([{ Key: 'tag:EKSClusterARN', Values: [cluster.arn] }]), [hybrid.id]);
      assert.deepEqual(await ids([{ Key: 'tag-key', Values: ['EKSClusterARN'] }]), [hybrid.id]);
      assert.deepEqual(await ids([{ Key: 'ActivationIds', Values: [activation.id] }]), [plain.id]);
      assert.deepEqual(await ids([{ Key: 'PingStatus', Values: ['Online'] }]), [hybrid.id]);
      assert.deepEqual(await ids([{ Key: 'InstanceIds', Values: [plain.id, hybrid.id] }]), [hybrid.id, plain.id]);
      assert.deepEqual(await ids([{ Key: 'ResourceType', Values: ['EC2Instance'] }]), []);
      const older = await ssm.send(
        new DescribeInstanceInformationCommand({
          InstanceInformationFilterList: [{ key: 'ActivationIds', valueSet: [activation.id] }],
        }),
      );
      assert.equal(older.InstanceInformationList!.length, 1);
      const operators = await ssm.send(
        new DescribeInstancePropertiesCommand({
          FiltersWithOperator: [{ Key: 'InstanceIds', Values: [plain.id], Operator: 'NotEqual' }],
        }),
      );
      assert.deepEqual(
        operators.InstanceProperties!.map((each) => each.InstanceId),
        [hybrid.id],
      );
    });

    it('refuse what AWS refuses', async () => {
      const node = addManagedNode(world);
      const list = (input: DescribeInstanceInformationCommand['input']): Promise<unknown> =>
        ssm.send(new DescribeInstanceInformationCommand(input));
      const unknown = 'mi-00000000000000000';
      const refused = await Promise.all(
        [
          list({ Filters: [{ Key: 'InstanceIds', Values: [unknown] }] }),
          list({ Filters: [{ Key: 'Nonsense', Values: ['1'] }] }),
          list({ NextToken: 'nonsense' }),
          list({ MaxResults: 51 }),
          list({ MaxResults: 4 }),
          list({
            Filters: [
              { Key: 'tag:a', Values: ['1'] },
              { Key: 'PingStatus', Values: ['Online'] },
            ],
          }),
          list({
            Filters: [{ Key: 'PingStatus', Values: ['Online'] }],
            InstanceInformationFilterList: [{ key: 'PingStatus', valueSet: ['Online'] }],
          }),
          ssm.send(new DescribeInstancePropertiesCommand({ MaxResults: 1001 })),
          ssm.send(new DeregisterManagedInstanceCommand({ InstanceId: unknown })),
          ssm.send(new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: unknown })),
          ssm.send(new GetServiceSettingCommand({ SettingId: '/ssm/none' })),
          ssm.send(
            new AddTagsToResourceCommand({
              ResourceType: 'ManagedInstance',
              ResourceId: node.id,
              Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
            }),
          ),
        ].map(refusalOf),
      );
      assert.deepEqual(
        refused.map(({ name }) => name),
        [
          'InvalidInstanceId',
          'InvalidFilterKey',
          'InvalidNextToken',
          ...Array<string>(5).fill('ValidationException'),
          'InvalidInstanceId',
          'InvalidResourceId',
          'ServiceSettingNotFound',
          'TooManyTagsError',
        ],
      );
      assert.ok(refused.every(({ status }) => status === 400));
      assert.equal(
        refused[3]!.message,
        "1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
      );
    });

    it('take tags, and go when they are deregistered', async () => {
      const { id } = addManagedNode(world);
      const resource = { ResourceType: 'ManagedInstance', ResourceId: id } as const;
      await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'room', Value: 'attic' }] }));
      assert.deepEqual((await ssm.send(new ListTagsForResourceCommand(resource))).TagList, [
        { Key: 'room', Value: 'attic' },
      ]);
      await ssm.send(new DeregisterManagedInstanceCommand({ InstanceId: id }));
      assert.deepEqual((await ssm.send(new DescribeInstancePropertiesCommand({}))).InstanceProperties, []);
    });

    it('are on the standard tier', async () => {
      const { ServiceSetting } = await ssm.send(
        new GetServiceSettingCommand({ SettingId: '/ssm/managed-instance/activation-tier' }),
      );
      assert.deepEqual([ServiceSetting?.SettingValue, ServiceSetting?.Status], ['standard', 'Default']);
    });
  });

  describe('activations', () => {
    const create = (input: Partial<CreateActivationCommand['input']> = {}): Promise<CreateActivationCommandOutput> =>
      ssm.send(new CreateActivationCommand({ IamRole: 'ecsAnywhereRole', ...input }));

    it('are one use and 24 hours where nothing is said; the code is told once', async () => {
      const { ActivationId, ActivationCode } = await create({
        Tags: [{ Key: 'a', Value: 'b' }],
        DefaultInstanceName: 'pi',
      });
      assert.match(ActivationId!, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.match(ActivationCode!, /^[A-Za-z0-9+/]{20}$/);
      const { ActivationList } = await ssm.send(new DescribeActivationsCommand({}));
      const activation = ActivationList![0]!;
      assert.deepEqual(
        [activation.RegistrationLimit, activation.RegistrationsCount, activation.Expired],
        [1, 0, false],
      );
      assert.equal(activation.ExpirationDate!.getTime(), start + day);
      assert.equal(activation.CreatedDate!.getTime(), start);
      assert.deepEqual([activation.DefaultInstanceName, activation.Tags], ['pi', [{ Key: 'a', Value: 'b' }]]);
      assert.ok(!JSON.stringify(ActivationList).includes(ActivationCode!));
      now += day;
      assert.equal((await ssm.send(new DescribeActivationsCommand({}))).ActivationList![0]!.Expired, true);
    });

    it('keep to the limits', async () => {
      const refused = await Promise.all(
        [
          create({ IamRole: 'Nobody' }),
          create({ IamRole: 'ecsTaskExecutionRole' }),
          create({ IamRole: undefined }),
          create({ IamRole: 'r'.repeat(65) }),
          create({ RegistrationLimit: 0 }),
          create({ RegistrationLimit: 1001 }),
          create({ ExpirationDate: new Date(start + 30 * day + 1000) }),
          create({ ExpirationDate: new Date(start - 1000) }),
          create({ DefaultInstanceName: 'n'.repeat(257) }),
          create({ DefaultInstanceName: '$(reboot)' }),
          create({ Description: 'd'.repeat(257) }),
        ].map(refusalOf),
      );
      assert.ok(
        refused.every(({ name, status }) => name === 'ValidationException' && status === 400),
        JSON.stringify(refused),
      );
      assert.equal(
        refused[0]!.message,
        'Nonexistent role or missing ssm service principal in trust policy: arn:aws:iam::111122223333:role/Nobody',
      );
      assert.equal(
        refused[2]!.message,
        "1 validation error detected: Value null at 'iamRole' failed to satisfy constraint: Member must not be null",
      );
      assert.equal(world.activations.size, 0);
      await create({
        RegistrationLimit: 1000,
        ExpirationDate: new Date(start + 30 * day),
        DefaultInstanceName: 'Küche 厨房 @1',
      });
    });

    it('are listed newest first, filtered, page by page, and deleted', async () => {
      for (let index = 0; index < 60; index++) addActivation(world, { defaultInstanceName: `pi-${index}` });
      const names: unknown[] = [];
      const sizes: number[] = [];
      for await (const { ActivationList } of paginateDescribeActivations({ client: ssm, pageSize: 25 }, {})) {
        sizes.push(ActivationList!.length);
        names.push(...ActivationList!.map((each) => each.DefaultInstanceName));
      }
      assert.deepEqual([sizes, names[0], names[59], new Set(names).size], [[25, 25, 10], 'pi-59', 'pi-0', 60]);
      const { ActivationList } = await ssm.send(
        new DescribeActivationsCommand({ Filters: [{ FilterKey: 'DefaultInstanceName', FilterValues: ['pi-7'] }] }),
      );
      const ActivationId = ActivationList![0]!.ActivationId!;
      assert.equal(ActivationList!.length, 1);
      await ssm.send(new DeleteActivationCommand({ ActivationId }));
      assert.equal(
        (await refusalOf(ssm.send(new DeleteActivationCommand({ ActivationId })))).name,
        'InvalidActivation',
      );
      assert.equal(
        (await refusalOf(ssm.send(new DescribeActivationsCommand({ MaxResults: 51 })))).name,
        'ValidationException',
      );
    });
  });
});
