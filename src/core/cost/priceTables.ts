import { microUsdOf } from './money.ts';
import type { PriceBasis, PriceEntry, PriceItem, PriceTier } from './prices.ts';
import { isPriceItem } from './prices.ts';

/**
 * Price entries in few bytes, as they are shipped and as they are written down by hand: a table for each source, in
 * which a row is an item and a column a Region. Rates are dollars in the digits of the source, so that they can be
 * compared with it.
 */
export interface PriceTables {
  readonly tables: readonly PriceTable[];
  /** Regions, separated by spaces, that AWS's list leaves out for an item of one price: there it is not assumed. */
  readonly notListed?: Readonly<Partial<Record<PriceItem, string>>>;
}

export interface PriceTable {
  readonly source: string;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
  readonly basis: PriceBasis;
  /** Separated by spaces. */
  readonly regions: string;
  /**
   * By item, or `ec2Instance:TYPE`. One cell for all of the Regions, or one for each, separated by spaces; `-` where
   * there is none. A cell is a rate, or rates with the ends of their tiers between: `0.09<10240<0.085`. Where an end
   * comes last, nothing is said of what is above.
   */
  readonly rates: Readonly<Record<string, string>>;
}

/** @throws Error where a table is not as said: they are part of the program */
export function entriesOf({ tables }: PriceTables): readonly PriceEntry[] {
  return tables.flatMap((table) => {
    const regions = table.regions.split(' ');
    return Object.entries(table.rates).flatMap(([row, text]) => rowEntries(table, regions, row, text.split(' ')));
  });
}

function rowEntries(
  { source, asOf, basis }: PriceTable,
  regions: readonly string[],
  row: string,
  cells: readonly string[],
): readonly PriceEntry[] {
  const [item = '', instanceType] = row.split(':');
  if (!isPriceItem(item)) throw new Error(`${row} is no price item.`);
  if (cells.length !== 1 && cells.length !== regions.length)
    throw new Error(`${row} has ${cells.length} rates for ${regions.length} Regions.`);
  return regions.flatMap((region, column) => {
    const cell = cells.length === 1 ? cells[0] : cells[column];
    if (cell === undefined || cell === '-') return [];
    const tiers = tiersOf(cell);
    return [{ item, ...(instanceType !== undefined && { instanceType }), region, tiers, basis, source, asOf }];
  });
}

function tiersOf(cell: string): readonly PriceTier[] {
  const parts = cell.split('<');
  const tiers: PriceTier[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const microUsd = microUsdOf(parts[index] ?? '');
    const from = index === 0 ? 0 : Number(parts[index - 1]);
    const to = parts[index + 1] === undefined ? undefined : Number(parts[index + 1]);
    if (microUsd === undefined || (to !== undefined && !(to > from))) throw new Error(`${cell} is no rate.`);
    tiers.push({ from, ...(to !== undefined && { to }), microUsd });
  }
  return tiers;
}
