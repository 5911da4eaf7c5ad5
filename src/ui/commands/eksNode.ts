import type { EksCluster } from '../../core/fleet/model.ts';
import type { ClusterNode, TreeNode } from '../tree/nodes.ts';

/** The row of an EKS cluster, be it EKS's own or a connected one. */
export type EksNode = ClusterNode & { readonly cluster: EksCluster };

export function isEks(node: TreeNode): node is EksNode {
  return node.kind === 'cluster' && node.cluster.kind === 'eks';
}

export function isConnected(node: TreeNode): node is EksNode {
  return isEks(node) && node.cluster.connector !== undefined;
}

/** A next step under what is said of a cluster is about the cluster. */
export function clusterOfRow(given: TreeNode | undefined): TreeNode | undefined {
  const about = given?.kind === 'step' ? given.parent : given;
  const isSaidOfIt = about?.kind === 'failure' || about?.kind === 'remark' || about?.kind === 'anywhere';
  return isSaidOfIt && about.parent?.kind === 'cluster' ? about.parent : about;
}
