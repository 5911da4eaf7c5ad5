import { randomNumbers } from '../../core/randomNumbers.ts';
import { emptyWorld } from '../world.ts';
import type { World, WorldOptions } from '../world.ts';
import { addEcsCluster, addHost } from './ecs.ts';
import { codeBuild, machineOf } from './homePulls.ts';
import { addImage, addRepository } from './images.ts';
import { pullable, PullRecorder } from './pullHistory.ts';
import type { PullableImage, PullHistory, PullingMachine } from './pullHistory.ts';

const hour = 3_600_000;
const day = 24 * hour;

export interface PullWorldOptions extends WorldOptions {
  /** Events of `GetDownloadUrlForLayer` in all: with those that were refused, came twice or are from inside AWS. */
  readonly layerEvents: number;
  /** Default 30. */
  readonly days?: number;
  /** Default 12. */
  readonly hosts?: number;
}

/** Compressed bytes. Layers of one size and place are the same ones, in whichever repository. */
const base = {
  amd64: [29_700_113, 48_200_257, 12_800_041],
  arm64: [28_400_207, 45_900_131, 12_200_093],
} as const;
const repositories = ['api', 'web', 'worker', 'gateway', 'metrics', 'camera', 'backup'] as const;

/**
 * Hosts that pull for some weeks: new versions each day that share their lower layers, a nightly image that is fetched
 * whole, clean-ups, reads that are refused or break off, events that come twice, machines inside AWS.
 * What was pulled is known from `world.pulls().truth`, to the byte.
 */
export function pullWorld({ layerEvents, days = 30, hosts = 12, ...options }: PullWorldOptions): World {
  const world = emptyWorld(options);
  const until = world.clock();
  const cluster = addEcsCluster(world, 'fleet');
  const machines = Array.from({ length: hosts }, (_, index) => {
    const isPi = index % 2 === 0;
    const architecture = isPi ? 'arm64' : 'x86_64';
    const host = addHost(world, { cluster, name: `host-${index + 1}`, architecture, registeredAt: until - 90 * day });
    return machineOf(host, isPi ? 'arm64' : 'amd64', index % 5 === 4 ? 'AWS Internal' : 'ecr.amazonaws.com');
  });
  const versions = addVersions(world, until, days);
  const nightly = addNightly(world, until);
  let history: PullHistory | undefined;
  world.pulls = () => (history ??= simulated(machines, { versions, nightly, layerEvents, until, days }));
  return world;
}

interface Simulation {
  /** By day, the oldest first. */
  readonly versions: readonly (readonly PullableImage[])[];
  readonly nightly: PullableImage;
  readonly layerEvents: number;
  readonly until: number;
  readonly days: number;
}

function simulated(machines: readonly PullingMachine[], simulation: Simulation): PullHistory {
  const { versions, nightly, layerEvents, until, days } = simulation;
  const random = randomNumbers(5);
  const recorder = new PullRecorder({ random, mostLayerEvents: layerEvents });
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  // Time goes by with the events: they are as many on each day.
  for (let step = 0; recorder.layerEvents < layerEvents; step++) {
    const passed = recorder.layerEvents / layerEvents;
    const time = until - hour - (1 - passed) * (days * day - hour);
    const ofToday = versions[Math.floor(passed * versions.length)] ?? [];
    const image = random() < 0.2 ? nightly : pick(ofToday);
    const machine = step % 40 === 39 ? insideAws(step, time) : pick(machines);
    if (machine === undefined || image === undefined) break;
    recorder.pull(machine, image, time);
    if (image === nightly || random() < 0.5) recorder.forget(machine, image);
  }
  return recorder.history();
}

function insideAws(step: number, time: number): PullingMachine {
  if (step % 80 === 39) return codeBuild(time);
  const session = `i-${step.toString(16).padStart(17, '0')}`;
  const reader = { session, role: 'ecsInstanceRole', hidden: 'ecr.amazonaws.com' } as const;
  return { reader, architecture: 'arm64', isInAws: true, has: new Set() };
}

function addVersions(world: World, until: number, days: number): readonly (readonly PullableImage[])[] {
  const owners = repositories.map((name) => addRepository(world, `fleet/${name}`));
  return Array.from({ length: days }, (_, number) =>
    owners.map((repository, index) => {
      const own = [3_100_000 + index * 101 + number, 640_000 + number * 13 + index];
      const image = addImage(world, repository, {
        tags: [`1.${number}`],
        layers: { amd64: [...base.amd64, ...own], arm64: [...base.arm64, ...own] },
        pushedAt: until - (days - number) * day,
      });
      return pullable(repository, image);
    }),
  );
}

function addNightly(world: World, until: number): PullableImage {
  const repository = addRepository(world, 'fleet/nightly');
  const sizes = [55_600_003, 97_300_019, 12_400_007, 61_800_011, 1_200_001, 88_000_013];
  const image = addImage(world, repository, {
    tags: ['latest'],
    layers: { amd64: sizes, arm64: sizes.map((size) => size - 1) },
    pushedAt: until - 60 * day,
  });
  return pullable(repository, image);
}
