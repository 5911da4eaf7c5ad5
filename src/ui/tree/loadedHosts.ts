import * as l10n from '@vscode/l10n';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { parseHostFilter, type HostFilter } from '../../core/fleet/filter.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { KnownHosts } from '../../core/fleet/snapshotReadings.ts';
import { oneLine } from '../../core/text/label.ts';
import { messageWords } from '../taskdef/words.ts';

/** The hosts of all accounts as far as they were read. Asks nobody. */
export function loadedHosts(accounts: readonly AccountFleet[]): KnownHosts {
  const parts = accounts.map(({ known, looseHostsIfKnown }) => ({ ...known.hosts, loose: looseHostsIfKnown ?? [] }));
  return {
    lists: parts.flatMap(({ lists, loose }) => [...lists, loose]),
    unread: parts.reduce((sum, { unread }) => sum + unread, 0),
  };
}

/** How many hosts of a list the filter that it was last counted for lets through. */
const counted = new WeakMap<readonly Host[], { readonly filter: string; readonly matching: number }>();

function countIn(hosts: readonly Host[], filter: string, { matches }: HostFilter): number {
  const last = counted.get(hosts);
  if (last?.filter === filter) return last.matching;
  let matching = 0;
  for (const host of hosts) if (matches(host)) matching += 1;
  counted.set(hosts, { filter, matching });
  return matching;
}

/** What a filter shows of the hosts that were read, or why it can't be used. */
export type FilterCount =
  { readonly words: string; readonly matching: number } | { readonly problem: string; readonly words?: never };

export function filterCount(filter: string, { lists, unread }: KnownHosts): FilterCount {
  const parsed = parseHostFilter(filter);
  if ('problem' in parsed) return { problem: messageWords(parsed.problem) };
  const total = lists.reduce((sum, hosts) => sum + hosts.length, 0);
  const matching = lists.reduce((sum, hosts) => sum + countIn(hosts, filter, parsed), 0);
  const parts = [
    total === 1 ? l10n.t('{0} of 1 host', matching) : l10n.t('{0} of {1} hosts', matching, total),
    unread === 0
      ? undefined
      : unread === 1
        ? l10n.t('1 cluster not read yet')
        : l10n.t('{0} clusters not read yet', unread),
  ];
  return { matching, words: parts.filter((part) => part !== undefined).join(' · ') };
}

/** What stands above the rows while a filter is set. */
export function filterMessage(filter: string, accounts: readonly AccountFleet[]): string {
  const count = filterCount(filter, loadedHosts(accounts));
  const name = oneLine(filter);
  return count.words === undefined
    ? l10n.t("The filter {0} can't be used, so all hosts are shown. {1}", name, count.problem)
    : l10n.t('Filter: {0} · {1}', name, count.words);
}
