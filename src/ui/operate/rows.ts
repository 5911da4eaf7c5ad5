import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';

/**
 * The rows that a command is about: all that are selected, where it was run on one of them; the one it was run on; or,
 * from the palette, those that are selected in the view.
 */
export function rowsOf(
  { selections }: Pick<Services['view'], 'selections'>,
  given: TreeNode | undefined,
  many: readonly TreeNode[] | undefined,
): readonly TreeNode[] {
  if (given) return many !== undefined && many.length > 0 ? many : [given];
  return selections;
}
