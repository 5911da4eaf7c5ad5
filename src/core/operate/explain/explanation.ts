import type { Message } from '../../text/message.ts';

/** What AWS's words mean, and what to do about it: a sentence each, without a full stop. */
export interface Explanation {
  readonly means: Message;
  readonly fix: Message;
}

export interface Pattern extends Explanation {
  readonly pattern: RegExp;
}

/** Longer texts are none of AWS's, and nothing would be found at their end. */
const longest = 4_000;

/** By the first pattern that the text has. */
export function explainedBy(patterns: readonly Pattern[], text: string): Explanation | undefined {
  const start = text.slice(0, longest);
  const found = patterns.find(({ pattern }) => pattern.test(start));
  return found && { means: found.means, fix: found.fix };
}
