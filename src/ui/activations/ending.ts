import { Failure } from '../../core/failure.ts';
import { accountKey } from '../../core/fleet/model.ts';
import type { Services } from '../services.ts';
import type { ActivationSubject } from './pickActivation.ts';

/** Where somebody else was quicker, that is as good. */
export async function unlessGone(deleting: Promise<void>): Promise<void> {
  await deleting.catch((error: unknown) => {
    if (Failure.from(error).reason !== 'notFound') throw error;
  });
}

/** What this computer keeps of an activation that has ended in AWS. */
export async function forgetActivation(
  { fleet, vault }: Pick<Services, 'fleet' | 'vault'>,
  { account, id }: Pick<ActivationSubject, 'account' | 'id'>,
): Promise<void> {
  await vault.forget(id);
  fleet.account(accountKey(account))?.activationDeleted(id);
}
