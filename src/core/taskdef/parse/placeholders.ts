import type { ReferenceNode, ScalarNode, Span } from '../node.ts';

/** Texts that something else fills in before they reach AWS. */

/** Stands in place of what another parser has already found to be filled in. Of the private use area: no text has it. */
export const filler = '\uE000';

/**
 * `${tag}`, `{{ tag }}`, `$(tag)`, `#{tag}`, `<IMAGE1_NAME>`, `@@TAG@@`, `__TAG__`, and a text that is one name in angle
 * brackets, or begins with `$TAG` of `envsubst`, or is `%TAG%`.
 */
const placeholder =
  /[$#]\{|\{\{|\$\(|\uE000|<[A-Z][A-Z0-9_]*>|@@\w+@@|(?<![A-Za-z0-9])__[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*__|^<[^<>]+>$|^\$[A-Z_][A-Z0-9_]*(?![A-Za-z0-9_])|^%[A-Z][A-Z0-9_]*%$/;

/** Whether there can be placeholders in a text at all: to look into each value takes longer than all of parsing. */
export function mayHavePlaceholders(text: string): boolean {
  return /[$<\uE000]|\{\{|#\{|%[A-Z]|@@|__[A-Z]/.test(text);
}

/** A text's node: a reference if a part of it is filled in later. */
export function textNode(value: string, span: Span): ScalarNode | ReferenceNode {
  const { offset, length } = span;
  const start = value.search(placeholder);
  return start === -1 ? { kind: 'scalar', value, offset, length } : reference(span, value.slice(0, start));
}

export function reference({ offset, length }: Span, knownStart = ''): ReferenceNode {
  return knownStart === '' ? { kind: 'reference', offset, length } : { kind: 'reference', knownStart, offset, length };
}

const bare = /[:[,]\s*(?:[$#]\{|\{\{|\$\(|<[A-Za-z]|@@\w|__[A-Z]|\uE000)/;
const stringsCommentsAndBare =
  /"(?:[^"\\\r\n]|\\.)*"?|\/\/.*|\/\*[^]*?\*\/|([$#]\{[^{}\r\n]*\}#?|\{\{[^{}"\r\n]*\}\}|\$\([^()\r\n]*\)|<[A-Za-z][\w .-]*>|@@\w+@@|__[A-Z]\w*__|\uE000{2,})/g;

/** JSON with `"cpu": ${cpu}` made a string of the same length, so that what stands around it can be read. */
export function quoteBarePlaceholders(text: string): string {
  if (!bare.test(text)) return text;
  return text.replace(stringsCommentsAndBare, (match: string, found: string | undefined) =>
    found === undefined ? match : `"${filler.repeat(found.length - 2)}"`,
  );
}
