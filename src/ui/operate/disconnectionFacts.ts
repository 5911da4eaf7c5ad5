import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { DisconnectionFacts } from '../../core/operate/disconnected.ts';
import { knownDaemons } from './accountServices.ts';

/** All but its tasks and their definitions. Asks nobody. */
export function disconnectionFacts(
  account: AccountFleet,
  host: Host,
  now: number,
): Omit<DisconnectionFacts, 'tasks' | 'definitions'> {
  const { cluster, instance } = host;
  return {
    host,
    now,
    readAt: (cluster && account.hostsAsOf(cluster)) ?? now,
    ...(instance && {
      ...account.connectionTimes.of(instance.arn),
      daemons: knownDaemons(account, instance.clusterArn),
    }),
  };
}
