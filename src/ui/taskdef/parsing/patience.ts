const steps = 4;

/**
 * Calls back when a time is over, unless it is called off before. Time in which this thread itself was held up, or the
 * machine slept, counts for a quarter at most: what was waited for may have come meanwhile.
 * @returns what calls it off
 */
export function patiently(ms: number, tooLate: () => void): () => void {
  let left = steps;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    tooLate();
  }, ms / steps);
  return () => clearInterval(timer);
}
