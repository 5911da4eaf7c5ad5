import { groupHosts, sortHosts } from '../../core/fleet/arrange.ts';
import { parseHostFilter, type HostFilter } from '../../core/fleet/filter.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { HostArrangement } from './arrangement.ts';
import type { ClusterNode, HostGroupNode, HostNode, LooseHostsNode, NoteNode } from './nodes.ts';

/** Groups of no more hosts in all are unfolded from the start. */
const fewHosts = 30;

/**
 * The rows of hosts as the user wants them listed: filtered, sorted and in groups. All that the filter lets through are
 * there, however many; how many it hides is said by a row of its own. Asks nobody.
 *
 * @param rows sorted by name
 */
export function arrangedRows(
  parent: ClusterNode | LooseHostsNode,
  rows: readonly HostNode[],
  arrangement: HostArrangement | undefined,
): readonly (HostNode | HostGroupNode | NoteNode)[] {
  if (!arrangement || rows.length === 0) return rows;
  const { sort, grouping, filter } = arrangement;
  if (sort === 'name' && grouping.by === 'none' && filter === '') return rows;
  const byHost = new Map(rows.map((row) => [row.host, row]));
  const matching = matchingHosts(
    rows.map(({ host }) => host),
    filter,
  );
  const sorted = sortHosts(matching, sort);
  const rowsOf = (hosts: readonly Host[]): readonly HostNode[] => hosts.flatMap((host) => byHost.get(host) ?? []);
  const { account } = parent;
  const groups = groupHosts(sorted, grouping)?.map(({ hosts, ...group }): HostGroupNode => ({
    ...group,
    kind: 'hostGroup',
    account,
    parent,
    grouping,
    rows: rowsOf(hosts),
    startsUnfolded: matching.length <= fewHosts,
  }));
  const count = rows.length - matching.length;
  return [
    ...(groups ?? rowsOf(sorted)),
    ...(count > 0
      ? [
          {
            kind: 'note',
            account,
            parent,
            note: { about: matching.length > 0 ? 'hidden' : 'allHidden', count },
          } as const,
        ]
      : []),
  ];
}

/** Rows of a group know it as their parent, so that VS Code finds the way to them. */
export function groupChildren(parent: HostGroupNode): readonly HostNode[] {
  return parent.rows.map((row) => ({ ...row, parent }));
}

/** @param filter one that can't be read hides nothing */
export function matchingHosts(hosts: readonly Host[], filter: string): readonly Host[] {
  const parsed = filterOf(filter);
  return parsed ? hosts.filter(parsed.matches) : hosts;
}

let last: { readonly text: string; readonly filter: HostFilter | undefined } | undefined;

/** `undefined` where there is none, or none that can be read. */
export function filterOf(text: string): HostFilter | undefined {
  if (text === '') return undefined;
  if (last?.text !== text) {
    const parsed = parseHostFilter(text);
    last = { text, filter: 'problem' in parsed ? undefined : parsed };
  }
  return last.filter;
}
