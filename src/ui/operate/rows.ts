import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';

/**
 * The rows that a command is about: all that are selected, where it was run on one of them; the one it was run on; or,
 * from the palette, those that are selected in the view. A group that it was run on stands for the hosts in it; one that
 * only happens to be selected does not.
 */
export function rowsOf(
  { selections }: Pick<Services['view'], 'selections'>,
  given: TreeNode | undefined,
  many: readonly TreeNode[] | undefined,
): readonly TreeNode[] {
  if (given) return withoutGroups(many !== undefined && many.length > 0 ? many : [given]);
  return selections;
}

/** A host that is selected beside its group is meant once. */
function withoutGroups(rows: readonly TreeNode[]): readonly TreeNode[] {
  if (!rows.some(({ kind }) => kind === 'hostGroup')) return rows;
  const all = rows.flatMap((row): TreeNode | readonly TreeNode[] => (row.kind === 'hostGroup' ? row.rows : row));
  const byHost = new Map(all.map((row) => [row.kind === 'host' ? `${row.account.key} ${row.host.key}` : row, row]));
  return [...byHost.values()];
}
