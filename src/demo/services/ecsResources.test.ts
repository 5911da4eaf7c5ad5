import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo } from '../../../test/unit/demoConnection.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { emptyWorld } from '../world.ts';
import { addEcsCluster, addHost, addTask, addTaskDefinition } from '../worlds/ecs.ts';

describe('resources of demo hosts', () => {
  let connection: DemoConnection;
  afterEach(() => connection.close());

  it('are less by what tasks take: ports of each protocol, and GPUs', async () => {
    const world = emptyWorld();
    const cluster = addEcsCluster(world, 'lab');
    const { instance } = addHost(world, { cluster, gpuIds: ['GPU-1', 'GPU-2', 'GPU-3'] });
    const portMappings = [
      { containerPort: 53, hostPort: 53, protocol: 'udp' as const },
      { containerPort: 80, hostPort: 8080 },
      { containerPort: 81, hostPort: 0 },
    ];
    const resourceRequirements = [{ type: 'GPU' as const, value: '2' }];
    const containers = [{ name: 'a', image: 'a', cpu: 512, memory: 1024, portMappings, resourceRequirements }];
    addTask(world, { cluster, instance, taskDefinition: addTaskDefinition(world, { family: 'dns', containers }) });
    connection = await connectTo(world);
    const [host] = await allPages(connection.fleet.containerInstances(cluster.arn));
    const reserved = [22, 2375, 2376, 51_678, 51_679];
    assert.deepEqual(host?.total, { cpu: 4096, memoryMiB: 7937, gpus: 3 });
    assert.deepEqual(host.free, { cpu: 3584, memoryMiB: 6913, gpus: 1 });
    assert.deepEqual(host.reservedPorts, { tcp: reserved, udp: [] });
    assert.deepEqual(host.usedPorts, { tcp: [...reserved, 8080], udp: [53] });
  });
});
