import type { EcsCluster, World } from '../world.ts';
import { addService, addTask } from './ecs.ts';

/** What does not go well with the services of the standard world: things that have to be explained. */

const minute = 60_000;

/** Added after all else, so that the ids of all else stay the same. */
export function addHomeServices(world: World, home: EcsCluster, workshop: EcsCluster): void {
  addCrowdedService(world, home);
  addStoppedTasks(world, workshop);
}

/** Another one on each host has its port. */
function addCrowdedService(world: World, cluster: EcsCluster): void {
  const now = world.clock();
  const exporter = cluster.services.get('node-exporter');
  if (exporter === undefined) return;
  const { taskDefinition } = exporter;
  const [closest] = cluster.instances.values();
  const name = 'metrics-gateway';
  const unplaced = `(service ${name}) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance ${closest?.id ?? ''}) is already using a port required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`;
  addService(world, {
    cluster,
    name,
    taskDefinition,
    desiredCount: 1,
    createdAt: now - 95 * minute,
    events: [
      { at: now - 3 * minute, message: unplaced },
      { at: now - 64 * minute, message: unplaced },
      { at: now - 94 * minute, message: unplaced },
    ],
    details: {
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.cpu-architecture == arm64' }],
      percents: [100, 200],
    },
  });
}

/** One did not come up when the attic had lost its network; another one runs in its place. */
function addStoppedTasks(world: World, cluster: EcsCluster): void {
  const now = world.clock();
  const service = cluster.services.get('web');
  const [, rack] = cluster.instances.values();
  if (service === undefined || rack === undefined) return;
  const { taskDefinition } = service;
  const reason = `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to do request: dial tcp: lookup ${world.accountId}.dkr.ecr.${world.region}.amazonaws.com: i/o timeout`;
  addTask(world, {
    cluster,
    taskDefinition,
    service,
    instance: rack,
    createdAt: now - 21 * minute,
    stopped: {
      stoppedAt: now - 20 * minute,
      stopCode: 'TaskFailedToStart',
      stoppedReason: reason,
      containerReason: reason,
    },
  });
}
