import type { ContainerInstance, EcsCluster, Service, Task, World } from '../world.ts';
import { addTask, startedMessage } from '../worlds/ecs.ts';
import { whyNotOn } from './ecsTasksPlacement.ts';
import { begin, pulledImages } from './ecsTasksProgress.ts';

/** Starts a task anew that its service wants to run, as ECS does within a moment; a daemon's on the same host. */
export function replaceTask(world: World, cluster: EcsCluster, ended: Task): void {
  const service = cluster.services.get(ended.group.replace(/^service:/, ''));
  if (service === undefined || !ended.group.startsWith('service:')) return;
  const running = [...cluster.tasks.values()].filter(
    (task) => task.group === ended.group && task.desiredStatus === 'RUNNING',
  );
  if (running.length >= service.desiredCount) return;
  const { taskDefinition } = service;
  const instance = hostsFor(cluster, service, ended).find((each) => whyNotOn(each, taskDefinition) === undefined);
  if (instance === undefined) {
    tell(
      world,
      service,
      `(service ${service.name}) was unable to place a task because no container instance met all of its requirements.`,
    );
    return;
  }
  const task = addTask(world, {
    cluster,
    taskDefinition,
    service,
    instance,
    launchType: service.launchType,
    lastStatus: 'PROVISIONING',
    createdAt: world.clock(),
    imageDigests: pulledImages(world, taskDefinition).digests,
    ...(service.hasExec === undefined ? {} : { hasExec: service.hasExec }),
  });
  begin(world, task);
  tell(world, service, startedMessage(service, [task]));
}

function hostsFor(cluster: EcsCluster, service: Service, { instance }: Task): readonly ContainerInstance[] {
  const all =
    service.schedulingStrategy === 'DAEMON'
      ? [instance].filter((each) => each !== undefined)
      : cluster.instances.values();
  return [...all]
    .filter(({ status }) => status === 'ACTIVE')
    .sort((a, b) => a.tasks.size - b.tasks.size || a.number - b.number);
}

function tell(world: World, service: Service, message: string): void {
  service.events = [{ at: world.clock(), message }, ...service.events].slice(0, 100);
}
