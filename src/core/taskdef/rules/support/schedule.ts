/**
 * When EventBridge starts something again and again: `rate(…)` and `cron(…)`, of rules and of EventBridge Scheduler.
 * Source: Amazon EventBridge User Guide, "Setting a schedule pattern", and EventBridge Scheduler User Guide, "Schedule
 * types". Time zones and what daylight saving time does are left out.
 */

export interface Gaps {
  /** How often a year more time than was asked about passes between two runs. */
  readonly perYear: number;
  /** Minutes; the longest of a year. */
  readonly longest: number;
}

const minutesOf = new Map([
  ['minute', 1],
  ['hour', 60],
  ['day', 24 * 60],
]);
const aDay = 24 * 60;
const aYear = 365 * aDay;

/**
 * The gaps between runs that are longer than some minutes. Undefined for what runs once (`at(…)`), and for what can't be
 * read.
 */
export function gapsOver(minutes: number, expression: string): Gaps | undefined {
  const [, kind, inside = ''] = /^\s*(rate|cron)\s*\(([^()]*)\)\s*$/.exec(expression) ?? [];
  if (kind === 'rate') return gapsOfRate(minutes, inside);
  return kind === 'cron' ? gapsOfCron(minutes, inside) : undefined;
}

function gapsOfRate(minutes: number, inside: string): Gaps | undefined {
  const [, count, unit] = /^\s*(\d{1,6})\s+(minute|hour|day)s?\s*$/.exec(inside) ?? [];
  const longest = Number(count) * (minutesOf.get(unit ?? '') ?? Number.NaN);
  if (!(longest > 0)) return undefined;
  return { longest, perYear: longest > minutes ? aYear / longest : 0 };
}

function gapsOfCron(minutes: number, inside: string): Gaps | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...more] = inside.trim().split(/\s+/);
  if (year === undefined || more.length > 0) return undefined;
  const times = timesOfDay(minute ?? '', hour ?? '');
  const days = daysOfYear(dayOfMonth ?? '', month ?? '', dayOfWeek ?? '');
  const [first, last] = [times?.[0], times?.at(-1)];
  if (times === undefined || days === undefined || first === undefined || last === undefined) return undefined;
  const within = differences(times);
  // From the last run of a day to the first one of the next day with any.
  const daysBetween = differences(days).filter((_, index) => (days[index] ?? 0) < 365);
  const between = daysBetween.map((each) => each * aDay + first - last);
  const isLong = (gap: number): boolean => gap > minutes;
  return {
    perYear: within.filter(isLong).length * between.length + between.filter(isLong).length,
    longest: Math.max(...within, ...between),
  };
}

function differences(ascending: readonly number[]): number[] {
  return ascending.slice(1).map((each, index) => each - (ascending[index] ?? 0));
}

/** Minutes of the day, ascending. */
function timesOfDay(minute: string, hour: string): readonly number[] | undefined {
  const [minutes, hours] = [valuesOf(minute, 0, 59), valuesOf(hour, 0, 23)];
  return minutes && hours?.flatMap((each) => minutes.map((minute) => each * 60 + minute));
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Days of a year and the next one, ascending from 0. */
function daysOfYear(dayOfMonth: string, month: string, dayOfWeek: string): readonly number[] | undefined {
  const months = valuesOf(month, 1, 12, monthNames);
  const isOn = dayTest(dayOfMonth, dayOfWeek);
  if (months === undefined || isOn === undefined) return undefined;
  const days: number[] = [];
  for (let day = 0; day < 2 * 365 + 1; day++) {
    const date = new Date(Date.UTC(2023, 0, 1 + day));
    if (months.includes(date.getUTCMonth() + 1) && isOn(date)) days.push(day);
  }
  return (days[0] ?? 365) < 365 ? days : undefined;
}

/** One of the two fields is `?`; what can't be read is no test. */
function dayTest(dayOfMonth: string, dayOfWeek: string): ((date: Date) => boolean) | undefined {
  if (dayOfWeek !== '?') return dayOfWeekTest(dayOfWeek);
  const last = /^LW?$/.test(dayOfMonth);
  // The weekday nearest to a day: that day, for how often it is.
  const days = last ? [] : valuesOf(dayOfMonth.replace(/W$/, ''), 1, 31);
  return days && ((date) => (last ? leavesMonth(date, 1) : days.includes(date.getUTCDate())));
}

function dayOfWeekTest(field: string): ((date: Date) => boolean) | undefined {
  const [, name = '', special, count] = /^(\w+?)(L|#)([1-5])?$/.exec(field) ?? [];
  const days = valuesOf(special === undefined ? field : name, 1, 7, dayNames);
  if (days === undefined || (special === '#') !== (count !== undefined)) return undefined;
  return (date) => {
    if (!days.includes(date.getUTCDay() + 1)) return false;
    const week = Math.ceil(date.getUTCDate() / 7);
    if (special === undefined) return true;
    return special === '#' ? week === Number(count) : leavesMonth(date, 7);
  };
}

/** Whether so many days later it is another month. */
function leavesMonth(date: Date, days: number): boolean {
  return new Date(date.getTime() + days * aDay * 60_000).getUTCMonth() !== date.getUTCMonth();
}

/** `*`, `5`, `1,2`, `1-5`, `MON-FRI`, `0/15`; ascending. Undefined for anything else. */
function valuesOf(field: string, least: number, most: number, names: readonly string[] = []): number[] | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const range = rangeOf(part, least, most, names);
    if (range === undefined) return undefined;
    const { start, end, step } = range;
    // SAT-MON goes round.
    const last = end < start ? end + most - least + 1 : end;
    for (let value = start; value <= last; value += step) values.add(value > most ? value - most + least - 1 : value);
  }
  return [...values].sort((a, b) => a - b);
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function rangeOf(part: string, least: number, most: number, names: readonly string[]): Range | undefined {
  const [, all, from, to, every] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part) ?? [];
  const step = Number(every ?? 1);
  if (all !== undefined) return step >= 1 ? { start: least, end: most, step } : undefined;
  const start = numberIn(from ?? '', names);
  // `0/15` goes on to the end.
  const end = to === undefined ? (every === undefined ? start : most) : numberIn(to, names);
  const isWithin = start >= least && start <= most && end >= least && end <= most;
  return isWithin && step >= 1 ? { start, end, step } : undefined;
}

function numberIn(text: string, names: readonly string[]): number {
  const name = names.indexOf(text.toUpperCase());
  if (name !== -1) return name + 1;
  return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}
