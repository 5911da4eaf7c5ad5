import { isOfNewerVersion } from '../fileVersion.ts';
import { parseManifest } from '../images/manifest.ts';
import type { ImageDetails } from '../images/gateway.ts';
import type { LayerSizes } from './gateway.ts';

/** Goes up whenever the form of the file changes. */
const version = 1;

/** Sizes of layers and configurations, as manifests say them: by digest, so for ever. */
export class KnownSizes implements LayerSizes {
  readonly #sizes: Map<string, number>;

  constructor(sizes: Iterable<readonly [digest: string, bytes: number]> = []) {
    this.#sizes = new Map(sizes);
  }

  get count(): number {
    return this.#sizes.size;
  }

  size(digest: string): number | undefined {
    return this.#sizes.get(digest);
  }

  /** @returns how many were not known before; none of an index, which has no layers itself */
  addManifest(text: string): number {
    const manifest = parseManifest(text);
    return manifest?.kind === 'image' ? this.#add([...manifest.layers, manifest.config]) : 0;
  }

  /** @returns how many were not known before */
  addDetails({ variants }: ImageDetails): number {
    return this.#add(variants.flatMap(({ layers = [], config }) => (config ? [...layers, config] : layers)));
  }

  /** To be kept in a file, which needs no care: what is lost is read again. */
  toText(): string {
    return JSON.stringify({ version, sizes: Object.fromEntries(this.#sizes) });
  }

  /** Whether a newer version wrote the text. */
  static isNewer(text: string): boolean {
    return isOfNewerVersion(text, version);
  }

  /** What `toText` made; nothing known where the text is anything else. */
  static fromText(text: string): KnownSizes {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return new KnownSizes();
    }
    const { version: found, sizes } = toRecord(data);
    if (found !== version) return new KnownSizes();
    return new KnownSizes(Object.entries(toRecord(sizes)).filter(isSize));
  }

  /** The first that is said of a digest stays: it can't be another one later. */
  #add(blobs: readonly { readonly digest: string; readonly size: number }[]): number {
    const fresh = new Map(
      blobs.filter(({ digest }) => !this.#sizes.has(digest)).map(({ digest, size }) => [digest, size]),
    );
    for (const [digest, size] of fresh) this.#sizes.set(digest, size);
    return fresh.size;
  }
}

function isSize(entry: [string, unknown]): entry is [string, number] {
  return Number.isSafeInteger(entry[1]) && Number(entry[1]) >= 0;
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  // All fields are looked at one by one.
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
