import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/**
 * Has `assert.ok` say what it was given. Without a message Node makes one of the source: it looks into the file at the
 * place that the call has in what was compiled of it, finds something else there, and may parse on for minutes in which
 * the process does nothing else.
 */
export function sayWhatWasGiven(): void {
  Object.assign(assert, { ok });
}

function ok(value: unknown, message: string | Error = `Expected a true value, not ${inspect(value, { depth: 0 })}.`) {
  if (value) return;
  if (message instanceof Error) throw message;
  throw new assert.AssertionError({ message, actual: value, expected: true, operator: '==', stackStartFn: ok });
}
