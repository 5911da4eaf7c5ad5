import { AgentError } from './answer.ts';

/** What a tool was asked with, as a language model wrote it: read property by property, and refused by a sentence. */
export type AgentInput = Readonly<Record<string, unknown>>;

export function inputOf(given: unknown): AgentInput {
  if (given === undefined || given === null) return {};
  if (typeof given === 'object' && !Array.isArray(given)) return given as AgentInput;
  throw new AgentError('The input must be an object.');
}

/** Absent and empty are the same. */
export function textIn(input: AgentInput, name: string, longest = 500): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new AgentError(`"${name}" must be a string.`);
  if (value.length > longest) throw new AgentError(`"${name}" is longer than ${String(longest)} characters.`);
  return value.trim() === '' ? undefined : value;
}

export function neededTextIn(input: AgentInput, name: string): string {
  const value = textIn(input, name);
  if (value === undefined) throw new AgentError(`"${name}" is missing.`);
  return value.trim();
}

export function flagIn(input: AgentInput, name: string): boolean {
  const value = input[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw new AgentError(`"${name}" must be true or false.`);
  return value;
}

export function wholeNumberIn(input: AgentInput, name: string, least: number, most: number, usual: number): number {
  const value = input[name];
  if (value === undefined || value === null) return usual;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new AgentError(`"${name}" must be a whole number from ${String(least)} to ${String(most)}.`);
}

export function choiceIn<T extends string>(input: AgentInput, name: string, all: readonly T[], usual: T): T {
  const value = textIn(input, name);
  if (value === undefined) return usual;
  const found = all.find((each) => each === value);
  if (found === undefined) throw new AgentError(`"${name}" must be one of ${all.join(', ')}.`);
  return found;
}
