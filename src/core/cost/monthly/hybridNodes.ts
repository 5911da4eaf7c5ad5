import { message } from '../../text/message.ts';
import { priceOf, secondsPerHour } from '../money.ts';
import type { PriceBook } from '../priceBook.ts';
import { billedSeconds, since, type Billed } from './billedTime.ts';
import {
  isOpen,
  missingPrice,
  named,
  nameLabel,
  quantity,
  remark,
  sharedAmounts,
  sumLine,
  timeInputs,
  unpricedLine,
} from './lines.ts';
import type { CostInput, CostLine, HybridNodeFacts } from './model.ts';
import { unknownVcpus } from './model.ts';

/**
 * Hybrid nodes of EKS: each vCPU from when the node joined until it is removed, whether it is reachable or not. Tiers go
 * by the vCPU-hours of all nodes of the account and Region in the month; each node has its share of them.
 */
export function hybridNodesLine(
  nodes: readonly HybridNodeFacts[],
  region: string,
  book: PriceBook,
  now: number,
): CostLine {
  const head = { id: 'hybridNodes', kind: 'hybridNodes', label: message('EKS hybrid nodes') } as const;
  const price = book.price('eksHybridVcpu', region);
  const times = nodes.map(({ registeredAt }) => billedSeconds(since(registeredAt, now), now));
  const vcpuTimes = nodes.map((node, index) => vcpuSeconds(node, times[index]));
  const amounts = price && sharedAmounts(vcpuTimes, (quantity) => priceOf(quantity, secondsPerHour, price));
  const lines = nodes.map((node, index): CostLine => {
    const own = { id: `hybridNodes:${node.id}`, kind: head.kind, label: nameLabel(node.name) };
    const [time, vcpuTime, amount] = [times[index], vcpuTimes[index], amounts?.[index]];
    const inputs = nodeInputs(node, time);
    if (!price || !amount) return unpricedLine(own, missingPrice(head.label, region, 'eksHybridVcpu'), inputs);
    const basis = vcpuTime && isOpen(vcpuTime) ? 'estimated' : 'list';
    return { ...own, ...amount, inputs, basis, prices: [price], missing: [] };
  });
  const sum = (pick: (billed: Billed) => number): number => vcpuTimes.reduce((all, each) => all + pick(each), 0);
  return sumLine(head, lines, [
    quantity(
      message('vCPU time so far'),
      'vcpuSeconds',
      sum(({ soFar }) => soFar.least),
      sum(({ soFar }) => soFar.most),
    ),
    quantity(
      message('vCPU time in the whole month'),
      'vcpuSeconds',
      sum(({ projected }) => projected.least),
      sum(({ projected }) => projected.most),
    ),
    remark(message('The price falls with the vCPU-hours of all nodes of the Region in a month; each has its share.')),
  ]);
}

function vcpuSeconds({ vcpus }: HybridNodeFacts, time: Billed | undefined): Billed {
  const { least, most } = vcpus === undefined ? unknownVcpus : { least: vcpus, most: vcpus };
  const zero = { least: 0, most: 0 };
  const { soFar, projected } = time ?? { soFar: zero, projected: zero };
  return {
    soFar: { least: soFar.least * least, most: soFar.most * most },
    projected: { least: projected.least * least, most: projected.most * most },
  };
}

function nodeInputs({ cluster, vcpus }: HybridNodeFacts, time: Billed | undefined): readonly CostInput[] {
  return [
    ...named(message('Cluster'), cluster),
    ...(vcpus === undefined
      ? [
          quantity(message('vCPUs'), 'count', unknownVcpus.least, unknownVcpus.most),
          remark(
            message(
              'How many vCPUs it has is not known: an assumption. Access to the Kubernetes API of its cluster or an inventory in Systems Manager would tell.',
            ),
          ),
        ]
      : [quantity(message('vCPUs'), 'count', vcpus)]),
    ...(time ? timeInputs(time) : []),
  ];
}
