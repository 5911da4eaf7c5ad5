import type { Message } from '../../text/message.ts';
import { dayOf, listed, messageText } from '../../text/message.ts';
import { bytesPerGb, formatAmount, formatRate, formatUsd, secondsPerHour, type DisplayCurrency } from '../money.ts';
import type { Price, PriceUnit } from '../prices.ts';
import { sourceWords } from '../priceSources.ts';
import { message } from '../../text/message.ts';
import type { CostBasis, CostInput, CostQuantity, CostRange, MissingPrice } from './model.ts';

/** How figures are said. Text comes out plain: whoever shows it escapes it for the place. */
export interface WordOptions {
  /** Dollars when left out. Rates stay in dollars, as in AWS's list. */
  readonly currency?: DisplayCurrency;
  /** A BCP 47 tag; this machine's own when left out. */
  readonly locale?: string;
  /** Puts a message into the reader's language; English when left out. */
  readonly translate?: (message: Message) => string;
}

export function say(words: Message, { translate = messageText }: WordOptions): string {
  return translate(words);
}

export function amountWords(microUsd: number, { currency, locale }: WordOptions): string {
  return currency ? formatAmount(microUsd, currency, locale) : formatUsd(microUsd, locale);
}

/** `$4.80`, or `$0.00–$7.48`. */
export function rangeWords({ microUsd, maxMicroUsd }: CostRange, options: WordOptions): string {
  return spanWords(amountWords(microUsd, options), amountWords(maxMicroUsd, options));
}

/**
 * `$4.80`, or `$52–$86`: for narrow places, a range of several dollars in whole ones, rounded so that it holds the exact
 * one.
 */
export function shortRangeWords(range: CostRange, options: WordOptions): string {
  const { microUsd, maxMicroUsd } = range;
  const { code, perUsd } = options.currency ?? { code: 'USD', perUsd: 1 };
  const [least, most] = [microUsd, maxMicroUsd].map((amount) => (amount / 1_000_000) * perUsd);
  if (least === undefined || most === undefined || microUsd === maxMicroUsd || most < shortFrom)
    return rangeWords(range, options);
  const format = new Intl.NumberFormat(options.locale, {
    style: 'currency',
    currency: code,
    maximumFractionDigits: 0,
  });
  return spanWords(format.format(Math.floor(least)), format.format(Math.ceil(most)));
}

const shortFrom = 10;

/** `no price known for sa-east-1` */
export function missingWords({ region }: MissingPrice, options: WordOptions): string {
  return say(message('no price known for {0}', region), options);
}

/** `without Extended support, on top (no price known for me-west-1)`; nothing where nothing is missing. */
export function withoutWords(missing: readonly MissingPrice[], options: WordOptions): string {
  if (missing.length === 0) return '';
  const parts = missing.map((each) => `${say(each.label, options)} (${missingWords(each, options)})`);
  return say(message('without {0}', listed(parts)), options);
}

export function basisWords(basis: CostBasis, options: WordOptions): string {
  switch (basis) {
    case 'list':
      return say(message('list price'), options);
    case 'measured':
      return say(message('measured'), options);
    case 'estimated':
      return say(message('estimated'), options);
  }
}

/** `Time so far: 526.5 h`, or the remark itself. */
export function inputWords({ label, quantity }: CostInput, options: WordOptions): string {
  const words = say(label, options);
  return quantity ? `${words}: ${quantityWords(quantity, options)}` : words;
}

export function quantityWords(quantity: CostQuantity, options: WordOptions): string {
  if (quantity.unit === 'text') return quantity.text;
  const { unit, least, most } = quantity;
  const words = (value: number): string => {
    switch (unit) {
      case 'seconds':
        return say(message('{0} h', number(value / secondsPerHour, 2, options)), options);
      case 'vcpuSeconds':
        return say(message('{0} vCPU-h', number(value / secondsPerHour, 2, options)), options);
      case 'bytes':
        return byteWords(value, options);
      case 'count':
        return number(value, 0, options);
      case 'microUsd':
        return amountWords(value, options);
      case 'time':
        return timeWords(value, options);
    }
  };
  return spanWords(words(least), words(most));
}

/** Binary units, as a bill counts them: `12.4 GB` are 12.4 × 2³⁰ bytes. */
export function byteWords(bytes: number, options: WordOptions): string {
  const units = [
    ['TB', bytesPerGb * 1024],
    ['GB', bytesPerGb],
    ['MB', bytesPerGb / 1024],
    ['kB', 1024],
  ] as const;
  const [name, size] = units.find(([, least]) => bytes >= least) ?? ['B', 1];
  return `${number(bytes / size, size === 1 ? 0 : 1, options)} ${name}`;
}

/** `$0.10 a cluster and hour · AWS price list (AmazonEKS), 2026-09-18`; an assumed one says so. */
export function priceWords(price: Price, options: WordOptions): string {
  const tiers = price.tiers ?? [];
  const rate =
    tiers.length > 1
      ? say(listed(tiers.map((tier) => tierWords(tier, options))), options)
      : formatRate(price.microUsd, options.locale);
  const source = say(listed([sourceWords(price.source), dayOf(price.asOf)]), options);
  const words = `${rate} ${unitWords(price.unit, options)} · ${source}`;
  return price.basis === 'proven' ? words : `${words} · ${say(message('assumed for {0}', price.region), options)}`;
}

function tierWords(
  { from, microUsd }: { readonly from: number; readonly microUsd: number },
  options: WordOptions,
): string {
  const rate = formatRate(microUsd, options.locale);
  return from === 0 ? rate : say(message('{0} above {1}', rate, number(from, 0, options)), options);
}

function unitWords(unit: PriceUnit, options: WordOptions): string {
  const words: Readonly<Record<PriceUnit, Message>> = {
    clusterHour: message('a cluster and hour'),
    hostHour: message('a host and hour'),
    vcpuHour: message('a vCPU and hour'),
    gbHour: message('a GB and hour'),
    instanceHour: message('an instance and hour'),
    gb: message('a GB'),
    gbMonth: message('a GB and month'),
  };
  return say(words[unit], options);
}

/** `2026-12-02`, with the time where it is not midnight in UTC, which is the time zone of bills. */
function timeWords(ms: number, options: WordOptions): string {
  const iso = new Date(ms).toISOString();
  const day = say(dayOf(ms), options);
  return iso.endsWith('T00:00:00.000Z') ? day : `${day} ${iso.slice(11, 16)} UTC`;
}

function number(value: number, maximumFractionDigits: number, { locale }: WordOptions): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value);
}

function spanWords(least: string, most: string): string {
  return least === most ? least : `${least}–${most}`;
}
