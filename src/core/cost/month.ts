/** A month as AWS bills it: in UTC, whatever the time zone of the account or of this machine. */
export interface Month {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
}

/** Times are milliseconds since the epoch. */
export function monthOf(ms: number): Month {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
}

/** The first millisecond of it. */
export function monthStart({ year, month }: Month): number {
  return Date.UTC(year, month - 1);
}

/** The first millisecond after it. */
export function monthEnd({ year, month }: Month): number {
  // A 13th month is January of the next year.
  return Date.UTC(year, month);
}

/** Whole seconds: a day of UTC always has 86,400, as AWS leaves out leap seconds. */
export function secondsIn(month: Month): number {
  return (monthEnd(month) - monthStart(month)) / 1000;
}

/** `2026-11-22`, in UTC. */
export function dayKey(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `2026-11` */
export function monthKey({ year, month }: Month): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}
