import type { Prices } from '../cost/prices.ts';
import type { Services } from '../services.ts';
import type { AccountFacts } from './accountFacts.ts';
import type { Analyses } from './analyses.ts';

/** What all features of the editor share. */
export interface FeatureNeeds {
  readonly services: Services;
  readonly analyses: Analyses;
  readonly facts: AccountFacts;
  readonly prices: Prices;
}
