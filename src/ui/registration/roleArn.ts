import { partitionOf } from '../../core/accounts/regions.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountScope } from '../../core/registration/policies.ts';
import type { ChosenRole } from './wizard/draft.ts';

/** Rejects with a `Failure` where AWS can't say who the account is. */
export async function accountScope(account: AccountFleet): Promise<AccountScope> {
  const { accountId } = await account.readIdentity();
  return { partition: partitionOf(account.ref.region).id, accountId };
}

export function roleArn({ partition, accountId }: AccountScope, name: string): string {
  return `arn:${partition}:iam::${accountId}:role/${name}`;
}

/** The ARN of a role, that of its name where it was typed. */
export async function roleArnOf(account: AccountFleet, { name, arn }: ChosenRole): Promise<string> {
  return arn ?? roleArn(await accountScope(account), name);
}
