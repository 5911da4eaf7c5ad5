import { createHash } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subscription } from '../../core/event.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import {
  otherVersion,
  readSnapshot,
  snapshotTexts,
  type FleetSnapshot,
  type KeptFleet,
} from '../../core/fleet/snapshot.ts';
import { turn } from '../../core/turns.ts';
import { codeOf, readIfThere, writeWhole } from '../cost/files.ts';

/** Milliseconds. What is read at the same time is written together. */
const writeDelay = 3_000;
/** That nothing but the time has changed is worth a write only once in so long. */
const longestUnwritten = 15 * 60_000;
/** Of accounts that nobody looked at for so long nothing is kept. */
const keptFor = 30 * 86_400_000;
const mostFiles = 100;
const mostBytes = 96 * 1024 * 1024;
const lineBreak = 10;

interface Written {
  /** The sum of all but the times. */
  readonly content: string;
  readonly at: number;
}

/** A text and its checksum, as they stand in the file: each on a line of its own. */
interface Line {
  readonly sum: string;
  readonly text: Uint8Array;
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
      const other = otherVersion(beginningOf(bytes));
      if (other === 'newer') throw unusable('A newer version has written a file, which is left to it.');
      if (other === 'older') return;
      const [head, ...lists] = linesOf(bytes) ?? [];
      const text = head && textOf(head);
      const snapshot =
        text === undefined ? 'corrupt' : readSnapshot(text, lists.length, (n) => this.#list(file, lists[n - 1]));
      if (text === undefined || typeof snapshot === 'string')
        throw unusable('A file is damaged, and counts for nothing.');
      const at = newest(snapshot);
      // This machine's clock may have been ahead.
      if (at > this.#now()) return;
      this.#written.set(file, { content: contentOf(text, lists), at });
      account.known.begin(snapshot);
    } catch (error) {
      this.#complain(error);
    }
  }

  /** A damaged one counts for nothing, and is written anew. */
  #list(file: string, line: Line | undefined): string | undefined {
    const text = line && textOf(line);
    if (text === undefined) {
      this.#written.delete(file);
      this.#complain(unusable('A part of a file is damaged, and counts for nothing.'));
    }
    return text;
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
    await account.known.unpack();
    const { snapshot } = account.known;
    const [head, ...lists] = await snapshotTexts(snapshot);
    const lines: Line[] = [lineOf(head)];
    for (const list of lists) {
      await turn();
      lines.push(lineOf(list));
    }
    const content = contentOf(head, lines.slice(1));
    const before = this.#written.get(file);
    const at = newest(snapshot);
    // A clock may have been set back.
    if (before && Math.abs(at - before.at) < longestUnwritten && before.content === content) return;
    // Looked at each time: an update leaves windows of the old version open beside those of the new one.
    if (otherVersion(await beginning(file)) === 'newer') return;
    const bytes = fileOf(lines);
    if (bytes.length > mostBytes) return;
    await writeWhole(file, bytes);
    this.#written.set(file, { content, at });
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
  return found !== undefined && found.size > mostBytes;
}

/** As much as it takes to tell who wrote it. */
async function beginning(path: string): Promise<string> {
  const file = await ifThere(() => open(path));
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(256) });
    return beginningOf(buffer.subarray(0, bytesRead));
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

/** What its head begins with. */
function beginningOf(bytes: Uint8Array): string {
  const start = bytes.indexOf(lineBreak) + 1;
  return new TextDecoder().decode(bytes.subarray(start, start + 64));
}

/** `undefined` where the end is missing. */
function linesOf(bytes: Uint8Array): readonly Line[] | undefined {
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length;) {
    const middle = bytes.indexOf(lineBreak, start);
    const end = middle < 0 ? -1 : bytes.indexOf(lineBreak, middle + 1);
    if (end < 0) return undefined;
    lines.push({
      sum: new TextDecoder().decode(bytes.subarray(start, middle)),
      text: bytes.subarray(middle + 1, end),
    });
    start = end + 1;
  }
  return lines;
}

function lineOf(text: string): Line {
  const bytes = Buffer.from(text);
  return { sum: checksum(bytes), text: bytes };
}

function fileOf(lines: readonly Line[]): Uint8Array {
  const end = Buffer.from([lineBreak]);
  return Buffer.concat(lines.flatMap(({ sum, text }) => [Buffer.from(sum), end, text, end]));
}

/** `undefined` where it is damaged. */
function textOf({ sum, text }: Line): string | undefined {
  return sum === checksum(text) ? new TextDecoder().decode(text) : undefined;
}

/** Against damage, not against malice. */
function checksum(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Of all but the times at which it was read. */
function contentOf(head: string, lists: readonly Line[]): string {
  return [checksum(head.replace(/"asOf":\d+/g, '')), ...lists.map(({ sum }) => sum)].join(' ');
}

/** When the newest of its answers came. */
function newest({ ecsClusters, eksClusters, nodes, instances, members = {} }: FleetSnapshot | KeptFleet): number {
  const ofHosts: readonly { readonly asOf: number }[] = Object.values(instances);
  const all = [ecsClusters, eksClusters, nodes, ...ofHosts, ...Object.values(members)];
  return Math.max(0, ...all.map((each) => each?.asOf ?? 0));
}
