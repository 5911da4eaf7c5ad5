import type { FargateSize } from '../../taskdef/cost/fargateSizes.ts';
import { nextFargateSize } from '../../taskdef/cost/fargateSizes.ts';
import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import { hasEc2Size, type Architecture, type Ec2Price } from '../ec2Sizes.ts';
import { costOf, secondsOf, secondsPerHour } from '../money.ts';
import { cheapestPacking, type Packed } from './packing.ts';
import type { FleetCost, FleetPart, FleetTask, WhatIfOptions } from './fleetCost.ts';
import { impossible, unpriced, withParts } from './fleetCost.ts';

/** The places in which AWS has the machines. */

type SizedTask = FargateSize & Pick<FleetTask, 'architecture'>;

interface Sized {
  readonly tasks: readonly SizedTask[];
  readonly unsized: number;
}

/** Why no figure can be made, or the tasks of which it is made. */
function sizedTasks(tasks: readonly FleetTask[], noGpus: Message): Sized | Message {
  if (tasks.some(({ gpus = 0 }) => gpus > 0)) return noGpus;
  const sized = tasks.flatMap(({ cpuUnits, memoryMiB, architecture }): readonly SizedTask[] =>
    cpuUnits === undefined || memoryMiB === undefined
      ? []
      : [{ cpuUnits, memoryMiB, ...(architecture && { architecture }) }],
  );
  if (sized.length > 0) return { tasks: sized, unsized: tasks.length - sized.length };
  return tasks.length === 0 ? message('No task runs now.') : message('How large the tasks are is not known.');
}

export function fargate(place: 'fargateX86' | 'fargateArm', options: WhatIfOptions): FleetCost {
  const { prices, region, hoursPerMonth } = options;
  const isX86 = place === 'fargateX86';
  const cpuPrice = prices.price(isX86 ? 'fargateX86Vcpu' : 'fargateArmVcpu', region);
  const memoryPrice = prices.price(isX86 ? 'fargateX86Memory' : 'fargateArmMemory', region);
  if (!cpuPrice || !memoryPrice) return unpriced(place, region);
  const sized = sizedTasks(options.tasks, message('Fargate has no GPUs.'));
  if ('template' in sized) return impossible(place, sized);
  const paid = sized.tasks.map((task) => nextFargateSize(task));
  if (paid.includes(undefined)) return impossible(place, message('A task is larger than any size of Fargate.'));
  const cpuUnits = paid.reduce((sum, each) => sum + (each?.cpuUnits ?? 0), 0);
  const memoryMiB = paid.reduce((sum, each) => sum + (each?.memoryMiB ?? 0), 0);
  // A vCPU has 1,024 units, and a GB of Fargate 1,024 MiB.
  const [seconds, per] = [BigInt(secondsOf(hoursPerMonth)), 1024 * secondsPerHour];
  const other = isX86 ? 'arm64' : 'x86_64';
  return withParts({
    place,
    parts: [
      {
        label: message('vCPUs: {0}', cpuUnits / 1024),
        microUsd: costOf(BigInt(cpuUnits) * seconds, per, cpuPrice.microUsd),
      },
      {
        label: message('Memory in GB: {0}', memoryMiB / 1024),
        microUsd: costOf(BigInt(memoryMiB) * seconds, per, memoryPrice.microUsd),
      },
    ],
    otherImages: sized.tasks.filter(({ architecture }) => architecture === other).length,
    unsizedTasks: sized.unsized,
    inputs: [
      message('Tasks: {0}, for {1} hours a month', sized.tasks.length, hoursPerMonth),
      message('Each in the next size of Fargate above what it asks for'),
    ],
    notIncluded: [
      message('Storage of a task above 20 GB, public IPv4 addresses and data transfer.'),
      message('Devices, files and networks that the hosts have.'),
    ],
    prices: [cpuPrice, memoryPrice],
  });
}

export function ec2(options: WhatIfOptions): FleetCost {
  const { prices, region, hoursPerMonth } = options;
  const place = 'ec2';
  const sized = sizedTasks(options.tasks, message('None of the compared instance types has a GPU.'));
  if ('template' in sized) return impossible(place, sized);
  if (!sized.tasks.every((task) => hasEc2Size(task, task.architecture)))
    return impossible(place, message('A task is larger than the compared instance types.'));
  const packed = packedByArchitecture(sized.tasks, prices.ec2(region));
  if (!packed) return unpriced(place, region);
  const seconds = secondsOf(hoursPerMonth);
  return withParts({
    place,
    parts: packed.map(({ size, count }): FleetPart => ({
      label: message('{0} × {1}', count, size.instanceType),
      microUsd: costOf(count * seconds, secondsPerHour, size.price.microUsd),
    })),
    unsizedTasks: sized.unsized,
    inputs: [
      message('Tasks: {0}, for {1} hours a month', sized.tasks.length, hoursPerMonth),
      message(
        'On the fewest instances of the cheapest type that hold them, the largest task first, on demand with Linux',
      ),
      ...(packed.some(({ size }) => size.instanceType.startsWith('t'))
        ? [message('Of the T family: CPU above its baseline takes credits, or is charged on top')]
        : []),
    ],
    notIncluded: [
      message('Disks, public IPv4 addresses and data transfer; the free tier is not subtracted.'),
      message('Room for deployments, failures and what the operating system takes.'),
    ],
    prices: packed.map(({ size }) => size.price),
  });
}

/** Tasks that run on either architecture go along with those of the one with which all is cheaper. */
function packedByArchitecture(tasks: readonly SizedTask[], prices: readonly Ec2Price[]): readonly Packed[] | undefined {
  const ways = (['arm64', 'x86_64'] as const).map((free) => packedWith(tasks, prices, free));
  const rate = (packed: readonly Packed[]): number =>
    packed.reduce((sum, { size, count }) => sum + size.price.microUsd * count, 0);
  return ways
    .filter((way) => way !== undefined)
    .reduce<readonly Packed[] | undefined>(
      (least, way) => (least && rate(least) <= rate(way) ? least : way),
      undefined,
    );
}

function packedWith(
  tasks: readonly SizedTask[],
  prices: readonly Ec2Price[],
  free: Architecture,
): readonly Packed[] | undefined {
  const packed: Packed[] = [];
  for (const architecture of ['arm64', 'x86_64'] as const) {
    const own = tasks.filter((task) => (task.architecture ?? free) === architecture);
    if (own.length === 0) continue;
    const found = cheapestPacking(own, prices, architecture);
    if (!found) return undefined;
    packed.push(found);
  }
  return packed;
}
