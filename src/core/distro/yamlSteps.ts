import { Composer, Lexer, Parser } from 'yaml';
import type { CST } from 'yaml';

/** Between two steps, a fraction of a millisecond. */
const tokensPerStep = 200;
/** Ten times what a manifest has. The parser takes time for each level with each token. */
const mostLevels = 200;

/**
 * Reads a document of YAML step by step: a manifest of 200 KB takes a tenth of a second, too long for the extension host
 * in one go. All its scalars are strings, so that the version `1.30` does not become the number 1.3.
 *
 * @returns nothing where it is no YAML
 */
export function* yamlSteps(text: string): Generator<undefined, unknown> {
  try {
    const parser = new Parser();
    const tokens: CST.Token[] = [];
    let count = 0;
    for (const lexeme of new Lexer().lex(text)) {
      tokens.push(...parser.next(lexeme));
      if (parser.stack.length > mostLevels) return undefined;
      count += 1;
      if (count % tokensPerStep === 0) yield;
    }
    tokens.push(...parser.end());
    yield;
    const [document] = new Composer({ schema: 'failsafe' }).compose(tokens);
    if (!document || document.errors.length > 0) return undefined;
    yield;
    return document.toJS() as unknown;
  } catch {
    // Nested too deeply, or aliases of aliases.
    return undefined;
  }
}

/** For narrowing what was read. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== 'null' ? value : undefined;
}

/** A whole number from 1. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}

/** Milliseconds since the epoch, of a date as Go writes it. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
