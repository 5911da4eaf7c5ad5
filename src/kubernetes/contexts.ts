import type { KubeContext } from '../core/kubernetes/gateway.ts';
import { readKubeconfig } from './kubeconfig.ts';

/**
 * The contexts of the user's kubeconfig, in its order; none where there is no file. Rejects with
 * `Failure('malformedConfig')`. Signs in nowhere.
 *
 * @param kubeconfig what `KUBECONFIG` would say; default: what it says, and `~/.kube/config`
 */
export async function contexts(kubeconfig?: string): Promise<readonly KubeContext[]> {
  const { contexts: all, clusters } = await readKubeconfig(kubeconfig);
  return all.map(({ name, cluster }) => ({
    name,
    cluster,
    server: clusters.find((each) => each.name === cluster)?.server ?? '',
  }));
}
