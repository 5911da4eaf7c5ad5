import type { PullRow, TimeRange } from './gateway.ts';
import { groupedBy } from './grouped.ts';
import { dayNumber, dayText } from './ledger.ts';

/** Rows of one kind of evidence a day, as `bestRows` gives them: else pulls are counted twice. */
export type ReportRows = readonly PullRow[];

export interface PullSum {
  /** What it is the sum of: a repository, a host or a kind of evidence. */
  readonly key: string;
  readonly bytes: number;
  /** The upper bound; only where some of it is estimated. */
  readonly mostBytes?: number;
  readonly pulls: number;
  /** Pulls that are not in `bytes`, since their size is not known. */
  readonly unsized: number;
}

export interface PullDay {
  readonly day: string;
  /** The keys of all days in the same order, largest of the whole range first; without those that the day has not. */
  readonly parts: readonly PullSum[];
  readonly bytes: number;
}

export type PullsBy = 'repository' | 'host' | 'evidence';

/** Every day of the range, also those without pulls. */
export function pullsByDay(rows: ReportRows, { from, to }: TimeRange, by: PullsBy): readonly PullDay[] {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dayText(first + index));
  const wanted = new Set(days);
  const inRange = rows.filter(({ day }) => wanted.has(day));
  const place = new Map(summed(inRange, by).map(({ key }, index) => [key, index]));
  const byDay = groupedBy(inRange, ({ day }) => day);
  return days.map((day) => {
    const parts = summed(byDay.get(day) ?? [], by).toSorted(
      (a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0),
    );
    return { day, parts, bytes: parts.reduce((sum, part) => sum + part.bytes, 0) };
  });
}

export interface RepositorySum extends PullSum {
  readonly hosts: readonly PullSum[];
  /** By image; the empty key stands for layers whose image can't be told. */
  readonly images: readonly PullSum[];
}

/** Largest first. */
export function byRepository(rows: ReportRows): readonly RepositorySum[] {
  const groups = groupedBy(rows, ({ repository }) => repository);
  return summed(rows, 'repository').map((sum) => {
    const own = groups.get(sum.key) ?? [];
    return { ...sum, hosts: summed(own, 'host'), images: summed(own, 'image') };
  });
}

export interface HostSum extends PullSum {
  readonly repositories: readonly PullSum[];
}

/** Largest first. */
export function byHost(rows: ReportRows): readonly HostSum[] {
  const groups = groupedBy(rows, ({ host }) => host);
  return summed(rows, 'host').map((sum) => ({ ...sum, repositories: summed(groups.get(sum.key) ?? [], 'repository') }));
}

/** A repository that was pulled far more than it usually is. */
export interface UnusualPulls {
  readonly repository: string;
  readonly day: string;
  readonly bytes: number;
  /** Bytes of a usual day. */
  readonly usual: number;
}

const usualDays = 14;
/** Of fewer days with pulls nothing is usual. */
const leastDays = 3;

/**
 * Repositories of which more than `times` the usual was pulled on a day. Usual is the median of the 14 days before; of
 * what is pulled on fewer than half of them, the median of those on which it was.
 */
export function unusual(rows: ReportRows, times: number, now: number): readonly UnusualPulls[] {
  const today = dayNumber(now);
  const day = dayText(today);
  const before = Array.from({ length: usualDays }, (_, index) => dayText(today - 1 - index));
  return [...groupedBy(rows, ({ repository }) => repository)].flatMap(([repository, own]) => {
    const bytes = new Map(summed(own, 'day').map((sum) => [sum.key, sum.bytes]));
    const earlier = before.map((each) => bytes.get(each) ?? 0);
    const pulled = earlier.filter((each) => each > 0);
    if (pulled.length < leastDays) return [];
    const usual = median(earlier) || median(pulled);
    const present = bytes.get(day) ?? 0;
    return present > usual * times ? [{ repository, day, bytes: present, usual }] : [];
  });
}

function summed(rows: ReportRows, by: PullsBy | 'image' | 'day'): readonly PullSum[] {
  const sums = new Map<string, { key: string; bytes: number; mostBytes?: number; pulls: number; unsized: number }>();
  for (const row of rows) {
    const key = row[by] ?? '';
    const sum = sums.get(key) ?? { key, bytes: 0, pulls: 0, unsized: 0 };
    const { mostBytes = sum.bytes } = sum;
    if (row.mostBytes !== undefined || sum.mostBytes !== undefined)
      sum.mostBytes = mostBytes + (row.mostBytes ?? row.bytes);
    sum.bytes += row.bytes;
    sum.pulls += row.pulls;
    sum.unsized += row.unsized;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((a, b) => b.bytes - a.bytes || (a.key < b.key ? -1 : 1));
}

/** Of an even number the lower one of the two in the middle and the upper one, halved to whole bytes. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return Math.floor((lower + upper) / 2);
}
