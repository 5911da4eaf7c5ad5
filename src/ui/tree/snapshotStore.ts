import { createHash } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subscription } from '../../core/event.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { isNewerSnapshot, readSnapshot, snapshotText, type FleetSnapshot } from '../../core/fleet/snapshot.ts';
import { codeOf, readIfThere, writeWhole } from '../cost/files.ts';

/** Milliseconds. What is read at the same time is written together. */
const writeDelay = 3_000;
/** That nothing but the time has changed is worth a write only once in so long. */
const longestUnwritten = 15 * 60_000;
/** Of accounts that nobody looked at for so long nothing is kept. */
const keptFor = 30 * 86_400_000;
const mostFiles = 100;
/** Characters. */
const mostText = 32 * 1024 * 1024;
/** A character can take three bytes; the checksum stands before them. */
const mostFileBytes = 3 * mostText + 100;

interface Written {
  /** The sum of all but the times. */
  readonly content: () => string;
  readonly at: number;
}

/**
 * What was last known of each account, in files: so a window begins with it, and need not wait for AWS. Whatever is wrong
 * with files, the window goes on without them.
 */
export class SnapshotStore {
  readonly #fleet: Pick<Fleet, 'accounts' | 'onDidRead'>;
  readonly #folder: string;
  readonly #onProblem: (error: unknown) => void;
  readonly #now: () => number;
  readonly #begun = new WeakSet<AccountFleet>();
  readonly #written = new Map<string, Written>();
  readonly #waiting = new Set<AccountFleet>();
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve();
  #hasComplained = false;
  #isPruned = false;
  readonly #subscription: Subscription;

  /** @param onProblem told of the first problem with files */
  constructor(
    fleet: Pick<Fleet, 'accounts' | 'onDidRead'>,
    folder: string,
    onProblem: (error: unknown) => void,
    now: () => number = Date.now,
  ) {
    this.#fleet = fleet;
    this.#folder = folder;
    this.#onProblem = onProblem;
    this.#now = now;
    this.#subscription = fleet.onDidRead((account) => this.#schedule(account));
  }

  /** Has accounts that are shown for the first time begin with what was known of them. Never rejects. */
  async begin(): Promise<void> {
    const fresh = this.#fleet.accounts.filter((account) => !this.#begun.has(account));
    for (const account of fresh) this.#begun.add(account);
    await Promise.all(fresh.filter(isKept).map((account) => this.#beginOne(account)));
  }

  async #beginOne(account: AccountFleet): Promise<void> {
    try {
      const file = this.#file(account);
      if (await isTooLarge(file)) throw unusable('A file is larger than any that is written.');
      const bytes = await readIfThere(file);
      if (!bytes) return;
      const [sum, text, summed] = split(bytes);
      const snapshot = readSnapshot(text);
      if (snapshot === 'newer') throw unusable('A newer version has written a file, which is left to it.');
      if (snapshot === 'corrupt' || sum !== checksum(summed))
        throw unusable('A file is damaged, and counts for nothing.');
      const at = newest(snapshot);
      // This machine's clock may have been ahead.
      if (at > this.#now()) return;
      this.#written.set(file, { content: contentLater(text), at });
      account.known.begin(snapshot);
    } catch (error) {
      this.#complain(error);
    }
  }

  #schedule(account: AccountFleet): void {
    if (!isKept(account)) return;
    this.#waiting.add(account);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, writeDelay);
  }

  /** Writes what is to be written. Never rejects. */
  flush(): Promise<void> {
    const accounts = [...this.#waiting];
    this.#waiting.clear();
    this.#writing = this.#writing.then(async () => {
      for (const account of accounts) {
        await this.#write(account).catch((error: unknown) => this.#complain(error));
      }
    });
    return this.#writing;
  }

  async #write(account: AccountFleet): Promise<void> {
    const file = this.#file(account);
    const { snapshot } = account.known;
    const text = await snapshotText(snapshot);
    if (text.length > mostText) return;
    const content = contentOf(text);
    const before = this.#written.get(file);
    const at = newest(snapshot);
    // A clock may have been set back.
    if (before && Math.abs(at - before.at) < longestUnwritten && before.content() === content) return;
    // Looked at each time: an update leaves windows of the old version open beside those of the new one.
    if (isNewerSnapshot(await beginning(file))) return;
    await writeWhole(file, `${checksum(text)}\n${text}`);
    this.#written.set(file, { content: () => content, at });
    if (!this.#isPruned) await this.#prune();
  }

  /** Once in a window: files of accounts that are not looked at any more, and what a crash left behind. */
  async #prune(): Promise<void> {
    this.#isPruned = true;
    const names = await readdir(this.#folder);
    const all = await Promise.all(names.map(async (name) => writtenFile(join(this.#folder, name))));
    const files = all.filter((file) => file !== undefined);
    const isOld = ({ path, writtenAt }: WrittenFile, index: number): boolean =>
      index >= mostFiles || this.#now() - writtenAt > (path.endsWith('.tmp') ? 3_600_000 : keptFor);
    const old = files.sort((a, b) => b.writtenAt - a.writtenAt).filter(isOld);
    await Promise.all(old.map(({ path }) => rm(path, { force: true })));
  }

  /** A profile's name may hold what no file's name can. */
  #file({ key }: AccountFleet): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.snapshot`);
  }

  #complain(error: unknown): void {
    if (!this.#hasComplained) this.#onProblem(error);
    this.#hasComplained = true;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }
}

/** The demo account is another one in each window. */
function isKept({ ref }: AccountFleet): boolean {
  return ref.source.kind !== 'demo';
}

function unusable(why: string): Failure {
  return new Failure('unknown', why);
}

interface WrittenFile {
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** `undefined` for what is no file, or is one no more: another window writes and prunes here, too. */
async function writtenFile(path: string): Promise<WrittenFile | undefined> {
  const found = await ifThere(() => stat(path));
  return found?.isFile() ? { path, writtenAt: found.mtimeMs } : undefined;
}

async function isTooLarge(path: string): Promise<boolean> {
  const found = await ifThere(() => stat(path));
  return found !== undefined && found.size > mostFileBytes;
}

/** As much as it takes to tell who wrote it. */
async function beginning(path: string): Promise<string> {
  const file = await ifThere(() => open(path));
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(256) });
    return split(buffer.subarray(0, bytesRead))[1];
  } finally {
    await file.close();
  }
}

async function ifThere<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** `summed` is the text as it stands in the file. */
function split(bytes: Uint8Array): readonly [sum: string, text: string, summed: Uint8Array] {
  const end = bytes.indexOf(10);
  const decoder = new TextDecoder();
  const summed = bytes.subarray(end + 1);
  return [decoder.decode(bytes.subarray(0, Math.max(0, end))), decoder.decode(summed), summed];
}

/** Against damage, not against malice. */
function checksum(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** All but the times at which it was read. */
function contentOf(text: string): string {
  return checksum(text.replace(/"asOf":\d+/g, ''));
}

/** Summed when it is asked for first: the first rows wait for what is done when a window begins. */
function contentLater(text: string): () => string {
  let unsummed: string | undefined = text;
  let content = '';
  return () => {
    if (unsummed !== undefined) content = contentOf(unsummed);
    unsummed = undefined;
    return content;
  };
}

/** When the newest of its answers came. */
function newest({ ecsClusters, eksClusters, nodes, instances, members = {} }: FleetSnapshot): number {
  const all = [ecsClusters, eksClusters, nodes, ...Object.values(instances), ...Object.values(members)];
  return Math.max(0, ...all.map((each) => each?.asOf ?? 0));
}
