import { architectures } from './filter.ts';
import type { Host, HostHealth } from './host.ts';

/** In which order hosts are listed. Equal ones stay in the order of their names. */
export const hostSorts = ['name', 'state', 'tasks', 'lastPing', 'registered'] as const;
export type HostSort = (typeof hostSorts)[number];

/** What hosts with the same value of are listed together. */
export type HostGrouping =
  | { readonly by: 'none' | 'state' | 'architecture' | 'board' | 'prefix' }
  /** By what a tag of theirs says. */
  | { readonly by: 'tag'; readonly key: string };

/** What a host's row says of it in one word: its state, or that a newer registration took its place. */
export type HostStanding = HostHealth | 'replaced';

/** From where somebody has to go to where nobody has. */
const standings: readonly HostStanding[] = [
  'failed',
  'offline',
  'agentDisconnected',
  'notReady',
  'ssmLost',
  'notJoined',
  'unknown',
  'changing',
  'draining',
  'replaced',
  'connected',
];

const ranks = Object.fromEntries(standings.map((standing, rank) => [standing, rank])) as Record<HostStanding, number>;

function standingOf({ stale, state }: Host): HostStanding {
  return stale ? 'replaced' : state.health;
}

/** Whether something is wrong with a host in this state. */
export function needsAttention(standing: HostStanding): boolean {
  return ranks[standing] <= ranks.ssmLost;
}

/** Ascending; a host without a value comes last. */
const sortKeys: Readonly<Record<Exclude<HostSort, 'name'>, (host: Host) => number | undefined>> = {
  state: (host) => ranks[standingOf(host)],
  tasks: ({ instance }) => instance && -instance.runningTaskCount,
  lastPing: ({ node }) => node?.lastPingAt,
  registered: ({ instance, node }) => {
    const at = instance?.registeredAt ?? node?.registeredAt;
    return at === undefined ? undefined : -at;
  },
};

/**
 * By name, the worst state first, the most running tasks first, the longest silent first, or the newest first.
 *
 * @param hosts sorted by name, as a fleet gives them
 */
export function sortHosts(hosts: readonly Host[], sort: HostSort): readonly Host[] {
  if (sort === 'name') return hosts;
  const keyOf = sortKeys[sort];
  return hosts
    .map((host) => ({ host, key: keyOf(host) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => (a.key === b.key ? 0 : a.key - b.key))
    .map(({ host }) => host);
}

/** Hosts that have a value in common. */
export interface HostGroup {
  /** `undefined`: they have none. Of groups by state, a `HostStanding`. */
  readonly value: string | undefined;
  /** At least one, in the order in which they were given. */
  readonly hosts: readonly Host[];
  readonly worst: HostStanding;
  /** How many are in the worst state. */
  readonly worstCount: number;
}

/**
 * Groups in the natural order of their values, states from the worst on, and what has no value last.
 *
 * @returns `undefined` where hosts are not to be grouped
 */
export function groupHosts(hosts: readonly Host[], grouping: HostGrouping): readonly HostGroup[] | undefined {
  if (grouping.by === 'none') return undefined;
  const valueOf = valuesOf(hosts, grouping);
  const byValue = new Map<string | undefined, Host[]>();
  for (const host of hosts) {
    const value = valueOf(host);
    const own = byValue.get(value);
    if (own) own.push(host);
    else byValue.set(value, [host]);
  }
  const groups = Array.from(byValue, ([value, own]) => ({ value, hosts: own, ...worstOf(own) }));
  return groups.sort(
    grouping.by === 'state'
      ? (a, b) => ranks[a.worst] - ranks[b.worst]
      : (a, b) => Number(a.value === undefined) - Number(b.value === undefined) || natural(a.value, b.value),
  );
}

type ValueOf = (host: Host) => string | undefined;

function valuesOf(hosts: readonly Host[], grouping: Exclude<HostGrouping, { by: 'none' }>): ValueOf {
  switch (grouping.by) {
    case 'none':
      return () => undefined;
    case 'state':
      return standingOf;
    case 'architecture':
      return architectureOf;
    case 'board':
      return ({ machine }) => filled(machine.board);
    case 'prefix':
      return sharedPrefixes(hosts);
    case 'tag':
      return (host) => tagOf(host, grouping.key);
  }
}

function architectureOf(host: Host): string | undefined {
  const [name] = architectures(host);
  return name === 'unknown' ? undefined : name;
}

/** A tag may be there and say nothing. */
function tagOf({ instance }: Host, key: string): string | undefined {
  return instance && Object.hasOwn(instance.tags, key) ? instance.tags[key] : undefined;
}

/** A prefix that one host alone has would be a group that only takes a click more to look into. */
function sharedPrefixes(hosts: readonly Host[]): ValueOf {
  const counts = new Map<string, number>();
  const prefixes = new Map<string, string>();
  for (const host of hosts) {
    const prefix = namePrefix(host);
    if (prefix === undefined) continue;
    prefixes.set(host.key, prefix);
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return ({ key }) => {
    const prefix = prefixes.get(key);
    return prefix !== undefined && (counts.get(prefix) ?? 0) > 1 ? prefix : undefined;
  };
}

const separator = /[-_.:/ ]/;

/**
 * What a name begins with: up to its last separator (`rack1-` of `rack1-07`), or where it has none, up to the number at
 * its end (`pi` of `pi5`). Its domain is no part of it. `undefined` where there is nothing of the kind, as where the
 * host has no name but its id.
 */
export function namePrefix({ name, id }: Pick<Host, 'name' | 'id'>): string | undefined {
  if (name === id) return undefined;
  const host = withoutDomain(name);
  for (let end = host.length - 1; end > 0; end--) {
    if (separator.test(host.charAt(end - 1))) return host.slice(0, end);
  }
  const stem = host.replace(/[0-9]+$/, '');
  return stem === host || stem === '' ? undefined : stem;
}

/** `web-01` of `web-01.example.com`, but all of `rack1.07`. */
function withoutDomain(name: string): string {
  const dot = name.search(/\.[a-z]/i);
  return dot > 0 ? name.slice(0, dot) : name;
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function worstOf(hosts: readonly Host[]): Pick<HostGroup, 'worst' | 'worstCount'> {
  let worst: HostStanding = 'connected';
  let worstCount = 0;
  for (const host of hosts) {
    const standing = standingOf(host);
    if (standing === worst) worstCount += 1;
    else if (ranks[standing] < ranks[worst]) [worst, worstCount] = [standing, 1];
  }
  return { worst, worstCount };
}

const collator = new Intl.Collator('en', { numeric: true });

function natural(a = '', b = ''): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The keys of all tags, in natural order. */
export function tagKeys(hosts: readonly Host[]): readonly string[] {
  const keys = new Set<string>();
  for (const { instance } of hosts) for (const key of Object.keys(instance?.tags ?? {})) keys.add(key);
  return [...keys].sort(natural);
}
