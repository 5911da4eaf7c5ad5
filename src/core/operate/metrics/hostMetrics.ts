import { shortId } from '../../fleet/arn.ts';
import type { Host } from '../../fleet/host.ts';
import type { Metric, MetricPoint, MetricSearch, MetricsGateway, MetricWindow } from './model.ts';

export const metricRanges = ['3h', '24h', '7d'] as const;
export type MetricRange = (typeof metricRanges)[number];

export type MetricAbout = 'cpu' | 'memory' | 'disk';

/** A metric of one host, in per cent of what it has in use. */
export interface HostMetric {
  readonly about: MetricAbout;
  readonly metric: Metric;
  /** The metric counts what is free. */
  readonly isInverted: boolean;
  /** Mount point or drive of a disk; absent where the metric is of all disks. */
  readonly disk?: string;
}

export interface HostCurve extends HostMetric {
  /** In per cent in use, 0 to 100. */
  readonly points: readonly MetricPoint[];
}

const hour = 60 * 60_000;
const ranges: Readonly<Record<MetricRange, { readonly lasts: number; readonly periodSeconds: number }>> = {
  '3h': { lasts: 3 * hour, periodSeconds: 300 },
  '24h': { lasts: 24 * hour, periodSeconds: 900 },
  '7d': { lasts: 7 * 24 * hour, periodSeconds: 3600 },
};

/** Begins and ends with a period: CloudWatch would round the start by itself, and points would not stand where they are. */
export function metricWindow(range: MetricRange, now: number): MetricWindow {
  const { lasts, periodSeconds } = ranges[range];
  const period = periodSeconds * 1000;
  const to = Math.ceil(now / period) * period;
  return { from: to - lasts, to, periodSeconds };
}

/** A machine calls itself by its full name or its short one, as it is set up. */
const mostNames = 3;

/**
 * Where metrics of a host may be. `AWS/ECS` has them by cluster and service only. The CloudWatch agent writes `host` on
 * machines outside AWS, and `InstanceId` where it is told to; Container Insights has dimensions of its own.
 */
export function metricSearches({ id, instance, node, kube }: Host): readonly MetricSearch[] {
  const computer = node?.computerName;
  const names = [computer, computer?.split('.')[0], kube?.name].filter((name) => name !== undefined && name !== '');
  const agent = [...new Set(names)].slice(0, mostNames).map((value) => search('CWAgent', 'host', value));
  return [
    ...agent,
    ...(id.startsWith('mi-') ? [search('CWAgent', 'InstanceId', id)] : []),
    ...(instance ? [search('ECS/ContainerInsights', 'ContainerInstanceId', shortId(instance.arn))] : []),
    ...(kube ? [search('ContainerInsights', 'NodeName', kube.name)] : []),
  ];
}

function search(namespace: string, dimension: string, value: string | undefined): MetricSearch {
  return { namespace, dimension, value: value ?? '' };
}

/** More disks than these are not drawn: their lines could not be told from each other. */
export const mostDisks = 4;

/** Of all that was found the best for each chart: one of the CPU, one of memory, and one for each disk. */
export function chooseMetrics(found: readonly Metric[], { cluster }: Pick<Host, 'cluster'>): readonly HostMetric[] {
  const known = found.flatMap((metric) => recognised(metric, cluster?.name) ?? []);
  const sorted = known.sort((one, other) => one.rank - other.rank || compare(one, other));
  const chosen: HostMetric[] = [];
  for (const { is: each } of sorted) {
    const same = chosen.filter(({ about }) => about === each.about);
    if (each.about !== 'disk') {
      if (same.length === 0) chosen.push(each);
      continue;
    }
    const isSameSource = same.every(
      ({ metric, disk }) =>
        metric.namespace === each.metric.namespace && (disk === undefined) === (each.disk === undefined),
    );
    const isNew = same.every(({ disk }) => disk !== each.disk);
    if (isSameSource && isNew && same.length < mostDisks) chosen.push(each);
  }
  return chosen;
}

interface Ranked {
  readonly is: HostMetric;
  /** The lower, the better. */
  readonly rank: number;
}

type Recogniser = (metric: Metric) => Ranked | undefined;

const cpu = (metric: Metric, rank: number, isInverted = false): Ranked => ({
  is: { about: 'cpu', metric, isInverted },
  rank,
});
const memory = (metric: Metric, rank: number, isInverted = false): Ranked => ({
  is: { about: 'memory', metric, isInverted },
  rank,
});
const disk = (metric: Metric, path: string | undefined, rank: number, isInverted = false): Ranked => ({
  is: { about: 'disk', metric, isInverted, ...(path !== undefined && { disk: path }) },
  rank,
});

/** Metrics of a CPU of its own are of no use here. */
const ofAll = (metric: Metric, dimension: string, value: string): boolean =>
  metric.dimensions[dimension] === undefined || metric.dimensions[dimension] === value;

/** What is mounted for a program alone: images of packages, and file systems in memory. */
const noDisks = new Set(['tmpfs', 'devtmpfs', 'overlay', 'squashfs', 'ramfs', 'efivarfs', 'fuse.snapfuse']);

const agentMetrics: Readonly<Record<string, Recogniser>> = {
  'cpu_usage_active': (metric) => (ofAll(metric, 'cpu', 'cpu-total') ? cpu(metric, 0) : undefined),
  'cpu_usage_idle': (metric) => (ofAll(metric, 'cpu', 'cpu-total') ? cpu(metric, 1, true) : undefined),
  'mem_used_percent': (metric) => memory(metric, 0),
  'mem_available_percent': (metric) => memory(metric, 1, true),
  'disk_used_percent': (metric) => {
    const { path, fstype } = metric.dimensions;
    return noDisks.has(fstype ?? '') ? undefined : disk(metric, path, path === undefined ? 1 : 0);
  },
  // On Windows, by the names of its own counters.
  'Processor % Processor Time': (metric) => (ofAll(metric, 'instance', '_Total') ? cpu(metric, 0) : undefined),
  'Memory % Committed Bytes In Use': (metric) => memory(metric, 2),
  'LogicalDisk % Free Space': (metric) => {
    const { instance } = metric.dimensions;
    return instance === '_Total' ? undefined : disk(metric, instance, 0, true);
  },
};

const insightMetrics: Readonly<Record<string, Recogniser>> = {
  instance_cpu_utilization: (metric) => cpu(metric, 5),
  instance_memory_utilization: (metric) => memory(metric, 5),
  instance_filesystem_utilization: (metric) => disk(metric, undefined, 5),
  node_cpu_utilization: (metric) => cpu(metric, 6),
  node_memory_utilization: (metric) => memory(metric, 6),
  node_filesystem_utilization: (metric) => disk(metric, undefined, 6),
};

/** Container Insights has the name of the cluster in each metric; another cluster's node may have the same name. */
function recognised(metric: Metric, clusterName: string | undefined): Ranked | undefined {
  if (metric.namespace === 'CWAgent') return own(agentMetrics, metric.name)?.(metric);
  const { ClusterName } = metric.dimensions;
  if (ClusterName !== undefined && clusterName !== undefined && ClusterName !== clusterName) return undefined;
  return own(insightMetrics, metric.name)?.(metric);
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The root first, then by name: metrics come in no order. */
function compare(one: Ranked, other: Ranked): number {
  const key = ({ is: { disk: path = '', metric } }: Ranked): string =>
    `${path === '/' || path === 'C:' ? 0 : 1} ${path} ${JSON.stringify(metric.dimensions)}`;
  return key(one) < key(other) ? -1 : 1;
}

/** Looks which metrics there are: one request for each of the places where they may be. Rejects with a `Failure`. */
export async function findHostMetrics(
  gateway: MetricsGateway,
  host: Host,
  signal?: AbortSignal,
): Promise<readonly HostMetric[]> {
  const found = await Promise.all(metricSearches(host).map((each) => gateway.find(each, signal)));
  return chooseMetrics(found.flat(), host);
}

/** One request for each metric. Rejects with a `Failure`. */
export async function readCurves(
  gateway: MetricsGateway,
  metrics: readonly HostMetric[],
  window: MetricWindow,
  signal?: AbortSignal,
): Promise<readonly HostCurve[]> {
  return Promise.all(
    metrics.map(async (each) => {
      const points = await gateway.points(each.metric, window, signal);
      return { ...each, points: points.map((point) => inUse(point, each.isInverted)) };
    }),
  );
}

function inUse({ at, average, least, most }: MetricPoint, isInverted: boolean): MetricPoint {
  return isInverted
    ? { at, average: percent(100 - average), least: percent(100 - most), most: percent(100 - least) }
    : { at, average: percent(average), least: percent(least), most: percent(most) };
}

function percent(value: number): number {
  return Math.min(100, Math.max(0, value));
}
