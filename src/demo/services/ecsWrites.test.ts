import assert from 'node:assert/strict';
import {
  DeregisterContainerInstanceCommand,
  DescribeContainerInstancesCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
  RegisterContainerInstanceCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import { addEcsCluster, addHost, addService, addTask, addTaskDefinition } from '../worlds/ecs.ts';
import type { Host } from '../worlds/ecs.ts';

describe('demo ECS, changing container instances', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  let ecs: ECSClient;
  let host: Host;
  beforeEach(async () => {
    const world = emptyWorld();
    const cluster = addEcsCluster(world, 'mixed');
    host = addHost(world, { cluster });
    const taskDefinition = addTaskDefinition(world, { family: 'web', containers: [{ name: 'web', image: 'web:1' }] });
    const service = addService(world, { cluster, name: 'web', taskDefinition, desiredCount: 1 });
    addTask(world, { cluster, taskDefinition, service, instance: host.instance });
    addTask(world, { cluster, taskDefinition, instance: host.instance });
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    ecs = clients.ecs;
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  it('drains and activates hosts, ten at a time', async () => {
    const containerInstances = [host.instance.arn];
    const update = (status: 'ACTIVE' | 'DRAINING' | 'REGISTERING', ids = containerInstances): Promise<unknown> =>
      ecs.send(new UpdateContainerInstancesStateCommand({ cluster: 'mixed', containerInstances: ids, status }));
    await update('DRAINING');
    assert.equal(host.instance.status, 'DRAINING');
    // The service's task went, the one that was started by hand stays.
    const { taskArns } = await ecs.send(
      new ListTasksCommand({ cluster: 'mixed', containerInstance: host.instance.arn }),
    );
    assert.equal(taskArns!.length, 1);
    await update('ACTIVE');
    assert.equal(host.instance.status, 'ACTIVE');
    const tooMany = await refusalOf(
      update(
        'ACTIVE',
        Array.from({ length: 11 }, (_, index) => `i${index}`),
      ),
    );
    assert.deepEqual(
      [tooMany.name, tooMany.message],
      ['InvalidParameterException', 'instanceIds can have at most 10 items.'],
    );
    assert.match((await refusalOf(update('REGISTERING'))).message, /\[ACTIVE,DRAINING\]/);
  });

  it('deregisters a host, by force where tasks run', async () => {
    const deregister = (force: boolean): Promise<unknown> =>
      ecs.send(
        new DeregisterContainerInstanceCommand({ cluster: 'mixed', containerInstance: host.instance.id, force }),
      );
    assert.equal((await refusalOf(deregister(false))).message, 'Found running tasks on the instance.');
    await deregister(true);
    const { containerInstanceArns } = await ecs.send(new ListContainerInstancesCommand({ cluster: 'mixed' }));
    assert.ok(!containerInstanceArns!.includes(host.instance.arn));
    const { containerInstances } = await ecs.send(
      new DescribeContainerInstancesCommand({ cluster: 'mixed', containerInstances: [host.instance.id] }),
    );
    assert.equal(containerInstances![0]?.status, 'INACTIVE');
  });

  it('registers an EC2 instance by its identity document, and nobody without identity', async () => {
    const registration = {
      cluster: 'mixed',
      totalResources: [
        { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
        { name: 'MEMORY', type: 'INTEGER', integerValue: 4096 },
      ],
    };
    const instanceIdentityDocument = JSON.stringify({ instanceId: 'i-0123456789abcdef0', region: 'us-east-1' });
    const { containerInstance } = await ecs.send(
      new RegisterContainerInstanceCommand({ ...registration, instanceIdentityDocument }),
    );
    assert.equal(containerInstance!.ec2InstanceId, 'i-0123456789abcdef0');
    const again = await ecs.send(
      new RegisterContainerInstanceCommand({
        ...registration,
        instanceIdentityDocument,
        containerInstanceArn: containerInstance!.containerInstanceArn,
      }),
    );
    assert.deepEqual(
      [again.containerInstance!.containerInstanceArn, again.containerInstance!.version],
      [containerInstance!.containerInstanceArn, 2],
    );
    assert.equal(
      (await refusalOf(ecs.send(new RegisterContainerInstanceCommand(registration)))).name,
      'ClientException',
    );
  });
});
