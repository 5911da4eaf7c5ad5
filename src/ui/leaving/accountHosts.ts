import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { Part } from '../../core/fleet/part.ts';

/**
 * All hosts that AWS has of an account, as far as they can be known: those of clusters, and those without one. What
 * Kubernetes alone knows is left out, since nothing in AWS is there to let go of.
 */
export async function hostsOf(account: AccountFleet): Promise<Part<readonly Host[]>> {
  // It reads all clusters on its way, and these a few at a time.
  const loose = await account.looseHosts();
  const clusters = await account.clusters();
  const inClusters = await Promise.all(
    [...clusters.value.ecs, ...clusters.value.eks].map((cluster) => account.hosts(cluster, 'aws')),
  );
  const all = [...inClusters, loose];
  return {
    value: all.flatMap(({ value }) => value).filter(({ instance, node }) => instance ?? node),
    failures: [clusters, ...all].flatMap(({ failures }) => failures),
  };
}

/** Reads anew what hosts there are, after some have left. */
export async function readAgain(account: AccountFleet): Promise<void> {
  // A read that is under way may have begun before.
  account.cancel();
  await account.refresh();
}
