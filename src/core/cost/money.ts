import type { PriceTier } from './prices.ts';

function dollars(microUsd: number, locale: string | undefined, maximumFractionDigits: number): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits,
  });
  return format.format(microUsd / 1_000_000);
}

/**
 * An amount of micro-dollars, to the cent: `$73.00`. An amount below a cent keeps its digits, so that a small cost
 * never reads as none. `locale` is a BCP 47 tag; this machine's own when left out.
 */
export function formatUsd(microUsd: number, locale?: string): string {
  return dollars(microUsd, locale, Math.abs(microUsd) < 10_000 ? 6 : 2);
}

/** A price, with as many digits as it has: `$0.10`, `$0.00695`. */
export function formatRate(microUsd: number, locale?: string): string {
  return dollars(microUsd, locale, 6);
}

/** What the user wants to see in the place of dollars: AWS bills in dollars, and the rate is the user's own. */
export interface DisplayCurrency {
  /** ISO 4217, such as `EUR`. */
  readonly code: string;
  /** How much of it a dollar is worth. */
  readonly perUsd: number;
}

/** An amount in another currency, with as many decimals as that has; a small one keeps its digits, as in `formatUsd`. */
export function formatAmount(microUsd: number, { code, perUsd }: DisplayCurrency, locale?: string): string {
  const amount = (microUsd / 1_000_000) * perUsd;
  const currency = { style: 'currency', currency: code } as const;
  const format = new Intl.NumberFormat(locale, currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  if (amount === 0 || Math.abs(amount) >= 10 ** -digits) return format.format(amount);
  return new Intl.NumberFormat(locale, { ...currency, maximumFractionDigits: digits + 4 }).format(amount);
}

/** On a bill a GB of transfer and storage is 2³⁰ bytes: AWS's first 10 TB are 10,240 GB. */
export const bytesPerGb = 2 ** 30;

export const secondsPerHour = 3600;

/** Whole seconds, which is what AWS bills of hours. */
export function secondsOf(hours: number): number {
  return Math.round(hours * secondsPerHour);
}

/** A rate's smallest part: the tenth decimal of a dollar, as many as AWS's price list has. */
const partsPerMicroUsd = 10_000;

/**
 * `quantity` of something at `microUsd` for each `per` of it, exact, rounded once to whole micro-dollars, halves to the
 * even one: `costOf(seconds, secondsPerHour, 100_000)`. Big integers are for products such as bytes × seconds.
 *
 * @param microUsd not below 0, with at most four decimals
 * @throws RangeError where an argument is not as said, or the amount is above 2⁵³
 */
export function costOf(quantity: number | bigint, per: number | bigint, microUsd: number): number {
  return roundedAmount(whole(quantity) * rateParts(microUsd), perParts(per));
}

/**
 * What a month's `quantity` costs by tiers, which are in units of `per`: each part at the rate of its tier, rounded once.
 *
 * @param already how much of the month's quantity went before; its tiers are used up
 * @throws RangeError as `costOf`, and where the tiers end below the quantity
 */
export function tieredCostOf(
  quantity: number | bigint,
  per: number | bigint,
  tiers: readonly PriceTier[],
  already: number | bigint = 0,
): number {
  const start = whole(already);
  const end = start + whole(quantity);
  const unit = whole(per);
  let parts = 0n;
  let covered = start;
  for (const { from, to, microUsd } of tiers) {
    const last = to === undefined ? end : least(whole(to) * unit, end);
    const first = most(whole(from) * unit, start);
    if (last <= first) continue;
    parts += (last - first) * rateParts(microUsd);
    covered += last - first;
  }
  if (covered !== end) throw new RangeError('The tiers do not cover the quantity.');
  return roundedAmount(parts, perParts(per));
}

/** What a quantity costs at a price, with its tiers where it has some. */
export function priceOf(
  quantity: number | bigint,
  per: number | bigint,
  { microUsd, tiers }: { readonly microUsd: number; readonly tiers?: readonly PriceTier[] },
  already: number | bigint = 0,
): number {
  return tiers ? tieredCostOf(quantity, per, tiers, already) : costOf(quantity, per, microUsd);
}

/** A price list's `0.0518144000` in micro-dollars, exact; nothing where it is no such number. */
export function microUsdOf(dollars: string): number | undefined {
  const [, units = '', decimals = ''] = /^(\d+)(?:\.(\d+?)0*)?$/.exec(dollars) ?? [];
  if (units === '' || decimals.length > 10) return undefined;
  const parts = Number(units + decimals.padEnd(10, '0'));
  return Number.isSafeInteger(parts) ? parts / partsPerMicroUsd : undefined;
}

function rateParts(microUsd: number): bigint {
  const parts = Math.round(microUsd * partsPerMicroUsd);
  if (!Number.isSafeInteger(parts) || parts < 0 || parts / partsPerMicroUsd !== microUsd)
    throw new RangeError(`${microUsd} is no rate.`);
  return BigInt(parts);
}

function perParts(per: number | bigint): bigint {
  return whole(per) * BigInt(partsPerMicroUsd);
}

function whole(quantity: number | bigint): bigint {
  const isWhole = typeof quantity === 'bigint' || Number.isSafeInteger(quantity);
  if (!isWhole || quantity < 0) throw new RangeError(`${quantity} is no whole quantity.`);
  return BigInt(quantity);
}

/** Halves go to the even side, so that many small amounts are neither raised nor lowered. */
function roundedAmount(numerator: bigint, denominator: bigint): number {
  if (denominator === 0n) throw new RangeError('There is no price for each of nothing.');
  const quotient = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  const isUp = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const amount = Number(isUp ? quotient + 1n : quotient);
  if (!Number.isSafeInteger(amount)) throw new RangeError('The amount is too large.');
  return amount;
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
