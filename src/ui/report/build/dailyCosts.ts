import { compact } from '../../../core/compact.ts';
import { dayKey, monthEnd, monthStart, type Month } from '../../../core/cost/month.ts';
import { plus } from '../../../core/cost/monthly/lines.ts';
import type { CostFacts, CostKind, CostLine, CostRange } from '../../../core/cost/monthly/model.ts';
import { monthlyCosts } from '../../../core/cost/monthly/monthlyCosts.ts';
import type { PriceBook } from '../../../core/cost/priceBook.ts';
import { sharesOf } from '../../../core/pulls/shares.ts';

const msPerDay = 86_400_000;

/** A UTC day of the month with what it cost, by kind. */
export interface CostDay {
  readonly day: string;
  readonly byKind: ReadonlyMap<CostKind, CostRange>;
}

/** One account and Region. */
export interface DailySource {
  readonly facts: CostFacts;
  readonly lines: readonly CostLine[];
}

/** The UTC days of the month that have begun. */
export function daysSoFar(month: Month, now: number): readonly string[] {
  const end = Math.min(now + 1, monthEnd(month));
  const count = Math.max(1, Math.ceil((end - monthStart(month)) / msPerDay));
  return Array.from({ length: count }, (_, index) => dayKey(monthStart(month) + index * msPerDay));
}

/**
 * The month so far, day by day. The days of a kind add up exactly to what its line says: what costs by the hour is shared
 * by what the same facts would have cost by the end of each day, transfer by the bytes of each day.
 */
export function dailyCosts(source: DailySource, book: PriceBook, month: Month, now: number): readonly CostDay[] {
  const days = daysSoFar(month, now);
  const upTo = days.map((_, index) =>
    amountsByKind(
      monthlyCosts(withoutMeasured(source.facts), book, Math.min(now, monthStart(month) + (index + 1) * msPerDay - 1)),
    ),
  );
  const shares = source.lines.flatMap(({ kind, soFar }) => {
    if (!soFar) return [];
    const weights =
      kind === 'transfer'
        ? bytesOfDays(source.facts, days)
        : days.map((_, index) => Math.max(0, (upTo[index]?.get(kind) ?? 0) - (upTo[index - 1]?.get(kind) ?? 0)));
    const least = sharesOf(soFar.microUsd, weights);
    const open = sharesOf(soFar.maxMicroUsd - soFar.microUsd, weights);
    return [{ kind, shares: least.map((microUsd, day) => ({ microUsd, maxMicroUsd: microUsd + (open[day] ?? 0) })) }];
  });
  return days.map((day, index) => {
    const byKind = new Map<CostKind, CostRange>();
    for (const { kind, shares: own } of shares) add(byKind, kind, own[index]);
    return { day, byKind };
  });
}

/** Of several accounts and Regions, day by day. */
export function mergedDays(all: readonly (readonly CostDay[])[]): readonly CostDay[] {
  const [first = [], ...others] = all;
  return first.map(({ day, byKind }, index) => {
    const sum = new Map(byKind);
    for (const days of others) {
      for (const [kind, range] of days[index]?.byKind ?? []) add(sum, kind, range);
    }
    return { day, byKind: sum };
  });
}

function add(sums: Map<CostKind, CostRange>, kind: CostKind, range: CostRange | undefined): void {
  const before = sums.get(kind);
  if (range) sums.set(kind, before ? plus(before, range) : range);
}

/** What was counted up to now says nothing of an earlier day. */
function withoutMeasured(facts: CostFacts): CostFacts {
  const anywhereHosts = facts.anywhereHosts?.map((host) =>
    compact({ ...host, connectedSeconds: undefined, disconnectedSeconds: undefined }),
  );
  return compact({ ...facts, transfer: undefined, anywhereHosts });
}

function amountsByKind(lines: readonly CostLine[]): ReadonlyMap<CostKind, number> {
  const sums = new Map<CostKind, number>();
  // The most: the least of an hour that may be free is nothing, on every day.
  for (const { kind, soFar } of lines) sums.set(kind, (sums.get(kind) ?? 0) + (soFar?.maxMicroUsd ?? 0));
  return sums;
}

function bytesOfDays({ transfer }: CostFacts, days: readonly string[]): readonly number[] {
  const bytes = new Map<string, number>();
  for (const each of transfer?.days ?? []) bytes.set(each.day, (bytes.get(each.day) ?? 0) + each.bytes);
  return days.map((day) => bytes.get(day) ?? 0);
}
