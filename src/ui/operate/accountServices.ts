import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { OperateAccess } from '../../core/operate/operate.ts';
import { ServiceReadings } from '../../core/operate/serviceReadings.ts';

const known = new WeakMap<AccountFleet, ServiceReadings>();

/** What is known of an account's services: the view and commands share it. */
export function servicesOf(
  account: AccountFleet,
  operate: (ref: AccountRef) => Promise<Pick<OperateAccess, 'ecs'>>,
): ServiceReadings {
  let readings = known.get(account);
  if (!readings) {
    readings = new ServiceReadings(account, async () => (await operate(account.ref)).ecs);
    known.set(account, readings);
  }
  return readings;
}

/** Names of those with a task on each host, as far as somebody has looked at the services of the cluster. Asks nobody. */
export function knownDaemons(account: AccountFleet, clusterArn: string): ReadonlySet<string> {
  const services = known.get(account)?.known(clusterArn) ?? [];
  return new Set(services.filter(({ scheduling }) => scheduling === 'DAEMON').map(({ name }) => name));
}
