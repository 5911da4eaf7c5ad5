import { Failure } from '../../core/failure.ts';
import { accountKey, type AccountRef } from '../../core/fleet/model.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
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

/** Ids of the activations that end with a connected cluster: what EKS names, and what this computer kept for it. */
export function activationsOfConnected(
  kept: readonly ActivationRecord[],
  {
    account,
    cluster: name,
    arn,
    id,
  }: {
    readonly account: AccountRef;
    readonly cluster: string;
    readonly arn?: string | undefined;
    readonly id?: string | undefined;
  },
): readonly string[] {
  // The same account can be open by several profiles; without an ARN, the name is unique in account and Region.
  const isIts = ({ plan, cluster, account: own }: ActivationRecord): boolean =>
    plan.kind === 'connector' &&
    cluster !== undefined &&
    (cluster.arn === arn || (cluster.name === name && accountKey(own) === accountKey(account)));
  return [...new Set([...(id === undefined ? [] : [id]), ...kept.filter(isIts).map((each) => each.id)])];
}
