import type { Task, World } from '../world.ts';
import { anywhereRole } from '../world.ts';
import type { Host } from './ecs.ts';
import type { HomeImages } from './homeImages.ts';
import type { PullHistory, PullingMachine, Reader } from './pullHistory.ts';
import { pullable, PullRecorder } from './pullHistory.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const days = 35;

export type PullingHosts = Readonly<Record<'pi5' | 'pi4' | 'shed' | 'nuc' | 'rack', Host>>;

/**
 * Five weeks of the standard world: a nightly job whose image is cleaned up after each run and fetched whole the next
 * night, an image that hosts have already, one that a host with a full disk fetches each hour since two days, builds
 * inside AWS, and somebody's laptop.
 */
export function homePulls(world: World, hosts: PullingHosts, images: HomeImages, until: number): PullHistory {
  const recorder = new PullRecorder();
  const { repositories } = images;
  const builder = pullable(repositories.builder, images.builder);
  const sensorHub = pullable(repositories.sensorHub, images.sensorHub);
  const web = pullable(repositories.web, images.web);
  const [pi5, pi4, shed] = [hosts.pi5, hosts.pi4, hosts.shed].map((host) => machineOf(host, 'arm64'));
  const nuc = machineOf(hosts.nuc, 'amd64');
  const rack = machineOf(hosts.rack, 'amd64', 'AWS Internal');

  const midnight = Math.floor(until / day) * day;
  const at = (time: number, act: (time: number) => void): void => {
    if (time < until - 10 * minute) act(time);
  };
  for (let ago = days; ago >= 0; ago--) {
    const today = midnight - ago * day;
    for (const [machine, offset] of [
      [rack, 2 * hour + 10 * minute],
      [nuc, 2 * hour + 25 * minute],
    ] as const) {
      at(today + offset, (time) => {
        recorder.pull(machine, builder, time);
        recorder.forget(machine, builder);
      });
    }
    const weekday = new Date(today).getUTCDay();
    for (const offset of weekday % 6 === 0 ? [] : [9, 13, 16]) {
      at(today + offset * hour, (time) => recorder.pull(codeBuild(time), builder, time));
    }
  }
  for (const machine of [pi5, pi4, shed]) if (machine) recorder.pull(machine, sensorHub, until - 8 * day);
  // Its service starts the container anew each morning, which asks for the manifest only.
  for (let ago = 7; ago > 0; ago--) if (pi5) recorder.pull(pi5, sensorHub, midnight - ago * day + 5 * hour);
  for (let ago = 48; pi4 && ago > 0; ago--) {
    recorder.forget(pi4, sensorHub);
    recorder.pull(pi4, sensorHub, until - ago * hour + 20 * minute);
  }
  for (const task of webTasks(world)) recorder.pull(taskMachine(task), web, task.createdAt + 5000);
  const user: Reader = { session: 'demo', hidden: 'ecr.amazonaws.com' };
  recorder.pull({ reader: user, architecture: 'arm64', has: new Set() }, web, until - 4 * day + 2 * hour);
  return recorder.history();
}

export function machineOf(
  { node }: Host,
  architecture: PullingMachine['architecture'],
  hidden: Reader['hidden'] = 'ecr.amazonaws.com',
): PullingMachine {
  return { reader: { session: node.id, role: node.iamRole ?? anywhereRole, hidden }, architecture, has: new Set() };
}

/** A build has a machine of its own, with nothing on it. */
export function codeBuild(time: number): PullingMachine {
  const session = `AWSCodeBuild-${time.toString(16).padStart(12, '0')}`;
  const reader: Reader = { session, role: 'codebuild-workshop-service-role', hidden: 'ecr.amazonaws.com' };
  return { reader, architecture: 'amd64', isInAws: true, has: new Set() };
}

/** With an execution role the agent reads by a session that has the task's id for a name. */
function taskMachine({ id, instance }: Task): PullingMachine {
  const reader: Reader = { session: id, role: 'ecsTaskExecutionRole', hidden: 'ecr.amazonaws.com' };
  return { reader, architecture: 'amd64', host: instance?.ec2InstanceId ?? '', has: new Set() };
}

function webTasks({ ecsClusters }: World): readonly Task[] {
  const tasks = ecsClusters.get('workshop')?.tasks.values() ?? [];
  return [...tasks].filter(
    ({ taskDefinition, lastStatus }) => taskDefinition.family === 'web' && lastStatus === 'RUNNING',
  );
}
