import { partitionOf } from '../../core/accounts/regions.ts';
import { Emitter } from '../../core/event.ts';
import { Failure } from '../../core/failure.ts';
import type { ImageGateway } from '../../core/images/gateway.ts';
import { isBilledDue, readBilled } from '../../core/pulls/billed.ts';
import type { PullGateway } from '../../core/pulls/gateway.ts';
import type { OwnRead } from '../../core/pulls/gateway.ts';
import { SharedLedger } from '../../core/pulls/ledgerAccess.ts';
import { scan, type ScanProgress, type ScanResult } from '../../core/pulls/scan.ts';
import { gapsIn, withSpan } from '../../core/pulls/timeSpans.ts';
import { imageReference, type ImageReference } from '../../core/taskdef/images/imageReference.ts';
import type { FleetReading } from './fleetReading.ts';
import type { KnownImages } from './knownImages.ts';
import type { PullRecords } from './pullRecords.ts';

export interface PullReaderNeeds {
  readonly records: PullRecords;
  readonly images: KnownImages;
  readonly pulls: () => Promise<PullGateway>;
  readonly imageGateway: () => Promise<ImageGateway>;
  readonly fleet: () => Promise<Pick<FleetReading, 'taskPulls' | 'images'>>;
  readonly ownReads: () => readonly OwnRead[];
  readonly noteOwnReads: (
    reference: ImageReference,
    image: Awaited<ReturnType<ImageGateway['image']>>,
  ) => Promise<void>;
  readonly log: (what: string, error: unknown) => unknown;
}

export interface ReadOptions {
  readonly now: number;
  /** What is older is not read. */
  readonly from: number;
  /** What was pulled before is forgotten. */
  readonly keepFrom: number;
  readonly mostRequests: number;
}

/** By itself, in milliseconds. */
const everyHour = 60 * 60_000;
/** Manifests a read; ECR counts each look for a pull, so there are few. What is left comes the next time. */
const mostLooks = 20;
/** Of CloudWatch; its first metrics a month are free, and more are cheap but not free. */
const mostRepositories = 300;

/** Reads what was pulled from ECR in an account and Region: one read at a time, which can be stopped, and gone on with. */
export class PullReader {
  readonly #needs: PullReaderNeeds;
  readonly #changed = new Emitter<void>();
  #reading: { readonly done: Promise<void>; readonly abort: AbortController } | undefined;
  #progress: ScanProgress | undefined;
  #failures: readonly Failure[] = [];
  #triedAt = -Infinity;

  /** Its progress, its end, or what it has read. */
  readonly onDidChange = this.#changed.event;

  constructor(needs: PullReaderNeeds) {
    this.#needs = needs;
  }

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  get progress(): ScanProgress | undefined {
    return this.#progress;
  }

  /** Of the last read; none after one that was stopped. */
  get failures(): readonly Failure[] {
    return this.#failures;
  }

  /** The last read, by whichever window, ended at the limit of requests, was stopped, or ended with its window. */
  get isUnfinished(): boolean {
    return this.#needs.records.notes.isUnfinished === true && !this.#reading;
  }

  /** Whether an hour has passed since the last read, by whichever window. */
  isDue(now: number): boolean {
    const last = Math.max(this.#triedAt, this.#needs.records.notes.scannedAt ?? -Infinity);
    return !this.#reading && Math.abs(now - last) >= everyHour;
  }

  /** Never rejects; joins one under way. */
  read(options: ReadOptions): Promise<void> {
    if (this.#reading) return this.#reading.done;
    const abort = new AbortController();
    this.#triedAt = options.now;
    this.#failures = [];
    const done = this.#read(options, abort.signal).finally(() => {
      this.#reading = undefined;
      this.#progress = undefined;
      this.#changed.fire();
    });
    this.#reading = { done, abort };
    this.#changed.fire();
    return done;
  }

  stop(): void {
    this.#reading?.abort.abort();
  }

  async #read(options: ReadOptions, signal: AbortSignal): Promise<void> {
    const fleet = await this.#needs.fleet();
    await this.#try('Reading pulls', () => this.#scan(options, fleet, signal), signal);
    await this.#try('Reading sizes of images', () => this.#lookUp(fleet, signal), signal);
    await this.#try('Reading pull counts', () => this.#count(options, signal), signal);
    await this.#try('Reading what was billed', () => this.readBilled(options, signal), signal);
    await this.#try('Reading the ledger of pulls', () => this.#needs.records.reload());
  }

  /** A part that fails does not keep the others from being read; one that is stopped does. */
  async #try(what: string, read: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    try {
      await read();
    } catch (error) {
      // Whatever it is called by who was stopped.
      if (signal?.aborted) return;
      const failure = Failure.from(error);
      this.#needs.log(what, failure);
      this.#failures = [...this.#failures, failure];
    }
  }

  async #scan(options: ReadOptions, fleet: Pick<FleetReading, 'taskPulls'>, signal: AbortSignal): Promise<void> {
    const { records, images } = this.#needs;
    await records.open();
    const { ledger } = records.stores;
    const { isUnfinished = false } = records.notes;
    // Noted first: a window may be closed at any time.
    await records.note({ isUnfinished: true });
    try {
      const result = await scan(await this.#needs.pulls(), ledger, images.sizes, {
        ...options,
        signal,
        tasks: fleet.taskPulls,
        ownReads: this.#needs.ownReads(),
        onProgress: (progress) => {
          this.#progress = progress;
          this.#changed.fire();
        },
      });
      await this.#noteRead(options, result);
    } catch (error) {
      // Why it can't be read is told; that there is more is not known to be so.
      if (!signal.aborted) await records.note({ isUnfinished });
      throw error;
    }
  }

  async #noteRead({ now, from }: ReadOptions, { unread }: ScanResult): Promise<void> {
    const { records } = this.#needs;
    const read = gapsIn(unread, { from, to: now + 1 }).reduce(withSpan, records.notes.read);
    await records.note({ scannedAt: now, read, isUnfinished: unread.length > 0 });
    await records.reload();
  }

  /** Sizes of layers that were pulled, and images that run on hosts: by tag where nothing else is known. */
  async #lookUp({ images: running }: Pick<FleetReading, 'images'>, signal: AbortSignal): Promise<void> {
    const { images, records } = this.#needs;
    const unsized = records.unsizedLayers;
    const wanted = [
      ...running.map(({ image }) => image),
      ...(unsized.length > 0 ? await this.#imagesOf(unsized, signal) : []),
    ].filter((image) => images.details(image) === undefined);
    const looks = [...new Set(wanted)].slice(0, mostLooks);
    for (const image of looks) {
      signal.throwIfAborted();
      await this.#look(image).catch((error: unknown) => this.#needs.log(`Looking at ${image}`, error));
    }
    if (looks.length === 0) return;
    await images.save();
    // What became known of sizes goes into the file of the ledger.
    await (
      await SharedLedger.open(records.stores.ledger, images.sizes, (ledger) => void ledger.fill(images.sizes))
    ).save();
    await records.reload();
  }

  async #imagesOf(unsized: PullRecords['unsizedLayers'], signal: AbortSignal): Promise<readonly string[]> {
    const repositories = await (await this.#needs.pulls()).repositories(signal);
    const registries = new Map(repositories.map(({ name, registryId }) => [name, registryId]));
    const { region } = this.#needs.records;
    return unsized.flatMap(({ repository, images }) => {
      const registry = registries.get(repository);
      const host = `${registry ?? ''}.dkr.ecr.${region}.${partitionOf(region).dnsSuffix}`;
      return registry === undefined
        ? []
        : images.map((image) => `${host}/${repository}${image.startsWith('sha256:') ? '@' : ':'}${image}`);
    });
  }

  async #look(image: string): Promise<void> {
    const reference = imageReference(image);
    if (reference?.kind !== 'ecr') return;
    const details = await (await this.#needs.imageGateway()).image(reference);
    await this.#needs.noteOwnReads(reference, details);
    if (details) this.#needs.images.add(image, details, Date.now());
  }

  async #count({ from, now }: ReadOptions, signal: AbortSignal): Promise<void> {
    const { records } = this.#needs;
    const gateway = await this.#needs.pulls();
    const names = (await gateway.repositories(signal)).map(({ name }) => name).slice(0, mostRepositories);
    const range = { from, to: now };
    const counts = names.length === 0 ? [] : await gateway.pullCounts(names, range, signal);
    await records.note({ counted: range, counts, metrics: names.length });
    await records.reload();
  }

  /** Where the user has agreed to what a request costs, and the last is a day ago. */
  async readBilled({ from, now }: Pick<ReadOptions, 'from' | 'now'>, signal?: AbortSignal): Promise<void> {
    const { records } = this.#needs;
    if (!isBilledDue(records.billed, now)) return;
    await readBilled(await this.#needs.pulls(), records.stores.billed, { from, to: now }, now, signal);
    await records.reload();
    this.#changed.fire();
  }
}
