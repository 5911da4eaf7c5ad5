import type { ImageDetails } from '../../core/images/gateway.ts';
import { KnownSizes } from '../../core/pulls/layerSizes.ts';
import { imagesToStore, storedImages } from '../taskdef/storedFacts.ts';
import type { KnownImage } from '../taskdef/accountFacts.ts';
import { readIfThere, writeWhole } from './files.ts';

/** What was read of images: once by digest, kept for ever. */
export class KnownImages {
  readonly #files: { readonly images: string; readonly sizes: string };
  readonly #log: (what: string, error: unknown) => unknown;
  #images = new Map<string, KnownImage>();
  #sizes = new KnownSizes();
  #opened: Promise<void> | undefined;

  /** @param folder of the two files */
  constructor(folder: string, log: (what: string, error: unknown) => unknown) {
    this.#files = { images: `${folder}/images.json`, sizes: `${folder}/sizes.json` };
    this.#log = log;
  }

  get sizes(): KnownSizes {
    return this.#sizes;
  }

  details(image: string): ImageDetails | undefined {
    return this.#images.get(image)?.details;
  }

  /** By the names by which they were looked at. */
  get all(): Iterable<readonly [image: string, details: ImageDetails]> {
    return Array.from(this.#images, ([image, { details }]) => [image, details] as const);
  }

  /** Never rejects: what can't be read is read from AWS again. */
  open(): Promise<void> {
    this.#opened ??= this.#read().catch((error: unknown) => void this.#log('Reading sizes of images', error));
    return this.#opened;
  }

  add(image: string, details: ImageDetails, asOf: number): void {
    this.#images.set(image, { details, asOf });
    this.#sizes.addDetails(details);
  }

  /** Never rejects: it counts in this window all the same. */
  async save(): Promise<void> {
    try {
      const there = await readIfThere(this.#files.sizes);
      // It is left to those who can read it.
      if (there && KnownSizes.isNewer(new TextDecoder().decode(there.subarray(0, 64)))) return;
      await writeWhole(this.#files.sizes, this.#sizes.toText());
      await writeWhole(this.#files.images, JSON.stringify(imagesToStore(this.#images)));
    } catch (error) {
      this.#log('Keeping sizes of images', error);
    }
  }

  async #read(): Promise<void> {
    const [sizes, images] = await Promise.all([readIfThere(this.#files.sizes), readIfThere(this.#files.images)]);
    const decoder = new TextDecoder();
    if (sizes) this.#sizes = KnownSizes.fromText(decoder.decode(sizes));
    if (images) this.#images = new Map(storedImages(parsed(decoder.decode(images))));
    for (const { details } of this.#images.values()) this.#sizes.addDetails(details);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
