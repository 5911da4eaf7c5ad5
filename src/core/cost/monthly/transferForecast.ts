import { dayKey, monthOf, monthStart, secondsIn } from '../month.ts';
import { elapsedSeconds } from './billedTime.ts';
import type { DayBytes } from './model.ts';

/** Bytes of the whole month, so far and to come. */
export interface TransferForecast {
  readonly leastBytes: number;
  /** As much each day as on an average day so far. */
  readonly likelyBytes: number;
  readonly mostBytes: number;
  /** How many whole days of the month it rests on. */
  readonly wholeDays: number;
}

const msPerDay = 86_400_000;
const secondsPerDay = 86_400;
/** Of fewer days nothing is said of how they differ. */
const leastDays = 3;
/** Four of five months end within so many standard deviations, if days are independent. */
const deviations = 1.28;

/**
 * The trend of a month, a straight line through its days so far. Its width is what days that differ as those so far
 * leave open; with fewer than three whole days between no more and twice as much as the trend.
 */
export function forecastTransfer(bytes: number, days: readonly DayBytes[], now: number): TransferForecast {
  const month = monthOf(now);
  const restSeconds = secondsIn(month) - elapsedSeconds(now);
  const restDays = restSeconds / secondsPerDay;
  const wholeDays = Math.floor((now - monthStart(month)) / msPerDay);
  // A few hours are no trend: the first day is taken for a whole one.
  const rest = (bytes * restSeconds) / Math.max(secondsPerDay, elapsedSeconds(now));
  const spread =
    wholeDays < leastDays
      ? rest
      : deviations * deviation(dayBytes(days, month, wholeDays)) * Math.sqrt(restDays + restDays ** 2 / wholeDays);
  return {
    leastBytes: bytes + Math.round(Math.max(0, rest - spread)),
    likelyBytes: bytes + Math.round(rest),
    mostBytes: bytes + Math.round(rest + spread),
    wholeDays,
  };
}

function dayBytes(days: readonly DayBytes[], month: ReturnType<typeof monthOf>, count: number): readonly number[] {
  const known = new Map<string, number>();
  for (const { day, bytes } of days) known.set(day, (known.get(day) ?? 0) + bytes);
  return Array.from({ length: count }, (_, index) => known.get(dayKey(monthStart(month) + index * msPerDay)) ?? 0);
}

/** Of a sample. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
