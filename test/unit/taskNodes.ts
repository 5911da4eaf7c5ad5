import type { ValueNode } from '../../src/core/taskdef/node.ts';

const span = { offset: 0, length: 0 };

/** In a literal: a value that only deploying makes. */
export const reference = Symbol('reference');

/** The nodes of a literal, as a parser makes them of its text; without places. */
export function nodeOf(value: unknown): ValueNode {
  if (value === reference) return { kind: 'reference', ...span };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(nodeOf), ...span };
  if (typeof value === 'object' && value !== null) {
    const properties = Object.entries(value).map(([name, each]) => ({ name, key: span, value: nodeOf(each), ...span }));
    return { kind: 'object', properties, ...span };
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, ...span };
}
