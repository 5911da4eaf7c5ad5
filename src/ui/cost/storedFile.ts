import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { LedgerStore, StoredLedger } from '../../core/pulls/gateway.ts';
import { codeOf, readIfThere, writeWhole } from './files.ts';

/** Version of what is not there. */
const none = 'none';
/** Milliseconds. Nothing under the lock takes longer; who crashed there does not keep the others out. */
const longestHold = 10_000;
const lockPause = 20;
/** Of an old one: a computer that slept wakes those who hold it together with those who wait. */
const oldHold = 1_000;

/**
 * A file that several windows write, each with what it knows of the others: who comes second reads first. Where the disk
 * takes nothing, because it is full or may not be written, what was to be written is kept in memory until it does.
 *
 * Read errors reject: what is there and can't be read must not be replaced.
 */
export class StoredFile implements LedgerStore {
  readonly #path: string;
  readonly #onProblem: (error: unknown) => void;
  readonly #now: () => number;
  /** What the disk did not take, and which version it has instead. */
  #unwritten: { readonly bytes: Uint8Array | undefined; readonly version: string; readonly over: string } | undefined;

  /** @param onProblem told once whenever the disk begins to take nothing */
  constructor(path: string, onProblem: (error: unknown) => void, now: () => number = Date.now) {
    this.#path = path;
    this.#onProblem = onProblem;
    this.#now = now;
  }

  async read(): Promise<StoredLedger> {
    const kept = this.#unwritten;
    const disk = await this.#onDisk();
    // Another window could write meanwhile: what is there is the better part.
    if (kept?.over !== disk.version) {
      this.#unwritten = undefined;
      return disk;
    }
    return { version: kept.version, ...(kept.bytes && { bytes: kept.bytes }) };
  }

  async write(bytes: Uint8Array, expectedVersion: string): Promise<string | undefined> {
    return this.#replace(expectedVersion, bytes, () => writeWhole(this.#path, bytes));
  }

  async setAside(expectedVersion: string): Promise<void> {
    const copy = `${this.#path}.${new Date(this.#now()).toISOString().replace(/[^0-9TZ]/g, '')}.bad`;
    await this.#replace(expectedVersion, undefined, () => rename(this.#path, copy));
  }

  /** The version that it is then; nothing where the expected one is not there any more. */
  async #replace(
    expected: string,
    bytes: Uint8Array | undefined,
    act: () => Promise<void>,
  ): Promise<string | undefined> {
    const { version, over } = this.#unwritten ?? { version: expected, over: expected };
    if (version !== expected) return undefined;
    try {
      const isDone = await this.#locked(async () => {
        if ((await this.#onDisk()).version !== over) return false;
        await act();
        return true;
      });
      this.#unwritten = undefined;
      return isDone ? versionOf(bytes) : undefined;
    } catch (error) {
      if (!isOfDisk(error)) throw error;
      if (!this.#unwritten) this.#onProblem(error);
      // Its own kind of version: no file has it.
      this.#unwritten = { bytes, version: `unwritten ${versionOf(bytes)}`, over };
      return this.#unwritten.version;
    }
  }

  async #onDisk(): Promise<StoredLedger> {
    const bytes = await readIfThere(this.#path);
    return { version: versionOf(bytes), ...(bytes && { bytes }) };
  }

  /** A folder is made by one only, whatever the file system. */
  async #locked<T>(act: () => Promise<T>): Promise<T> {
    const lock = `${this.#path}.lock`;
    await mkdir(dirname(lock), { recursive: true });
    let [madeAt, waited] = [0, 0];
    while (!(await made(lock))) {
      const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: 0 }));
      waited = mtimeMs === madeAt ? waited + lockPause : 0;
      madeAt = mtimeMs;
      const isOld = Math.abs(this.#now() - mtimeMs) > longestHold;
      if (mtimeMs > 0 && isOld && waited >= oldHold) await rm(lock, { recursive: true, force: true });
      else await wait(lockPause);
    }
    try {
      return await act();
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
}

async function made(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function versionOf(bytes: Uint8Array | undefined): string {
  return bytes ? createHash('sha256').update(bytes).digest('hex') : none;
}

const ofDisk: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOTDIR',
  'EEXIST',
  'EIO',
]);

function isOfDisk(error: unknown): boolean {
  return ofDisk.has(codeOf(error));
}

/** For the demo account: what was pulled in it is another story in each window. */
export class MemoryFile implements LedgerStore {
  #bytes: Uint8Array | undefined;
  #writes = 0;

  read(): Promise<StoredLedger> {
    return Promise.resolve({ version: this.#version, ...(this.#bytes && { bytes: this.#bytes }) });
  }

  write(bytes: Uint8Array, expectedVersion: string): Promise<string | undefined> {
    if (expectedVersion !== this.#version) return Promise.resolve(undefined);
    this.#bytes = bytes;
    this.#writes += 1;
    return Promise.resolve(this.#version);
  }

  setAside(expectedVersion: string): Promise<void> {
    if (expectedVersion !== this.#version) return Promise.resolve();
    this.#bytes = undefined;
    this.#writes += 1;
    return Promise.resolve();
  }

  get #version(): string {
    return `${this.#writes}`;
  }
}
