import { formatProbe } from '../../core/operate/diagnose/probeAnswer.ts';
import type { ManagedNode, World } from '../world.ts';
import { usedAt } from './curves.ts';
import { instanceOf, machineOf } from './machine.ts';
import { diskLine, hex } from './probed.ts';

/** What the script of `core/operate/metrics/moment.ts` says on this host. */
export function answerMoment(world: World, node: ManagedNode): string {
  const { root, docker, temperature, throttled, uptimeSeconds } = machineOf(world, node);
  const instance = instanceOf(world, node.id);
  const now = world.clock();
  const cpus = Math.max(1, Math.round((instance?.cpu ?? 2048) / 1024));
  const totalKiB = (instance?.memoryMiB ?? 4096) * 1024;
  const share = (about: 'cpu' | 'memory'): number => usedAt(world, node, about, now) / 100;
  return formatProbe([
    ['load.minute', (cpus * share('cpu')).toFixed(2)],
    ['system.cpus', String(cpus)],
    ['system.uptime', String(uptimeSeconds)],
    ['memory.total', String(totalKiB)],
    ['memory.available', String(Math.round(totalKiB * (1 - share('memory'))))],
    ['disk.root', diskLine(root)],
    ...(docker === root ? [] : [['disk.docker', diskLine(docker)] as const]),
    ...(temperature === undefined ? [] : [['board.temperature', String(temperature)] as const]),
    ...(throttled === undefined ? [] : [['board.throttled', hex(throttled)] as const]),
  ]);
}
