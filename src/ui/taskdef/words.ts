import * as l10n from '@vscode/l10n';
import { boardAttribute } from '../../core/fleet/machine.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import type { Price, PriceBasis } from '../../core/cost/prices.ts';
import { formatRate, formatUsd } from '../../core/cost/money.ts';
import { sourceWords } from '../../core/cost/priceSources.ts';
import type { CostComparison, Place, PlaceCost } from '../../core/taskdef/cost/compare.ts';
import type { DownloadSize } from '../../core/taskdef/images/imageSize.ts';
import { dayOf, type Message } from '../../core/text/message.ts';
import { oneLine, withoutIcons } from '../../core/text/label.ts';
import { listed } from '../sentences.ts';
import type { ReachedRollOut } from './imageHint.ts';

/** What is said in the language of the window about costs and images. */

export function messageWords({ template, args }: Message): string {
  return l10n.t(template, ...args.map((arg) => (typeof arg === 'object' ? messageWords(arg) : argumentWords(arg))));
}

function argumentWords(arg: string | number): string | number {
  return typeof arg === 'string' ? oneLine(arg) : arg;
}

function placeName(place: Place): string {
  switch (place) {
    case 'anywhere':
      return 'ECS Anywhere';
    case 'fargateX86':
      return 'Fargate x86';
    case 'fargateArm':
      return 'Fargate ARM';
    case 'ec2':
      return 'EC2';
  }
}

/**
 * `Anywhere: $7.48/host · Fargate x86 $18.02, ARM $14.42 · EC2 t4g.nano $3.07 ✓ · a month`: the cheapest one has the
 * tick. Short, as it stands over a line of a narrow editor; what needs an image of another architecture is left out.
 */
export function lensCostWords({ places, cheapest }: CostComparison, locale: string): string {
  const amounts = new Map(
    places.flatMap((cost) => {
      const { place, monthlyMicroUsd, needsOtherImage } = cost;
      if (monthlyMicroUsd === undefined || needsOtherImage) return [];
      const amount = formatUsd(monthlyMicroUsd, locale);
      const words = place === 'anywhere' ? l10n.t('Anywhere: {0}/host', amount) : `${shortName(cost)} ${amount}`;
      return [[place, place === cheapest ? `${words} ✓` : words] as const];
    }),
  );
  if (amounts.size === 0) return l10n.t('Cost not known here');
  const fargate = [amounts.get('fargateX86'), amounts.get('fargateArm')].filter((words) => words !== undefined);
  const parts = [
    amounts.get('anywhere') ?? '',
    fargate.length === 0 ? '' : `Fargate ${listed(fargate)}`,
    amounts.get('ec2') ?? '',
    l10n.t('a month'),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function shortName(cost: PlaceCost): string {
  return withInstance(cost).replace('Fargate ', '');
}

function withInstance({ place, instanceType }: PlaceCost): string {
  return instanceType === undefined ? placeName(place) : `${placeName(place)} ${instanceType}`;
}

export function costName(cost: PlaceCost): string {
  return withInstance(cost);
}

function basisWords(basis: PriceBasis): string {
  switch (basis) {
    case 'proven':
      return l10n.t('list price');
    case 'assumed':
      return l10n.t('list price, not proven for this Region');
  }
}

/** `$0.04048 per vCPU-hour, list price (AWS price list, 2026-08-31)` */
export function priceWords(price: Price, locale: string): string {
  const { microUsd, unit, basis, source, asOf } = price;
  const rate = formatRate(microUsd, locale);
  return l10n.t(
    '{0} per {1}, {2} ({3}, {4})',
    rate,
    unitWords(unit),
    basisWords(basis),
    messageWords(sourceWords(source)),
    messageWords(dayOf(asOf)),
  );
}

function unitWords(unit: Price['unit']): string {
  switch (unit) {
    case 'clusterHour':
      return l10n.t('cluster-hour');
    case 'hostHour':
      return l10n.t('host-hour');
    case 'vcpuHour':
      return l10n.t('vCPU-hour');
    case 'gbHour':
      return l10n.t('GB-hour');
    case 'instanceHour':
      return l10n.t('instance-hour');
    case 'gb':
      return 'GB';
    case 'gbMonth':
      return l10n.t('GB-month');
  }
}

/** In decimal units, as registries and `docker pull` tell them. */
export function bytesWords(bytes: number, locale: string): string {
  const [unit, size] = bytes >= 1e9 ? (['gigabyte', 1e9] as const) : (['megabyte', 1e6] as const);
  const maximumFractionDigits = bytes / size < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
    bytes / size,
  );
}

export function sizeWords({ bytes, basis }: DownloadSize, locale: string): string {
  const words = bytesWords(bytes, locale);
  return basis === 'measured' ? words : l10n.t('at most {0}', words);
}

/** `a roll-out to 3 hosts transfers 1.2 GB, $0.00 to $0.11` */
export function rollOutWords({ bytes, basis, hosts, isMost, cost }: ReachedRollOut, locale: string): string {
  const words = transferWords(hosts, isMost === true, sizeWords({ bytes, basis }, locale));
  if (!cost) return words;
  const [low, high] = [formatUsd(cost.lowMicroUsd, locale), formatUsd(cost.highMicroUsd, locale)];
  return cost.lowMicroUsd === cost.highMicroUsd
    ? l10n.t('{0}, {1}', words, high)
    : l10n.t('{0}, {1} to {2}', words, low, high);
}

function transferWords(hosts: number, isMost: boolean, size: string): string {
  if (hosts === 1) return l10n.t('a roll-out to one host transfers {0}', size);
  return isMost
    ? l10n.t('a roll-out to at most {0} hosts transfers {1}', hosts, size)
    : l10n.t('a roll-out to {0} hosts transfers {1}', hosts, size);
}

export function hostWords({ arn, managedNodeId }: ContainerInstance, names: Readonly<Record<string, string>>): string {
  return withoutIcons(oneLine(names[arn] ?? managedNodeId));
}

/** What kind of machine it says that it is. */
export function boardWords({ attributes }: ContainerInstance): string {
  return withoutIcons(oneLine(attributes[boardAttribute] ?? attributes['ecs.cpu-architecture'] ?? ''));
}

/** In minutes: what was read in this window says its age from here on. */
const fresh = 10;

/** `as of 5 minutes ago`; nothing for what was read just now. */
export function ageWords(asOf: number, isOld: boolean, now: number, locale: string): string {
  const minutes = Math.max(1, Math.round((now - asOf) / 60_000));
  if (!isOld && minutes < fresh) return '';
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const [count, unit] =
    minutes < 90
      ? ([minutes, 'minute'] as const)
      : minutes < 36 * 60
        ? ([Math.round(minutes / 60), 'hour'] as const)
        : ([Math.round(minutes / 1440), 'day'] as const);
  return l10n.t('as of {0}', format.format(-count, unit));
}
