import type { CostTotal } from './model.ts';

/** `over`: the month so far is over the budget. `forecast`: the whole month will be. */
export type BudgetLevel = 'over' | 'forecast';

export interface BudgetAlert {
  readonly level: BudgetLevel;
  /** False where only the most is over it, and the least is not. */
  readonly isCertain: boolean;
  /** How far the amount is over it: the least where it is certain, else the most. */
  readonly byMicroUsd: number;
  readonly budgetMicroUsd: number;
}

/** Nothing while all is within the budget. What is certain counts before what is worse but only possible. */
export function budgetAlert({ soFar, projected }: CostTotal, budgetMicroUsd: number): BudgetAlert | undefined {
  const cases = [
    { level: 'over', isCertain: true, amount: soFar.microUsd },
    { level: 'forecast', isCertain: true, amount: projected.microUsd },
    { level: 'over', isCertain: false, amount: soFar.maxMicroUsd },
    { level: 'forecast', isCertain: false, amount: projected.maxMicroUsd },
  ] as const;
  const found = cases.find(({ amount }) => amount > budgetMicroUsd);
  if (!found) return undefined;
  const { level, isCertain, amount } = found;
  return { level, isCertain, byMicroUsd: amount - budgetMicroUsd, budgetMicroUsd };
}
