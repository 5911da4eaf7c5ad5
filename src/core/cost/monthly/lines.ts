import { sharesOf } from '../../pulls/shares.ts';
import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import type { Price, PriceItem } from '../prices.ts';
import type { AmountRange, Billed } from './billedTime.ts';
import type { CostBasis, CostInput, CostLine, CostQuantity, CostRange, CostTotal, MissingPrice } from './model.ts';

export const nothing: CostRange = { microUsd: 0, maxMicroUsd: 0 };

export interface Amounts {
  readonly soFar: CostRange;
  readonly projected: CostRange;
}

export function plus(left: CostRange, right: CostRange): CostRange {
  return { microUsd: left.microUsd + right.microUsd, maxMicroUsd: left.maxMicroUsd + right.maxMicroUsd };
}

/** What is known of the lines, and what is missing in that. */
export function totalOf(lines: readonly CostLine[]): CostTotal {
  return {
    soFar: lines.map(({ soFar = nothing }) => soFar).reduce(plus, nothing),
    projected: lines.map(({ projected = nothing }) => projected).reduce(plus, nothing),
    missing: distinctMissing(lines.flatMap(({ missing }) => missing)),
  };
}

type LineHead = Pick<CostLine, 'id' | 'kind' | 'label'>;

/** A line that is the sum of others. */
export function sumLine(head: LineHead, children: readonly CostLine[], inputs: readonly CostInput[] = []): CostLine {
  const { soFar, projected, missing } = totalOf(children);
  const isKnown = children.length === 0 || children.some((child) => child.soFar);
  return {
    ...head,
    ...(isKnown && { soFar, projected }),
    inputs,
    basis: weakest(children.map(({ basis }) => basis)),
    prices: distinctPrices(children.flatMap(({ prices }) => prices)),
    missing,
    children,
  };
}

/** A line without a price: its amount is not known. */
export function unpricedLine(head: LineHead, missing: MissingPrice, inputs: readonly CostInput[] = []): CostLine {
  return { ...head, inputs, basis: 'list', prices: [], missing: [missing] };
}

export function missingPrice(label: Message, region: string, item?: PriceItem): MissingPrice {
  return { ...(item && { item }), region, label };
}

/** What `billed` costs, each of its four ends for itself. */
export function amountsOf(billed: Billed, cost: (quantity: number, isMost: boolean) => number): Amounts {
  const range = ({ least, most }: AmountRange): CostRange => ({
    microUsd: cost(least, false),
    maxMicroUsd: cost(most, true),
  });
  return inOrder(range(billed.soFar), range(billed.projected));
}

/**
 * The amounts of parts whose price depends on all of them together, as by monthly tiers: each of the four ends is priced
 * as a whole and shared by quantity.
 */
export function sharedAmounts(
  parts: readonly Billed[],
  cost: (quantity: number, isMost: boolean) => number,
): readonly Amounts[] {
  const shares = (pick: (billed: Billed) => number, isMost: boolean): readonly number[] => {
    const quantities = parts.map(pick);
    return sharesOf(
      cost(
        quantities.reduce((sum, quantity) => sum + quantity, 0),
        isMost,
      ),
      quantities,
    );
  };
  const soFarLeast = shares(({ soFar }) => soFar.least, false);
  const soFarMost = shares(({ soFar }) => soFar.most, true);
  const projectedLeast = shares(({ projected }) => projected.least, false);
  const projectedMost = shares(({ projected }) => projected.most, true);
  return parts.map((_, index) =>
    inOrder(
      { microUsd: soFarLeast[index] ?? 0, maxMicroUsd: soFarMost[index] ?? 0 },
      { microUsd: projectedLeast[index] ?? 0, maxMicroUsd: projectedMost[index] ?? 0 },
    ),
  );
}

/** Least up to most, so far up to projected: shares of four wholes may miss that, by rounding or between tiers. */
export function inOrder(soFar: CostRange, projected: CostRange): Amounts {
  const least = Math.max(soFar.microUsd, projected.microUsd);
  const soFarMost = Math.max(soFar.microUsd, soFar.maxMicroUsd);
  return {
    soFar: { microUsd: soFar.microUsd, maxMicroUsd: soFarMost },
    projected: { microUsd: least, maxMicroUsd: Math.max(least, soFarMost, projected.maxMicroUsd) },
  };
}

export function isOpen({ soFar, projected }: Billed): boolean {
  return soFar.least !== soFar.most || projected.least !== projected.most;
}

export function remark(label: Message): CostInput {
  return { label };
}

export function quantity(
  label: Message,
  unit: Exclude<CostQuantity['unit'], 'text'>,
  least: number,
  most: number = least,
): CostInput {
  return { label, quantity: { unit, least, most } };
}

export function named(label: Message, text: string | undefined): readonly CostInput[] {
  return text === undefined ? [] : [{ label, quantity: { unit: 'text', text } }];
}

export function timeInputs({ soFar, projected }: Billed): readonly CostInput[] {
  return [
    quantity(message('Time so far'), 'seconds', soFar.least, soFar.most),
    quantity(message('Time in the whole month'), 'seconds', projected.least, projected.most),
  ];
}

/** Names come from outside, and are an argument so that nobody takes them for a template. */
export function nameLabel(name: string): Message {
  return message('{0}', name);
}

function weakest(bases: readonly CostBasis[]): CostBasis {
  if (bases.includes('estimated')) return 'estimated';
  return bases.includes('measured') ? 'measured' : 'list';
}

function distinctMissing(missing: readonly MissingPrice[]): readonly MissingPrice[] {
  return Array.from(new Map(missing.map((each) => [JSON.stringify([each.region, each.label]), each])).values());
}

export function distinctPrices(prices: readonly Price[]): readonly Price[] {
  return Array.from(new Map(prices.map((each) => [`${each.usageType} ${each.region}`, each])).values());
}
