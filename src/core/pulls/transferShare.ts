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
 * What the transfer of a month costs. The free amount is that of the whole account, over all services and Regions: pulls
 * out of other Regions have their share of it where they are known; what other services send out nobody says here, so the
 * cost is the least that it can be.
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
  /** What it is priced by. */
  readonly price: Price;
  readonly freePrice?: Price;
}

/**
 * @param elsewhere bytes of the month that are known to have been sent out of the account's other Regions
 * @returns undefined where no price of transfer out of the Region is known
 */
export function priceTransfer(
  parts: readonly TransferPart[],
  region: string,
  book: PriceBook,
  elsewhere = 0,
): PricedTransfer | undefined {
  const price = book.price('transferOut', region);
  if (!price) return undefined;
  const freePrice = book.price('transferOutFree', region);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const allFree = freeBytesOf(freePrice);
  const freeBytes = freeShare(allFree, bytes, elsewhere);
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
    freeLeft: Math.max(0, allFree - bytes - elsewhere),
    mostMicroUsd: costOf(bytes, bytesPerGb, Math.max(...(price.tiers ?? [price]).map((tier) => tier.microUsd))),
    price,
    ...(freePrice && { freePrice }),
  };
}

/**
 * The free amount goes to all Regions alike: each has of it what it has of all that was sent. Rounded down, so that they
 * never get more together than is free.
 */
function freeShare(allFree: number, bytes: number, elsewhere: number): number {
  if (bytes + elsewhere <= allFree) return bytes;
  return Number((BigInt(allFree) * BigInt(bytes)) / BigInt(bytes + elsewhere));
}

/** The end of the tier at no cost; nothing is free where no such price is known. */
function freeBytesOf(price: Price | undefined): number {
  return (price?.tiers?.find(({ microUsd }) => microUsd === 0)?.to ?? 0) * bytesPerGb;
}
