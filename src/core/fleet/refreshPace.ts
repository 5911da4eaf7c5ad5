/** Milliseconds. */
const minute = 60_000;

/**
 * What refreshes that nobody asked for take at most, of an account in a Region: a hundredth of what flows into the bucket
 * of ECS that most of them take from, 20 requests a second.
 */
const callsPerSecond = 0.2;

/**
 * How long after one refresh the next one is due, in milliseconds.
 *
 * @param minutes as the user wants it
 * @param calls of one refresh, in the account with the most
 */
export function refreshInterval(minutes: number, calls: number): number {
  return Math.max(minutes * minute, (calls / callsPerSecond) * 1000);
}

/** Calls to AWS in an hour in which the view is seen. */
export function callsAnHour(minutes: number, calls: number): number {
  return Math.floor((60 * minute) / refreshInterval(minutes, calls)) * calls;
}
