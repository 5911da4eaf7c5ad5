import { probeMark } from '../../core/operate/diagnose/probe.ts';
import { momentMark } from '../../core/operate/metrics/moment.ts';
import { snippets } from '../../core/operate/snippets.ts';
import type { SnippetId } from '../../core/operate/snippets.ts';
import type { ContainerInstance, ManagedNode, World } from '../world.ts';
import { agentVersion as newestEcsAgent } from '../worlds/ecs.ts';
import { ssmAgentVersion } from '../worlds/nodes.ts';
import { ecsAgentLog, ecsInitLog, ssmAgentLog } from './logs.ts';
import type { Disk } from './machine.ts';
import { boardOf, instanceOf, isFull, machineOf, runningContainers } from './machine.ts';
import { answerMoment } from './moment.ts';
import { answerProbe, hex } from './probed.ts';
import { readLog } from './readLogs.ts';
import type { ScriptResult } from './runCommand.ts';

/**
 * What a host says to a script. Nothing is run: scripts of the extension are known by their text, and answered, as far as
 * they change something with that change, out of the `Machine`; to all others the host says that it is none.
 */
export function answerScript(world: World, node: ManagedNode, script: string): ScriptResult {
  if (script.includes(momentMark)) return success(answerMoment(world, node));
  if (script.includes(probeMark)) return success(answerProbe(world, node, script));
  const snippet = snippets.find((each) => each.script.join('\n') === script.trimEnd());
  if (snippet !== undefined) return answers[snippet.id](world, node);
  if (script.includes('amazon-ecs-init-latest')) return updateEcsAgent(world, node);
  const log = readLog(world, node, script);
  if (log !== undefined) {
    const { stdout } = success(log.lines);
    // The scripts bring errors of what they run in their output.
    return log.exitCode === 0 ? success(stdout) : { ...failure('', log.exitCode), stdout };
  }
  return success(
    ['This is a host of the demo account: no machine is behind it, and nothing was run.', 'A real host would run:', '']
      .concat(script.split('\n').map((line) => `    ${line}`))
      .concat('')
      .join('\n'),
  );
}

type Answer = (world: World, node: ManagedNode) => ScriptResult;

const answers: Readonly<Record<SnippetId, Answer>> = {
  agentLogs: (world, node) => {
    const logs = [
      ['/var/log/ecs/ecs-agent.log', ecsAgentLog(world, node)],
      ['/var/log/ecs/ecs-init.log', ecsInitLog(world, node)],
      ['/var/log/amazon/ssm/amazon-ssm-agent.log', ssmAgentLog(world, node)],
    ] as const;
    const written = logs.filter(([, lines]) => lines.length > 0);
    return success([agentStates(world, node), ...written.flatMap(([file, lines]) => ['', `== ${file}`, ...lines])]);
  },

  disk: (world, node) => {
    const { root, docker } = machineOf(world, node);
    const disks = docker === root ? [root] : [root, docker];
    return success([
      `${percent(root)} of / used, ${size(free(root))} free`,
      '',
      'Filesystem      Size  Used Avail Use% Mounted on',
      ...disks.map((disk) => {
        const [total, used, left] = [disk.totalKiB, disk.usedKiB, free(disk)].map((each) => size(each).padStart(5));
        return `${disk.device.padEnd(14)} ${total} ${used} ${left} ${percent(disk).padStart(4)} ${disk.mountedOn}`;
      }),
      ...(instanceOf(world, node.id) === undefined ? [] : ['', ...dockerDisk(world, node)]),
    ]);
  },

  temperature: (world, node) => {
    const { temperature = 0, throttled } = machineOf(world, node);
    const degrees = `${(temperature / 1000).toFixed(1)} °C`;
    const isPi = boardOf(world, node.id)?.startsWith('Raspberry Pi') === true;
    return success([
      [degrees, ...throttling(throttled)].join(', '),
      ...(throttled === undefined ? [] : [`throttled=${hex(throttled)}`]),
      `${isPi ? 'cpu-thermal' : 'x86_pkg_temp'}: ${degrees}`,
    ]);
  },

  pruneImages: (world, node) => {
    if (instanceOf(world, node.id) === undefined) return failure('sh: 2: docker: not found', 127);
    const machine = machineOf(world, node);
    const freed = machine.unusedImages;
    machine.docker.usedKiB -= freed;
    machine.unusedImages = 0;
    // Docker counts in powers of ten.
    const total = `Total reclaimed space: ${decimal(freed)}`;
    return success([
      total,
      '',
      ...(freed > 0 ? ['Deleted Images:', 'untagged: unused images'] : []),
      total,
      ...dockerDisk(world, node),
    ]);
  },

  restartAgent: (world, node) => {
    const instance = instanceOf(world, node.id);
    if (instance === undefined) return failure('Failed to restart ecs.service: Unit ecs.service not found.', 5);
    if (isFull(machineOf(world, node).docker)) {
      const reason = 'Job for ecs.service failed because the control process exited with error code.';
      return failure(`${reason}\nSee "systemctl status ecs.service" and "journalctl -xeu ecs.service" for details.`, 1);
    }
    if (!instance.agentConnected) reconnect(world, instance);
    return success([agentStates(world, node), ...unitStatus(world)]);
  },
};

function updateEcsAgent(world: World, node: ManagedNode): ScriptResult {
  const instance = instanceOf(world, node.id);
  if (instance === undefined) return failure('Failed to restart ecs.service: Unit ecs.service not found.', 5);
  if (isFull(machineOf(world, node).docker)) {
    return { ...failure('', 1), stdout: 'The ECS agent does not answer after the update.\n' };
  }
  const said = (version: string): string => `Amazon ECS Agent - v${version} (*${instance.agentHash})`;
  const before = instance.agentConnected ? said(instance.agentVersion) : 'unknown';
  const isNew = instance.agentVersion !== newestEcsAgent;
  reconnect(world, instance);
  instance.agentVersion = newestEcsAgent;
  const after = said(newestEcsAgent);
  return success(isNew || before === 'unknown' ? `Updated: ${before} to ${after}` : `It is up to date: ${after}`);
}

/** An agent that is back ends what was to end meanwhile. */
function reconnect(world: World, instance: ContainerInstance): void {
  Object.assign(instance, { agentConnected: true, version: instance.version + 1 });
  for (const task of instance.tasks) {
    if (task.desiredStatus !== 'STOPPED' || task.lastStatus === 'STOPPED') continue;
    Object.assign(task, { lastStatus: 'STOPPED', stoppedAt: world.clock(), version: task.version + 1 });
  }
}

/** What `AWS-UpdateSSMAgent` does. */
export function updateAgent(node: ManagedNode): ScriptResult {
  const { agentVersion = '' } = node.report ?? {};
  if (agentVersion === ssmAgentVersion) {
    return success(`amazon-ssm-agent ${ssmAgentVersion} has already been installed, update skipped`);
  }
  node.report = { ...node.report, agentVersion: ssmAgentVersion };
  return success([
    `Updating amazon-ssm-agent from ${agentVersion} to ${ssmAgentVersion}`,
    `amazon-ssm-agent updated successfully to ${ssmAgentVersion}`,
  ]);
}

function agentStates(world: World, node: ManagedNode): string {
  const instance = instanceOf(world, node.id);
  const ecs = instance === undefined ? 'inactive' : instance.agentConnected ? 'active' : 'failed';
  return `ECS agent: ${ecs}, SSM agent: active`;
}

function unitStatus(world: World): readonly string[] {
  return [
    '● ecs.service - Amazon Elastic Container Service - container agent',
    '     Loaded: loaded (/usr/lib/systemd/system/ecs.service; enabled; preset: enabled)',
    `     Active: active (running) since ${new Date(world.clock()).toUTCString()}; 5s ago`,
  ];
}

function throttling(flags: number | undefined): readonly string[] {
  if (flags === undefined) return [];
  const has = (bits: number): boolean => (flags & bits) !== 0;
  const words = [
    has(0x1) ? 'under-voltage now' : has(0x10000) ? 'under-voltage since boot' : undefined,
    has(0xe) ? 'throttled now' : has(0xe0000) ? 'throttled since boot' : undefined,
  ].filter((each) => each !== undefined);
  return words.length > 0 ? words : ['never throttled'];
}

function dockerDisk(world: World, node: ManagedNode): readonly string[] {
  const { unusedImages } = machineOf(world, node);
  const used = runningContainers(instanceOf(world, node.id)) + 1;
  const images = unusedImages + used * 210_000;
  const share = Math.round((unusedImages / images) * 100);
  const total = used + (unusedImages > 0 ? 8 : 0);
  return [
    'TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE',
    `Images          ${pad(total)}${pad(used)}${pad(decimal(images))}${decimal(unusedImages)} (${share}%)`,
    `Containers      ${pad(used)}${pad(used)}${pad('1.2MB')}0B (0%)`,
    `Local Volumes   ${pad(1)}${pad(1)}${pad('48.1MB')}0B (0%)`,
    `Build Cache     ${pad(0)}${pad(0)}${pad('0B')}0B`,
  ];
}

function pad(value: string | number): string {
  return String(value).padEnd(10);
}

function free({ totalKiB, usedKiB }: Disk): number {
  return totalKiB - usedKiB;
}

function percent({ totalKiB, usedKiB }: Disk): string {
  return `${Math.ceil((usedKiB / totalKiB) * 100)}%`;
}

/** As `df -h` has it. */
function size(kib: number): string {
  const gib = kib / 1024 / 1024;
  if (gib >= 10) return `${Math.ceil(gib)}G`;
  return gib >= 1 ? `${gib.toFixed(1)}G` : `${Math.ceil(kib / 1024)}M`;
}

/** As Docker has it. */
function decimal(kib: number): string {
  const bytes = kib * 1024;
  if (bytes === 0) return '0B';
  return bytes >= 1e9 ? `${(bytes / 1e9).toPrecision(4)}GB` : `${(bytes / 1e6).toPrecision(4)}MB`;
}

function success(output: string | readonly string[]): ScriptResult {
  const stdout = typeof output === 'string' ? output : output.join('\n');
  return { stdout: stdout.endsWith('\n') ? stdout : `${stdout}\n`, stderr: '', exitCode: 0 };
}

function failure(error: string, exitCode: number): ScriptResult {
  const end = `failed to run commands: exit status ${exitCode}`;
  return { stdout: '', stderr: error === '' ? end : `${error}\n${end}`, exitCode };
}
