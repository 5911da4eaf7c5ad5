import type { Blob } from '../images/gateway.ts';
import { allHosts, type OwnRead, type PullCount, type PullRow } from './gateway.ts';
import { dayNumber, dayText } from './ledger.ts';

/** An image of the hosts' own platform: never the largest of an index. */
export interface PulledImage {
  readonly repository: string;
  /** Of the platform's manifest. */
  readonly digest: string;
  readonly layers: readonly Blob[];
  readonly config?: Blob;
  /** Of the manifest itself, which each pull reads. */
  readonly manifestBytes?: number;
  /** Hosts that run it, each with the first UTC day on which it could have pulled it. */
  readonly hosts: readonly { readonly host: string; readonly from: string }[];
}

/** What a repository's pulls of a day have moved, by how often it was pulled. */
export interface EstimatedDay {
  readonly day: string;
  readonly repository: string;
  /** By whomever, inside AWS too; without this extension's own reads. */
  readonly pulls: number;
  /** Each host fetches the layers it does not have from earlier images, once; later pulls find nothing new. */
  readonly likelyBytes: number;
  /** Each pull fetches all layers of the repository's largest image. */
  readonly mostBytes: number;
  /** False where no image of the repository is known: nothing can be said of bytes. */
  readonly isSizeKnown: boolean;
}

/**
 * @param counts in any order; days on which hosts began to run an image but that are not counted are as if nothing was
 *   pulled then
 */
export function estimatePulls(
  counts: readonly PullCount[],
  images: readonly PulledImage[],
  ownReads: readonly OwnRead[] = [],
): readonly EstimatedDay[] {
  const own = countOwn(ownReads);
  const counted = counts
    .map((each) => ({ ...each, count: Math.max(0, each.count - (own.get(`${each.day} ${each.repository}`) ?? 0)) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => order(a.day, b.day) || order(a.repository, b.repository));
  const hosts = new Hosts();
  const waiting = images.flatMap((image) =>
    image.hosts.map(({ host, from }) => ({ image, host, from, isPulled: false })),
  );
  waiting.sort((a, b) => order(a.from, b.from) || order(a.image.digest, b.image.digest) || order(a.host, b.host));
  const [firstDay = ''] = counted.map(({ day }) => day);
  // Before counting began, what a host could have pulled it has pulled.
  for (const each of waiting) if (each.from < firstDay) take(each, hosts);
  return counted.map(({ day, repository, count }) => {
    const own = images.filter((image) => image.repository === repository);
    const first = waiting.filter((each) => each.image.repository === repository && !each.isPulled && each.from <= day);
    const taken = first.slice(0, count).reduce((sum, each) => sum + take(each, hosts), 0);
    const manifest = Math.max(0, ...own.map(({ manifestBytes = 0 }) => manifestBytes));
    return {
      day,
      repository,
      pulls: count,
      likelyBytes: taken + count * manifest,
      mostBytes: count * (Math.max(0, ...own.map(fullBytes)) + manifest),
      isSizeKnown: own.length > 0,
    };
  });
}

/** The same as rows beside others; of all hosts together. */
export function estimatedRows(days: readonly EstimatedDay[]): readonly PullRow[] {
  return days.map(({ day, repository, pulls, likelyBytes, mostBytes, isSizeKnown }) => ({
    day,
    host: allHosts,
    repository,
    bytes: likelyBytes,
    mostBytes,
    pulls,
    unsized: isSizeKnown ? 0 : pulls,
    evidence: 'pullCount',
  }));
}

interface FirstPull {
  readonly image: PulledImage;
  readonly host: string;
  isPulled: boolean;
}

/** What each host has: layers are shared by all images on it, of whatever repository. */
class Hosts {
  readonly #blobs = new Map<string, Set<string>>();

  /** Bytes of what the host did not have, and has from now on. */
  pull(host: string, blobs: readonly Blob[]): number {
    const has = this.#blobs.get(host) ?? new Set<string>();
    this.#blobs.set(host, has);
    let bytes = 0;
    for (const { digest, size } of blobs) {
      if (has.has(digest)) continue;
      has.add(digest);
      bytes += size;
    }
    return bytes;
  }
}

function take(pull: FirstPull, hosts: Hosts): number {
  pull.isPulled = true;
  return hosts.pull(pull.host, blobsOf(pull.image));
}

function blobsOf({ layers, config }: PulledImage): readonly Blob[] {
  return config ? [...layers, config] : layers;
}

/** A layer that an image has twice is fetched once. */
function fullBytes(image: PulledImage): number {
  return new Hosts().pull('', blobsOf(image));
}

function countOwn(ownReads: readonly OwnRead[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, time, repository } of ownReads) {
    if (kind !== 'image') continue;
    const key = `${dayText(dayNumber(time))} ${repository}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
