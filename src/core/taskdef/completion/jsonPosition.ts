import { getLocation, visit } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import type { Span } from '../node.ts';
import type { SchemaPath } from '../schema/lookup.ts';
import { wordAround } from './position.ts';
import type { Position } from './position.ts';

/**
 * Where the cursor is in JSON, half typed as it may be; undefined where nothing can stand, as in a comment or after a
 * whole value.
 * @param start Of the object of the task definition, where the path begins; the whole text if absent
 */
export function jsonPosition(text: string, offset: number, start?: number): Position | undefined {
  const base = start === undefined ? [] : getLocation(text, start).path;
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const inside: SchemaPath = path.slice(base.length);
  if (inside.length === 0 || base.some((step, index) => step !== path[index])) return undefined;
  if (isInComment(text, offset)) return undefined;
  const span = replaced(text, offset, previousNode);
  const before = text.slice(0, span.offset).trimEnd().at(-1) ?? '';
  const typed = text.slice(span.offset, offset).replace(/^"/, '');
  const after = text.slice(span.offset + span.length);
  const syntax = 'json';
  if (isAtPropertyKey) {
    if (before !== '{' && before !== ',') return undefined;
    const hasValue = /^\s*:/.test(after);
    return { path: inside.slice(0, -1), at: 'name', syntax, typed, span, hasValue, needsComma: followed(after) };
  }
  if (before !== ':' && before !== '[' && before !== ',') return undefined;
  return { path: inside, at: 'value', syntax, typed, span, needsComma: followed(after) };
}

/** The string at the cursor with its quotes, as far as it is closed, or the word there. */
function replaced(text: string, offset: number, node: Node | undefined): Span {
  if (node === undefined || offset > node.offset + node.length) return wordAround(text, offset, /[\w-]/);
  const whole = text.slice(node.offset, node.offset + node.length);
  const isOpen = whole.startsWith('"') && (whole.length === 1 || !whole.endsWith('"'));
  return { offset: node.offset, length: isOpen ? offset - node.offset : node.length };
}

/** Whether a next property or item follows without a comma. */
function followed(after: string): boolean {
  return /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*["{[\w-]/.test(after);
}

function isInComment(text: string, offset: number): boolean {
  if (!text.includes('//') && !text.includes('/*')) return false;
  let found = false;
  visit(text, {
    onComment: (start, length) => {
      const isLine = text.startsWith('//', start);
      found ||= offset > start && (isLine ? offset <= start + length : offset < start + length);
    },
  });
  return found;
}
