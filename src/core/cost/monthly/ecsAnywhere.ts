import { message } from '../../text/message.ts';
import { priceOf, secondsPerHour } from '../money.ts';
import type { PriceBook } from '../priceBook.ts';
import type { Price } from '../prices.ts';
import { billedSeconds, goneSpan, since, type Billed } from './billedTime.ts';
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
import type { AnywhereHostFacts, CostFacts, CostInput, CostLine } from './model.ts';

/**
 * Hosts of ECS Anywhere, billed while they are connected: the least is the time in which a host was seen connected, the
 * most all the time since it registered in which it was not seen disconnected. From now on a connected host is taken to
 * stay so.
 */
export function ecsAnywhereLine(
  hosts: readonly AnywhereHostFacts[],
  { region, hasAnywhereFreeHours: hasFree }: Pick<CostFacts, 'region' | 'hasAnywhereFreeHours'>,
  book: PriceBook,
  now: number,
): CostLine {
  const head = { id: 'ecsAnywhere', kind: 'ecsAnywhere', label: message('ECS Anywhere') } as const;
  const list = book.price('ecsAnywhereHost', region);
  const withFree = hasFree === false ? undefined : book.price('ecsAnywhereHostWithFree', region);
  const times = hosts.map((host) => hostTime(host, now));
  const cost = (seconds: number, price: Price): number => priceOf(seconds, secondsPerHour, price);
  const amounts =
    list &&
    sharedAmounts(times, (seconds, isMost) =>
      cost(seconds, isMost && hasFree === undefined ? list : (withFree ?? list)),
    );
  const prices = list ? [list, ...(withFree ? [withFree] : [])] : [];
  const lines = hosts.map((host, index): CostLine => {
    const own = { id: `ecsAnywhere:${host.key}`, kind: head.kind, label: nameLabel(host.name) };
    const [time, amount] = [times[index], amounts?.[index]];
    const inputs = hostInputs(host, time);
    if (!amount) return unpricedLine(own, missingPrice(head.label, region, 'ecsAnywhereHost'), inputs);
    const isRange = (time !== undefined && isOpen(time)) || amount.projected.microUsd !== amount.projected.maxMicroUsd;
    return { ...own, ...amount, inputs, basis: isRange ? 'estimated' : 'list', prices, missing: [] };
  });
  return sumLine(head, lines, withFree ? freeInputs(withFree, hasFree === true) : []);
}

function hostTime(host: AnywhereHostFacts, now: number): Billed {
  const { registeredAt, isConnected, connectedSeconds = 0, disconnectedSeconds = 0, gone } = host;
  const { possible } = gone ? goneSpan(registeredAt, gone) : since(registeredAt, now);
  const { soFar, projected } = billedSeconds({ possible }, now);
  const rest = billedSeconds({ possible: { from: Math.max(now, possible.from), to: possible.to } }, now).projected.most;
  const most = Math.max(0, soFar.most - disconnectedSeconds);
  const least = Math.min(connectedSeconds, most);
  const wholeMost = Math.max(most, projected.most - disconnectedSeconds);
  return {
    soFar: { least, most },
    projected: { least: isConnected ? Math.min(least + rest, wholeMost) : least, most: wholeMost },
  };
}

function hostInputs(host: AnywhereHostFacts, time: Billed | undefined): readonly CostInput[] {
  return [
    ...named(message('Cluster'), host.cluster),
    ...(time ? timeInputs(time) : []),
    ...observedInputs(host, time),
    ...(host.gone
      ? [
          quantity(message('Gone; last seen'), 'time', host.gone.lastSeenAt),
          remark(message('It was deregistered, or its cluster deleted: counted until it was first missed at most.')),
        ]
      : []),
  ];
}

function observedInputs(host: AnywhereHostFacts, time: Billed | undefined): readonly CostInput[] {
  const { connectedSeconds: connected, disconnectedSeconds: disconnected = 0 } = host;
  if (!time) return [];
  if (connected === undefined) {
    return isOpen(time)
      ? [remark(message('How long it was connected is not known: between no time and all since it registered.'))]
      : [];
  }
  return [
    quantity(message('Connected, observed'), 'seconds', connected),
    quantity(message('Not connected, observed'), 'seconds', disconnected),
    quantity(message('Not observed'), 'seconds', Math.max(0, time.soFar.most - time.soFar.least)),
    remark(
      message(
        'Observed while a view of this extension was read again within the hour. AWS bills the time that a host is connected; elsewhere it says registered.',
      ),
    ),
  ];
}

function freeInputs({ tiers = [] }: Price, isCertain: boolean): readonly CostInput[] {
  const hours = tiers.find(({ microUsd }) => microUsd === 0)?.to ?? 0;
  return [
    quantity(message('Free in a month'), 'seconds', hours * secondsPerHour),
    remark(
      isCertain
        ? message('The free hours are subtracted, and shared by the hosts.')
        : message(
            'Whether the account still has the free hours of its first six months nobody can tell: the least is with them, the most without.',
          ),
    ),
  ];
}
