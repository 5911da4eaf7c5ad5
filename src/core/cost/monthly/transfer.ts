import { sharesOf } from '../../pulls/shares.ts';
import { priceTransfer, type PricedTransfer } from '../../pulls/transferShare.ts';
import type { Message } from '../../text/message.ts';
import { message } from '../../text/message.ts';
import type { PriceBook } from '../priceBook.ts';
import type { AmountRange } from './billedTime.ts';
import { inOrder, missingPrice, nameLabel, quantity, remark, sumLine, unpricedLine } from './lines.ts';
import type { CostBasis, CostInput, CostLine, RegionTransfer, TransferFacts } from './model.ts';
import { forecastTransfer, type TransferForecast } from './transferForecast.ts';

/** The four ends of a line, in the order in which they are priced. */
interface Ends<T> {
  readonly soFar: T;
  readonly soFarMost: T;
  readonly projected: T;
  readonly projectedMost: T;
}

/**
 * What hosts pulled out of ECR in a Region over the internet. The free amount of the account is shared with pulls out of
 * its other Regions; none of it is taken to be used by other services, and what pulls cost without it stands among the
 * inputs.
 */
export function transferLine(facts: TransferFacts, region: string, book: PriceBook, now: number): CostLine {
  const head = { id: 'transfer', kind: 'transfer', label: message('Transfer out of ECR') } as const;
  const { ends, forecast } = bytesOf(facts, now);
  const priced = pricedEnds(facts, ends, region, book, now);
  const basis: CostBasis = facts.evidence === 'pullCount' ? 'estimated' : 'measured';
  const lines = facts.parts.map(({ key, bytes: own }, index): CostLine => {
    const part = { id: `transfer:${key}`, kind: head.kind, label: nameLabel(key) };
    const inputs = [quantity(message('Pulled so far'), 'bytes', own)];
    if (!priced) return unpricedLine(part, missingPrice(head.label, region, 'transferOut'), inputs);
    const free = priced.soFar.parts[index]?.freeBytes ?? 0;
    const shared = [...inputs, quantity(message('Of it free'), 'bytes', free)];
    const of = (end: PricedTransfer): number => end.parts[index]?.microUsd ?? 0;
    const amounts = inOrder(
      { microUsd: of(priced.soFar), maxMicroUsd: of(priced.soFarMost) },
      { microUsd: of(priced.projected), maxMicroUsd: of(priced.projectedMost) },
    );
    return { ...part, ...amounts, inputs: shared, basis, prices: pricesOf(priced.soFar), missing: [] };
  });
  const inputs = [
    ...byteInputs(ends, forecast),
    remark(evidenceWords(facts)),
    ...(priced ? freeInputs(priced.soFar, facts) : []),
  ];
  return { ...sumLine(head, lines, inputs), basis };
}

function bytesOf(
  facts: Omit<RegionTransfer, 'region'>,
  now: number,
): { readonly ends: Ends<number>; readonly forecast: TransferForecast } {
  const bytes = sumOf(facts);
  const forecast = forecastTransfer(bytes, facts.days, now);
  const soFarMost = Math.max(bytes, facts.mostBytes ?? bytes);
  // What may be more so far may be so in the rest of the month.
  const mostBytes =
    bytes === 0 ? forecastTransfer(soFarMost, [], now).mostBytes : Math.round(forecast.mostBytes * (soFarMost / bytes));
  const projectedMost = Math.max(soFarMost, mostBytes);
  return { ends: { soFar: bytes, soFarMost, projected: forecast.leastBytes, projectedMost }, forecast };
}

/** Bytes so far. */
function sumOf({ parts }: Pick<TransferFacts, 'parts'>): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What is known to be sent out of the account's other Regions in the month so far. */
export function elsewhereBytes(facts: Pick<TransferFacts, 'elsewhere'> | undefined): number {
  return (facts?.elsewhere ?? []).reduce((sum, each) => sum + sumOf(each), 0);
}

function pricedEnds(
  { parts, elsewhere = [] }: TransferFacts,
  ends: Ends<number>,
  region: string,
  book: PriceBook,
  now: number,
): Ends<PricedTransfer> | undefined {
  const others = elsewhere.map((each) => bytesOf(each, now).ends);
  const price = (end: keyof Ends<number>): PricedTransfer | undefined => {
    const shares = sharesOf(
      ends[end],
      parts.map(({ bytes }) => bytes),
    );
    return priceTransfer(
      parts.map(({ key }, index) => ({ key, bytes: shares[index] ?? 0 })),
      region,
      book,
      others.reduce((sum, other) => sum + other[end], 0),
    );
  };
  const [soFar, soFarMost] = [price('soFar'), price('soFarMost')];
  const [projected, projectedMost] = [price('projected'), price('projectedMost')];
  return soFar && soFarMost && projected && projectedMost && { soFar, soFarMost, projected, projectedMost };
}

function byteInputs(ends: Ends<number>, { likelyBytes, wholeDays }: TransferForecast): readonly CostInput[] {
  const range = (least: number, most: number): AmountRange => ({ least, most });
  const [soFar, whole] = [range(ends.soFar, ends.soFarMost), range(ends.projected, ends.projectedMost)];
  return [
    quantity(message('Pulled so far'), 'bytes', soFar.least, soFar.most),
    quantity(message('In the whole month'), 'bytes', whole.least, whole.most),
    quantity(message('In the whole month, by the trend'), 'bytes', likelyBytes),
    quantity(message('Whole days that the trend rests on'), 'count', wholeDays),
  ];
}

function evidenceWords({ evidence }: TransferFacts): Message {
  switch (evidence) {
    case 'layers':
      return message('Measured by layer: events of CloudTrail with the sizes in manifests.');
    case 'pullCount':
      return message('Estimated from the number of pulls and the sizes of images.');
    case 'billed':
      return message('As billed: from Cost Explorer.');
  }
}

function freeInputs(priced: PricedTransfer, { elsewhere }: TransferFacts): readonly CostInput[] {
  const { freeBytes, freeLeft, mostMicroUsd } = priced;
  return [
    quantity(message('Of it free'), 'bytes', freeBytes),
    quantity(message('Free bytes left'), 'bytes', freeLeft),
    remark(
      message('The free amount is for all services and Regions of the account together; each part has its share.'),
    ),
    ...(elsewhere
      ? elsewhere.map((each) => quantity(message('Shared with pulls out of {0}', each.region), 'bytes', sumOf(each)))
      : [remark(message('Which account it is, AWS could not say yet: shared with no other Region.'))]),
    remark(message('What else the account sends out is not known: taken to be nothing.')),
    quantity(message('So far, if nothing of it were free'), 'microUsd', mostMicroUsd),
  ];
}

function pricesOf({ price, freePrice }: PricedTransfer): CostLine['prices'] {
  return freePrice ? [price, freePrice] : [price];
}
