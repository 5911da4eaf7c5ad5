import type { LayerSizes, PullEvent } from '../gateway.ts';
import { Random } from './random.ts';
import type { TrailEntry } from './trail.ts';

const second = 1000;
const minute = 60 * second;

export interface WorldOptions {
  readonly seed: number;
  readonly start: number;
  readonly days: number;
  readonly hosts: number;
  /** Layers that are fetched, at least. */
  readonly layerEvents: number;
  /** After how many milliseconds at most CloudTrail lists an event. */
  readonly latest: number;
}

/** Bytes and fetched layers. */
export interface TruthLine {
  readonly bytes: number;
  readonly pulls: number;
}

export interface World {
  readonly entries: readonly TrailEntry[];
  readonly sizes: LayerSizes;
  /** By `DAY HOST REPOSITORY IMAGE`. */
  readonly truth: ReadonlyMap<string, TruthLine>;
  readonly layerEvents: number;
}

interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly layers: readonly string[];
}

/** Hosts that pull images with shared layers; what they have they do not fetch again, but for retries. */
export function makeWorld({ seed, start, days, hosts, layerEvents, latest }: WorldOptions): World {
  const random = new Random(seed);
  const sizes = new Map<string, number>();
  const images = makeImages(random, sizes);
  const names = Array.from({ length: hosts }, () => `mi-${random.hex(17)}`);
  const entries: TrailEntry[] = [];
  const truth = new Map<string, TruthLine>();
  let fetched = 0;
  const pulls = Math.ceil(layerEvents / 5);
  // One pull after the other, so that no two of one host mix.
  const step = Math.floor((days * 86_400 * second) / (pulls * 1.25));
  const list = (event: PullEvent): void => {
    const entry = { event, deliveredAt: event.time + random.whole(0, latest) };
    entries.push(entry);
    // CloudTrail delivers each event at least once.
    if (random.isOnceIn(20)) entries.push({ event, deliveredAt: entry.deliveredAt + random.whole(0, minute) });
  };
  for (let pull = 0; fetched < layerEvents; pull++) {
    const image = random.pick(images);
    const session = names[pull % names.length] ?? '';
    const begun = start + Math.floor((pull * step) / second) * second;
    const base = { region: 'eu-central-1', repository: image.repository, registryId: '111122223333', fromAws: false };
    list({ ...base, eventId: `image-${pull}`, time: begun, imageTag: image.tag, session });
    // A clean-up took some of its layers, or it is new.
    const missing = image.layers.filter(() => random.isOnceIn(1.4));
    const tries = missing.flatMap((layer) => (random.isOnceIn(12) ? [layer, layer] : [layer]));
    tries.forEach((layerDigest, index) => {
      const time = begun + Math.floor(index / 3) * second;
      list({ ...base, eventId: `layer-${pull}-${index}`, time, layerDigest, session });
      const key = `${new Date(time).toISOString().slice(0, 10)} ${session} ${image.repository} ${image.tag}`;
      const { bytes, pulls: before } = truth.get(key) ?? { bytes: 0, pulls: 0 };
      truth.set(key, { bytes: bytes + (sizes.get(layerDigest) ?? 0), pulls: before + 1 });
    });
    fetched += tries.length;
  }
  return { entries, sizes: { size: (digest) => sizes.get(digest) }, truth, layerEvents: fetched };
}

function makeImages(random: Random, sizes: Map<string, number>): readonly Image[] {
  const layer = (): string => {
    const digest = `sha256:${random.hex(64)}`;
    sizes.set(digest, random.whole(200, 90_000_000));
    return digest;
  };
  const base = Array.from({ length: 3 }, layer);
  return Array.from({ length: 12 }, (_, index) => {
    const own = Array.from({ length: random.whole(2, 6) }, layer);
    return { repository: `home/app-${index % 8}`, tag: `1.${index}`, layers: [...base, ...own] };
  });
}
