import { bytesPerGb, costOf, priceOf } from '../cost/money.ts';
import type { PriceBook } from '../cost/priceBook.ts';
import type { Price } from '../cost/prices.ts';
import { sharesOf } from './shares.ts';

/** What is shared among: bytes of a month that were sent to hosts out of a Region. */
export interface TransferPart {
  /** A repository, a host, or both: whatever the month is shown by. */
  readonly key: string;
  readonly bytes: number;
}

export interface PricedPart extends TransferPart {
  /** Its share of the free bytes that are used. */
  readonly freeBytes: number;
  readonly microUsd: number;
}

/**
 * What the transfer of a month costs. The free amount is that of the whole account, over all services and Regions; what
 * else the account sends out is not known here, so the cost is the least that it can be where nothing is said of it.
 */
export interface PricedTransfer {
  readonly bytes: number;
  /** What of it is free; all of these figures are the exact sums of the parts. */
  readonly freeBytes: number;
  readonly microUsd: number;
  /** In the order that was given. */
  readonly parts: readonly PricedPart[];
  /** Free bytes of the month that are left. */
  readonly freeLeft: number;
  /** What it costs at the dearest tier with nothing free: never more. */
  readonly mostMicroUsd: number;
  /** Nobody has said what else the account sends out. */
  readonly isOtherUnknown: boolean;
  /** What it is priced by. */
  readonly price: Price;
  readonly freePrice?: Price;
}

/** Other transfer out of the account in the month. */
export interface OtherTransfer {
  /** Over all services and Regions, without the parts. */
  readonly bytes: number;
}

/** @returns undefined where no price of transfer out of the Region is known */
export function priceTransfer(
  parts: readonly TransferPart[],
  region: string,
  book: PriceBook,
  other?: OtherTransfer,
): PricedTransfer | undefined {
  const price = book.price('transferOut', region);
  if (!price) return undefined;
  const freePrice = book.price('transferOutFree', region);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const allFree = freeBytesOf(freePrice);
  const before = other?.bytes ?? 0;
  // The free amount goes to all services alike: what ECR gets of it is its share of what was sent.
  const [mine = 0] = sharesOf(Math.min(allFree, bytes + before), [bytes, before]);
  const freeBytes = bytes === 0 ? 0 : Math.min(mine, bytes);
  const microUsd = priceOf(bytes - freeBytes, bytesPerGb, price);
  const freeShares = sharesOf(
    freeBytes,
    parts.map((part) => part.bytes),
  );
  const charged = parts.map((part, index) => part.bytes - (freeShares[index] ?? 0));
  const costShares = sharesOf(microUsd, charged);
  return {
    bytes,
    freeBytes,
    microUsd,
    parts: parts.map((part, index) => ({
      ...part,
      freeBytes: freeShares[index] ?? 0,
      microUsd: costShares[index] ?? 0,
    })),
    freeLeft: Math.max(0, allFree - bytes - before),
    mostMicroUsd: costOf(bytes, bytesPerGb, Math.max(...(price.tiers ?? [price]).map((tier) => tier.microUsd))),
    isOtherUnknown: other === undefined,
    price,
    ...(freePrice && { freePrice }),
  };
}

/** The end of the tier at no cost; nothing is free where no such price is known. */
function freeBytesOf(price: Price | undefined): number {
  return (price?.tiers?.find(({ microUsd }) => microUsd === 0)?.to ?? 0) * bytesPerGb;
}
