import { join } from 'node:path';
import { isOfNewerVersion } from '../../core/fileVersion.ts';
import { readIfThere, writeWhole } from '../cost/files.ts';

/** Where texts are kept by a key that is fit for the name of a file. May reject with Node's own errors. */
export interface ReleaseStore {
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
}

/** A text as it came, so that a later version of the extension can read more of it. */
export interface StoredText {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  readonly etag?: string;
}

/** Whoever reads a file finds one that was written whole. */
export function folderStore(folder: string): ReleaseStore {
  const path = (key: string): string => join(folder, `${key}.json`);
  return {
    async read(key) {
      const bytes = await readIfThere(path(key));
      return bytes && new TextDecoder().decode(bytes);
    },
    async write(key, text) {
      const there = await readIfThere(path(key));
      // It is read again by each window of this version: once a day at most.
      if (there && isOfNewerVersion(new TextDecoder().decode(there.subarray(0, 64)), version)) return;
      await writeWhole(path(key), text);
    },
  };
}

/** For the demo account, whose releases are its own. */
export function memoryStore(): ReleaseStore {
  const texts = new Map<string, string>();
  return {
    read: (key) => Promise.resolve(texts.get(key)),
    write: (key, text) => Promise.resolve(void texts.set(key, text)),
  };
}

const version = 1;

export function toStored({ text, readAt, etag }: StoredText): string {
  return JSON.stringify({ version, readAt, etag, text });
}

/** Nothing where the text is anything else than `toStored` made. */
export function fromStored(stored: string): StoredText | undefined {
  let data: unknown;
  try {
    data = JSON.parse(stored);
  } catch {
    return undefined;
  }
  if (typeof data !== 'object' || data === null) return undefined;
  const { version: written, text, readAt, etag } = data as Readonly<Record<string, unknown>>;
  if (written !== version || typeof text !== 'string' || !Number.isSafeInteger(readAt)) return undefined;
  return { text, readAt: readAt as number, ...(typeof etag === 'string' && { etag }) };
}
