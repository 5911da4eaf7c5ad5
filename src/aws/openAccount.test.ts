import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailureReason } from '../core/failure.ts';
import { Failure } from '../core/failure.ts';
import { allPages } from '../core/fleet/reading.ts';
import type { DemoAccount } from '../demo/account.ts';
import { startDemoAccount } from '../demo/account.ts';
import type { Fault } from '../demo/faults.ts';
import type { EcsCluster, World } from '../demo/world.ts';
import { emptyWorld } from '../demo/world.ts';
import { addEc2Instance, addEcsCluster, addHost, addTask, addTaskDefinition } from '../demo/worlds/ecs.ts';
import { eksVersions } from '../demo/worlds/homeWorld.ts';
import { largeWorld } from '../demo/worlds/largeWorld.ts';
import {
  addActivation,
  addConnectedCluster,
  addEksCluster,
  addHybridNode,
  addManagedNode,
} from '../demo/worlds/nodes.ts';
import type { CallLogEntry } from './callLog.ts';
import type { AwsAccount } from './openAccount.ts';
import { openAccount } from './openAccount.ts';

describe('openAccount', () => {
  let demo: DemoAccount;
  let account: AwsAccount;
  let log: CallLogEntry[];

  async function connect(world: World): Promise<AwsAccount> {
    demo = await startDemoAccount({ world });
    log = [];
    account = openAccount(
      { source: { kind: 'demo' }, region: demo.region },
      { endpoint: demo.endpoint, log: (entry) => log.push(entry) },
    );
    return account;
  }

  afterEach(async () => {
    account.dispose();
    await demo.stop();
  });

  /** Calls answered so far, as `2 ListClusters, 1 DescribeClusters`. */
  function calls(): string {
    const counts = new Map<string, number>();
    for (const { operation } of demo.calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    return [...counts].map(([operation, count]) => `${count} ${operation}`).join(', ');
  }

  async function failureOf(call: Promise<unknown>): Promise<Failure> {
    const error: unknown = await call.then(
      () => assert.fail('should have failed'),
      (reason: unknown) => reason,
    );
    assert.ok(Failure.is(error), String(error));
    return error;
  }

  function cluster(world: World, name: string): EcsCluster {
    const found = world.ecsClusters.get(name);
    assert.ok(found);
    return found;
  }

  describe('reads', () => {
    it('who the caller is', async () => {
      const { fleet } = await connect(emptyWorld({ accountId: '999988887777' }));
      const identity = await fleet.identity();
      assert.equal(identity.accountId, '999988887777');
      assert.ok(identity.arn.startsWith('arn:aws:'));
      assert.equal(calls(), '1 GetCallerIdentity');
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
        calls(),
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
      assert.equal(demo.callCount('ecs', 'ListClusters'), 3);
      assert.equal(demo.callCount('ecs', 'DescribeClusters'), 3);
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
      const { arn } = cluster(demo.world, 'fleet-1');
      const instances = await allPages(fleet.containerInstances(arn));
      assert.equal(new Set(instances.map((instance) => instance.arn)).size, 300);
      assert.equal(calls(), '3 ListContainerInstances, 3 DescribeContainerInstances');

      demo.resetCalls();
      assert.equal((await allPages(fleet.tasks(arn))).length, 300);
      assert.equal(calls(), '3 ListTasks, 3 DescribeTasks');

      demo.resetCalls();
      assert.equal((await allPages(fleet.managedNodes())).length, 300);
      assert.equal(calls(), '1 DescribeInstanceProperties');
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
      assert.equal(calls(), '2 DescribeInstanceProperties');
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
      assert.equal(calls(), '1 ListClusters, 4 DescribeCluster, 1 DescribeClusterVersions');
    });

    it('connected clusters without a look at versions', async () => {
      const world = emptyWorld();
      addConnectedCluster(world, 'k3s');
      const { fleet } = await connect(world);
      assert.equal((await allPages(fleet.eksClusters())).length, 1);
      assert.equal(calls(), '1 ListClusters, 1 DescribeCluster');
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
      assert.equal(demo.callCount('eks', 'ListClusters'), 2);
      assert.equal(demo.callCount('eks', 'DescribeCluster'), 101);
      assert.equal(demo.callCount('eks', 'DescribeClusterVersions'), 1);
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
      assert.equal(calls(), '2 DescribeInstanceInformation');
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
      assert.ok(!JSON.stringify(log).includes(created.code));
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
      assert.equal(calls(), '2 DescribeActivations');
    });

    it('asks for many nodes in few queries, and for none not at all', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      const ids = Array.from({ length: 81 }, () => addHost(world, { cluster: home }).node.id);
      addHost(world, { cluster: home });
      const { registration } = await connect(world);
      assert.deepEqual(await registration.containerInstancesOfNodes(home.arn, []), []);
      assert.equal(calls(), '');
      const found = await registration.containerInstancesOfNodes(home.arn, ids);
      assert.deepEqual(
        found.map(({ managedNodeId }) => managedNodeId),
        ids,
      );
      assert.equal(calls(), '2 ListContainerInstances, 2 DescribeContainerInstances');
    });

    it('lets nothing but ids into a query', async () => {
      const world = emptyWorld();
      const home = addEcsCluster(world, 'home');
      addHost(world, { cluster: home });
      const { registration } = await connect(world);
      const ids = ["mi-1'] or agentConnected == true or ec2InstanceId in ['", ''];
      assert.deepEqual(await registration.containerInstancesOfNodes(home.arn, ids), []);
      assert.equal(calls(), '');
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

  describe('when things go wrong', () => {
    const { random } = Math;
    // The SDK's waits between attempts are random and grow; without them these tests take no time.
    beforeEach(() => {
      Math.random = () => 0;
    });
    afterEach(() => {
      Math.random = random;
    });

    const faults: readonly (readonly [string, Fault, FailureReason, attempts: number])[] = [
      ['throttled', { kind: 'throttle' }, 'throttled', 4],
      ['denied', { kind: 'deny' }, 'accessDenied', 1],
      ['expired', { kind: 'error', code: 'ExpiredTokenException', status: 400 }, 'expiredCredentials', 1],
      ['unknown', { kind: 'error', code: 'UnrecognizedClientException', status: 400 }, 'invalidCredentials', 1],
      ['failing', { kind: 'error', code: 'ServerException', status: 500 }, 'service', 4],
      ['cut before', { kind: 'reset-before' }, 'network', 4],
      ['cut after', { kind: 'reset-after' }, 'network', 4],
      ['cut in the middle', { kind: 'truncate' }, 'network', 4],
      ['garbled', { kind: 'malformed' }, 'service', 1],
    ];
    for (const [name, fault, reason, attempts] of faults) {
      it(`${name}: ${reason}`, async () => {
        const world = emptyWorld();
        addEcsCluster(world, 'home');
        const { fleet } = await connect(world);
        for (const service of ['ecs', 'ssm', 'eks', 'sts'] as const) demo.faults.add({ service, fault });
        const calls = [
          allPages(fleet.ecsClusters()),
          allPages(fleet.managedNodes()),
          allPages(fleet.eksClusters()),
          fleet.identity(),
        ];
        const failures = await Promise.all(calls.map(failureOf));
        assert.deepEqual(
          failures.map((failure) => [failure.service, failure.reason]),
          ['ECS', 'SSM', 'EKS', 'STS'].map((service) => [service, reason]),
        );
        for (const entry of log) assert.deepEqual([entry.outcome, entry.attempts], [reason, attempts], entry.service);
        assert.equal(log.length, 4);
      });
    }

    it('throttled for a moment: tries again', async () => {
      const { fleet } = await connect(emptyWorld());
      demo.faults.add({ service: 'sts', fault: { kind: 'throttle' }, times: 2 });
      await fleet.identity();
      assert.deepEqual(
        log.map(({ service, operation, outcome, attempts }) => [service, operation, outcome, attempts]),
        [['STS', 'GetCallerIdentity', 'ok', 3]],
      );
      assert.ok(log[0]?.requestId);
    });

    it('an unknown cluster: notFound, with the call, the code and the request', async () => {
      const { fleet } = await connect(emptyWorld());
      const failure = await failureOf(allPages(fleet.tasks('arn:aws:ecs:us-east-1:111122223333:cluster/gone')));
      assert.deepEqual(
        [failure.reason, failure.service, failure.operation, failure.code],
        ['notFound', 'ECS', 'ListTasks', 'ClusterNotFoundException'],
      );
      assert.ok(failure.requestId);
    });

    it('nobody listens: network', async () => {
      const { fleet } = await connect(emptyWorld());
      await demo.stop();
      assert.equal((await failureOf(fleet.identity())).reason, 'network');
    });

    it('what went between list and describe is left out without a word', async () => {
      const world = largeWorld({ hosts: 3, tasksPerHost: 1 });
      addEksCluster(world, { name: 'gone' });
      const { fleet } = await connect(world);
      const home = cluster(world, 'fleet-1');
      demo.faults.add({ operation: 'DescribeTasks', fault: { kind: 'latency', ms: 20 } });
      demo.faults.add({ operation: 'DescribeCluster', fault: { kind: 'latency', ms: 20 } });
      const reading = Promise.all([allPages(fleet.tasks(home.arn)), allPages(fleet.eksClusters())]);
      while (demo.callCount('ecs', 'ListTasks') === 0 || demo.callCount('eks', 'ListClusters') === 0) await sleep(1);
      home.tasks.delete([...home.tasks.keys()][0] ?? '');
      world.eksClusters.delete('gone');
      const [tasks, clusters] = await reading;
      assert.equal(tasks.length, 2);
      assert.deepEqual(
        clusters.map(({ name }) => name),
        ['fleet-eks'],
      );
      assert.ok(log.every(({ operation, outcome }) => outcome === 'ok' || operation === 'DescribeCluster'));
    });

    it('no permission to read versions: clusters of unknown support', async () => {
      const world = emptyWorld();
      addEksCluster(world, { name: 'lab' });
      const { fleet } = await connect(world);
      demo.faults.add({ operation: 'DescribeClusterVersions', fault: { kind: 'deny' } });
      const [lab] = await allPages(fleet.eksClusters());
      assert.deepEqual([lab?.name, lab?.support], ['lab', 'unknown']);
      assert.equal(log.at(-1)?.outcome, 'accessDenied');
    });

    it('called off: cancelled at once, and no further calls', async () => {
      const { fleet } = await connect(largeWorld({ hosts: 300, tasksPerHost: 0 }));
      const { arn } = cluster(demo.world, 'fleet-1');
      demo.faults.add({ operation: 'DescribeContainerInstances', fault: { kind: 'latency', ms: 5_000 } });
      const abort = new AbortController();
      const reading = failureOf(allPages(fleet.containerInstances(arn, abort.signal)));
      while (demo.callCount('ecs', 'ListContainerInstances') < 3) await sleep(1);
      const start = performance.now();
      abort.abort();
      assert.equal((await reading).reason, 'cancelled');
      assert.ok(performance.now() - start < 500);
      assert.equal((await failureOf(fleet.identity(AbortSignal.abort()))).reason, 'cancelled');
      assert.equal(demo.callCount('sts'), 0);
    });
  });

  it('lists on while it describes: 300 hosts at 30 ms take little more than their four calls in a row', async () => {
    const { fleet } = await connect(largeWorld({ hosts: 300, tasksPerHost: 0 }));
    await fleet.identity();
    const { arn } = cluster(demo.world, 'fleet-1');
    await allPages(fleet.containerInstances(arn));
    demo.faults.add({ fault: { kind: 'latency', ms: 30 } });
    const start = performance.now();
    assert.equal((await allPages(fleet.containerInstances(arn))).length, 300);
    const ms = performance.now() - start;
    // Three list calls one after the other, and the last describe call: six in a row would take 180 ms.
    assert.ok(ms < 120 * 1.5, `${Math.round(ms)} ms`);
  });
});
