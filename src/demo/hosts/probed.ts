import { formatProbe } from '../../core/operate/diagnose/probeAnswer.ts';
import type { ManagedNode, World } from '../world.ts';
import { boardOf, instanceOf, isFull, machineOf, runningContainers } from './machine.ts';
import type { Disk } from './machine.ts';
import { ecsAgentLog, ssmAgentLog } from './logs.ts';

type Line = readonly [key: string, value: string];

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

/** What the probe of `core/operate/diagnose` says on this host. */
export function answerProbe(world: World, node: ManagedNode, script: string): string {
  const instance = instanceOf(world, node.id);
  const endpoints = /^\s*endpoints='([^']*)'/m.exec(script)?.[1] ?? '';
  return formatProbe([
    ['probe.node', node.id],
    ...systemLines(world, node),
    ...registrationLines(world, node),
    ...(instance === undefined ? [['ecs.installed', 'no'] as const] : agentLines(world, node)),
    ...dockerLines(world, node),
    ...endpoints
      .split(' ')
      .map((each) => each.split('='))
      .map(([name = '', host = '']): Line => [`endpoint.${name}`, `ok ${host}`]),
    ...logLines(world, node),
  ]);
}

function systemLines(world: World, node: ManagedNode): readonly Line[] {
  const machine = machineOf(world, node);
  const { report = {} } = node;
  const board = boardOf(world, node.id);
  const isArm = report.architecture === 'arm64';
  const now = Math.floor(world.clock() / 1000);
  const here = now + machine.clockAhead;
  const memory = instanceOf(world, node.id)?.memoryMiB ?? 4096;
  const isPi = board?.startsWith('Raspberry Pi') === true;
  return [
    ['clock.now', String(here)],
    ['clock.aws', `${here} ${new Date(now * 1000).toUTCString()}`],
    ['clock.synchronized', yesNo(machine.clockIsSynchronized)],
    ['clock.ntp', yesNo(machine.clockIsSynchronized)],
    ['system.user', 'root'],
    ['system.hostname', report.computerName ?? node.id],
    ['system.kernel', isPi ? '6.8.0-1028-raspi' : '6.8.0-85-generic'],
    ['system.machine', isArm ? 'aarch64' : 'x86_64'],
    ['system.bits', '64'],
    ['system.os', `${report.platformName ?? 'Linux'} ${report.platformVersion ?? ''}`.trim()],
    ...(board === undefined ? [] : [['system.board', board] as const]),
    ['system.uptime', String(machine.uptimeSeconds)],
    ['memory.total', String(memory * 1024)],
    ['memory.available', String(Math.round(memory * 1024 * 0.52))],
    ...(machine.temperature === undefined ? [] : [['board.temperature', String(machine.temperature)] as const]),
    ...(machine.throttled === undefined ? [] : [['board.throttled', hex(machine.throttled)] as const]),
    ['cgroup.version', '2'],
    ['cgroup.memory', yesNo(machine.hasMemoryCgroup)],
    ...(isPi ? [['cgroup.file', '/boot/firmware/cmdline.txt'] as const] : []),
    ['service.ssm', 'active enabled'],
  ];
}

export function hex(flags: number): string {
  return `0x${flags.toString(16)}`;
}

function registrationLines(world: World, node: ManagedNode): readonly Line[] {
  const now = Math.floor(world.clock() / 1000);
  return [
    ['registration.file', 'yes'],
    ['registration.node', node.id],
    ['registration.region', world.region],
    ['credentials.file', 'yes'],
    // The agent renews them every half an hour.
    ['credentials.age', String((now + node.number * 61) % 1800)],
    ['credentials.rotating', 'yes'],
    ['credentials.whole', 'yes'],
  ];
}

function agentLines(world: World, node: ManagedNode): readonly Line[] {
  const instance = instanceOf(world, node.id);
  if (instance === undefined) return [];
  const tasks = [...instance.tasks];
  const installed: readonly Line[] = [
    ['ecs.installed', 'yes'],
    ['ecs.cluster', instance.clusterName],
    ['ecs.external', 'true'],
    ['ecs.region', world.region],
    ['service.ecs', `${instance.agentConnected ? 'active' : 'failed'} enabled`],
    ['agent.answers', yesNo(instance.agentConnected)],
  ];
  if (!instance.agentConnected) return installed;
  return [
    ...installed,
    ['agent.cluster', instance.clusterName],
    ['agent.instance', instance.arn],
    ['agent.version', `Amazon ECS Agent - v${instance.agentVersion} (${instance.agentHash})`],
    ['agent.tasks', String(tasks.length)],
    ['agent.running', String(tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length)],
  ];
}

function dockerLines(world: World, node: ManagedNode): readonly Line[] {
  const { root, docker } = machineOf(world, node);
  const instance = instanceOf(world, node.id);
  if (instance === undefined) {
    return [
      ['docker.installed', 'no'],
      ['disk.root', diskLine(root)],
    ];
  }
  // The agent is a container too.
  const running = runningContainers(instance) + (instance.agentConnected ? 1 : 0);
  const version = instance.dockerVersion.replace('DockerVersion: ', '');
  return [
    ['docker.installed', 'yes'],
    ['service.docker', 'active enabled'],
    ['docker.info', `${version}|overlay2|${running}|${running + 3}|${running + 9}|/var/lib/docker`],
    ['disk.root', diskLine(root)],
    ['disk.docker', diskLine(docker, '/var/lib/docker')],
  ];
}

export function diskLine(disk: Disk, path = disk.mountedOn): string {
  const free = disk.totalKiB - disk.usedKiB;
  return `${disk.totalKiB} ${free} ${Math.round((disk.usedKiB / disk.totalKiB) * 100)} 11 ${path}`;
}

function logLines(world: World, node: ManagedNode): readonly Line[] {
  const ssm = ssmAgentLog(world, node).filter((line) => line.includes('ERROR'));
  const ssmLines: readonly Line[] = [['log.ssm.age', '12'], ...ssm.map((line): Line => ['log.ssm', line])];
  const instance = instanceOf(world, node.id);
  if (instance === undefined) {
    return [
      ['log.ecs-agent.missing', '/var/log/ecs/ecs-agent.log'],
      ['log.ecs-init.missing', '/var/log/ecs/ecs-init.log'],
      ...ssmLines,
    ];
  }
  const agent = ecsAgentLog(world, node).filter((line) => /level=(error|critical)/.test(line));
  const age = isFull(machineOf(world, node).docker) ? '340' : '9';
  return [
    ['log.ecs-agent.age', age],
    ...agent.map((line): Line => ['log.ecs-agent', line]),
    ['log.ecs-init.age', age],
    ...ssmLines,
  ];
}
