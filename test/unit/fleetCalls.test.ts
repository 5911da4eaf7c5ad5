import assert from 'node:assert/strict';
import { emptyWorld, type World } from '../../src/demo/world.ts';
import {
  addEc2Instance,
  addEcsCluster,
  addHost,
  addService,
  addTask,
  addTaskDefinition,
} from '../../src/demo/worlds/ecs.ts';
import { homeWorld } from '../../src/demo/worlds/homeWorld.ts';
import { largeWorld } from '../../src/demo/worlds/largeWorld.ts';
import { addConnectedCluster, addEksCluster, addHybridNode, addManagedNode } from '../../src/demo/worlds/nodes.ts';
import { leastCalls, loadFully, total, type CallCounts, type FullLoad } from '../../tools/bench/fullLoad.ts';

/** The bench does the same with more tasks, and says how long it takes. */
describe('a full load of an account', () => {
  it('of 6 hosts makes the least calls there can be', async () => {
    const { calls, hosts, tasks } = await leastFor(largeWorld({ hosts: 6 }));
    assert.deepEqual([hosts, tasks], [6, 36]);
    assert.equal(total(calls), 11);
  });

  it('of 300 hosts makes the least calls there can be', async () => {
    const { calls, hosts, tasks } = await leastFor(largeWorld({ hosts: 300, clusters: 3, tasksPerHost: 3 }));
    assert.deepEqual([hosts, tasks], [300, 900]);
    assert.deepEqual(calls, {
      'sts.GetCallerIdentity': 1,
      'ecs.ListClusters': 1,
      'ecs.DescribeClusters': 1,
      'ecs.ListContainerInstances': 3,
      'ecs.DescribeContainerInstances': 3,
      'ecs.ListTasks': 9,
      'ecs.DescribeTasks': 9,
      'ssm.DescribeInstanceProperties': 1,
      'eks.ListClusters': 1,
      'eks.DescribeCluster': 1,
      'eks.DescribeClusterVersions': 1,
    } satisfies CallCounts);
  });

  it('of 5,000 hosts makes the least calls there can be', async function () {
    this.timeout(30_000);
    const { calls, hosts } = await leastFor(largeWorld({ hosts: 5000, tasksPerHost: 0 }));
    assert.equal(hosts, 5000);
    assert.equal(calls['ecs.DescribeContainerInstances'], 50);
    assert.equal(calls['ssm.DescribeInstanceProperties'], 5);
  });

  it('of the demo account makes the least calls there can be', async () => {
    await leastFor(homeWorld());
  });

  it('asks an empty account four questions', async () => {
    const { calls } = await leastFor(emptyWorld());
    assert.equal(total(calls), 4);
  });

  it('asks for one page more only when there is one thing more than fits', async () => {
    const full = await leastFor(clusterOf(100));
    const over = await leastFor(clusterOf(101));
    const more = Object.keys(over.calls).filter((operation) => over.calls[operation] !== full.calls[operation]);
    const expected = ['DescribeContainerInstances', 'DescribeTasks', 'ListContainerInstances', 'ListTasks'];
    assert.deepEqual(
      more.sort(),
      expected.map((operation) => `ecs.${operation}`),
    );
  });

  it('makes the least calls where hosts are nodes, instances of EC2, connectors and hybrid nodes too', async () => {
    const world = emptyWorld();
    addEcsCluster(world, 'empty');
    addEc2Instance(world, addEcsCluster(world, 'inside-aws'));
    addHost(world, { cluster: addEcsCluster(world, 'mixed'), name: 'one' });
    addManagedNode(world, { name: 'loose' });
    addConnectedCluster(world, 'elsewhere');
    addEksCluster(world, { name: 'native' });
    const hybrid = addEksCluster(world, { name: 'hybrid', remoteNodeCidrs: ['10.1.0.0/16'] });
    for (let count = 0; count < 51; count++) addHybridNode(world, hybrid);
    const { calls, hosts } = await leastFor(world);
    assert.equal(hosts, 1 + 1 + 51);
    assert.equal(calls['ssm.DescribeInstanceInformation'], 2);
    assert.equal(calls['ecs.ListContainerInstances'], 2);
    assert.equal(calls['eks.DescribeCluster'], 3);
  });
});

/** A full load, which must have made just the calls that the formula gives, operation by operation. */
async function leastFor(world: World): Promise<FullLoad> {
  const load = await loadFully(world);
  assert.deepEqual(load.calls, leastCalls(world));
  return load;
}

function clusterOf(hosts: number): World {
  const world = emptyWorld();
  const cluster = addEcsCluster(world, 'site');
  const taskDefinition = addTaskDefinition(world, {
    family: 'sensor',
    containers: [{ name: 'sensor', image: 'sensor' }],
  });
  const service = addService(world, { cluster, name: 'sensor', taskDefinition, desiredCount: hosts });
  for (let count = 0; count < hosts; count++) {
    const { instance } = addHost(world, { cluster });
    addTask(world, { cluster, taskDefinition, instance, service });
  }
  return world;
}
