import { message } from '../../text/message.ts';
import type { ManagedInstanceTier } from '../costSettings.ts';
import { costOf, secondsPerHour } from '../money.ts';
import type { PriceBook } from '../priceBook.ts';
import { billedSeconds, since } from './billedTime.ts';
import {
  amountsOf,
  isOpen,
  missingPrice,
  nameLabel,
  nothing,
  remark,
  sumLine,
  timeInputs,
  unpricedLine,
} from './lines.ts';
import type { CostLine, ManagedNodeFacts } from './model.ts';

/**
 * The advanced-instances tier of Systems Manager, which the account's setting puts on every hybrid-activated node of the
 * Region: hosts of ECS Anywhere, hybrid nodes, agents of EKS connectors, and nodes that nothing else knows.
 *
 * @param tier absent where the setting could not be read
 */
export function ssmAdvancedLine(
  nodes: readonly ManagedNodeFacts[],
  tier: ManagedInstanceTier | undefined,
  region: string,
  book: PriceBook,
  now: number,
): CostLine {
  const head = { id: 'ssmAdvanced', kind: 'ssmAdvanced', label: message('SSM advanced tier') } as const;
  if (tier === 'standard') {
    const inputs = [remark(message('The account is set to the standard tier, which costs nothing.'))];
    return { ...head, soFar: nothing, projected: nothing, inputs, basis: 'list', prices: [], missing: [] };
  }
  const price = book.price('ssmAdvancedHost', region);
  const lines = nodes.map((node): CostLine => {
    const own = { id: `ssmAdvanced:${node.id}`, kind: head.kind, label: nameLabel(node.name) };
    const { certain, possible } = since(node.registeredAt, now);
    const billed = billedSeconds({ possible, ...(tier && { certain }) }, now);
    const inputs = timeInputs(billed);
    if (!price) return unpricedLine(own, missingPrice(head.label, region, 'ssmAdvancedHost'), inputs);
    const amounts = amountsOf(billed, (seconds) => costOf(seconds, secondsPerHour, price.microUsd));
    return { ...own, ...amounts, inputs, basis: isOpen(billed) ? 'estimated' : 'list', prices: [price], missing: [] };
  });
  return sumLine(head, lines, [
    remark(
      tier
        ? message('Every node that came by a hybrid activation, those of EKS connectors too, since it registered.')
        : message('Whether the account is set to the advanced tier could not be read: between nothing and all.'),
    ),
    remark(message('When the setting was changed is not known: taken to be as now for the whole month.')),
  ]);
}
