import { billedRows, billedState, type BilledState } from '../../core/pulls/billed.ts';
import { bestRows, wholeDays, type EvidenceDays } from '../../core/pulls/compareEvidence.ts';
import { estimatedRows, estimatePulls, type PulledImage } from '../../core/pulls/estimate.ts';
import type { LedgerStore, OwnRead, PullRow, TimeRange } from '../../core/pulls/gateway.ts';
import { dayNumber, dayText, Ledger, msPerDay } from '../../core/pulls/ledger.ts';
import { openLedger } from '../../core/pulls/ledgerAccess.ts';
import { imageArchitecture } from '../../core/taskdef/images/imageSize.ts';
import type { AccountPulls } from './costs.ts';
import type { RunningImage } from './fleetReading.ts';
import type { KnownImages } from './knownImages.ts';
import { noNotes, readNotes, type PullNotes } from './pullNotes.ts';

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

  /** Unsized layers, for who looks for their sizes. */
  get unsizedLayers(): ReturnType<Ledger['unsizedLayers']> {
    return this.#ledger.unsizedLayers();
  }

  pulls(
    running: readonly RunningImage[],
    ownReads: readonly OwnRead[],
    hostNames: ReadonlyMap<string, string>,
  ): AccountPulls {
    const { scannedAt, read } = this.#notes;
    const days = this.#days();
    const estimated = estimatedRows(estimatePulls(this.#notes.counts, this.#pulledImages(running), ownReads));
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

  /** Of the hosts' own platform. */
  #pulledImages(running: readonly RunningImage[]): readonly PulledImage[] {
    const byDigest = new Map<string, PulledImage & { readonly hosts: PulledImage['hosts'][number][] }>();
    for (const { image, repository, host, architecture, startedAt } of running) {
      const wanted = imageArchitecture(architecture);
      const variants = this.#images.details(image)?.variants ?? [];
      const variant =
        variants.find(({ platform }) => platform?.os === 'linux' && platform.architecture === wanted) ??
        variants.find(({ platform }) => platform === undefined);
      if (!variant?.layers) continue;
      const { digest, layers, config } = variant;
      const key = `${repository} ${digest}`;
      const known = byDigest.get(key) ?? { repository, digest, layers, ...(config && { config }), hosts: [] };
      byDigest.set(key, known);
      if (!known.hosts.some((each) => each.host === host))
        known.hosts.push({ host, from: startedAt === undefined ? '' : dayText(dayNumber(startedAt)) });
    }
    return [...byDigest.values()];
  }
}

function daysOf({ from, to }: TimeRange): ReadonlySet<string> {
  const days = new Set<string>();
  for (let day = dayNumber(from); day <= dayNumber(to); day++) days.add(dayText(day));
  return days;
}
