import { isOfNewerVersion } from '../fileVersion.ts';
import type { PriceEntry, PriceTier } from './prices.ts';
import { isPriceItem } from './prices.ts';
import type { RefreshedPrices } from './refreshedPrices.ts';

/** Goes up whenever the form of the file or the meaning of an entry changes: what is older is not read. */
const version = 1;

/** The text of the file that keeps refreshed prices from one window to the next. */
export function toCache({ entries, refreshedAt }: RefreshedPrices): string {
  return JSON.stringify({ version, refreshedAt, entries });
}

/** What `toCache` made; undefined where the text is anything else, so that no price comes of a damaged file. */
export function fromCache(text: string): RefreshedPrices | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(data) || data.version !== version) return undefined;
  const { refreshedAt, entries } = data;
  if (!isQuantity(refreshedAt) || !Array.isArray(entries) || !entries.every(isEntry)) return undefined;
  return { refreshedAt, entries };
}

/** Such a file is left to those who can read it. */
export function isNewerCache(text: string): boolean {
  return isOfNewerVersion(text, version);
}

function isEntry(value: unknown): value is PriceEntry {
  if (!isRecord(value)) return false;
  const { item, instanceType, region, tiers, basis, source, asOf } = value;
  return (
    typeof item === 'string' &&
    isPriceItem(item) &&
    (item === 'ec2Instance' ? typeof instanceType === 'string' : instanceType === undefined) &&
    typeof region === 'string' &&
    isTiers(tiers) &&
    (basis === 'proven' || basis === 'assumed') &&
    typeof source === 'string' &&
    typeof asOf === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(asOf)
  );
}

function isTiers(value: unknown): value is readonly PriceTier[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isTier)) return false;
  return value.every(({ from }, index) => from === (index === 0 ? 0 : value[index - 1]?.to));
}

function isTier(value: unknown): value is PriceTier {
  if (!isRecord(value)) return false;
  const { from, to, microUsd } = value;
  if (!isQuantity(from) || typeof microUsd !== 'number' || !isRate(microUsd)) return false;
  return to === undefined || (isQuantity(to) && to > from);
}

/** As `costOf` takes it: at most four decimals. */
function isRate(microUsd: number): boolean {
  const parts = Math.round(microUsd * 10_000);
  return microUsd >= 0 && Number.isSafeInteger(parts) && parts / 10_000 === microUsd;
}

function isQuantity(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
