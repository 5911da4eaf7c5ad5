import type { ScalarNode, Span } from '../node.ts';

/**
 * A number's node. What no number can hold, `1e999` or `.inf`, stays the text that it is, and there is no `-0`: so every
 * tree is plain JSON.
 * @param source as it stands in the text
 */
export function numberNode(value: number, source: string, { offset, length }: Span): ScalarNode {
  return { kind: 'scalar', value: Number.isFinite(value) ? value + 0 : source, offset, length };
}
