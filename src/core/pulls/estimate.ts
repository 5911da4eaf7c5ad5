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
  /** Hosts that run it; none of one that is known, but does not run now. */
  readonly hosts: readonly RunningOn[];
}

export interface RunningOn {
  readonly host: string;
  /** The first UTC day on which it could have pulled it. */
  readonly from: string;
  /** It is the image of a job: once that ends, the agent cleans it up, and the next run fetches it again. */
  readonly isCleanedUp?: boolean;
}

/** What layers tell of the same repositories on other days. */
export interface MeasuredPulls {
  /** Of the evidence `layers`. */
  readonly rows: readonly PullRow[];
  /** UTC days of which all layers and all counts are known. */
  readonly days: ReadonlySet<string>;
}

/** What a repository's pulls of a day have moved, by how often it was pulled. */
export interface EstimatedDay {
  readonly day: string;
  readonly repository: string;
  /** By whomever, inside AWS too; without this extension's own reads. */
  readonly pulls: number;
  /**
   * By what a pull of the repository has moved on measured days near by, whatever the reason. Where none was measured:
   * each host fetches the layers it does not have from earlier images, once, and those of a job once a day.
   */
  readonly likelyBytes: number;
  /**
   * Each pull fetches all layers of the repository's largest image. An index and the image in it are counted as two
   * pulls, so this is up to twice what can be. Never less than the likely value.
   */
  readonly mostBytes: number;
  /** False where no image of the repository is known: nothing can be said of bytes. */
  readonly isSizeKnown: boolean;
}

/**
 * @param counts in any order; days on which hosts began to run an image but that are not counted are as if nothing was
 *   pulled then
 * @param measured a day's own measure is never used for its estimate: the two stay apart, to be compared
 */
export function estimatePulls(
  counts: readonly PullCount[],
  images: readonly PulledImage[],
  ownReads: readonly OwnRead[] = [],
  measured: MeasuredPulls = { rows: [], days: new Set() },
): readonly EstimatedDay[] {
  const own = countOwn(ownReads);
  const counted = counts
    .map((each) => ({ ...each, count: Math.max(0, each.count - (own.get(`${each.day} ${each.repository}`) ?? 0)) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => order(a.day, b.day) || order(a.repository, b.repository));
  const history = new History(counted, measured);
  const hosts = new Hosts();
  const waiting = images.flatMap((image) =>
    image.hosts.flatMap(({ host, from, isCleanedUp }) =>
      isCleanedUp === true ? [] : [{ image, host, from, isPulled: false }],
    ),
  );
  waiting.sort((a, b) => order(a.from, b.from) || order(a.image.digest, b.image.digest) || order(a.host, b.host));
  const [firstDay = ''] = counted.map(({ day }) => day);
  // Before counting began, what a host could have pulled it has pulled.
  for (const each of waiting) if (each.from < firstDay) take(each, hosts);
  return counted.map(({ day, repository, count }) => {
    const own = images.filter((image) => image.repository === repository);
    const first = waiting.filter((each) => each.image.repository === repository && !each.isPulled && each.from <= day);
    const taken = first.slice(0, count).reduce((sum, each) => sum + take(each, hosts), 0);
    const again = jobsOf(own)
      .slice(0, Math.max(0, count - first.length))
      .reduce((sum, { host, image }) => sum + hosts.missing(host, blobsOf(image)), 0);
    const manifest = Math.max(0, ...own.map(({ manifestBytes = 0 }) => manifestBytes));
    const isSizeKnown = own.length > 0;
    const each = isSizeKnown ? history.bytesPerPull(repository, day) : undefined;
    const likelyBytes = (each === undefined ? taken + again : Math.round(each * count)) + count * manifest;
    const mostBytes = Math.max(likelyBytes, count * (Math.max(0, ...own.map(fullBytes)) + manifest));
    return { day, repository, pulls: count, likelyBytes, mostBytes, isSizeKnown };
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

/** What is pulled today tells little of what was pulled a month ago: other images, other hosts. */
const nearDays = 14;

/** What pulls of a repository have moved. Pulls inside AWS count, and move nothing to hosts: so it is in them, too. */
class History {
  readonly #days = new Map<string, { bytes: number; pulls: number }>();

  constructor(counted: readonly PullCount[], { rows, days }: MeasuredPulls) {
    for (const { repository, day, count } of counted)
      if (days.has(day)) this.#days.set(`${repository} ${day}`, { bytes: 0, pulls: count });
    for (const { repository, day, bytes, unsized, evidence } of rows) {
      const sum = evidence === 'layers' ? this.#days.get(`${repository} ${day}`) : undefined;
      // As long as sizes are missing, the day says too little.
      if (sum && unsized > 0) this.#days.delete(`${repository} ${day}`);
      else if (sum) sum.bytes += bytes;
    }
  }

  /** By the days around this one, without it. */
  bytesPerPull(repository: string, day: string): number | undefined {
    const middle = dayNumber(Date.parse(day));
    let [bytes, pulls] = [0, 0];
    for (let at = middle - nearDays; at <= middle + nearDays; at++) {
      const sum = at === middle ? undefined : this.#days.get(`${repository} ${dayText(at)}`);
      bytes += sum?.bytes ?? 0;
      pulls += sum?.pulls ?? 0;
    }
    return pulls === 0 ? undefined : bytes / pulls;
  }
}

/** The largest first: where there were fewer pulls than hosts, nothing tells which it was. */
function jobsOf(images: readonly PulledImage[]): readonly { readonly image: PulledImage; readonly host: string }[] {
  return images
    .flatMap((image) => image.hosts.filter((each) => each.isCleanedUp).map(({ host }) => ({ image, host })))
    .sort((a, b) => fullBytes(b.image) - fullBytes(a.image) || order(a.host, b.host));
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

  /** The same, and it does not keep them. */
  missing(host: string, blobs: readonly Blob[]): number {
    const has = this.#blobs.get(host);
    const wanted = new Map(blobs.filter(({ digest }) => has?.has(digest) !== true).map((each) => [each.digest, each]));
    return [...wanted.values()].reduce((sum, { size }) => sum + size, 0);
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
  return new Hosts().missing('', blobsOf(image));
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
