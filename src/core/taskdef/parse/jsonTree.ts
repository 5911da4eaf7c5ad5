import { parseTree } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { PropertyNode, Span, ValueNode } from '../node.ts';
import { repairedJson } from './jsonRepair.ts';
import { isMapName } from './names.ts';
import { numberNode } from './numberNode.ts';
import { filler, mayHavePlaceholders, quoteBarePlaceholders, reference, textNode } from './placeholders.ts';

/** Deeper than any task definition or template goes; what is nested deeper is not looked at. */
export const deepest = 100;

/** Where a part of JSON is in the text from which the JSON was taken. */
export type Place = (offset: number, length: number) => Span;

/**
 * Values of JSON with comments and trailing commas, as far as it can be read. Names are as in the text.
 * @param place Where the JSON is a part of another text.
 */
export function jsonTree(
  source: string,
  place: Place = (offset, length) => ({ offset, length }),
): ValueNode | undefined {
  // The parser takes a byte order mark for a value.
  const json = source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source;
  const hasPlaceholders = mayHavePlaceholders(json);
  const text = hasPlaceholders ? quoteBarePlaceholders(json) : json;
  const errors: ParseError[] = [];
  const root = parsed(text, errors);
  const hasErrors = errors.length > 0;
  const repaired = hasErrors ? repairedJson(text) : undefined;
  if (repaired === undefined) return root && new Reader({ text, place, hasPlaceholders, hasErrors }).value(root, 0);
  const whole = parsed(repaired.text, []);
  return whole && new Reader({ ...repaired, place, hasPlaceholders, hasErrors }).value(whole, 0);
}

function parsed(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    // The parser calls itself for each level, and thousands of them are more than the stack holds.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const colon = /\s*:/y;

interface Source {
  readonly text: string;
  readonly place: Place | undefined;
  readonly hasPlaceholders: boolean;
  readonly hasErrors: boolean;
  /** Where the values of a repaired text stand that are not there. */
  readonly madeUp?: ReadonlySet<number>;
}

class Reader {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  #place(offset: number, length: number): Span {
    return this.#source.place === undefined ? { offset, length } : this.#source.place(offset, length);
  }

  value(node: Node, depth: number): ValueNode {
    const { offset, length } = this.#place(node.offset, this.#endOf(node) - node.offset);
    if (depth > deepest) return reference({ offset, length });
    switch (node.type) {
      case 'object': {
        const properties: PropertyNode[] = [];
        for (const child of node.children ?? []) {
          const property = this.#property(child, depth + 1);
          if (property !== undefined) properties.push(property);
        }
        return { kind: 'object', properties, offset, length };
      }
      case 'array': {
        // While the bracket is not there yet, what follows is taken for items.
        const children = (node.children ?? []).filter((child) => !this.#isNextName(child));
        return { kind: 'array', items: children.map((child) => this.value(child, depth + 1)), offset, length };
      }
      case 'string': {
        const value = node.value as string;
        if (!this.#source.hasPlaceholders) return { kind: 'scalar', value, offset, length };
        return value.startsWith(filler) ? reference({ offset, length }) : textNode(value, { offset, length });
      }
      case 'number':
        return numberNode(node.value as number, this.#source.text.slice(node.offset, node.offset + node.length), {
          offset,
          length,
        });
      default:
        return { kind: 'scalar', value: (node.value ?? null) as boolean | null, offset, length };
    }
  }

  /** The parser ends behind the text where a comment is not closed. */
  #endOf(node: Node): number {
    return Math.min(endOf(node), this.#source.text.length);
  }

  #property(node: Node, depth: number): PropertyNode | undefined {
    const [key, child] = node.children ?? [];
    if (node.type !== 'property' || key === undefined) return undefined;
    const name = key.value as string;
    const place = this.#place(key.offset, key.length);
    if (child === undefined || this.#isNextName(child) || this.#source.madeUp?.has(child.offset) === true) {
      const colonOffset = this.#source.madeUp === undefined ? (node.colonOffset ?? -1) : -1;
      const end = Math.max(colonOffset + 1, key.offset + key.length);
      return { name, key: place, ...this.#place(node.offset, end - node.offset) };
    }
    const plain = this.value(child, depth);
    const value = plain.kind === 'object' && isMapName(name) ? { ...plain, isMap: true as const } : plain;
    return { name, key: place, value, offset: place.offset, length: value.offset + value.length - place.offset };
  }

  /** While a value is not there yet, the parser takes the next property's name for it. */
  #isNextName(node: Node): boolean {
    if (!this.#source.hasErrors || node.type !== 'string') return false;
    colon.lastIndex = node.offset + node.length;
    return colon.test(this.#source.text);
  }
}

/** What is not closed has no length of its own: it ends where its last part does. */
function endOf(node: Node): number {
  const last = node.children?.at(-1);
  return Math.max(node.offset + Math.max(node.length, 0), last === undefined ? 0 : last.offset + last.length);
}
