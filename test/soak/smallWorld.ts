import { emptyWorld, type World } from '../../src/demo/world.ts';
import { addEc2Instance, addEcsCluster, addHost, addTask, addTaskDefinition } from '../../src/demo/worlds/ecs.ts';
import { eksVersions } from '../../src/demo/worlds/homeWorld.ts';
import {
  addActivation,
  addConnectedCluster,
  addEksCluster,
  addHybridNode,
  addManagedNode,
} from '../../src/demo/worlds/nodes.ts';
import type { Chances } from './random.ts';

export const family = 'sensor';

/** A bit of everything that rows can be of: little enough to be read two hundred times. */
export function smallWorld(chances: Chances, region: string, clock: () => number): World {
  const world = emptyWorld({ region, clock });
  world.eksVersions = eksVersions;
  const taskDefinition = addTaskDefinition(world, { family, containers: [{ name: 'sensor', image: 'sensor:1' }] });
  for (const name of ['home', 'workshop']) {
    const cluster = addEcsCluster(world, name);
    for (let index = chances.integer(1, 3); index > 0; index--) {
      const { instance } = addHost(world, { cluster, name: `${name}-${index}` });
      for (let count = chances.integer(0, 2); count > 0; count--) addTask(world, { cluster, taskDefinition, instance });
    }
    if (chances.happens(0.3)) addEc2Instance(world, cluster);
  }
  addEcsCluster(world, 'empty');
  const hybrid = addEksCluster(world, { name: 'lab', remoteNodeCidrs: ['10.1.0.0/16'] });
  for (let count = chances.integer(0, 2); count > 0; count--) addHybridNode(world, hybrid);
  if (chances.happens(0.5)) addConnectedCluster(world, 'farm');
  for (let count = chances.integer(0, 2); count > 0; count--) addManagedNode(world, { name: `loose-${count}` });
  addActivation(world, { description: 'One more host' });
  return world;
}
