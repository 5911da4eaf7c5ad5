import type { Evidence, PullRow, TimeRange } from './gateway.ts';
import { groupedBy } from './grouped.ts';
import { dayNumber, dayText, msPerDay } from './ledger.ts';
import type { Span } from './timeSpans.ts';

const kinds: readonly Evidence[] = ['layers', 'pullCount', 'billed'];

/** The UTC days of which each kind of evidence says all it can: a day without rows is one without pulls then. */
export type EvidenceDays = Readonly<Partial<Record<Evidence, ReadonlySet<string>>>>;

export interface EvidenceSum {
  readonly evidence: Evidence;
  readonly bytes: number;
  /** Only of `pullCount`: the upper bound. */
  readonly mostBytes?: number;
  /** Pulls whose size is not known: then bytes are the least. */
  readonly unsized: number;
}

export interface EvidenceDifference {
  /** Of two kinds the better first. */
  readonly of: Evidence;
  readonly than: Evidence;
  /** Bytes that the first says more than the second; less where it is below 0. */
  readonly bytes: number;
}

/** What the kinds of evidence say of the same time, the best first. */
export interface Comparison {
  readonly sums: readonly EvidenceSum[];
  readonly differences: readonly EvidenceDifference[];
}

/** The days that lie wholly in `spans`. */
export function wholeDays(spans: readonly Span[]): ReadonlySet<string> {
  const days = new Set<string>();
  for (const { from, to } of spans) {
    const last = dayNumber(to);
    for (let day = dayNumber(from + msPerDay - 1); day < last; day++) days.add(dayText(day));
  }
  return days;
}

/** Each day that at least two kinds cover, in order. */
export function compareByDay(
  rows: readonly PullRow[],
  days: EvidenceDays,
): readonly (Comparison & { readonly day: string })[] {
  const byDay = groupedBy(rows, ({ day }) => day);
  const all = new Set(kinds.flatMap((kind) => [...(days[kind] ?? [])]));
  return [...all].sort().flatMap((day) => {
    const known = kinds.filter((kind) => days[kind]?.has(day));
    return known.length < 2 ? [] : [{ day, ...compared(byDay.get(day) ?? [], known) }];
  });
}

/** Without the days outside of a range: of these, rows of the range say nothing. */
export function daysWithin(days: EvidenceDays, { from, to }: TimeRange): EvidenceDays {
  const [first, last] = [dayText(dayNumber(from)), dayText(dayNumber(to))];
  return Object.fromEntries(
    Object.entries(days).map(([kind, all]) => [kind, new Set([...all].filter((day) => first <= day && day <= last))]),
  );
}

/**
 * The sums of all kinds over the days that they cover together, or of the best two that have such days; nothing where no
 * two have one.
 */
export function compareWhole(
  rows: readonly PullRow[],
  days: EvidenceDays,
): (Comparison & { readonly days: number }) | undefined {
  const known = kinds.filter((kind) => (days[kind]?.size ?? 0) > 0);
  const pairs = known.flatMap((kind, index) => known.slice(index + 1).map((other) => [kind, other]));
  for (const some of [known, ...pairs]) {
    const common = commonDays(some, days);
    if (some.length < 2 || common.size === 0) continue;
    const own = rows.filter(({ day }) => common.has(day));
    return { days: common.size, ...compared(own, some) };
  }
  return undefined;
}

function commonDays(some: readonly Evidence[], days: EvidenceDays): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = some.map((kind) => days[kind] ?? new Set<string>());
  return new Set([...first].filter((day) => others.every((each) => each.has(day))));
}

/**
 * Of each day the rows of the best evidence that tells repositories apart: layers where all of the day was read, or
 * nothing else is known of it, else estimates.
 */
export function bestRows(rows: readonly PullRow[], days: EvidenceDays): readonly PullRow[] {
  const estimated = days.pullCount ?? new Set();
  return rows.filter(({ day, evidence }) => {
    const isMeasured = (days.layers?.has(day) ?? false) || !estimated.has(day);
    return evidence === (isMeasured ? 'layers' : 'pullCount');
  });
}

function compared(rows: readonly PullRow[], known: readonly Evidence[]): Comparison {
  const sums = known.map((evidence) => sumOf(rows, evidence));
  const differences = sums.flatMap((better, index) =>
    sums.slice(index + 1).map((other) => ({
      of: better.evidence,
      than: other.evidence,
      bytes: better.bytes - other.bytes,
    })),
  );
  return { sums, differences };
}

function sumOf(rows: readonly PullRow[], evidence: Evidence): EvidenceSum {
  const sum = { evidence, bytes: 0, mostBytes: 0, unsized: 0 };
  for (const row of rows) {
    if (row.evidence !== evidence) continue;
    sum.bytes += row.bytes;
    sum.mostBytes += row.mostBytes ?? row.bytes;
    sum.unsized += row.unsized;
  }
  const { mostBytes, ...rest } = sum;
  return evidence === 'pullCount' ? { ...rest, mostBytes } : rest;
}
