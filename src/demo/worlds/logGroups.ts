import type { LogGroup, World } from '../world.ts';

const day = 24 * 60 * 60_000;

export function addLogGroup(world: World, { name, ...details }: Partial<LogGroup> & Pick<LogGroup, 'name'>): LogGroup {
  const group: LogGroup = { createdAt: world.clock() - 200 * day, storedBytes: 0, ...details, name };
  world.logGroups.set(name, group);
  return group;
}

/** Of the tasks of the standard world, and some that come with other services. */
export function addHomeLogGroups(world: World): void {
  const groups = [
    { name: '/aws/ecs/containerinsights/home/performance', retentionInDays: 1, storedBytes: 8_412_300 },
    { name: '/aws/lambda/garage-door', storedBytes: 120_448 },
    { name: '/ecs/builder', retentionInDays: 7, storedBytes: 48_230_112 },
    { name: '/ecs/sensor-hub', retentionInDays: 14, storedBytes: 3_920_771 },
    { name: '/ecs/web', retentionInDays: 14, storedBytes: 17_604_332 },
  ];
  for (const group of groups) addLogGroup(world, group);
}
