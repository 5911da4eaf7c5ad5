import type { KubeNode, NodeKind } from './model.ts';

/** How many nodes of each kind a cluster has, and of all of them together. */
export type NodeCounts = Readonly<Record<NodeKind | 'all', number>>;

export function nodeCounts(nodes: readonly Pick<KubeNode, 'kind'>[]): NodeCounts {
  const counts = { all: nodes.length, hybrid: 0, ec2: 0, fargate: 0, auto: 0, other: 0 };
  for (const { kind } of nodes) counts[kind] += 1;
  return counts;
}
