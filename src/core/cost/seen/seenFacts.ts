import type { LastRead } from '../../fleet/lastRead.ts';
import { monthOf, monthStart } from '../month.ts';
import type { AnywhereHostFacts, EksClusterFacts } from '../monthly/model.ts';
import { lifeOf, type Look, type Seen, type SeenHost } from './seen.ts';

/** What the fleet has read last, as looks. */
export function looksOf({ ecsClusters, eksClusters, hosts }: LastRead): readonly Look[] {
  return [
    ...hosts.map(({ asOf, value, cluster }): Look => ({
      at: asOf,
      of: 'hosts',
      clusterArn: cluster.arn,
      // One that was registered anew is one host, which is billed once.
      hosts: value.flatMap(({ key, name, instance, stale }) =>
        instance && !stale
          ? [
              {
                key,
                name,
                clusterName: cluster.name,
                isConnected: instance.agentConnected,
                ...(instance.registeredAt !== undefined && { registeredAt: instance.registeredAt }),
              },
            ]
          : [],
      ),
    })),
    ...(ecsClusters
      ? [{ at: ecsClusters.asOf, of: 'ecsClusters', arns: ecsClusters.value.map(({ arn }) => arn) } as const]
      : []),
    ...(eksClusters ? [{ at: eksClusters.asOf, of: 'eksClusters', clusters: eksClusters.value } as const] : []),
  ];
}

/** Hosts with what was seen of them in the month, and those that were seen in it and are gone. */
export function withSeenHosts(
  hosts: readonly AnywhereHostFacts[],
  { hosts: seen }: Seen,
  now: number,
): readonly AnywhereHostFacts[] {
  const there = new Set(hosts.map(({ key }) => key));
  const from = monthStart(monthOf(now));
  return [
    ...hosts.map((host) => ({ ...host, ...observed(seen.get(host.key), from, now) })),
    ...[...seen].flatMap(([key, host]): readonly AnywhereHostFacts[] => {
      const { name, clusterName: cluster, registeredAt, lastSeenAt, missedAt } = host;
      if (there.has(key) || missedAt === undefined || missedAt <= from) return [];
      const gone = { lastSeenAt, missedAt };
      const about = { key, name, cluster, isConnected: false, gone, ...observed(host, from, now) };
      return [registeredAt === undefined ? about : { ...about, registeredAt }];
    }),
  ];
}

/** Clusters, and those that were seen in the month and are gone. */
export function withSeenClusters(
  clusters: readonly EksClusterFacts[],
  seen: Seen,
  now: number,
): readonly EksClusterFacts[] {
  const there = new Set(clusters.map((each) => lifeOf(seen, each)?.[0]));
  const from = monthStart(monthOf(now));
  return [
    ...clusters,
    ...[...seen.clusters].flatMap(([key, { facts, lastSeenAt, missedAt }]) =>
      there.has(key) || missedAt === undefined || missedAt <= from
        ? []
        : [{ ...facts, gone: { lastSeenAt, missedAt } }],
    ),
  ];
}

/** Whole seconds from a time on, of spans that may have begun before. */
function observed(
  host: SeenHost | undefined,
  from: number,
  now: number,
): Pick<AnywhereHostFacts, 'connectedSeconds' | 'disconnectedSeconds'> {
  if (!host) return {};
  const seconds = (isConnected: boolean): number => {
    const own = host.spans.filter((span) => span.isConnected === isConnected);
    return Math.floor(
      own.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, now) - Math.max(span.from, from)), 0) / 1000,
    );
  };
  return { connectedSeconds: seconds(true), disconnectedSeconds: seconds(false) };
}
