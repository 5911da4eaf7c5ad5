import { Failure } from '../failure.ts';

/**
 * A value as one word of a POSIX shell, in single quotes: nothing in it is expanded, whatever it holds. Always quoted,
 * also where it would not be needed, so that a reader sees at once what is a value.
 *
 * A leading dash stays a leading dash: place the word after an option that takes a value.
 *
 * @throws Failure `invalidRequest` for a NUL character, which no argument of a program can hold.
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new Failure('invalidRequest', 'A NUL character cannot be passed to a program.');
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
