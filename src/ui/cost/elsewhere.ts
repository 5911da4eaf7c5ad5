import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { parseArn } from '../../core/fleet/arn.ts';
import type { RegionTransfer, TransferFacts } from '../../core/cost/monthly/model.ts';

/** An account in a Region, as far as it matters to who shares the free amount of transfer. */
export interface TransferSource {
  /** Twelve digits; absent while AWS could not say it. */
  readonly accountId?: string | undefined;
  readonly region: string;
  /** Absent while no pull is known. */
  readonly transfer?: TransferFacts | undefined;
}

/**
 * Who an account is: as AWS said, now or before, else as the ARNs of its clusters say. Undefined where nothing does.
 *
 * @param kept what AWS said before
 */
export function accountIdOf(
  { identity, known }: Pick<AccountFleet, 'identity' | 'known'>,
  kept: string | undefined,
): string | undefined {
  const { ecs, eks } = known.clusters;
  const [first] = [...eks, ...ecs];
  return kept ?? identity?.accountId ?? (first && parseArn(first.arn)?.accountId);
}

/**
 * What the same account sends out of its other Regions: the free amount is one for all of them. A Region counts once,
 * however many profiles lead to it.
 *
 * @returns undefined where others are shown, and it is not known whether they are the same account
 */
export function elsewhereOf(of: TransferSource, all: readonly TransferSource[]): readonly RegionTransfer[] | undefined {
  const { accountId, region } = of;
  if (accountId === undefined) return all.length > 1 ? undefined : [];
  const regions = new Map<string, RegionTransfer>();
  for (const each of all) {
    if (each.accountId !== accountId || each.region === region || !each.transfer || regions.has(each.region)) continue;
    const { parts, days, mostBytes } = each.transfer;
    regions.set(each.region, { region: each.region, parts, days, ...(mostBytes !== undefined && { mostBytes }) });
  }
  return [...regions.values()];
}
