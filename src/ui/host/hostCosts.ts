import type { Host } from '../../core/fleet/host.ts';
import type { CostLine } from '../../core/cost/monthly/model.ts';
import { rangeWords, say } from '../../core/cost/monthly/words.ts';
import type { CostsState } from '../cost/costs.ts';
import { wordOptions } from '../cost/preferences.ts';
import type { HostCost } from './build/hostInput.ts';

/** What the cost report has of a host; nothing where it was not worked out yet. */
export function hostCosts(
  state: CostsState | undefined,
  account: string | undefined,
  host: Host | undefined,
): readonly HostCost[] {
  const own = state?.accounts.find(({ key }) => key === account);
  if (!own || !host) return [];
  const wanted = new Set([`ecsAnywhere:${host.key}`, `hybridNodes:${host.id}`, `ssmAdvanced:${host.id}`]);
  const options = wordOptions();
  return own.lines.flatMap((line) => {
    const label = say(line.label, options);
    return below(line, wanted).flatMap(({ soFar, projected }) =>
      soFar && projected
        ? [{ label, soFar: rangeWords(soFar, options), projected: rangeWords(projected, options) }]
        : [],
    );
  });
}

function below({ children = [] }: CostLine, wanted: ReadonlySet<string>): readonly CostLine[] {
  return children.flatMap((line) => (wanted.has(line.id) ? [line] : below(line, wanted)));
}
