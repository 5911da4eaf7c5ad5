import { boardAttribute } from '../../core/fleet/machine.ts';
import type { ContainerInstance, ManagedNode, World } from '../world.ts';
import { isLive } from '../world.ts';

/** The inside of a host, as far as scripts are answered from it. Nothing here runs: no machine stands behind it. */
export interface Machine {
  /** Of the root file system, in KiB. */
  readonly root: Disk;
  /** Where Docker keeps images and containers: a file system of its own, or that of the root. */
  readonly docker: Disk;
  /** Of images that no container uses, in KiB. */
  unusedImages: number;
  /** How far its clock is ahead, in seconds. */
  readonly clockAhead: number;
  readonly clockIsSynchronized: boolean;
  readonly hasMemoryCgroup: boolean;
  /** In thousandths of a degree; absent on what does not tell it. */
  readonly temperature?: number;
  /** The word of a Raspberry Pi's firmware: bits 0 to 3 now, 16 to 19 since it was started. */
  readonly throttled?: number;
  readonly uptimeSeconds: number;
  /** CloudWatch's agent runs on it. */
  readonly hasMetrics?: boolean;
}

export interface Disk {
  readonly mountedOn: string;
  readonly device: string;
  readonly totalKiB: number;
  usedKiB: number;
}

export type MachineOptions = Partial<Omit<Machine, 'root' | 'docker'>> & {
  readonly rootUsed?: number;
  /** Docker has a file system of its own, which is as full as this, 0 to 1. */
  readonly dockerUsed?: number;
};

const GiB = 1024 * 1024;

/** Says what a machine is like, other than usual. */
export function addMachine(world: World, { id }: ManagedNode, options: MachineOptions = {}): Machine {
  const node = world.nodes.get(id);
  const isPi = boardOf(world, id)?.startsWith('Raspberry Pi') === true;
  const number = node?.number ?? 0;
  const device = isPi ? '/dev/mmcblk0p2' : '/dev/nvme0n1p2';
  const totalKiB = (isPi ? 29 : 233) * GiB;
  const { rootUsed = 0.34 + (number % 20) / 100, dockerUsed, ...rest } = options;
  const root: Disk = { mountedOn: '/', device, totalKiB, usedKiB: Math.round(totalKiB * rootUsed) };
  const machine: Machine = {
    root,
    docker: dockerUsed === undefined ? root : dockerDisk(dockerUsed),
    unusedImages: Math.round(1.4 * GiB),
    clockAhead: 0,
    clockIsSynchronized: true,
    hasMemoryCgroup: true,
    ...(isPi
      ? { temperature: 47_700 + (number % 9) * 500, throttled: 0 }
      : { temperature: 41_000 + (number % 9) * 500 }),
    uptimeSeconds: 1_900_000 + number * 977,
    ...rest,
  };
  world.machines.set(id, machine);
  return machine;
}

function dockerDisk(used: number): Disk {
  const totalKiB = 58 * GiB;
  return { mountedOn: '/var/lib/docker', device: '/dev/sdb1', totalKiB, usedKiB: Math.round(totalKiB * used) };
}

export function machineOf(world: World, node: ManagedNode): Machine {
  return world.machines.get(node.id) ?? addMachine(world, node);
}

/** Full disks have nothing left for users, as some per cent are kept for root. */
export function isFull({ totalKiB, usedKiB }: Disk): boolean {
  return usedKiB >= totalKiB;
}

/** Its newest registration with ECS, if it has one. */
export function instanceOf(world: World, nodeId: string): ContainerInstance | undefined {
  let newest: ContainerInstance | undefined;
  for (const { instances } of world.ecsClusters.values()) {
    for (const instance of instances.values()) {
      if (instance.ec2InstanceId !== nodeId || instance.status === 'INACTIVE') continue;
      if (instance.registeredAt >= (newest?.registeredAt ?? 0)) newest = instance;
    }
  }
  return newest;
}

export function boardOf(world: World, nodeId: string): string | undefined {
  return instanceOf(world, nodeId)?.attributes.get(boardAttribute);
}

export function runningContainers(instance: ContainerInstance | undefined): number {
  return [...(instance?.tasks ?? [])]
    .filter(isLive)
    .reduce((sum, { taskDefinition }) => sum + (taskDefinition.definition.containerDefinitions ?? []).length, 0);
}
