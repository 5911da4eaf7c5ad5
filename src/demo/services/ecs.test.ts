import assert from 'node:assert/strict';
import {
  DeregisterContainerInstanceCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListAttributesCommand,
  ListClustersCommand,
  ListContainerInstancesCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  paginateListAttributes,
  paginateListClusters,
  paginateListContainerInstances,
  paginateListServices,
  paginateListTaskDefinitions,
  paginateListTasks,
} from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import type { World } from '../world.ts';
import { addEc2Instance, addEcsCluster, addHost, addService, addTask, addTaskDefinition } from '../worlds/ecs.ts';
import type { Host } from '../worlds/ecs.ts';
import { largeWorld } from '../worlds/largeWorld.ts';

async function collect<T>(
  pages: AsyncIterable<T>,
  items: (page: T) => readonly unknown[] | undefined,
): Promise<number[]> {
  const sizes: number[] = [];
  const seen = new Set<unknown>();
  for await (const page of pages) {
    const found = items(page) ?? [];
    for (const item of found) seen.add(JSON.stringify(item));
    sizes.push(found.length);
  }
  assert.equal(
    seen.size,
    sizes.reduce((sum, size) => sum + size, 0),
    'something was listed twice',
  );
  return sizes;
}

describe('demo ECS', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  let ecs: ECSClient;
  const start = async (world: World): Promise<void> => {
    account = await startDemoAccount({ world });
    clients = clientsOf(account);
    ecs = clients.ecs;
  };
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  describe('lists, page by page', () => {
    it('with 100 a page where nothing is said, 10 for services', async () => {
      const world = largeWorld({ hosts: 230, tasksPerHost: 1 });
      const [cluster] = world.ecsClusters.values();
      const taskDefinition = addTaskDefinition(world, { family: 'one', containers: [{ name: 'one', image: 'one' }] });
      for (let index = 0; index < 24; index++) {
        addService(world, { cluster: cluster!, name: `service-${index}`, taskDefinition, desiredCount: 0 });
      }
      await start(world);
      // Copied each time, for the SDK's paginators leave their last token in it.
      const input = { cluster: 'fleet-1' };
      const [paging, small] = [{ client: ecs }, { client: ecs, pageSize: 7 }];
      assert.deepEqual(
        await collect(paginateListContainerInstances(paging, { ...input }), (page) => page.containerInstanceArns),
        [100, 100, 30],
      );
      assert.deepEqual(await collect(paginateListTasks(paging, { ...input }), (page) => page.taskArns), [100, 100, 30]);
      assert.deepEqual(
        await collect(paginateListServices(paging, { ...input }), (page) => page.serviceArns),
        [10, 10, 5],
      );
      assert.deepEqual(
        await collect(paginateListServices(small, { ...input }), (page) => page.serviceArns),
        [7, 7, 7, 4],
      );
      assert.deepEqual(await collect(paginateListClusters(paging, {}), (page) => page.clusterArns), [1]);
      assert.deepEqual(await collect(paginateListTaskDefinitions(paging, {}), (page) => page.taskDefinitionArns), [2]);
      const boards = paginateListAttributes(paging, {
        ...input,
        targetType: 'container-instance',
        attributeName: 'ecs.os-type',
        attributeValue: 'linux',
      });
      assert.deepEqual(await collect(boards, (page) => page.attributes), [100, 100, 30]);
    });

    it('and misses nothing that stays when something goes between two pages', async () => {
      const world = largeWorld({ hosts: 150, tasksPerHost: 0 });
      await start(world);
      const first = await ecs.send(new ListContainerInstancesCommand({ cluster: 'fleet-1' }));
      const [cluster] = world.ecsClusters.values();
      for (const arn of first.containerInstanceArns!.slice(90)) {
        await ecs.send(new DeregisterContainerInstanceCommand({ cluster: cluster!.name, containerInstance: arn }));
      }
      const second = await ecs.send(
        new ListContainerInstancesCommand({ cluster: 'fleet-1', nextToken: first.nextToken }),
      );
      assert.equal(second.containerInstanceArns!.length, 50);
      assert.equal(second.nextToken, undefined);
    });

    it('with tokens that are bound to their parameters and their account, not to a page size', async () => {
      await start(largeWorld({ hosts: 150, tasksPerHost: 1, clusters: 1 }));
      const { nextToken } = await ecs.send(new ListContainerInstancesCommand({ cluster: 'fleet-1' }));
      const next = await ecs.send(new ListContainerInstancesCommand({ cluster: 'fleet-1', nextToken, maxResults: 20 }));
      assert.equal(next.containerInstanceArns!.length, 20);
      const other = await startDemoAccount({ world: largeWorld({ hosts: 150 }) });
      const elsewhere = clientsOf(other);
      const misused = [
        ecs.send(new ListContainerInstancesCommand({ cluster: 'fleet-1', nextToken: 'bm9uc2Vuc2U=' })),
        ecs.send(
          new ListContainerInstancesCommand({ cluster: 'fleet-1', nextToken, filter: 'agentConnected == true' }),
        ),
        ecs.send(new ListTasksCommand({ cluster: 'fleet-1', nextToken })),
        elsewhere.ecs.send(new ListContainerInstancesCommand({ cluster: 'fleet-1', nextToken })),
      ];
      for (const { name, status, message } of await Promise.all(misused.map(refusalOf))) {
        assert.deepEqual([name, status, message], ['InvalidParameterException', 400, 'Invalid token.']);
      }
      elsewhere.destroy();
      await other.stop();
    });
  });

  describe('a cluster with hosts, EC2 and tasks', () => {
    let world: World;
    let host: Host;
    let offline: Host;
    beforeEach(async () => {
      world = emptyWorld();
      const cluster = addEcsCluster(world, 'mixed', { team: 'edge' });
      host = addHost(world, {
        cluster,
        name: 'pi',
        architecture: 'arm64',
        attributes: { rack: '7' },
        instanceTags: { room: '1' },
      });
      offline = addHost(world, { cluster, name: 'off', agentConnected: false, status: 'DRAINING' });
      const ec2 = addEc2Instance(world, cluster);
      const taskDefinition = addTaskDefinition(world, {
        family: 'web',
        containers: [
          { name: 'web', image: 'web:1', cpu: 256, memory: 128, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
        ],
      });
      const service = addService(world, { cluster, name: 'web', taskDefinition, desiredCount: 2 });
      addTask(world, { cluster, taskDefinition, service, instance: host.instance, imageDigests: { web: 'sha256:1' } });
      addTask(world, { cluster, taskDefinition, instance: host.instance, lastStatus: 'PENDING' });
      addTask(world, { cluster, taskDefinition, instance: ec2, launchType: 'EC2' });
      addTask(world, {
        cluster,
        taskDefinition,
        instance: host.instance,
        stopped: {
          stoppedAt: world.clock() - 1000,
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'Essential container in task exited',
          exitCode: 3,
        },
      });
      await start(world);
    });

    it('is described with its counts, and what is not there as a failure', async () => {
      const { clusters, failures } = await ecs.send(
        new DescribeClustersCommand({ clusters: ['mixed', 'none'], include: ['STATISTICS', 'TAGS'] }),
      );
      const cluster = clusters![0]!;
      assert.equal(cluster.registeredContainerInstancesCount, 3);
      assert.equal(cluster.runningTasksCount, 2);
      assert.equal(cluster.pendingTasksCount, 1);
      assert.deepEqual(cluster.tags, [{ key: 'team', value: 'edge' }]);
      const statistics = new Map(cluster.statistics!.map(({ name, value }) => [name, value]));
      assert.equal(statistics.get('runningEC2TasksCount'), '1');
      assert.equal(statistics.get('runningExternalTasksCount'), '1');
      assert.deepEqual(failures, [{ arn: 'arn:aws:ecs:us-east-1:111122223333:cluster/none', reason: 'MISSING' }]);
      const lean = await ecs.send(new DescribeClustersCommand({ clusters: [cluster.clusterArn!] }));
      assert.deepEqual([lean.clusters![0]?.statistics, lean.clusters![0]?.tags], [[], []]);
      // Without names it is the cluster "default", which is not there.
      assert.equal((await ecs.send(new DescribeClustersCommand({}))).failures![0]?.reason, 'MISSING');
    });

    it('filters container instances in the query language and by status', async () => {
      const list = async (input: Partial<ListContainerInstancesCommand['input']>): Promise<number> =>
        (await ecs.send(new ListContainerInstancesCommand({ cluster: 'mixed', ...input }))).containerInstanceArns!
          .length;
      assert.equal(await list({}), 3);
      assert.equal(await list({ filter: 'attribute:ecs.capability.external exists' }), 2);
      assert.equal(await list({ filter: 'attribute:ecs.capability.external exists and agentConnected == true' }), 1);
      assert.equal(await list({ filter: 'task:group == service:web' }), 1);
      assert.equal(await list({ filter: `ec2InstanceId in [${host.node.id}]` }), 1);
      assert.equal(await list({ status: 'DRAINING' }), 1);
      assert.equal(await list({ status: 'REGISTERING' }), 0);
      const refused = await refusalOf(
        ecs.send(new ListContainerInstancesCommand({ cluster: 'mixed', filter: 'rack == 7' })),
      );
      assert.equal(refused.name, 'InvalidParameterException');
      assert.match(refused.message, /Unknown subject "rack" at position 0/);
    });

    it('describes a host as the agent registered it, with what is free now', async () => {
      const { containerInstances, failures } = await ecs.send(
        new DescribeContainerInstancesCommand({
          cluster: 'mixed',
          containerInstances: [host.instance.arn, offline.instance.id, 'f'.repeat(32)],
          include: ['TAGS'],
        }),
      );
      const [pi, off] = [containerInstances![0]!, containerInstances![1]!];
      assert.equal(pi.ec2InstanceId, host.node.id);
      assert.match(pi.ec2InstanceId, /^mi-[0-9a-f]{17}$/);
      assert.deepEqual([pi.runningTasksCount, pi.pendingTasksCount, pi.agentConnected], [1, 1, true]);
      assert.deepEqual([off.status, off.agentConnected], ['DRAINING', false]);
      assert.deepEqual(pi.tags, [{ key: 'room', value: '1' }]);
      const resources = (which: typeof pi, free: boolean): unknown[] =>
        (free ? which.remainingResources! : which.registeredResources!).map(
          (each) => each.stringSetValue ?? each.integerValue,
        );
      assert.deepEqual(resources(pi, false).slice(0, 2), [4096, 7937]);
      assert.deepEqual(resources(pi, true).slice(0, 2), [4096 - 512, 7937 - 256]);
      assert.ok((resources(pi, true)[2] as string[]).includes('8080'));
      const attributes = new Map(pi.attributes?.map(({ name, value }) => [name, value]));
      assert.equal(attributes.get('ecs.cpu-architecture'), 'arm64');
      assert.equal(attributes.get('rack'), '7');
      assert.ok(attributes.has('ecs.capability.external'));
      assert.ok(!attributes.has('ecs.capability.task-eni'));
      assert.deepEqual(failures, [
        { arn: `arn:aws:ecs:us-east-1:111122223333:container-instance/mixed/${'f'.repeat(32)}`, reason: 'MISSING' },
      ]);
    });

    it('lists tasks by each filter', async () => {
      const list = async (input: Partial<ListTasksCommand['input']>): Promise<number> =>
        (await ecs.send(new ListTasksCommand({ cluster: 'mixed', ...input }))).taskArns!.length;
      assert.equal(await list({}), 3);
      assert.equal(await list({ launchType: 'EXTERNAL' }), 2);
      assert.equal(await list({ desiredStatus: 'STOPPED' }), 1);
      // ECS never gives a task this desired status.
      assert.equal(await list({ desiredStatus: 'PENDING' }), 0);
      assert.equal(await list({ containerInstance: host.instance.arn }), 2);
      assert.equal(await list({ containerInstance: offline.instance.id }), 0);
      assert.equal(await list({ family: 'web' }), 3);
      assert.equal(await list({ family: 'other' }), 0);
      assert.equal(await list({ serviceName: 'web' }), 1);
      const refused = [
        await refusalOf(list({ serviceName: 'none' })),
        await refusalOf(list({ containerInstance: 'none' })),
        await refusalOf(list({ startedBy: 'me', family: 'web' })),
      ];
      assert.deepEqual(
        refused.map(({ name }) => name),
        ['ServiceNotFoundException', 'InvalidParameterException', 'InvalidParameterException'],
      );
    });

    it('describes tasks with their containers, running and ended', async () => {
      const arns = async (desiredStatus: 'RUNNING' | 'STOPPED'): Promise<string[]> =>
        (await ecs.send(new ListTasksCommand({ cluster: 'mixed', launchType: 'EXTERNAL', desiredStatus }))).taskArns!;
      const tasks = [...(await arns('RUNNING')), ...(await arns('STOPPED'))];
      const { tasks: found } = await ecs.send(new DescribeTasksCommand({ cluster: 'mixed', tasks }));
      const [running, pending, stopped] = [found![0]!, found![1]!, found![2]!];
      assert.deepEqual([running.group, running.containers?.[0]?.imageDigest], ['service:web', 'sha256:1']);
      assert.deepEqual(running.containers?.[0]?.networkBindings?.[0]?.hostPort, 8080);
      assert.deepEqual(
        [pending.lastStatus, pending.startedAt, pending.containers?.[0]?.runtimeId],
        ['PENDING', undefined, undefined],
      );
      assert.deepEqual([stopped.stopCode, stopped.containers?.[0]?.exitCode], ['EssentialContainerExited', 3]);
      assert.ok(stopped.stoppedAt! > stopped.startedAt!);
    });

    it('describes services, attributes and task definitions', async () => {
      const { serviceArns } = await ecs.send(new ListServicesCommand({ cluster: 'mixed', launchType: 'EXTERNAL' }));
      const { services, failures } = await ecs.send(
        new DescribeServicesCommand({ cluster: 'mixed', services: [...serviceArns!, 'none'] }),
      );
      assert.deepEqual(
        [services![0]?.runningCount, services![0]?.desiredCount, services![0]?.deployments![0]?.rolloutState],
        [1, 2, 'IN_PROGRESS'],
      );
      assert.equal(failures![0]?.reason, 'MISSING');
      const { attributes } = await ecs.send(
        new ListAttributesCommand({ cluster: 'mixed', targetType: 'container-instance', attributeName: 'rack' }),
      );
      assert.deepEqual(attributes, [{ name: 'rack', value: '7', targetId: host.instance.arn }]);
      const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web' }));
      assert.deepEqual(
        [taskDefinition?.family, taskDefinition?.revision, taskDefinition?.containerDefinitions?.[0]?.image],
        ['web', 1, 'web:1'],
      );
      const unknown = await refusalOf(ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web:9' })));
      assert.deepEqual([unknown.name, unknown.message], ['ClientException', 'Unable to describe task definition.']);
      const sorted = await ecs.send(new ListTaskDefinitionsCommand({ sort: 'DESC', familyPrefix: 'web' }));
      assert.deepEqual(sorted.taskDefinitionArns, [taskDefinition?.taskDefinitionArn]);
    });

    it('refuses more than a batch, none at all, and ids of another cluster', async () => {
      const ids = Array.from({ length: 101 }, (_, index) => index.toString(16).padStart(32, '0'));
      const cluster = 'mixed';
      const refused = await Promise.all(
        [
          ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: ids })),
          ecs.send(new DescribeTasksCommand({ cluster, tasks: ids })),
          ecs.send(new DescribeServicesCommand({ cluster, services: ids.slice(0, 11) })),
          ecs.send(new DescribeClustersCommand({ clusters: ids })),
          ecs.send(new DescribeTasksCommand({ cluster, tasks: [] })),
          ecs.send(
            new DescribeTasksCommand({
              cluster,
              tasks: [host.instance.arn.replace('container-instance/mixed', 'task/other')],
            }),
          ),
          ecs.send(new ListTasksCommand({ cluster, maxResults: 101 })),
          ecs.send(new ListClustersCommand({ maxResults: -1 })),
        ].map(refusalOf),
      );
      assert.deepEqual(
        new Set(refused.map(({ name, status }) => `${name} ${status}`)),
        new Set(['InvalidParameterException 400']),
      );
      assert.deepEqual(
        refused.slice(0, 6).map(({ message }) => message),
        [
          'instanceIds can have at most 100 items.',
          'taskIds can have at most 100 items.',
          'service names can have at most 10 items.',
          'clusters can have at most 100 items.',
          'Tasks cannot be empty.',
          'Invalid identifier: Identifier is for cluster other. Your cluster is mixed',
        ],
      );
    });

    it('knows no other cluster, not even one of the same name elsewhere', async () => {
      for (const cluster of ['none', undefined, 'arn:aws:ecs:eu-west-1:111122223333:cluster/mixed']) {
        const { name, status, message } = await refusalOf(ecs.send(new ListTasksCommand({ cluster })));
        assert.deepEqual([name, status, message], ['ClusterNotFoundException', 400, 'Cluster not found.']);
      }
    });
  });
});
