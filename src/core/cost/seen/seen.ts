import type { EksClusterFacts } from '../monthly/model.ts';

/**
 * What was seen of hosts and clusters that are billed by the hour, whenever somebody looked at them: AWS's lists have
 * only what is there now, and do not say for how long it was connected. Times are milliseconds since the epoch.
 */
export interface Seen {
  /** By the ARN of the container instance. */
  readonly hosts: ReadonlyMap<string, SeenHost>;
  /** Clusters of EKS itself only, by ARN and when they were made: one made anew under its name has the same ARN. */
  readonly clusters: ReadonlyMap<string, SeenCluster>;
}

interface Thing {
  readonly lastSeenAt: number;
  /** The first look at which it was not there any more. */
  readonly missedAt?: number;
}

export interface SeenHost extends Thing {
  readonly name: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly registeredAt?: number;
  /** In order, none touching another. */
  readonly spans: readonly SeenSpan[];
}

/** In which each look found the same. */
export interface SeenSpan {
  readonly from: number;
  readonly to: number;
  readonly isConnected: boolean;
}

export interface SeenCluster extends Thing {
  readonly facts: EksClusterFacts;
}

/** An answer of AWS: all that there was of something at a time. */
export type Look =
  | { readonly at: number; readonly of: 'ecsClusters'; readonly arns: readonly string[] }
  | { readonly at: number; readonly of: 'eksClusters'; readonly clusters: readonly EksClusterFacts[] }
  | { readonly at: number; readonly of: 'hosts'; readonly clusterArn: string; readonly hosts: readonly HostLook[] };

export interface HostLook extends Pick<SeenHost, 'name' | 'clusterName' | 'registeredAt'> {
  readonly key: string;
  readonly isConnected: boolean;
}

export const nothingSeen: Seen = { hosts: new Map(), clusters: new Map() };

/** Two looks no further apart, with the same answer, count as that answer in between; else nothing is known. */
const longestGap = 60 * 60_000;
/** The newest ones are kept: a host that comes and goes more often is known less well. */
const mostSpans = 300;
const mostHosts = 5000;
const mostClusters = 1000;

/** The same object where the look says nothing new, as one that was taken in before. */
export function withLook(seen: Seen, look: Look): Seen {
  switch (look.of) {
    case 'hosts': {
      const keys = new Set(look.hosts.map(({ key }) => key));
      const isMissing = (host: SeenHost, key: string): boolean => host.clusterArn === look.clusterArn && !keys.has(key);
      const found = look.hosts.flatMap((host) => hostNews(seen.hosts.get(host.key), host, look));
      return withHosts(seen, [...missing(seen.hosts, look.at, isMissing), ...found]);
    }
    case 'ecsClusters': {
      const arns = new Set(look.arns);
      return withHosts(
        seen,
        missing(seen.hosts, look.at, ({ clusterArn }) => !arns.has(clusterArn)),
      );
    }
    case 'eksClusters': {
      const news = [
        ...missing(seen.clusters, look.at, ({ facts }) => !look.clusters.some((each) => isSameCluster(each, facts))),
        ...look.clusters.flatMap((facts) => clusterNews(seen, facts, look.at)),
      ];
      return news.length === 0 ? seen : { ...seen, clusters: new Map([...seen.clusters, ...news]) };
    }
  }
}

/**
 * Without what was over before a time, and no more than is worth keeping. Nobody has looked later than now: where it
 * seems so, this machine's clock was ahead then, and what is gone would not be missed until that time.
 */
export function pruned({ hosts, clusters }: Seen, before: number, now = Infinity): Seen {
  return {
    hosts: newest(hosts, before, mostHosts, (host) => {
      const spans = host.spans.filter(({ to }) => to >= before).slice(-mostSpans);
      return { ...upTo(host, now), spans };
    }),
    clusters: newest(clusters, before, mostClusters, (cluster) => upTo(cluster, now)),
  };
}

function upTo<T extends Thing>(thing: T, now: number): T {
  const { missedAt, ...others } = thing;
  const isMissed = missedAt !== undefined && missedAt <= now;
  const lastSeenAt = Math.min(thing.lastSeenAt, now);
  return { ...others, lastSeenAt, ...(isMissed && { missedAt }) } as T; // only what may be absent was left out
}

type News<T> = readonly (readonly [string, T])[];

function withHosts(seen: Seen, news: News<SeenHost>): Seen {
  return news.length === 0 ? seen : { ...seen, hosts: new Map([...seen.hosts, ...news]) };
}

/** Those that a look did not find any more. */
function missing<T extends Thing>(
  all: ReadonlyMap<string, T>,
  at: number,
  isMissing: (thing: T, key: string) => boolean,
): News<T> {
  return [...all].flatMap(([key, thing]) => {
    const isNews = thing.lastSeenAt < at && at < (thing.missedAt ?? Infinity) && isMissing(thing, key);
    return isNews ? [[key, { ...thing, missedAt: at }] as const] : [];
  });
}

function hostNews(
  known: SeenHost | undefined,
  { key, name, clusterName, registeredAt, isConnected }: HostLook,
  { at, clusterArn }: { readonly at: number; readonly clusterArn: string },
): News<SeenHost> {
  const spans = withMoment(known?.spans ?? [], at, isConnected);
  if (known?.spans === spans && known.lastSeenAt >= at) return [];
  const host = { name, clusterArn, clusterName, ...(registeredAt !== undefined && { registeredAt }), spans };
  return [[key, { ...host, ...timesOf(known, at) }]];
}

/** It may have come back, or a look before was wrong. */
function timesOf({ lastSeenAt = -Infinity, missedAt }: Partial<Thing> = {}, at: number): Thing {
  const last = Math.max(at, lastSeenAt);
  return { lastSeenAt: last, ...(missedAt !== undefined && missedAt > last && { missedAt }) };
}

type ClusterLife = Pick<EksClusterFacts, 'arn' | 'createdAt'>;

/** Where AWS does not say when one of the two was made, they are taken for one. */
function isSameCluster(one: ClusterLife, other: ClusterLife): boolean {
  const { createdAt = one.createdAt } = other;
  return one.arn === other.arn && (one.createdAt ?? createdAt) === createdAt;
}

/** What was seen of a cluster: of its last life, where it is not said which it is. */
export function lifeOf(
  { clusters }: Pick<Seen, 'clusters'>,
  cluster: ClusterLife,
): readonly [string, SeenCluster] | undefined {
  const lives = [...clusters].filter(([, { facts }]) => isSameCluster(facts, cluster));
  return lives.toSorted(([, a], [, b]) => a.lastSeenAt - b.lastSeenAt).at(-1);
}

function clusterNews(seen: Seen, facts: EksClusterFacts, at: number): News<SeenCluster> {
  const [key, known] = lifeOf(seen, facts) ?? [];
  // What runs elsewhere costs nothing.
  if (facts.connector || (known?.lastSeenAt ?? -Infinity) >= at) return [];
  const { createdAt = known?.facts.createdAt } = facts;
  const own = factsOf(createdAt === undefined ? facts : { ...facts, createdAt });
  const life = createdAt === undefined ? facts.arn : `${facts.arn} ${createdAt}`;
  return [[key ?? life, { facts: own, ...timesOf(known, at) }]];
}

/** What its cost is made of, and nothing else that the fleet knows of it. */
function factsOf(cluster: EksClusterFacts): EksClusterFacts {
  const { arn, name, status, support, version, createdAt, controlPlaneTier } = cluster;
  const { endOfStandardSupport, endOfExtendedSupport } = cluster;
  return {
    arn,
    name,
    status,
    support,
    ...(version !== undefined && { version }),
    ...(createdAt !== undefined && { createdAt }),
    ...(controlPlaneTier !== undefined && { controlPlaneTier }),
    ...(endOfStandardSupport !== undefined && { endOfStandardSupport }),
    ...(endOfExtendedSupport !== undefined && { endOfExtendedSupport }),
  };
}

/** A moment with what was found then. Another window may have looked before and after it. */
export function withMoment(spans: readonly SeenSpan[], at: number, isConnected: boolean): readonly SeenSpan[] {
  if (spans.some((span) => span.from <= at && at <= span.to && span.isConnected === isConnected)) return spans;
  const around = spans.flatMap((span) => cut(span, at));
  const before = around.filter(({ to }) => to < at);
  const after = around.filter(({ from }) => from > at);
  const [last, next] = [before.at(-1), after[0]];
  const joinsLast = last?.isConnected === isConnected && at - last.to <= longestGap;
  const joinsNext = next?.isConnected === isConnected && next.from - at <= longestGap;
  const span = { from: joinsLast ? last.from : at, to: joinsNext ? next.to : at, isConnected };
  return [...(joinsLast ? before.slice(0, -1) : before), span, ...(joinsNext ? after.slice(1) : after)];
}

/** A look in the midst of a span found something else: when that began and ended, its neighbours may be an hour away. */
function cut(span: SeenSpan, at: number): readonly SeenSpan[] {
  if (at < span.from || span.to < at) return [span];
  return [
    { ...span, to: at - longestGap },
    { ...span, from: at + longestGap },
  ].filter(({ from, to }) => from <= to);
}

function newest<T extends Thing>(
  all: ReadonlyMap<string, T>,
  before: number,
  most: number,
  kept: (thing: T) => T,
): ReadonlyMap<string, T> {
  const rest = [...all].filter(([, { lastSeenAt, missedAt = lastSeenAt }]) => missedAt >= before);
  const some = rest.length <= most ? rest : rest.toSorted(([, a], [, b]) => b.lastSeenAt - a.lastSeenAt).slice(0, most);
  return new Map(some.map(([key, thing]) => [key, kept(thing)]));
}
