import type { Architecture, Ec2Price } from '../ec2Sizes.ts';

export interface Needs {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

export interface Packed {
  readonly size: Ec2Price;
  readonly count: number;
}

/**
 * The cheapest way to put all tasks on instances of one type: for each type, the largest task first, into the first
 * instance that has room. As an instance keeps some memory for itself, how much AWS does not say, tasks may never take
 * all of it.
 *
 * @returns undefined where a task fits on none of the types
 */
export function cheapestPacking(
  tasks: readonly Needs[],
  prices: readonly Ec2Price[],
  architecture?: Architecture,
): Packed | undefined {
  // By the greater of the two shares that they take, of what is usual: 4 GB a vCPU.
  const largestFirst = tasks.toSorted(
    (a, b) => weight(b) - weight(a) || b.cpuUnits - a.cpuUnits || b.memoryMiB - a.memoryMiB,
  );
  return prices
    .filter((size) => architecture === undefined || size.architecture === architecture)
    .flatMap((size) => {
      const count = instancesFor(largestFirst, size);
      return count === undefined ? [] : [{ size, count }];
    })
    .reduce<Packed | undefined>((least, each) => (least && rate(least) <= rate(each) ? least : each), undefined);
}

function weight({ cpuUnits, memoryMiB }: Needs): number {
  return Math.max(cpuUnits, memoryMiB / 4);
}

function rate({ size, count }: Packed): number {
  return size.price.microUsd * count;
}

function instancesFor(tasks: readonly Needs[], size: Needs): number | undefined {
  const free: { cpuUnits: number; memoryMiB: number }[] = [];
  let [first, last] = [0, tasks[0]];
  for (const task of tasks) {
    const { cpuUnits, memoryMiB } = task;
    // What had no room for an equal task has none now: of thousands of tasks, few are of a size of their own.
    if (last?.cpuUnits !== cpuUnits || last.memoryMiB !== memoryMiB) first = 0;
    last = task;
    const hasRoom = (room: Needs): boolean => room.cpuUnits >= cpuUnits && room.memoryMiB > memoryMiB;
    if (!hasRoom(size)) return undefined;
    while (first < free.length && !hasRoom(free[first] ?? size)) first++;
    const place = free[first] ?? { cpuUnits: size.cpuUnits, memoryMiB: size.memoryMiB };
    free[first] = place;
    place.cpuUnits -= cpuUnits;
    place.memoryMiB -= memoryMiB;
  }
  return free.length;
}
