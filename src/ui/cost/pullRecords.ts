import { billedRows, billedState, type BilledState } from '../../core/pulls/billed.ts';
import { bestRows, wholeDays, type EvidenceDays } from '../../core/pulls/compareEvidence.ts';
import { estimatedRows, estimatePulls, type PulledImage, type RunningOn } from '../../core/pulls/estimate.ts';
import type { LedgerStore, OwnRead, PullRow, TimeRange } from '../../core/pulls/gateway.ts';
import { dayNumber, dayText, Ledger, msPerDay } from '../../core/pulls/ledger.ts';
import { openLedger } from '../../core/pulls/ledgerAccess.ts';
import type { ImageDetails, ImageVariant } from '../../core/images/gateway.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import { imageArchitecture } from '../../core/taskdef/images/imageSize.ts';
import type { AccountPulls } from './costs.ts';
import type { RunningImage } from './fleetReading.ts';
import type { KnownImages } from './knownImages.ts';
import { noNotes, readNotes, writeNotes, type PullNotes } from './pullNotes.ts';

/** The files of an account and Region. */
export interface PullStores {
  readonly ledger: LedgerStore;
  readonly billed: LedgerStore;
  readonly notes: LedgerStore;
}

/** All that is kept of the pulls of an account and Region, as last read from its files. */
export class PullRecords {
  readonly region: string;
  readonly stores: PullStores;
  readonly #images: KnownImages;
  #ledger = new Ledger();
  #billed: BilledState = { requests: 0, days: [] };
  #notes: PullNotes = noNotes;
  #opened: Promise<void> | undefined;

  constructor(region: string, stores: PullStores, images: KnownImages) {
    this.region = region;
    this.stores = stores;
    this.#images = images;
  }

  get billed(): BilledState {
    return this.#billed;
  }

  get notes(): PullNotes {
    return this.#notes;
  }

  /** The first time. Rejects where the files can't be read. */
  open(): Promise<void> {
    this.#opened ??= this.reload().catch((error: unknown) => {
      // The next one tries again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Again, after they were written. */
  async reload(): Promise<void> {
    const { ledger, billed, notes } = this.stores;
    await this.#images.open();
    this.#ledger = (await openLedger(ledger)).ledger;
    this.#ledger.fill(this.#images.sizes);
    this.#billed = await billedState(billed);
    this.#notes = await readNotes(notes);
  }

  /** Notes what is another now. */
  async note(news: Partial<PullNotes>): Promise<void> {
    const notes = { ...this.#notes, ...news };
    await writeNotes(this.stores.notes, notes);
    this.#notes = notes;
  }

  /** Unsized layers, for who looks for their sizes. */
  get unsizedLayers(): ReturnType<Ledger['unsizedLayers']> {
    return this.#ledger.unsizedLayers();
  }

  pulls(
    running: readonly RunningImage[],
    ownReads: readonly OwnRead[],
    hostNames: ReadonlyMap<string, string>,
  ): AccountPulls {
    const { scannedAt, read, metrics } = this.#notes;
    const days = this.#days();
    const counted = days.pullCount ?? new Set<string>();
    const measured = {
      rows: this.#ledger.rows({ from: 0, to: Number.MAX_SAFE_INTEGER }),
      days: new Set([...(days.layers ?? [])].filter((day) => counted.has(day))),
    };
    const images = this.#pulledImages(running);
    const estimated = estimatedRows(estimatePulls(this.#notes.counts, images, ownReads, measured));
    const rows = (range: TimeRange): readonly PullRow[] => {
      const [first, last] = [dayText(dayNumber(range.from)), dayText(dayNumber(range.to))];
      return [
        ...this.#ledger.rows(range),
        ...estimated.filter(({ day }) => first <= day && day <= last),
        ...billedRows(this.#billed, range),
      ];
    };
    const latest = read.at(-1);
    return {
      rows,
      best: (range) => bestRows(rows(range), days),
      days,
      billed: this.#billed,
      ...(scannedAt !== undefined && { scannedAt }),
      ...(latest && { readFrom: latest.from }),
      ...(metrics !== undefined && { metrics }),
      hostNames,
    };
  }

  #days(): EvidenceDays {
    const { counted, read } = this.#notes;
    const latest = read.at(-1);
    // Of the day of the last read, all was read that there was.
    const spans = latest
      ? [...read.slice(0, -1), { from: latest.from, to: (dayNumber(latest.to - 1) + 1) * msPerDay }]
      : read;
    return {
      layers: wholeDays(spans),
      ...(counted && { pullCount: daysOf(counted) }),
      ...(this.#billed.days.length > 0 && { billed: new Set(this.#billed.days.map(({ day }) => day)) }),
    };
  }

  /** Those that run, and others that were looked at before, which hosts may have run earlier. */
  #pulledImages(running: readonly RunningImage[]): readonly PulledImage[] {
    const pulled = new PulledImages();
    for (const each of running) pulled.addRunning(each, this.#images.details(each.image));
    const architectures = new Set(running.map(({ architecture }) => architecture));
    for (const [image, details] of this.#images.all) {
      const reference = imageReference(image);
      if (reference?.kind !== 'ecr' || reference.region !== this.region) continue;
      for (const architecture of architectures) pulled.add(reference.repository, details, architecture);
    }
    return pulled.all;
  }
}

interface Hosted extends PulledImage {
  readonly hosts: RunningOn[];
}

/** Of the hosts' own platform. */
class PulledImages {
  readonly #byDigest = new Map<string, Hosted>();

  get all(): readonly PulledImage[] {
    return [...this.#byDigest.values()];
  }

  /** Nothing where it is not known what it is made of. */
  add(repository: string, details: ImageDetails | undefined, architecture: string): Hosted | undefined {
    const { digest, layers, config } = variantFor(details, architecture) ?? {};
    if (digest === undefined || !layers) return undefined;
    const key = `${repository} ${digest}`;
    const image = this.#byDigest.get(key) ?? { repository, digest, layers, ...(config && { config }), hosts: [] };
    this.#byDigest.set(key, image);
    return image;
  }

  addRunning(
    { repository, host, architecture, pulledAt, isJob }: RunningImage,
    details: ImageDetails | undefined,
  ): void {
    const hosts = this.add(repository, details, architecture)?.hosts;
    if (!hosts) return;
    const from = pulledAt === undefined ? '' : dayText(dayNumber(pulledAt));
    const one: RunningOn = { host, from, ...(isJob && { isCleanedUp: true }) };
    const at = hosts.findIndex((each) => each.host === host);
    if (at < 0) hosts.push(one);
    // What a service keeps on a host is there for jobs, too.
    else if (!isJob && hosts[at]?.isCleanedUp === true) hosts[at] = one;
  }
}

function variantFor(details: ImageDetails | undefined, architecture: string): ImageVariant | undefined {
  const wanted = imageArchitecture(architecture);
  const variants = details?.variants ?? [];
  return (
    variants.find(({ platform }) => platform?.os === 'linux' && platform.architecture === wanted) ??
    variants.find(({ platform }) => platform === undefined)
  );
}

function daysOf({ from, to }: TimeRange): ReadonlySet<string> {
  const days = new Set<string>();
  for (let day = dayNumber(from); day <= dayNumber(to); day++) days.add(dayText(day));
  return days;
}
