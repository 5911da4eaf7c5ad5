import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { addEc2Instance, addEcsCluster, addHost, addTask, addTaskDefinition } from '../../demo/worlds/ecs.ts';
import {
  addActivation,
  addConnectedCluster,
  addEksCluster,
  addHybridNode,
  addManagedNode,
} from '../../demo/worlds/nodes.ts';
import { eksVersions } from '../../demo/worlds/homeWorld.ts';
import { largeWorld } from '../../demo/worlds/largeWorld.ts';
import type { World } from '../../demo/world.ts';
import { emptyWorld } from '../../demo/world.ts';

describe('gateways', () => {
  let connection: DemoConnection;
  const connect = async (world: World): Promise<DemoConnection> => (connection = await connectTo(world));
  afterEach(() => connection.close());

  describe('reads', () => {
    it('who the caller is', async () => {
      const { fleet } = await connect(emptyWorld({ accountId: '999988887777' }));
      const identity = await fleet.identity();
      assert.equal(identity.accountId, '999988887777');
      assert.ok(identity.arn.startsWith('arn:aws:'));
      assert.equal(connection.calls(), '1 GetCallerIdentity');
    });

    it('an empty account with one call a list', async () => {
      const { fleet, registration } = await connect(emptyWorld());
      assert.deepEqual(await allPages(fleet.ecsClusters()), []);
      assert.deepEqual(await allPages(fleet.eksClusters()), []);
      assert.deepEqual(await allPages(fleet.managedNodes()), []);
      assert.deepEqual(await allPages(fleet.hybridNodeIds('arn:aws:eks:us-east-1:111122223333:cluster/none')), []);
      assert.deepEqual(await allPages(registration.activations()), []);
      // ECS and EKS both have a `ListClusters`.
      assert.equal(
        connection.calls(),
        '2 ListClusters, 1 DescribeInstanceProperties, 1 DescribeInstanceInformation, 1 DescribeActivations',
      );
    });

    it('clusters and their statistics, page by page', async () => {
      const world = emptyWorld();
      for (let index = 0; index < 201; index++) addEcsCluster(world, `cluster-${index}`);
      const { fleet } = await connect(world);
      const sizes: number[] = [];
      for await (const page of fleet.ecsClusters()) sizes.push(page.length);
      assert.deepEqual(sizes, [100, 100, 1]);
      assert.equal(connection.demo.callCount('ecs', 'ListClusters'), 3);
      assert.equal(connection.demo.callCount('ecs', 'DescribeClusters'), 3);
    });

    it('only external container instances, and the tasks that run on them', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      const taskDefinition = addTaskDefinition(world, {
        family: 'web',
        containers: [{ name: 'web', image: 'nginx', cpu: 256, memoryReservation: 512 }],
      });
      const host = addHost(world, {
        cluster: home,
        name: 'pi',
        architecture: 'arm64',
        instanceTags: { site: 'attic' },
      });
      const other = addHost(world, { cluster: home, name: 'nuc' });
      const ec2 = addEc2Instance(world, home);
      const on = (instance: typeof ec2, launchType: 'EXTERNAL' | 'EC2'): string =>
        addTask(world, { cluster: home, taskDefinition, instance, launchType }).arn;
      const tasks = [on(host.instance, 'EXTERNAL'), on(other.instance, 'EXTERNAL')];
      on(ec2, 'EC2');
      addTask(world, { cluster: home, taskDefinition, launchType: 'FARGATE' });
      const waiting = addTask(world, { cluster: home, taskDefinition, lastStatus: 'PENDING' }).arn;
      const { fleet } = await connect(world);

      const [ecs] = await allPages(fleet.ecsClusters());
      assert.deepEqual(
        [ecs?.containerInstanceCount, ecs?.runningTaskCount, ecs?.pendingTaskCount, ecs?.fargateTaskCount],
        [3, 4, 1, 1],
      );
      const instances = await allPages(fleet.containerInstances(home.arn));
      assert.deepEqual(
        new Set(instances.map(({ managedNodeId }) => managedNodeId)),
        new Set([host.node.id, other.node.id]),
      );
      const pi = instances.find(({ arn }) => arn === host.instance.arn);
      assert.ok(pi);
      assert.deepEqual(
        [pi.clusterArn, pi.agentConnected, pi.attributes['ecs.cpu-architecture'], pi.tags, pi.runningTaskCount],
        [home.arn, true, 'arm64', { site: 'attic' }, 1],
      );
      assert.ok(pi.total.cpu > 0 && pi.total.memoryMiB > 0 && pi.free.cpu < pi.total.cpu);

      const all = await allPages(fleet.tasks(home.arn));
      assert.deepEqual(new Set(all.map(({ arn }) => arn)), new Set([...tasks, waiting]));
      const one = await allPages(fleet.tasks(home.arn, host.instance.arn));
      assert.deepEqual(
        one.map(({ arn, containerInstanceArn, containers }) => [arn, containerInstanceArn, containers[0]?.image]),
        [[tasks[0], host.instance.arn, 'nginx']],
      );
    });

    it('300 hosts and their tasks with the fewest calls there can be', async () => {
      const { fleet } = await connect(largeWorld({ hosts: 300, tasksPerHost: 1 }));
      const arn = fleetArn(connection);
      const instances = await allPages(fleet.containerInstances(arn));
      assert.equal(new Set(instances.map((instance) => instance.arn)).size, 300);
      assert.equal(connection.calls(), '3 ListContainerInstances, 3 DescribeContainerInstances');

      connection.demo.resetCalls();
      assert.equal((await allPages(fleet.tasks(arn))).length, 300);
      assert.equal(connection.calls(), '3 ListTasks, 3 DescribeTasks');

      connection.demo.resetCalls();
      assert.equal((await allPages(fleet.managedNodes())).length, 300);
      assert.equal(connection.calls(), '1 DescribeInstanceProperties');
    });

    it('managed nodes 1,000 at a time, and no EC2 instances', async () => {
      const world = emptyWorld();
      for (let index = 0; index < 1001; index++) addManagedNode(world, { name: `node-${index}` });
      const ec2 = { ...addManagedNode(world), id: 'i-0123456789abcdef0', resourceType: 'EC2Instance' as const };
      world.nodes.set(ec2.id, ec2);
      const { fleet } = await connect(world);
      const nodes = await allPages(fleet.managedNodes());
      assert.equal(nodes.length, 1002);
      assert.ok(nodes.every(({ id }) => id.startsWith('mi-')));
      assert.deepEqual([nodes[0]?.name, nodes[0]?.pingStatus, nodes[0]?.platformName], ['node-0', 'Online', 'Ubuntu']);
      assert.equal(connection.calls(), '2 DescribeInstanceProperties');
    });

    it('EKS clusters with their support, connected ones among them', async () => {
      const world = emptyWorld({ clock: () => Date.parse('2026-11-22T12:00:00Z') });
      world.eksVersions = eksVersions;
      addEksCluster(world, { name: 'new', version: '1.35', remoteNodeCidrs: ['10.0.0.0/16'] });
      addEksCluster(world, { name: 'old', version: '1.33' });
      addEksCluster(world, { name: 'strange', version: '1.99' });
      const { cluster: connected } = addConnectedCluster(world, 'k3s');
      const { fleet } = await connect(world);
      const clusters = await allPages(fleet.eksClusters());
      assert.deepEqual(
        clusters.map(({ name, version, support, hybridNodesEnabled }) => [name, version, support, hybridNodesEnabled]),
        [
          ['new', '1.35', 'standard', true],
          ['old', '1.33', 'extended', false],
          ['strange', '1.99', 'unknown', false],
          ['k3s', undefined, 'unknown', false],
        ],
      );
      const { connector } = clusters[3] ?? {};
      assert.equal(connector?.provider, 'OTHER');
      assert.equal(connector.activationId, connected.connector?.activationId);
      assert.ok(connector.activationExpiresAt);
      assert.equal(connection.calls(), '1 ListClusters, 4 DescribeCluster, 1 DescribeClusterVersions');
    });

    it('EKS clusters that may be described, and tells of those that may not', async () => {
      const world = emptyWorld();
      world.eksVersions = eksVersions;
      for (const name of ['one', 'secret', 'two']) addEksCluster(world, { name, version: '1.35' });
      const { fleet } = await connect(world);
      connection.demo.faults.add({ operation: 'DescribeCluster', about: 'secret', fault: { kind: 'deny' } });
      const denied: string[] = [];
      const clusters = await allPages(fleet.eksClusters(undefined, (name, { reason }) => denied.push(name, reason)));
      assert.deepEqual(
        clusters.map(({ name }) => name),
        ['one', 'two'],
      );
      assert.deepEqual(denied, ['secret', 'accessDenied']);
      await assert.rejects(allPages(fleet.eksClusters()), { reason: 'accessDenied', operation: 'DescribeCluster' });
    });

    it('connected clusters without a look at versions', async () => {
      const world = emptyWorld();
      addConnectedCluster(world, 'k3s');
      const { fleet } = await connect(world);
      assert.equal((await allPages(fleet.eksClusters())).length, 1);
      assert.equal(connection.calls(), '1 ListClusters, 1 DescribeCluster');
    });

    it('the versions that EKS supports, whichever are in use', async () => {
      const world = emptyWorld();
      world.eksVersions = eksVersions;
      const { fleet } = await connect(world);
      const supported = await allPages(fleet.eksVersions());
      assert.ok(supported.length > 3 && supported.length < eksVersions.length);
      assert.equal(supported.filter(({ isDefault }) => isDefault).length, 1);
      for (const { support, endOfStandardSupport = 0, endOfExtendedSupport = 0 } of supported) {
        assert.ok(support === 'standard' || support === 'extended');
        assert.ok(endOfStandardSupport > 0 && endOfStandardSupport < endOfExtendedSupport);
      }
      assert.equal(connection.calls(), '1 DescribeClusterVersions');
    });

    it('more than a page of EKS clusters', async () => {
      const world = emptyWorld();
      world.eksVersions = eksVersions;
      for (let index = 0; index < 101; index++) addEksCluster(world, { name: `cluster-${index}` });
      const { fleet } = await connect(world);
      const clusters = await allPages(fleet.eksClusters());
      assert.deepEqual(
        clusters.map(({ name }) => name),
        Array.from({ length: 101 }, (_, index) => `cluster-${index}`),
      );
      assert.equal(connection.demo.callCount('eks', 'ListClusters'), 2);
      assert.equal(connection.demo.callCount('eks', 'DescribeCluster'), 101);
      assert.equal(connection.demo.callCount('eks', 'DescribeClusterVersions'), 1);
    });

    it('the hybrid nodes of one EKS cluster', async () => {
      const world = emptyWorld();
      const lab = addEksCluster(world, { name: 'lab' });
      const other = addEksCluster(world, { name: 'other' });
      const ids = Array.from({ length: 51 }, () => addHybridNode(world, lab).id);
      addHybridNode(world, other);
      addManagedNode(world);
      const { fleet } = await connect(world);
      assert.deepEqual(new Set(await allPages(fleet.hybridNodeIds(lab.arn))), new Set(ids));
      assert.equal(connection.calls(), '2 DescribeInstanceInformation');
    });
  });

  describe('registers', () => {
    const request = {
      iamRole: 'ecsAnywhereRole',
      defaultInstanceName: 'attic pi',
      description: 'for the attic',
      registrationLimit: 2,
      tags: { site: 'attic' },
    };

    it('an activation, finds its node and its container instance, and deletes it', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      const { registration } = await connect(world);
      const expiresAt = Math.floor(world.clock() / 1000) * 1000 + 3_600_000;
      const created = await registration.createActivation({ ...request, expiresAt });
      const stored = world.activations.get(created.id);
      assert.ok(stored);
      assert.equal(created.code, stored.code);

      const [activation] = await allPages(registration.activations());
      assert.deepEqual(
        { ...activation, createdAt: undefined },
        { ...request, id: created.id, registrationCount: 0, expired: false, expiresAt, createdAt: undefined },
      );
      assert.deepEqual(await registration.nodesOfActivation(created.id), []);

      const { node, instance } = addHost(world, { cluster: home, activation: stored });
      addHost(world, { cluster: home });
      const nodes = await registration.nodesOfActivation(created.id);
      assert.deepEqual(
        nodes.map(({ id, activationId }) => [id, activationId]),
        [[node.id, created.id]],
      );
      const instances = await registration.containerInstancesOfNodes(home.arn, [node.id]);
      assert.deepEqual(
        instances.map(({ arn }) => arn),
        [instance.arn],
      );

      await registration.deleteActivation(created.id);
      assert.deepEqual(await allPages(registration.activations()), []);
      assert.equal((await failureOf(registration.deleteActivation(created.id))).reason, 'notFound');
      assert.ok(!JSON.stringify(connection.log).includes(created.code));
    });

    it('with as little as a role', async () => {
      const { registration } = await connect(emptyWorld());
      const expiresAt = Date.now() + 3_600_000;
      const least = { iamRole: 'ecsAnywhereRole', description: '', registrationLimit: 1, expiresAt, tags: {} };
      await registration.createActivation(least);
      const [activation] = await allPages(registration.activations());
      assert.deepEqual([activation?.description, activation?.defaultInstanceName], [undefined, undefined]);
    });

    it('lists activations 50 at a time', async () => {
      const world = emptyWorld();
      for (let index = 0; index < 51; index++) addActivation(world);
      const { registration } = await connect(world);
      assert.equal((await allPages(registration.activations())).length, 51);
      assert.equal(connection.calls(), '2 DescribeActivations');
    });

    it('knows whether a cluster is still there', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      const { registration } = await connect(world);
      assert.equal(await registration.clusterIsActive(home.arn), true);
      assert.equal(await registration.clusterIsActive(`${home.arn}-gone`), false);
    });

    it('asks for many nodes in few queries, and for none not at all', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      const ids = Array.from({ length: 81 }, () => addHost(world, { cluster: home }).node.id);
      addHost(world, { cluster: home });
      const { registration } = await connect(world);
      assert.deepEqual(await registration.containerInstancesOfNodes(home.arn, []), []);
      assert.equal(connection.calls(), '');
      const found = await registration.containerInstancesOfNodes(home.arn, ids);
      assert.deepEqual(
        found.map(({ managedNodeId }) => managedNodeId),
        ids,
      );
      assert.equal(connection.calls(), '2 ListContainerInstances, 2 DescribeContainerInstances');
    });

    it('lets nothing but ids into a query', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      addHost(world, { cluster: home });
      const { registration } = await connect(world);
      const ids = ["mi-1'] or agentConnected == true or ec2InstanceId in ['", ''];
      assert.deepEqual(await registration.containerInstancesOfNodes(home.arn, ids), []);
      assert.equal(connection.calls(), '');
    });
  });

  describe('names', () => {
    const odd = [
      `"quoted" 'twice' \`thrice\``,
      '$(reboot); ${HOME} & <b>bold</b>',
      'two\nlines\r\nand\ta tab',
      '🍓 π \u202Eright-to-left\u200D é é',
      '__proto__',
      'x'.repeat(255),
      '[a](command:evil) $(icon) \\n %20',
    ];

    it('come through unchanged, however odd', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      const taskDefinition = addTaskDefinition(world, { family: 'odd', containers: [] });
      for (const name of odd) {
        const attributes = Object.fromEntries([['note', name]]);
        const { instance } = addHost(world, { cluster: home, name, attributes, instanceTags: { [name]: name } });
        addTask(world, { cluster: home, instance, taskDefinition: { ...taskDefinition, arn: name } });
        addActivation(world, { description: name });
      }
      const { fleet, registration } = await connect(world);
      const nodes = await allPages(fleet.managedNodes());
      assert.deepEqual(nodes.map(({ name }) => name).sort(), [...odd].sort());
      const instances = await allPages(fleet.containerInstances(home.arn));
      assert.deepEqual(instances.map(({ attributes }) => attributes.note).sort(), [...odd].sort());
      assert.deepEqual(instances.flatMap(({ tags }) => Object.entries(tags)).sort(), odd.map((n) => [n, n]).sort());
      const activations = await allPages(registration.activations());
      assert.deepEqual(activations.map(({ description }) => description).sort(), [...odd].sort());
    });
  });

  it('describes the first hosts while it lists the next ones', async () => {
    const { fleet } = await connect(largeWorld({ hosts: 300, tasksPerHost: 0 }));
    connection.demo.faults.add({ fault: { kind: 'latency', ms: 10 } });
    assert.equal((await allPages(fleet.containerInstances(fleetArn(connection)))).length, 300);
    const order = connection.demo.calls.map(({ operation }) => operation);
    assert.ok(
      order.indexOf('DescribeContainerInstances') < order.lastIndexOf('ListContainerInstances'),
      order.join(', '),
    );
  });
});

function fleetArn({ demo }: DemoConnection): string {
  const found = demo.world.ecsClusters.get('fleet-1');
  assert.ok(found);
  return found.arn;
}
