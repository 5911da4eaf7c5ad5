import { boardAttribute } from '../../core/fleet/machine.ts';
import { emptyWorld } from '../world.ts';
import type { World, WorldOptions } from '../world.ts';
import { addEcsCluster, addHost, addService, addTask, addTaskDefinition } from './ecs.ts';
import { addEksCluster } from './nodes.ts';
import { eksVersions } from './homeWorld.ts';

export interface LargeWorldOptions extends WorldOptions {
  readonly hosts: number;
  /** Default 6. */
  readonly tasksPerHost?: number;
  /** Over which the hosts are spread evenly; default 1. */
  readonly clusters?: number;
}

const day = 24 * 60 * 60_000;

/** A fleet of any size for measurements: every 3rd host is a Pi, every 50th is offline, every 75th lost its ECS agent. */
export function largeWorld({ hosts, tasksPerHost = 6, clusters = 1, ...options }: LargeWorldOptions): World {
  const world = emptyWorld(options);
  world.eksVersions = eksVersions;
  addEksCluster(world, { name: 'fleet-eks', letsCreatorIn: true });
  const now = world.clock();
  const taskDefinition = addTaskDefinition(world, {
    family: 'sensor',
    containers: [{ name: 'sensor', image: 'public.ecr.aws/docker/library/alpine:3', cpu: 128, memoryReservation: 128 }],
  });
  const fleets = Array.from({ length: clusters }, (_, index) => {
    const cluster = addEcsCluster(world, `fleet-${index + 1}`);
    const desiredCount = Math.ceil(hosts / clusters) * tasksPerHost;
    return { cluster, service: addService(world, { cluster, name: 'sensor', taskDefinition, desiredCount }) };
  });
  for (let index = 0; index < hosts; index++) {
    const fleet = fleets[index % clusters];
    if (fleet === undefined) break;
    const isPi = index % 3 === 0;
    const isOffline = index % 50 === 49;
    const { instance } = addHost(world, {
      cluster: fleet.cluster,
      name: `host-${String(index + 1).padStart(5, '0')}`,
      architecture: isPi ? 'arm64' : 'x86_64',
      cpu: isPi ? 4096 : 8192,
      memoryMiB: isPi ? 7937 : 15_801,
      attributes: { [boardAttribute]: isPi ? 'Raspberry Pi 5 Model B Rev 1.0' : 'Intel NUC11PAHi5' },
      agentConnected: !isOffline && index % 75 !== 74,
      ...(isOffline ? { lostAt: now - day } : {}),
    });
    for (let task = 0; task < tasksPerHost; task++) addTask(world, { ...fleet, taskDefinition, instance });
  }
  return world;
}
