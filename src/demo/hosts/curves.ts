import type { ManagedNode, World } from '../world.ts';
import { machineOf } from './machine.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export type Measured = 'cpu' | 'memory' | 'disk';

/**
 * What a host has in use at a time, in per cent. It is worked out of the time alone, so that it is the same each time that
 * somebody asks: busy by day, a back-up at night, and all that happens on a machine in between.
 */
export function usedAt(world: World, node: ManagedNode, about: Measured, at: number): number {
  const { root, throttled = 0 } = machineOf(world, node);
  const seed = node.number * 7919;
  const isBusy = throttled > 0;
  switch (about) {
    case 'cpu':
      return within(
        (isBusy ? 38 : 14) +
          (isBusy ? 22 : 9) * daylight(at) +
          34 * backup(at, seed) +
          11 * noise(at, 5 * minute, seed),
      );
    case 'memory':
      // Something leaks a little, and is started anew once in three days.
      return within(
        (isBusy ? 68 : 43) +
          6 * daylight(at) +
          9 * (((at + seed) % (3 * day)) / (3 * day)) +
          2 * noise(at, hour, seed + 1),
      );
    case 'disk': {
      const now = (root.usedKiB / root.totalKiB) * 100;
      // Logs and images grow by as much in a day, up to what is in use now; old ones are removed at night.
      return within(now - ((world.clock() - at) / day) * 0.35 + 0.6 * noise(at, 6 * hour, seed + 2));
    }
  }
}

/** 0 at four in the morning, UTC, 1 twelve hours later. */
function daylight(at: number): number {
  return (1 - Math.cos((2 * Math.PI * ((at % day) - 4 * hour)) / day)) / 2;
}

/** Twenty minutes each night, at another time for each machine. */
function backup(at: number, seed: number): number {
  const start = 2 * hour + (seed % 60) * minute;
  const since = (at % day) - start;
  return since >= 0 && since < 20 * minute ? 1 : 0;
}

/** Between -1 and 1, without steps: it goes from one value to the next in a `span`. */
function noise(at: number, span: number, seed: number): number {
  const index = Math.floor(at / span);
  const share = (at - index * span) / span;
  return between(random(index, seed), random(index + 1, seed), (1 - Math.cos(Math.PI * share)) / 2);
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

function random(index: number, seed: number): number {
  let hash = Math.imul(index ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x7fffffff - 1;
}

function within(percent: number): number {
  return Math.min(100, Math.max(0.4, percent));
}
