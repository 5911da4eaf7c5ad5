import { filterOf } from './arranged.ts';
import { childrenOf } from './children.ts';
import type { HostArrangement } from './arrangement.ts';
import { listOf, type HostNode, type TreeNode } from './nodes.ts';

/** Where a row stands now: in the group that its host is in, whatever it stood in when it was made. */
export type Listed = { readonly row: TreeNode } | { readonly hidden: HostNode };

/**
 * Finds the row of a host, or of something under one, as the view lists it. Reads no more than the list that it stands
 * in. Whoever is not found there, as a host that has left meanwhile, is taken as it is.
 */
export async function listedRow(node: TreeNode, arrangement: HostArrangement): Promise<Listed> {
  if (node.kind === 'host') return listedHost(node, arrangement);
  if (!node.parent || !isUnderHost(node.parent)) return { row: node };
  const listed = await listedRow(node.parent, arrangement);
  return 'hidden' in listed ? listed : { row: { ...node, parent: listed.row } as TreeNode };
}

async function listedHost(node: HostNode, arrangement: HostArrangement): Promise<Listed> {
  const list = listOf(node);
  if (!list) return { row: node };
  const isSame = (row: TreeNode): row is HostNode => row.kind === 'host' && row.host.key === node.host.key;
  const rows = await childrenOf(list, [], { asked: 'aws', arrangement });
  for (const row of rows) {
    if (isSame(row)) return { row };
    const own = row.kind === 'hostGroup' ? row.rows.find(isSame) : undefined;
    if (own) return { row: { ...own, parent: row } };
  }
  return filterOf(arrangement.filter)?.matches(node.host) === false ? { hidden: node } : { row: node };
}

function isUnderHost(node: TreeNode): boolean {
  return node.kind === 'host' || (node.parent !== undefined && isUnderHost(node.parent));
}
