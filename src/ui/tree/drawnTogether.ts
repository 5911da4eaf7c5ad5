import type { TreeNode } from './nodes.ts';

/**
 * Rows as VS Code can draw them anew at the same time. Where these are several unfolded ones, it is what they all stand
 * under: VS Code exchanges what is under each by itself, and up to 1.100 its list breaks for good when a row comes into
 * sight under one that is half exchanged ("Data tree node not found").
 *
 * @returns `undefined`: all rows, as what they stand under is the view
 */
export function drawnTogether(
  rows: readonly TreeNode[],
  isUnfolded: (node: TreeNode) => boolean,
): TreeNode[] | undefined {
  const [first, ...others] = rows.filter(isUnfolded);
  if (!first || others.length === 0) return [...rows];
  const above = pathTo(first).find((each) => others.every((other) => pathTo(other).includes(each)));
  return above && [above, ...rows.filter((row) => !pathTo(row).includes(above))];
}

/** The row itself, and all that it stands under, up to the top. */
function pathTo(node: TreeNode): readonly TreeNode[] {
  const path: TreeNode[] = [];
  for (let each: TreeNode | undefined = node; each; each = each.parent) path.push(each);
  return path;
}
