import { visible } from '../text/label.ts';

/** Why a tool can't do what it was asked for: a sentence for a language model, with what to do next. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
}

/** What a tool answers with: plain data, whose names say the units; times are ISO 8601. */
export type AgentAnswer = Readonly<Record<string, unknown>>;

/** The same answer with as much of its lists as wanted; the rest is counted in it. */
export type AnswerOf = (most: number) => AgentAnswer;

/** Of one list in an answer. */
export const mostListed = 200;

/** Of an answer as a whole, in UTF-16 code units: what a model reads of it pushes out something else. */
export const mostCharacters = 60_000;

/**
 * The answer as JSON, its lists as long as fits.
 *
 * @param fits whether whoever asked can take a text of this length; an answer with empty lists is given in any case
 */
export async function boundedText(
  answer: AnswerOf,
  fits: (text: string) => boolean | PromiseLike<boolean> = () => true,
): Promise<string> {
  for (let most = mostListed; ; most = Math.floor(most / 2)) {
    const text = JSON.stringify(answer(most));
    if (most === 0 || (text.length <= mostCharacters && (await fits(text)))) return text;
  }
}

/** A point in time. */
export function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** Longer names are no names: AWS allows 256 characters. */
const longestName = 300;
const longestSentence = 1500;

/** A name from outside, on one line and with nothing in it that is not seen. */
export function plain(text: string, longest: number = longestName): string {
  const line = visible(text.slice(0, longest + 1));
  return line.length <= longest ? line : `${visible(line.slice(0, longest))}…`;
}

/** A sentence that holds such names. */
export function plainSentence(text: string): string {
  return plain(text, longestSentence);
}
