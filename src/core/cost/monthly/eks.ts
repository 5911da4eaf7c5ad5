import type { EksSupport } from '../../fleet/model.ts';
import type { Message } from '../../taskdef/rule.ts';
import { message } from '../../taskdef/rule.ts';
import { eksCostReason, type EksCostReason } from '../eksControlPlane.ts';
import { costOf, secondsOf, secondsPerHour } from '../money.ts';
import type { PriceBook } from '../priceBook.ts';
import type { PriceItem } from '../prices.ts';
import { always, billedSeconds, both, since, type Billed, type BilledSpan, type Span } from './billedTime.ts';
import { extendedSupportOf } from './extendedSupport.ts';
import {
  amountsOf,
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
export interface MonthlyRate {
  readonly amount: CostRange;
  readonly missing: readonly MissingPrice[];
}

/**
 * What the control planes cost "a month" as they are billed now, in a month of the hours that the user has set: the
 * figure of the status bar, which does not change with the day of the month.
 */
export function eksPerMonth(
  clusters: readonly EksClusterFacts[],
  { region, hoursPerMonth }: Where,
  book: PriceBook,
  now: number,
): MonthlyRate {
  const isNow = (span: Span | undefined): boolean => span !== undefined && span.from <= now && now < span.to;
  const parts = clusters
    .filter((cluster) => !isFree(cluster))
    .flatMap((cluster) => billParts(cluster, now))
    .filter(({ span }) => isNow(span.possible));
  const lines = parts.map(({ label, span, item }): CostLine => {
    const head = { id: label.template, kind: 'eks', label } as const;
    const price = item && book.price(item, region);
    if (!price) return unpricedLine(head, missingPrice(label, region, item));
    const most = costOf(secondsOf(hoursPerMonth), secondsPerHour, price.microUsd);
    const soFar = { microUsd: isNow(span.certain) ? most : 0, maxMicroUsd: most };
    return { ...head, soFar, projected: soFar, inputs: [], basis: 'list', prices: [price], missing: [] };
  });
  const { soFar: amount, missing } = totalOf(lines);
  return { amount, missing };
}

/** By the dates of its version where they are known: what was read of it may be older than these. */
export function supportAt(cluster: EksClusterFacts, now: number): EksSupport {
  const { support, endOfStandardSupport: begins, endOfExtendedSupport: ends } = cluster;
  if (ends !== undefined && ends <= now) return 'unsupported';
  if (begins !== undefined && begins <= now && support !== 'unsupported') return 'extended';
  return support === 'unknown' && begins !== undefined ? 'standard' : support;
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
  const why = eksCostReason({ ...cluster, support: supportAt(cluster, now) });
  const head = { id: `eks:${cluster.arn}`, kind: 'eks', label: nameLabel(cluster.name) } as const;
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
function existence({ status, createdAt }: EksClusterFacts, now: number): BilledSpan {
  const { certain, possible } = since(createdAt, now);
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
    return support === 'unsupported' && ends === Infinity
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
  return [
    quantity(begins > now ? message('Extended support begins') : message('In extended support since'), 'time', begins),
    ...(ends === undefined ? [] : [quantity(message('Extended support ends'), 'time', ends)]),
    ...(addsMicroUsd === undefined
      ? []
      : [quantity(message('What extended support adds a month'), 'microUsd', addsMicroUsd)]),
  ];
}

function reasonWords(why: EksCostReason, { connector }: EksClusterFacts): Message {
  switch (why) {
    case 'standard':
      return message('Billed as in standard support.');
    case 'extended':
      return message('Billed as in extended support: the price of a cluster and one on top of it.');
    case 'connected':
      return connector?.provider === 'EKS_ANYWHERE'
        ? message('EKS Anywhere: it runs on your own machines, and costs nothing. A subscription to it is not in here.')
        : message('Connected: it runs outside of EKS, and costs nothing there.');
    case 'unknownSupport':
      return message('AWS does not say how its version is supported: between standard and extended support.');
    case 'unsupported':
      return message(
        'Past extended support, until AWS upgrades it: between standard and extended support, as no source says which.',
      );
    case 'failed':
      return message(
        'Its creation failed: between nothing and standard support, as no source says whether it is billed.',
      );
    case 'pending':
      return message('Not created yet: costs nothing.');
  }
}
