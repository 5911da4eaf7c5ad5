import assert from 'node:assert/strict';
import { DescribeContainerInstancesCommand, ListContainerInstancesCommand } from '@aws-sdk/client-ecs';
import {
  CreateActivationCommand,
  DescribeActivationsCommand,
  DescribeInstancePropertiesCommand,
} from '@aws-sdk/client-ssm';
import type { CreateActivationCommandInput } from '@aws-sdk/client-ssm';
import { RegisterClusterCommand, DescribeClusterCommand } from '@aws-sdk/client-eks';
import { authorization, clientsOf, rawJson } from '../../test/unit/demoClients.ts';
import type { DemoClients } from '../../test/unit/demoClients.ts';
import { startDemoAccount } from './account.ts';
import type { DemoAccount } from './account.ts';
import { AgentError, registerHost } from './agent.ts';
import { connectorRole, emptyWorld, roleArn } from './world.ts';
import { addEcsCluster } from './worlds/ecs.ts';

const start = Date.parse('2026-11-22T12:00:00Z');
const hour = 3_600_000;

describe('registering a host with the demo account', () => {
  let now: number;
  let account: DemoAccount;
  let clients: DemoClients;
  beforeEach(async () => {
    now = start;
    const world = emptyWorld({ clock: () => now });
    addEcsCluster(world, 'home');
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  async function activate(
    input: Partial<CreateActivationCommandInput> = {},
  ): Promise<{ activationId: string; activationCode: string }> {
    const created = await clients.ssm.send(new CreateActivationCommand({ IamRole: 'ecsAnywhereRole', ...input }));
    return { activationId: created.ActivationId!, activationCode: created.ActivationCode! };
  }

  async function register(
    activation: { activationId: string; activationCode: string },
    host: {
      computerName?: string;
      cluster?: string;
      attributes?: Record<string, string>;
      tags?: Record<string, string>;
    } = {},
  ): Promise<{ managedNodeId: string; containerInstanceArn: string }> {
    const { endpoint, region } = account;
    return registerHost({
      endpoint,
      region,
      cluster: 'home',
      computerName: 'pi',
      architecture: 'arm64',
      ...activation,
      ...host,
    });
  }

  const failsWith = (operation: string, code: string) => (error: unknown) =>
    error instanceof AgentError && error.operation === operation && error.code === code;

  it('makes it appear in both channels', async () => {
    const activation = await activate({
      DefaultInstanceName: 'Küche 🍓'.replace(' 🍓', ''),
      Tags: [{ Key: 'room', Value: 'kitchen' }],
    });
    const odd = 'pi "1" $(reboot) 🍓\n';
    const registered = await register(activation, {
      computerName: odd,
      attributes: { board: 'Pi 5' },
      tags: { shelf: '3' },
    });
    const { InstanceProperties } = await clients.ssm.send(new DescribeInstancePropertiesCommand({}));
    const node = InstanceProperties![0]!;
    assert.deepEqual(
      [
        node.InstanceId,
        node.Name,
        node.ComputerName,
        node.PingStatus,
        node.Architecture,
        node.ActivationId,
        node.IamRole,
      ],
      [registered.managedNodeId, 'Küche', odd, 'Online', 'arm64', activation.activationId, 'ecsAnywhereRole'],
    );
    assert.equal(node.LastPingDateTime!.getTime(), start);
    const filter = 'attribute:ecs.capability.external exists';
    const { containerInstanceArns } = await clients.ecs.send(
      new ListContainerInstancesCommand({ cluster: 'home', filter }),
    );
    assert.deepEqual(containerInstanceArns, [registered.containerInstanceArn]);
    const { containerInstances } = await clients.ecs.send(
      new DescribeContainerInstancesCommand({
        cluster: 'home',
        containerInstances: containerInstanceArns,
        include: ['TAGS'],
      }),
    );
    const instance = containerInstances![0]!;
    assert.deepEqual(
      [instance.ec2InstanceId, instance.agentConnected, instance.status],
      [registered.managedNodeId, true, 'ACTIVE'],
    );
    assert.deepEqual(instance.tags, [{ key: 'shelf', value: '3' }]);
    assert.ok(instance.attributes!.some(({ name, value }) => name === 'board' && value === 'Pi 5'));
    assert.deepEqual(account.world.nodes.get(registered.managedNodeId)!.tags, { room: 'kitchen' });
    const { ActivationList } = await clients.ssm.send(new DescribeActivationsCommand({}));
    assert.equal(ActivationList![0]!.RegistrationsCount, 1);
  });

  it('works as often as the activation says, and no more', async () => {
    const activation = await activate({ RegistrationLimit: 2 });
    const first = await register(activation);
    const second = await register(activation);
    assert.notEqual(first.managedNodeId, second.managedNodeId);
    await assert.rejects(register(activation), failsWith('RegisterManagedInstance', 'RegistrationLimitExceeded'));
    assert.equal(account.world.nodes.size, 2);
  });

  it('works until the activation expires', async () => {
    const activation = await activate({ ExpirationDate: new Date(start + hour), RegistrationLimit: 5 });
    now += hour - 1;
    await register(activation);
    now += 1;
    await assert.rejects(register(activation), failsWith('RegisterManagedInstance', 'ActivationExpired'));
  });

  it('needs the right code of an activation that is there', async () => {
    const { activationId, activationCode } = await activate();
    const wrong = activationCode.startsWith('A') ? `B${activationCode.slice(1)}` : `A${activationCode.slice(1)}`;
    const refused = failsWith('RegisterManagedInstance', 'InvalidActivation');
    await assert.rejects(register({ activationId, activationCode: wrong }), refused);
    await assert.rejects(register({ activationId: '00000000-0000-0000-0000-000000000000', activationCode }), refused);
    await assert.rejects(
      register({ activationId, activationCode: 'short' }),
      failsWith('RegisterManagedInstance', 'ValidationException'),
    );
    await register({ activationId, activationCode });
  });

  it('uses the activation up even when the cluster is not there', async () => {
    const activation = await activate();
    await assert.rejects(
      register(activation, { cluster: 'hmoe' }),
      failsWith('RegisterContainerInstance', 'ClusterNotFoundException'),
    );
    const { InstanceProperties } = await clients.ssm.send(new DescribeInstancePropertiesCommand({}));
    assert.equal(InstanceProperties![0]!.PingStatus, 'Online');
    await assert.rejects(register(activation), failsWith('RegisterManagedInstance', 'RegistrationLimitExceeded'));
  });

  it('does not show a node in SSM before its first ping', async () => {
    const { activationId, activationCode } = await activate();
    const call = {
      ActivationId: activationId,
      ActivationCode: activationCode,
      PublicKey: 'k'.repeat(392),
      PublicKeyType: 'Rsa',
      Fingerprint: 'f',
    };
    const { status, text } = await rawJson(account, 'AmazonSSM.RegisterManagedInstance', JSON.stringify(call), {});
    assert.equal(status, 200);
    const { InstanceId } = JSON.parse(text) as { InstanceId: string };
    const { InstanceProperties } = await clients.ssm.send(new DescribeInstancePropertiesCommand({}));
    assert.deepEqual(InstanceProperties, []);
    const nobody = await rawJson(account, 'AmazonSSM.RequestManagedInstanceRoleToken', '{"Fingerprint":"f"}');
    assert.match(nobody.text, /"InvalidInstanceId"/);
    const token = await rawJson(account, 'AmazonSSM.RequestManagedInstanceRoleToken', '{"Fingerprint":"f"}', {
      authorization: authorization(InstanceId),
    });
    const { AccessKeyId } = JSON.parse(token.text) as { AccessKeyId: string };
    const headers = {
      'authorization': authorization(AccessKeyId),
      'content-type': 'application/x-www-form-urlencoded',
    };
    const caller = await fetch(account.endpoint, {
      method: 'POST',
      headers,
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    assert.match(await caller.text(), new RegExp(`assumed-role/ecsAnywhereRole/${InstanceId}<`));
  });

  it('makes a registered EKS cluster a connected one when its connector comes', async () => {
    const connectorConfig = { roleArn: roleArn(account.world, connectorRole), provider: 'OTHER' as const };
    const { cluster } = await clients.eks.send(new RegisterClusterCommand({ name: 'k3s', connectorConfig }));
    const { activationId, activationCode } = cluster!.connectorConfig!;
    const call = {
      ActivationId: activationId,
      ActivationCode: activationCode,
      PublicKey: 'k'.repeat(392),
      Fingerprint: 'f',
    };
    await rawJson(account, 'AmazonSSM.RegisterManagedInstance', JSON.stringify(call), {});
    assert.equal((await clients.eks.send(new DescribeClusterCommand({ name: 'k3s' }))).cluster!.status, 'ACTIVE');
  });
});
