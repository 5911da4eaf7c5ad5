const waiting: (() => void)[] = [];

/**
 * Resolves in a turn of the event loop that nobody else who waits for one is given, in the order in which they came.
 * Much work is done in parts with a turn before each: however many do so at once, others wait for one part at most.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}

function next(): void {
  const go = waiting.shift();
  if (waiting.length > 0) setImmediate(next);
  go?.();
}
