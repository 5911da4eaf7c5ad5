import { priceBook, type PriceBook } from './priceBook.ts';
import { entriesOf } from './priceTables.ts';
import { shippedTables } from './shippedPrices.generated.ts';

/** The prices that came with the extension. `tools/generatePrices.ts` makes their file. */
export const shippedPrices: PriceBook = priceBook({ ...shippedTables, entries: entriesOf(shippedTables) });
