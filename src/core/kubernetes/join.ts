import {
  byName,
  kubeHostState,
  makeHost,
  ssmChannel,
  type Host,
  type KubeChannel,
  type SsmChannel,
} from '../fleet/host.ts';
import type { EksCluster, ManagedNode } from '../fleet/model.ts';
import { readiness } from './nodeHealth.ts';
import type { KubeNode } from './model.ts';

export interface EksHostParts {
  readonly cluster: Pick<EksCluster, 'kind' | 'arn' | 'name' | 'connector'>;
  /** `mi-…` ids of the nodes whose activation names the cluster. */
  readonly members: Iterable<string>;
  /** All managed nodes by id; `undefined` when SSM could not be asked. */
  readonly managed: ReadonlyMap<string, ManagedNode> | undefined;
  /** All nodes of the cluster; `undefined` while its Kubernetes API has not answered. */
  readonly kube: readonly KubeNode[] | undefined;
}

/**
 * The hosts of an EKS cluster, sorted by name: what SSM has of it and what Kubernetes has of it, joined on the `mi-…`
 * id. A host that only one of them knows is there too, and its state says so. Nodes inside AWS are left out.
 */
export function eksHosts({ cluster, members, managed, kube }: EksHostParts): readonly Host[] {
  const external = kube?.filter((node) => isExternal(node, cluster));
  const byId = new Map(external?.flatMap((node) => (node.managedNodeId ? [[node.managedNodeId, node] as const] : [])));
  const known = [...members].filter((id) => managed?.has(id) ?? false);
  const joined = [...new Set([...known, ...byId.keys()])].map((id) => {
    const [node, kubeNode] = [managed?.get(id), byId.get(id)];
    const ssm = !node && managed ? 'unlisted' : ssmChannel(node);
    return hostOf(cluster, { key: id, id, node, kube: kubeNode }, ssm, kube && kubeChannel(kubeNode));
  });
  const others = (external ?? [])
    .filter(({ managedNodeId }) => managedNodeId === undefined)
    .map((node) => {
      const { name } = node;
      return hostOf(cluster, { key: `${cluster.arn} ${name}`, id: name, kube: node }, 'none', kubeChannel(node));
    });
  return [...joined, ...others].sort(byName);
}

/** Of a cluster that runs elsewhere, every node is outside AWS but those that say that they are EC2 instances. */
function isExternal({ kind }: KubeNode, { connector }: Pick<EksCluster, 'connector'>): boolean {
  return kind === 'hybrid' || (connector !== undefined && kind === 'other');
}

interface Identity {
  readonly key: string;
  readonly id: string;
  readonly node?: ManagedNode | undefined;
  readonly kube?: KubeNode | undefined;
}

function hostOf(
  cluster: EksHostParts['cluster'],
  identity: Identity,
  ssm: SsmChannel,
  kube: KubeChannel | undefined,
): Host {
  return makeHost({ ...identity, cluster, state: kubeHostState(ssm, kube), stale: false });
}

export function kubeChannel(node: KubeNode | undefined): KubeChannel {
  if (!node) return 'notJoined';
  switch (readiness(node).status) {
    case 'False':
      return 'notReady';
    case 'Unknown':
      return 'unreachable';
    case 'True':
      return node.unschedulable ? 'cordoned' : 'ready';
  }
}
