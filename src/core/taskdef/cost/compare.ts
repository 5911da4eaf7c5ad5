import { compact } from '../../compact.ts';
import type { Architecture, Ec2Size } from '../../cost/ec2Sizes.ts';
import { cheapestEc2, hasEc2Size } from '../../cost/ec2Sizes.ts';
import { costOf, secondsOf, secondsPerHour } from '../../cost/money.ts';
import type { PriceBook } from '../../cost/priceBook.ts';
import type { Price, PriceBasis, PriceItem } from '../../cost/prices.ts';
import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import type { FargateSize } from './fargateSizes.ts';
import { nextFargateSize } from './fargateSizes.ts';
import type { TaskSize } from './taskSize.ts';

export type Place = 'anywhere' | 'fargateX86' | 'fargateArm' | 'ec2';

export interface CompareOptions {
  readonly prices: PriceBook;
  readonly region: string;
  readonly hoursPerMonth: number;
  /** How many hosts run it, one task each; default 1. Elsewhere as many tasks, and instances, are paid for. */
  readonly hosts?: number;
  /** The only one that the task runs on, where that is known. */
  readonly architecture?: Architecture;
}

/** What a task costs in one place, at list prices, running all hours of a month. */
export interface PlaceCost {
  readonly place: Place;
  /** Whole micro-dollars; absent where it can't be told or the task can't run there, see `whyNot`. */
  readonly monthlyMicroUsd?: number;
  readonly whyNot?: Message;
  /** It is of another architecture than the task: never the cheapest. */
  readonly needsOtherImage?: true;
  /** All that the figure is made of and leaves out, for a reader. */
  readonly inputs: readonly Message[];
  readonly prices: readonly Price[];
  /** The weakest of its prices. */
  readonly basis?: PriceBasis;
  /** What is paid for, where that is not the task's own size. */
  readonly paidSize?: FargateSize;
  readonly instanceType?: string;
}

export interface CostComparison {
  readonly size: TaskSize;
  readonly region: string;
  readonly hoursPerMonth: number;
  /** Always all four, in this order: Anywhere, Fargate x86, Fargate ARM, EC2. */
  readonly places: readonly PlaceCost[];
  /** Of those with a figure; the first of equal ones. */
  readonly cheapest?: Place;
}

/** What it would cost to run a task in each of the places that ECS has, side by side. */
export function compareCost(size: TaskSize, options: CompareOptions): CostComparison {
  const { region, hoursPerMonth } = options;
  const places = [
    anywhere(size, options),
    fargate('fargateX86', size, options),
    fargate('fargateArm', size, options),
    ec2(size, options),
  ];
  const cheapest = places
    .filter((place) => place.monthlyMicroUsd !== undefined && !place.needsOtherImage)
    .reduce<PlaceCost | undefined>(
      (least, place) => (least && figureOf(least) <= figureOf(place) ? least : place),
      undefined,
    );
  return { size, region, hoursPerMonth, places, ...(cheapest && { cheapest: cheapest.place }) };
}

function figureOf({ monthlyMicroUsd = Infinity }: PlaceCost): number {
  return monthlyMicroUsd;
}

function anywhere({ isWindows }: TaskSize, { prices, region, hoursPerMonth, hosts = 1 }: CompareOptions): PlaceCost {
  const price = prices.price('ecsAnywhereHost', region);
  if (!price) return unpriced('anywhere', region);
  if (isWindows) {
    return { place: 'anywhere', whyNot: message('External instances run Linux only.'), inputs: [], prices: [] };
  }
  return {
    place: 'anywhere',
    monthlyMicroUsd: hourly(price, hoursPerMonth) * hosts,
    inputs: [
      hostsAndHours(hosts, hoursPerMonth),
      message('A flat price for the host, however many tasks run on it; the machine and its power are yours.'),
      message('New accounts may have free host hours for a time; they are not subtracted.'),
    ],
    prices: [price],
    basis: price.basis,
  };
}

function fargate(place: 'fargateX86' | 'fargateArm', size: TaskSize, options: CompareOptions): PlaceCost {
  const { prices, region, hoursPerMonth, hosts = 1, architecture } = options;
  const [cpuItem, memoryItem]: readonly [PriceItem, PriceItem] =
    place === 'fargateX86' ? ['fargateX86Vcpu', 'fargateX86Memory'] : ['fargateArmVcpu', 'fargateArmMemory'];
  const [cpuPrice, memoryPrice] = [prices.price(cpuItem, region), prices.price(memoryItem, region)];
  if (!cpuPrice || !memoryPrice) return unpriced(place, region);
  const needs = knownSize(size);
  if ('template' in needs) return { place, whyNot: needs, inputs: [], prices: [] };
  if (size.gpus) return { place, whyNot: message('Fargate has no GPUs.'), inputs: [], prices: [] };
  const paid = nextFargateSize(needs);
  if (!paid) return { place, whyNot: message('The task is larger than any size of Fargate.'), inputs: [], prices: [] };
  // A vCPU has 1,024 units, and a GB of Fargate 1,024 MiB.
  const [seconds, per] = [secondsOf(hoursPerMonth), 1024 * secondsPerHour];
  const monthly =
    costOf(paid.cpuUnits * seconds, per, cpuPrice.microUsd) +
    costOf(paid.memoryMiB * seconds, per, memoryPrice.microUsd);
  return compact({
    place,
    monthlyMicroUsd: monthly * hosts,
    needsOtherImage: otherImage(architecture, place === 'fargateX86' ? 'x86_64' : 'arm64'),
    inputs: [
      tasksAndHours(hosts, hoursPerMonth),
      isSame(paid, needs)
        ? message('{0} CPU units and {1} MiB, a size of Fargate', paid.cpuUnits, paid.memoryMiB)
        : message(
            '{0} CPU units and {1} MiB, the next size of Fargate above {2} CPU units and {3} MiB',
            paid.cpuUnits,
            paid.memoryMiB,
            needs.cpuUnits,
            needs.memoryMiB,
          ),
      message('Without storage above 20 GB, public IPv4 addresses and data transfer.'),
    ],
    prices: [cpuPrice, memoryPrice],
    basis: weakest(cpuPrice.basis, memoryPrice.basis),
    paidSize: paid,
  });
}

function ec2(size: TaskSize, { prices, region, hoursPerMonth, hosts = 1, architecture }: CompareOptions): PlaceCost {
  const place = 'ec2';
  const needs = knownSize(size);
  if ('template' in needs) return { place, whyNot: needs, inputs: [], prices: [] };
  if (size.gpus)
    return { place, whyNot: message('None of the compared instance types has a GPU.'), inputs: [], prices: [] };
  if (!hasEc2Size(needs, architecture))
    return { place, whyNot: message('The task is larger than the compared instance types.'), inputs: [], prices: [] };
  const compared = prices
    .ec2(region)
    .filter((each) => architecture === undefined || each.architecture === architecture);
  const fitting = cheapestEc2(needs, compared, architecture);
  if (!fitting) return unpriced(place, region);
  const { price } = fitting;
  return {
    place,
    monthlyMicroUsd: hourly(price, hoursPerMonth) * hosts,
    inputs: [instancesAndHours(hosts, fitting, hoursPerMonth), ...ec2Notes(fitting, compared.length)],
    prices: [price],
    basis: price.basis,
    paidSize: { cpuUnits: fitting.cpuUnits, memoryMiB: fitting.memoryMiB },
    instanceType: fitting.instanceType,
  };
}

function ec2Notes({ cpuUnits, memoryMiB, instanceType }: Ec2Size, compared: number): readonly Message[] {
  return [
    message('The cheapest that the task fits on, of {0} common instance types', compared),
    message(
      '{0} CPU units and {1} MiB, of which the operating system and the ECS agent take some; what is left can run other tasks',
      cpuUnits,
      memoryMiB,
    ),
    ...(instanceType.startsWith('t')
      ? [message('Of the T family: its CPU above the baseline takes credits, or is charged on top.')]
      : []),
    message(
      'On demand, with Linux. Without disks, public IPv4 addresses and data transfer; the free tier is not subtracted.',
    ),
  ];
}

function hostsAndHours(hosts: number, hours: number): Message {
  return hosts === 1
    ? message('1 host for {0} hours a month', hours)
    : message('{0} hosts for {1} hours a month', hosts, hours);
}

function tasksAndHours(tasks: number, hours: number): Message {
  return tasks === 1
    ? message('1 task for {0} hours a month', hours)
    : message('{0} tasks for {1} hours a month', tasks, hours);
}

function instancesAndHours(count: number, { instanceType }: Ec2Size, hours: number): Message {
  return count === 1
    ? message('1 {0} for {1} hours a month', instanceType, hours)
    : message('{0} × {1} for {2} hours a month', count, instanceType, hours);
}

function knownSize({ cpuUnits, memoryMiB, gpus, isWindows }: TaskSize): FargateSize | Message {
  if (isWindows) return message('Its price with Windows is not known here.');
  if (cpuUnits === undefined) return message('How much CPU it needs is not known here.');
  if (memoryMiB === undefined) return message('How much memory it needs is not known here.');
  if (gpus === undefined) return message('Whether it needs GPUs is not known here.');
  return { cpuUnits, memoryMiB };
}

function isSame(left: FargateSize, right: FargateSize): boolean {
  return left.cpuUnits === right.cpuUnits && left.memoryMiB === right.memoryMiB;
}

function otherImage(needed: Architecture | undefined, offered: Architecture): true | undefined {
  return needed !== undefined && needed !== offered ? true : undefined;
}

function unpriced(place: Place, region: string): PlaceCost {
  return { place, whyNot: message('No price is known for {0}.', region), inputs: [], prices: [] };
}

function hourly({ microUsd }: Price, hours: number): number {
  return costOf(secondsOf(hours), secondsPerHour, microUsd);
}

function weakest(...bases: readonly PriceBasis[]): PriceBasis {
  return bases.includes('assumed') ? 'assumed' : 'proven';
}
