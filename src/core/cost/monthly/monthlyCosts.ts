import type { PriceBook } from '../priceBook.ts';
import { ecsAnywhereLine } from './ecsAnywhere.ts';
import { eksLine } from './eks.ts';
import { hybridNodesLine } from './hybridNodes.ts';
import type { CostFacts, CostLine } from './model.ts';
import { ssmAdvancedLine } from './ssmAdvanced.ts';
import { storageLine } from './storage.ts';
import { transferLine } from './transfer.ts';

/**
 * The month of `now` in UTC, a line for each kind of cost that there is something of. `totalOf` in `lines.ts` adds them
 * up, also those of several accounts and Regions.
 */
export function monthlyCosts(facts: CostFacts, book: PriceBook, now: number): readonly CostLine[] {
  const { region, eksClusters, hybridNodes, anywhereHosts, managedNodes, transfer, storage } = facts;
  const has = <T>(parts: readonly T[] | undefined): parts is readonly T[] => parts !== undefined && parts.length > 0;
  return [
    ...(has(eksClusters) ? [eksLine(eksClusters, facts, book, now)] : []),
    ...(has(hybridNodes) ? [hybridNodesLine(hybridNodes, region, book, now)] : []),
    ...(has(anywhereHosts) ? [ecsAnywhereLine(anywhereHosts, facts, book, now)] : []),
    ...(has(managedNodes) ? [ssmAdvancedLine(managedNodes, facts.managedInstanceTier, region, book, now)] : []),
    ...(transfer ? [transferLine(transfer, region, book, now)] : []),
    ...(has(storage) ? [storageLine(storage, region, book, now)] : []),
  ];
}
