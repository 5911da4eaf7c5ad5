import { createHash } from 'node:crypto';
import type { StoredTaskDefinition, Task, World } from '../world.ts';
import { hexId } from '../world.ts';

/** What containers write: made up when somebody looks, the same each time, and more of it as time goes by. */

export interface LogLine {
  readonly at: number;
  readonly message: string;
}

/** Lines by their numbers from 0 on, the oldest first; their times never fall. */
export interface LogLines {
  readonly count: number;
  readonly line: (index: number) => LogLine;
}

type ContainerDefinition = NonNullable<StoredTaskDefinition['definition']['containerDefinitions']>[number];

/** Docker's id of a container. */
export function runtimeIdOf(task: Task, name: string): string {
  return hexId(64, `${task.id} ${name}`);
}

/** @param until nothing later is told */
export function containerLines(task: Task, name: string, until: number): LogLines {
  const { startedAt, stoppedAt = Infinity } = task;
  if (startedAt === undefined) return { count: 0, line: () => ({ at: 0, message: '' }) };
  const everyMs = 2_300 + (numberOf(`${task.id} ${name}`) % 2_000);
  const first = startedAt + 400;
  const last = Math.min(until, stoppedAt);
  // The first line comes at once, each other at a moment of its own within its span.
  const timeOf = (index: number): number =>
    first + index * everyMs + (index === 0 ? 0 : numberOf(`${task.id} ${name} ${index}`) % everyMs);
  let count = last < first ? 0 : Math.floor((last - first) / everyMs) + 1;
  if (count > 0 && timeOf(count - 1) > last) count -= 1;
  const hasEnded = stoppedAt <= until && task.exitCode !== undefined;
  return {
    count: count + (hasEnded ? 1 : 0),
    line: (index) =>
      index >= count
        ? { at: stoppedAt, message: task.exitCode === 0 ? 'finished' : `exiting with code ${task.exitCode ?? 1}` }
        : { at: timeOf(index), message: messageOf(name, index, numberOf(`${name} ${index}`)) },
  };
}

function numberOf(seed: string): number {
  return createHash('sha256').update(seed).digest().readUInt32BE(0);
}

const paths = ['/', '/api/orders', '/api/orders/1042', '/health', '/assets/app.js', '/api/stock?shelf=7'];
const rooms = ['kitchen', 'garage', 'shed', 'cellar'];
const units = ['parser', 'runtime', 'storage', 'web', 'cli'];
const [green, yellow, plain] = ['\u001b[32m', '\u001b[33m', '\u001b[0m'];

function messageOf(name: string, index: number, random: number): string {
  if (index === 0) return `${name} started, pid 1`;
  const pick = (values: readonly string[]): string => values[random % values.length] ?? '';
  switch (name) {
    case 'web': {
      const status = random % 41 === 0 ? 502 : 200;
      return `192.168.20.${10 + (random % 40)} "GET ${pick(paths)} HTTP/1.1" ${status} ${200 + (random % 9000)} ${3 + (random % 90)} ms`;
    }
    case 'hub':
      return `INFO reading from ${pick(rooms)}: ${(17 + (random % 70) / 10).toFixed(1)} °C, ${38 + (random % 25)} %`;
    case 'build':
      // As compilers write it for a terminal.
      return random % 9 === 0
        ? `${yellow}warning${plain}: unused variable in ${pick(units)}`
        : `${green}   Compiling${plain} ${pick(units)} v0.${random % 20}.${index % 10}`;
    default:
      return `level=${random % 23 === 0 ? 'warn' : 'info'} msg="tick" n=${index}`;
  }
}

/** How long a host that SSM lost goes on writing to CloudWatch Logs: its credentials last an hour. */
const credentialsLast = 60 * 60_000;
/** From a line to the answer that has it. */
const ingestionTakes = 900;

export interface Stream {
  readonly group: string;
  readonly name: string;
}

/** The log stream that a container of the account writes to, by its driver's options. */
function streamOf(task: Task, { name = '', logConfiguration }: ContainerDefinition): Stream | undefined {
  const { logDriver, options = {} } = logConfiguration ?? {};
  const group = options['awslogs-group'];
  if (logDriver !== 'awslogs' || group === undefined) return undefined;
  const prefix = options['awslogs-stream-prefix'];
  return { group, name: prefix === undefined ? runtimeIdOf(task, name) : `${prefix}/${name}/${task.id}` };
}

/** What CloudWatch Logs has of a stream by now; `undefined` for one that no container has begun. */
export function writtenLines(world: World, stream: Stream): LogLines | undefined {
  for (const { tasks } of world.ecsClusters.values()) {
    for (const task of tasks.values()) {
      if (task.startedAt === undefined) continue;
      for (const container of task.taskDefinition.definition.containerDefinitions ?? []) {
        const own = streamOf(task, container);
        if (own?.group !== stream.group || own.name !== stream.name) continue;
        return containerLines(task, container.name ?? '', lastWrite(world, task));
      }
    }
  }
  return undefined;
}

function lastWrite(world: World, { instance }: Task): number {
  const now = world.clock() - ingestionTakes;
  const node = instance && world.nodes.get(instance.ec2InstanceId);
  return node === undefined || node.online ? now : Math.min(now, node.lastPingAt + credentialsLast);
}
