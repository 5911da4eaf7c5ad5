import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { EksRegistrationGateway } from '../../core/registration/eksRegistration.ts';
import type { ChosenRole } from './wizard/draft.ts';
import { roleArnOf } from './roleArn.ts';

/** Hybrid nodes get into a cluster by an access entry for their role. */

type Entries = Pick<EksRegistrationGateway, 'accessEntry' | 'createAccessEntry'>;

export type EntryLook =
  | { readonly state: 'allowed' | 'missing' }
  /** There is one of a type that is not for hybrid nodes, such as `STANDARD`: it has to go first, and others may live by it. */
  | { readonly state: 'other'; readonly type: string };

/** Whether the role is let into the cluster. Rejects with a `Failure`. */
export async function lookForEntry(
  eks: Entries,
  account: AccountFleet,
  cluster: string,
  role: ChosenRole,
): Promise<EntryLook> {
  const entry = await eks.accessEntry(cluster, await roleArnOf(account, role));
  if (!entry) return { state: 'missing' };
  return entry.type === 'HYBRID_LINUX' ? { state: 'allowed' } : { state: 'other', type: entry.type };
}

/** Lets all nodes with the role in. Rejects with a `Failure`. */
export async function createEntry(
  eks: Entries,
  account: AccountFleet,
  cluster: string,
  role: ChosenRole,
): Promise<void> {
  const roleArn = await roleArnOf(account, role);
  await eks.createAccessEntry(cluster, roleArn, 'HYBRID_LINUX', globalThis.crypto.randomUUID());
}
