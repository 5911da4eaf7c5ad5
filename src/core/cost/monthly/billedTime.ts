import { monthEnd, monthOf, monthStart } from '../month.ts';

/** From the first millisecond on, to before the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When something is billed: in the one span for certain, in the other one perhaps, which holds the first. */
export interface BilledSpan {
  /** Absent: never for certain. */
  readonly certain?: Span;
  readonly possible?: Span;
}

export interface AmountRange {
  readonly least: number;
  readonly most: number;
}

/** Whole quantities of a month: seconds, vCPU-seconds, bytes. Projected is never below what is so far. */
export interface Billed {
  readonly soFar: AmountRange;
  readonly projected: AmountRange;
}

export const always: Span = { from: -Infinity, to: Infinity };

/** Of something that is billed from when it came; without that time between always and now. */
export function since(time: number | undefined, now: number): Required<BilledSpan> {
  return { certain: { from: time ?? now, to: Infinity }, possible: { from: time ?? -Infinity, to: Infinity } };
}

/** When something was seen that is there no more. */
export interface Gone {
  readonly lastSeenAt: number;
  /** The first look at which it was not there any more. */
  readonly missedAt: number;
}

/** Until it was last seen for certain, until it was missed perhaps. */
export function goneSpan(from: number | undefined, { lastSeenAt, missedAt }: Gone): Required<BilledSpan> {
  return { certain: { from: from ?? lastSeenAt, to: lastSeenAt }, possible: { from: from ?? -Infinity, to: missedAt } };
}

/** When both are billed. */
export function both(left: BilledSpan, right: BilledSpan): BilledSpan {
  const certain = left.certain && right.certain && intersection(left.certain, right.certain);
  const possible = left.possible && right.possible && intersection(left.possible, right.possible);
  return { ...(certain && { certain }), ...(possible && { possible }) };
}

/** Seconds in the month of `now`, so far and in the whole of it. */
export function billedSeconds({ certain, possible }: BilledSpan, now: number): Billed {
  const month = monthOf(now);
  const soFar = { from: monthStart(month), to: now };
  const whole = { from: monthStart(month), to: monthEnd(month) };
  const range = (window: Span): AmountRange => ({
    least: certain ? secondsWithin(certain, window) : 0,
    most: possible ? secondsWithin(possible, window) : 0,
  });
  return { soFar: range(soFar), projected: range(whole) };
}

/** Of the month of `now`. */
export function elapsedSeconds(now: number): number {
  return secondsWithin(always, { from: monthStart(monthOf(now)), to: now });
}

/** AWS bills what has begun of a second. */
function secondsWithin(span: Span, window: Span): number {
  const { from, to } = intersection(span, window);
  return to > from ? Math.ceil((to - from) / 1000) : 0;
}

function intersection(left: Span, right: Span): Span {
  return { from: Math.max(left.from, right.from), to: Math.min(left.to, right.to) };
}
