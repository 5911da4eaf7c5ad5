import type { EksCluster } from '../fleet/model.ts';
import type { KubeTarget } from './gateway.ts';

/**
 * Which Kubernetes API a cluster has: by the context of the user's kubeconfig that was chosen for it, since whoever
 * chooses one knows a way that AWS may not (a tunnel, another user); else EKS's own.
 *
 * @param region of the account that the cluster was read from
 * @returns nothing where nobody said how it is reached
 */
export function kubeTarget(
  { name, endpoint, certificateAuthority, endpointAccess, connector }: EksCluster,
  region: string,
  context: string | undefined,
): KubeTarget | undefined {
  if (context !== undefined) return { kind: 'context', context };
  if (connector || endpoint === undefined || certificateAuthority === undefined) return undefined;
  const target = { kind: 'eks', clusterName: name, region, endpoint, certificateAuthority } as const;
  return endpointAccess ? { ...target, endpointAccess } : target;
}
