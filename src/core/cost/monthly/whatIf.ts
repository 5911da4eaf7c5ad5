import type { FleetCost, WhatIf, WhatIfOptions } from './fleetCost.ts';
import { ec2, fargate } from './whatIfCloud.ts';
import { anywhere, eksHybrid } from './whatIfHosts.ts';

/**
 * The same fleet in each of the places.
 *
 * @throws RangeError where hosts or vCPUs are no whole numbers from 0 on
 */
export function whatIf(options: WhatIfOptions): WhatIf {
  const { region, hoursPerMonth, hosts, vcpusPerHost, tasks } = options;
  for (const count of [hosts, vcpusPerHost])
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no number of machines or vCPUs.`);
  const places = [
    anywhere(options),
    eksHybrid(options),
    fargate('fargateX86', options),
    fargate('fargateArm', options),
    ec2(options),
  ];
  const cheapest = places
    .filter(
      ({ monthlyMicroUsd, otherImages, unsizedTasks }) =>
        monthlyMicroUsd !== undefined && otherImages === 0 && unsizedTasks === 0,
    )
    .reduce<FleetCost | undefined>((least, each) => (least && figure(least) <= figure(each) ? least : each), undefined);
  return {
    region,
    hoursPerMonth,
    hosts,
    vcpusPerHost,
    taskCount: tasks.length,
    cpuUnits: tasks.reduce((sum, { cpuUnits = 0 }) => sum + cpuUnits, 0),
    memoryMiB: tasks.reduce((sum, { memoryMiB = 0 }) => sum + memoryMiB, 0),
    places,
    ...(cheapest && { cheapest: cheapest.place }),
  };
}

function figure({ monthlyMicroUsd = Infinity }: FleetCost): number {
  return monthlyMicroUsd;
}
