import { compact } from '../compact.ts';
import type { TaskPull } from './gateway.ts';
import { Ledger, emptyState, lineKey, type Cursor, type LedgerLine, type LedgerState } from './ledger.ts';
import { withSpan } from './timeSpans.ts';

/** Goes up whenever the form of the file or the meaning of a field changes. */
const version = 1;

/**
 * Why kept bytes are not read: `corrupt`, they are not what was written; `newer`, a newer version of this extension
 * wrote them.
 */
export type LedgerFault = 'corrupt' | 'newer';

/** Names stand once, in tables; lines are numbers only. */
interface Kept {
  readonly hosts: readonly string[];
  readonly repositories: readonly string[];
  readonly images: readonly string[];
  readonly digests: readonly string[];
  /** Six for each line: day, host, repository, image, bytes, pulls. */
  readonly lines: readonly number[];
  /** Three for each: line, digest, pulls. */
  readonly unsized: readonly number[];
  /** Two for each span. */
  readonly covered: readonly number[];
  readonly newest?: number;
  readonly seen: readonly (readonly [id: string, time: number])[];
  readonly cursors: readonly Cursor[];
  readonly tasks: readonly TaskPull[];
}

export function toBytes({ state }: Ledger): Uint8Array {
  const data = toKept(state);
  return new TextEncoder().encode(JSON.stringify({ version, check: checksum(JSON.stringify(data)), data }));
}

/** What `toBytes` made, or why it is not read. */
export function fromBytes(bytes: Uint8Array): Ledger | LedgerFault {
  let file: unknown;
  try {
    file = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return 'corrupt';
  }
  if (!isRecord(file)) return 'corrupt';
  if (isCount(file.version) && file.version > version) return 'newer';
  if (file.version !== version || file.check !== checksum(JSON.stringify(file.data ?? null))) return 'corrupt';
  if (!isKept(file.data)) return 'corrupt';
  const state = toState(file.data);
  return state ? new Ledger(state) : 'corrupt';
}

/** Gives each name a number, in the order of its first use. */
class Table {
  readonly #numbers = new Map<string, number>();

  get names(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

function toKept({ lines, covered, newest, seen, cursors, tasks }: LedgerState): Kept {
  const [hosts, repositories, images, digests] = [new Table(), new Table(), new Table(), new Table()];
  const numbers: number[] = [];
  const unsized: number[] = [];
  let index = 0;
  for (const line of lines.values()) {
    const { day, bytes, pulls } = line;
    const names = [hosts.number(line.host), repositories.number(line.repository), images.number(line.image)];
    numbers.push(day, ...names, bytes, pulls);
    for (const [digest, count] of line.unsized) unsized.push(index, digests.number(digest), count);
    index++;
  }
  return compact({
    hosts: hosts.names,
    repositories: repositories.names,
    images: images.names,
    digests: digests.names,
    lines: numbers,
    unsized,
    covered: covered.flatMap(({ from, to }) => [from, to]),
    newest,
    seen: [...seen],
    cursors,
    tasks: [...tasks.values()],
  });
}

/** Nothing where numbers name nothing, or two lines are one. */
function toState(kept: Kept): LedgerState | undefined {
  const state = emptyState();
  const lines = groups(kept.lines, 6).map((numbers) => toLine(kept, numbers));
  for (const line of lines) if (line) state.lines.set(lineKey(line), line);
  if (state.lines.size !== lines.length) return undefined;
  for (const [index = 0, digest = 0, pulls = 0] of groups(kept.unsized, 3)) {
    const [line, name] = [lines[index], kept.digests[digest]];
    if (!line || name === undefined) return undefined;
    line.unsized.set(name, pulls);
  }
  for (const [from = 0, to = 0] of groups(kept.covered, 2)) state.covered = withSpan(state.covered, { from, to });
  for (const [id, time] of kept.seen) state.seen.set(id, time);
  for (const task of kept.tasks) state.tasks.set(task.taskId, task);
  return { ...state, newest: kept.newest, cursors: kept.cursors };
}

function toLine(kept: Kept, numbers: readonly number[]): LedgerLine | undefined {
  const [day = 0, hostAt = 0, repositoryAt = 0, imageAt = 0, bytes = 0, pulls = 0] = numbers;
  const [host, repository, image] = [kept.hosts[hostAt], kept.repositories[repositoryAt], kept.images[imageAt]];
  if (host === undefined || repository === undefined || image === undefined) return undefined;
  return { day, host, repository, image, bytes, pulls, unsized: new Map() };
}

/** A list that is in groups of so many numbers, as `isKept` has seen to. */
function groups(numbers: readonly number[], length: number): readonly (readonly number[])[] {
  return Array.from({ length: numbers.length / length }, (_, at) => numbers.slice(at * length, (at + 1) * length));
}

function isKept(value: unknown): value is Kept {
  if (!isRecord(value)) return false;
  const { hosts, repositories, images, digests, lines, unsized, covered, newest, seen, cursors, tasks } = value;
  return (
    [hosts, repositories, images, digests].every((names) => isListOf(names, isText)) &&
    isListOf(lines, isCount, 6) &&
    isListOf(unsized, isCount, 3) &&
    isListOf(covered, isCount, 2) &&
    (newest === undefined || isCount(newest)) &&
    isListOf(seen, isSeen) &&
    isListOf(cursors, isCursor) &&
    isListOf(tasks, isTask)
  );
}

function isSeen(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isText(value[0]) && isCount(value[1]);
}

function isCursor(value: unknown): boolean {
  return isRecord(value) && [value.from, value.to, value.reached].every(isCount) && isText(value.token);
}

function isTask(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { taskId, host, repositories, pullStartedAt, pullStoppedAt } = value;
  const isTime = (time: unknown): boolean => time === undefined || isCount(time);
  return (
    isText(taskId) &&
    (host === undefined || isText(host)) &&
    isListOf(repositories, isText) &&
    isTime(pullStartedAt) &&
    isTime(pullStoppedAt)
  );
}

function isListOf(value: unknown, isOne: (each: unknown) => boolean, group = 1): boolean {
  return Array.isArray(value) && value.length % group === 0 && value.every(isOne);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** FNV-1a, 32 bits: against damage, not against malice. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
