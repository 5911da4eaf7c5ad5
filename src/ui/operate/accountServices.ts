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
