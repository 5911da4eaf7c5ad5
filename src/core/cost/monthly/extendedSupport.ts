import { costOf, secondsOf, secondsPerHour } from '../money.ts';
import type { PriceBook } from '../priceBook.ts';
import type { CostFacts, EksClusterFacts } from './model.ts';

/** When extended support of a cluster's version begins, if the cluster is not upgraded before. */
export interface ExtendedSupport {
  readonly cluster: EksClusterFacts;
  readonly begins: number;
  readonly ends?: number;
  /** In a month of the hours that the user has set, on top of the cluster; absent where no price is known. */
  readonly addsMicroUsd?: number;
}

/** How long before it begins it is told of: 30 days. */
export const warnedMs = 30 * 86_400_000;

/** Nothing for clusters that cost nothing, are on their way out, or of whose version AWS gives no date. */
export function extendedSupportOf(
  cluster: EksClusterFacts,
  { region, hoursPerMonth }: Pick<CostFacts, 'region' | 'hoursPerMonth'>,
  book: PriceBook,
): ExtendedSupport | undefined {
  const { connector, gone, status, endOfStandardSupport: begins, endOfExtendedSupport: ends } = cluster;
  const isBilled = !connector && !gone && !['PENDING', 'FAILED', 'DELETING'].includes(status);
  if (!isBilled || begins === undefined) return undefined;
  const price = book.price('eksExtendedSupport', region);
  return {
    cluster,
    begins,
    ...(ends !== undefined && { ends }),
    ...(price && { addsMicroUsd: costOf(secondsOf(hoursPerMonth), secondsPerHour, price.microUsd) }),
  };
}

/** Clusters whose extended support begins within the next 30 days, the first one first; none that AWS upgrades then. */
export function extendedSupportSoon(
  { eksClusters = [], ...where }: Pick<CostFacts, 'region' | 'hoursPerMonth' | 'eksClusters'>,
  book: PriceBook,
  now: number,
): readonly ExtendedSupport[] {
  return eksClusters
    .filter(({ atEndOfStandardSupport }) => atEndOfStandardSupport !== 'upgrade')
    .flatMap((cluster) => extendedSupportOf(cluster, where, book) ?? [])
    .filter(({ begins }) => begins > now && begins <= now + warnedMs)
    .toSorted((a, b) => a.begins - b.begins);
}
