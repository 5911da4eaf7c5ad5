import type { AccountFleet, Part } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';

/** All hosts of an account, as far as they can be known: those of clusters, and those without one. */
export async function hostsOf(account: AccountFleet): Promise<Part<readonly Host[]>> {
  // It reads all clusters on its way, and these a few at a time.
  const loose = await account.looseHosts();
  const clusters = await account.clusters();
  const inClusters = await Promise.all(
    [...clusters.value.ecs, ...clusters.value.eks].map((cluster) => account.hosts(cluster)),
  );
  const all = [...inClusters, loose];
  return {
    value: all.flatMap(({ value }) => value),
    failures: [clusters, ...all].flatMap(({ failures }) => failures),
  };
}

/** Reads anew what hosts there are, after some have left. */
export async function readAgain(account: AccountFleet): Promise<void> {
  // A read that is under way may have begun before.
  account.cancel();
  await account.refresh();
}
