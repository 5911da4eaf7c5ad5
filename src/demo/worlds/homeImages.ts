import type { RegistryImage, Repository, World } from '../world.ts';
import { addImage, addRepository } from './images.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

export interface HomeImages {
  readonly sensorHub: RegistryImage;
  readonly web: RegistryImage;
  readonly builder: RegistryImage;
  readonly repositories: Readonly<Record<'sensorHub' | 'web' | 'builder', Repository>>;
}

function megabytes(...sizes: readonly number[]): number[] {
  return sizes.map((size) => Math.round(size * 1_000_000));
}

/** What the standard world keeps in ECR: two images for both architectures, and one that only servers can run. */
export function addHomeImages(world: World): HomeImages {
  const now = world.clock();
  const repositories = {
    sensorHub: addRepository(world, 'home/sensor-hub'),
    web: addRepository(world, 'workshop/web'),
    builder: addRepository(world, 'workshop/builder'),
  };
  addImage(world, repositories.sensorHub, {
    tags: ['1.3.0'],
    layers: { amd64: megabytes(29.7, 48.2, 3.4, 1.1), arm64: megabytes(28.4, 45.9, 3.2, 1.1) },
    pushedAt: now - 80 * day,
  });
  return {
    repositories,
    sensorHub: addImage(world, repositories.sensorHub, {
      tags: ['1.4.2', 'latest'],
      layers: { amd64: megabytes(29.7, 48.2, 3.4, 1.2), arm64: megabytes(28.4, 45.9, 3.2, 1.2) },
      pushedAt: now - 9 * day,
      lastPulledAt: now - 20 * hour,
    }),
    web: addImage(world, repositories.web, {
      tags: ['2026.11.2', 'latest'],
      layers: { amd64: megabytes(31.4, 12.8, 64.1, 7.6), arm64: megabytes(30.1, 12.2, 63.5, 7.6) },
      pushedAt: now - 4 * day,
      lastPulledAt: now - 4 * day + hour,
    }),
    builder: addImage(world, repositories.builder, {
      tags: ['latest'],
      layers: { amd64: megabytes(55.6, 197.3, 212.4, 61.8) },
      pushedAt: now - 15 * day,
      lastPulledAt: now - 6 * hour,
    }),
  };
}
