import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import { costOf, secondsOf, secondsPerHour } from '../money.ts';
import type { PriceBook } from '../priceBook.ts';
import type { Price, PriceItem } from '../prices.ts';
import { always, billedSeconds, both, goneSpan, since, type Billed, type BilledSpan, type Span } from './billedTime.ts';
import { eksCostReason, reasonWords, type EksCostReason } from './eksReason.ts';
import { extendedSupportOf } from './extendedSupport.ts';
import {
  amountsOf,
  distinctPrices,
  isOpen,
  missingPrice,
  named,
  nameLabel,
  nothing,
  quantity,
  remark,
  sumLine,
  timeInputs,
  totalOf,
  unpricedLine,
} from './lines.ts';
import type { CostFacts, CostInput, CostLine, CostRange, EksClusterFacts, MissingPrice } from './model.ts';

type Where = Pick<CostFacts, 'region' | 'hoursPerMonth'>;

/**
 * Control planes, each with the lines that it has on a bill: the cluster, extended support on top of it, a provisioned
 * control plane on top of it. Known is how a cluster is now; it is taken to have been so since it was made, but for the
 * day on which extended support of its version begins.
 */
export function eksLine(clusters: readonly EksClusterFacts[], where: Where, book: PriceBook, now: number): CostLine {
  return sumLine(
    { id: 'eks', kind: 'eks', label: message('EKS control planes') },
    clusters.map((cluster) => clusterLine(cluster, where, book, now)),
    [remark(message('Without worker nodes, EKS Auto Mode and data transfer.'))],
  );
}

/** What something costs in a month at the rates of a moment, and what is not in that. */
interface MonthlyRate {
  readonly amount: CostRange;
  readonly missing: readonly MissingPrice[];
  readonly prices: readonly Price[];
}

export interface EksClusterRate<T extends EksClusterFacts = EksClusterFacts> extends MonthlyRate {
  readonly cluster: T;
  readonly why: EksCostReason;
}

/**
 * What each control plane costs "a month" as it is billed now, in a month of the hours that the user has set: the figures
 * of the status bar, which do not change with the day of the month.
 */
export function eksRates<T extends EksClusterFacts>(
  clusters: readonly T[],
  where: Where,
  book: PriceBook,
  now: number,
): readonly EksClusterRate<T>[] {
  return clusters.map((cluster) => {
    const lines = isFree(cluster) ? [] : rateLines(cluster, where, book, now);
    const { soFar: amount, missing } = totalOf(lines);
    return {
      cluster,
      why: eksCostReason(cluster, now),
      amount,
      missing,
      prices: distinctPrices(lines.flatMap(({ prices }) => prices)),
    };
  });
}

function rateLines(
  cluster: EksClusterFacts,
  { region, hoursPerMonth }: Where,
  book: PriceBook,
  now: number,
): readonly CostLine[] {
  // With its end: what is being deleted is billed until now.
  const isNow = (span: Span | undefined): boolean => span !== undefined && span.from <= now && now <= span.to;
  // AWS's clock may be ahead: what AWS lists is there.
  const { createdAt = now } = cluster;
  const listed = createdAt > now ? { ...cluster, createdAt: now } : cluster;
  return billParts(listed, now)
    .filter(({ span }) => isNow(span.possible))
    .map(({ label, span, item }): CostLine => {
      const head = { id: label.template, kind: 'eks', label } as const;
      const price = item && book.price(item, region);
      if (!price) return unpricedLine(head, missingPrice(label, region, item));
      const most = costOf(secondsOf(hoursPerMonth), secondsPerHour, price.microUsd);
      const soFar = { microUsd: isNow(span.certain) ? most : 0, maxMicroUsd: most };
      return { ...head, soFar, projected: soFar, inputs: [], basis: 'list', prices: [price], missing: [] };
    });
}

function isFree({ connector, status }: EksClusterFacts): boolean {
  return connector !== undefined || status === 'PENDING';
}

/** A line of a bill that a cluster has. */
interface BillPart {
  readonly id: string;
  readonly label: Message;
  readonly span: BilledSpan;
  /** Absent: of no item that is known. */
  readonly item?: PriceItem;
}

function clusterLine(cluster: EksClusterFacts, where: Where, book: PriceBook, now: number): CostLine {
  const why = eksCostReason(cluster, now);
  const { arn, createdAt = '', gone } = cluster;
  // One that was made anew under its name has the ARN of the one before.
  const id = gone ? `eks:${arn} ${createdAt}` : `eks:${arn}`;
  const head = { id, kind: 'eks', label: nameLabel(cluster.name) } as const;
  const about = [...named(message('Kubernetes version'), cluster.version), remark(reasonWords(why, cluster))];
  if (isFree(cluster))
    return { ...head, soFar: nothing, projected: nothing, inputs: about, basis: 'list', prices: [], missing: [] };
  const inputs = [...about, ...extendedInputs(cluster, where, book, now)];
  const parts = billParts(cluster, now).filter(({ span }) => billedSeconds(span, now).projected.most > 0);
  const lines = parts.map((part) => partLine(`${head.id}:${part.id}`, part, where, book, now));
  const [only] = lines;
  if (lines.length === 1 && only) return { ...only, ...head, inputs: [...inputs, ...only.inputs] };
  return sumLine(head, lines, inputs);
}

function billParts(cluster: EksClusterFacts, now: number): readonly BillPart[] {
  const exists = existence(cluster, now);
  const { controlPlaneTier: tier = 'standard' } = cluster;
  const tierItem = tierItems[tier];
  return [
    { id: 'cluster', label: message('Cluster'), span: exists, item: 'eksCluster' },
    {
      id: 'extended',
      label: message('Extended support, on top'),
      span: both(exists, extendedSpan(cluster, now)),
      item: 'eksExtendedSupport',
    },
    ...(tier === 'standard'
      ? []
      : [
          {
            id: 'tier',
            label: message('Provisioned control plane {0}, on top', tier),
            span: exists,
            ...(tierItem && { item: tierItem }),
          },
        ]),
  ];
}

const tierItems: Readonly<Partial<Record<string, PriceItem>>> = {
  'tier-xl': 'eksProvisionedXl',
  'tier-2xl': 'eksProvisioned2Xl',
  'tier-4xl': 'eksProvisioned4Xl',
  'tier-8xl': 'eksProvisioned8Xl',
};

function partLine(
  id: string,
  { label, span, item }: BillPart,
  { region }: Where,
  book: PriceBook,
  now: number,
): CostLine {
  const billed = billedSeconds(span, now);
  const price = item && book.price(item, region);
  const head = { id, kind: 'eks', label } as const;
  if (!price) return unpricedLine(head, missingPrice(label, region, item), timeInputs(billed));
  return {
    ...head,
    ...amountsOf(billed, (seconds) => costOf(seconds, secondsPerHour, price.microUsd)),
    inputs: timeInputs(billed),
    basis: basisOf(billed),
    prices: [price],
    missing: [],
  };
}

function basisOf(billed: Billed): 'list' | 'estimated' {
  return isOpen(billed) ? 'estimated' : 'list';
}

/** When there is a control plane. */
function existence({ status, createdAt, gone }: EksClusterFacts, now: number): BilledSpan {
  const { certain, possible } = since(createdAt, now);
  if (gone) return goneSpan(createdAt, gone);
  // Whether AWS bills a cluster whose creation failed, no source says.
  if (status === 'FAILED') return { possible };
  // It may be gone in a minute, or stay as long as something holds it.
  return status === 'DELETING' ? { certain: { from: certain.from, to: now }, possible } : { certain, possible };
}

/** When the version is in extended support; what comes after that, until AWS upgrades the cluster, no source says. */
function extendedSpan(cluster: EksClusterFacts, now: number): BilledSpan {
  const { support, endOfStandardSupport: begins, endOfExtendedSupport: ends = Infinity } = cluster;
  const isPast = begins !== undefined && begins <= now;
  if (begins !== undefined && (isPast || support === 'standard' || support === 'unknown')) {
    const possible = { from: begins, to: Infinity };
    // By its policy AWS upgrades it then; how soon, no source says.
    const isOpen = !isPast && cluster.atEndOfStandardSupport === 'upgrade';
    return isOpen || (support === 'unsupported' && ends === Infinity)
      ? { possible }
      : { certain: { from: begins, to: ends }, possible };
  }
  switch (support) {
    case 'standard':
      return {};
    case 'extended':
      return { certain: { from: now, to: ends }, possible: always };
    case 'unsupported':
    case 'unknown':
      return { possible: always };
  }
}

function extendedInputs(cluster: EksClusterFacts, where: Where, book: PriceBook, now: number): readonly CostInput[] {
  const extended = extendedSupportOf(cluster, where, book);
  if (!extended) return [];
  const { begins, ends, addsMicroUsd } = extended;
  const isUpgraded = begins > now && cluster.atEndOfStandardSupport === 'upgrade';
  return [
    ...(isUpgraded ? [remark(message('AWS upgrades it when standard support ends, as its upgrade policy says.'))] : []),
    quantity(begins > now ? message('Extended support begins') : message('In extended support since'), 'time', begins),
    ...(ends === undefined ? [] : [quantity(message('Extended support ends'), 'time', ends)]),
    ...(addsMicroUsd === undefined
      ? []
      : [quantity(message('What extended support adds a month'), 'microUsd', addsMicroUsd)]),
  ];
}
