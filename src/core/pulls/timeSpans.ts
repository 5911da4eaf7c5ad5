/** A stretch of time, in milliseconds since the epoch; `to` does not belong to it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** `spans` with one more; in order, apart from each other, none empty. */
export function withSpan(spans: readonly Span[], { from, to }: Span): readonly Span[] {
  if (to <= from) return spans;
  const touching = spans.filter((each) => each.from <= to && each.to >= from);
  const whole = {
    from: Math.min(from, ...touching.map((each) => each.from)),
    to: Math.max(to, ...touching.map((each) => each.to)),
  };
  return [...spans.filter((each) => each.to < from), whole, ...spans.filter((each) => each.from > to)];
}

/** What of a stretch is in none of `spans`, in order. */
export function gapsIn(spans: readonly Span[], { from, to }: Span): readonly Span[] {
  const gaps: Span[] = [];
  let start = from;
  for (const each of spans) {
    if (each.to <= start) continue;
    if (each.from >= to) break;
    if (each.from > start) gaps.push({ from: start, to: each.from });
    start = each.to;
  }
  if (start < to) gaps.push({ from: start, to });
  return gaps;
}

export function isIn(spans: readonly Span[], time: number): boolean {
  return spans.some(({ from, to }) => from <= time && time < to);
}
