import type { Datapoint, GetMetricStatisticsCommandOutput, ListMetricsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Measured } from '../hosts/curves.ts';
import { usedAt } from '../hosts/curves.ts';
import { machineOf } from '../hosts/machine.ts';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, oneOf, required, string, structure, timestamp } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import type { ManagedNode, World } from '../world.ts';
import { operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';

/**
 * What CloudWatch's agent writes of the machines that it runs on. Limits and codes: CloudWatch API reference,
 * "ListMetrics" and "GetMetricStatistics"; names and dimensions: CloudWatch user guide, "Metrics collected by the
 * CloudWatch agent".
 */

const day = 86_400_000;
const minute = 60_000;
const mostPoints = 1440;
const metricsPerPage = 500;
/** Points of a minute are kept for so long; those of five minutes and of an hour longer. */
const retention = { minute: 15 * day, fiveMinutes: 63 * day, hour: 455 * day } as const;

interface AgentMetric {
  readonly number: number;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly node: ManagedNode;
  readonly measured: Measured;
  readonly isInverted?: boolean;
}

/** In the order of nodes, as the agent's usual configuration for Linux has them. */
function agentMetrics(world: World): readonly AgentMetric[] {
  const all: AgentMetric[] = [];
  for (const node of world.nodes.values()) {
    const host = node.report?.computerName;
    if (host === undefined || world.machines.get(node.id)?.hasMetrics !== true) continue;
    const { root } = machineOf(world, node);
    const disk = { host, path: root.mountedOn, device: root.device.replace('/dev/', ''), fstype: 'ext4' };
    const add = (metric: Pick<AgentMetric, 'name' | 'dimensions' | 'measured' | 'isInverted'>): void => {
      all.push({ number: all.length + 1, node, ...metric });
    };
    add({ name: 'cpu_usage_idle', dimensions: { host, cpu: 'cpu-total' }, measured: 'cpu', isInverted: true });
    add({ name: 'disk_used_percent', dimensions: disk, measured: 'disk' });
    add({ name: 'mem_used_percent', dimensions: { host }, measured: 'memory' });
  }
  return all;
}

const dimension = structure({ Name: required(string({ min: 1, max: 255 })), Value: string({ min: 1, max: 1024 }) });
const dimensions = list(dimension, { max: 30 });
type Dimensions = readonly { readonly Name: string; readonly Value?: string | undefined }[];
const namespace = string({ min: 1, max: 255, pattern: /^[^:]/ });

function has(metric: AgentMetric, wanted: Dimensions): boolean {
  return wanted.every(({ Name, Value }) => {
    const value = metric.dimensions[Name];
    return value !== undefined && (Value === undefined || Value === value);
  });
}

export const hostMetrics: Operations = {
  ListMetrics: operation(
    structure({
      Namespace: namespace,
      MetricName: string({ min: 1, max: 255 }),
      Dimensions: list(dimension, { max: 10 }),
      NextToken: string(),
      RecentlyActive: oneOf('PT3H'),
    }),
    (input, call): Wire<ListMetricsCommandOutput> => {
      const { Namespace = 'CWAgent', MetricName, Dimensions = [] } = input;
      const page = pageOf(Namespace === 'CWAgent' ? agentMetrics(call.world) : [], call, {
        token: input.NextToken,
        limit: metricsPerPage,
        badToken: () => invalid('The next token is not valid.'),
        where: (metric) => (MetricName === undefined || metric.name === MetricName) && has(metric, Dimensions),
      });
      return {
        Metrics: page.items.map((metric) => ({
          Namespace: 'CWAgent',
          MetricName: metric.name,
          Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
        })),
        ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
      };
    },
  ),

  GetMetricStatistics: operation(
    structure({
      Namespace: required(namespace),
      MetricName: required(string({ min: 1, max: 255 })),
      Dimensions: dimensions,
      StartTime: required(timestamp()),
      EndTime: required(timestamp()),
      Period: required(integer({ min: 1 })),
      Statistics: list(oneOf('SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'), { min: 1, max: 5 }),
      Unit: string(),
    }),
    (input, { world }): Wire<GetMetricStatisticsCommandOutput> => {
      const { Namespace, MetricName, Dimensions = [], StartTime, EndTime, Period, Statistics } = input;
      if (Statistics === undefined) {
        throw new AwsError('MissingParameter', 'At least one statistic must be requested.');
      }
      if (StartTime >= EndTime) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
      if (Period % 60 !== 0) throw invalid('The parameter Period must be a multiple of 60.');
      const count = Math.ceil((EndTime - StartTime) / (Period * 1000));
      if (count > mostPoints) {
        throw new AwsError(
          'InvalidParameterCombination',
          `You have requested up to ${count} datapoints, which exceeds the limit of ${mostPoints}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
        );
      }
      const metric = agentMetrics(world).find(
        (each) =>
          Namespace === 'CWAgent' &&
          each.name === MetricName &&
          Dimensions.length === Object.keys(each.dimensions).length &&
          has(each, Dimensions),
      );
      const points = metric ? pointsOf(world, metric, StartTime, EndTime, Period) : [];
      const wanted = new Set<string>(Statistics);
      return {
        Label: MetricName,
        // In no order, as CloudWatch has it.
        Datapoints: points.reverse().map((point) => ({
          Timestamp: point.Timestamp,
          ...Object.fromEntries(Object.entries(point).filter(([name]) => wanted.has(name))),
          Unit: 'Percent',
        })),
      };
    },
  ),
};

/** What the agent has sent of a minute, and nothing of the time before the machine was registered or after it was lost. */
function pointsOf(
  world: World,
  { node, measured, isInverted = false }: AgentMetric,
  from: number,
  to: number,
  periodSeconds: number,
): Wire<Datapoint>[] {
  const now = world.clock();
  const period = periodSeconds * 1000;
  const kept = periodSeconds < 300 ? retention.minute : periodSeconds < 3600 ? retention.fiveMinutes : retention.hour;
  const oldest = Math.max(from, now - kept, node.registeredAt);
  const newest = Math.min(to, node.online ? now : node.lastPingAt);
  const points: Wire<Datapoint>[] = [];
  for (let at = Math.ceil(oldest / period) * period; at < newest; at += period) {
    const values: number[] = [];
    // Some of a period are enough to tell its least and its most.
    const step = Math.max(minute, period / 12);
    for (let each = at; each < Math.min(at + period, newest); each += step) {
      const used = usedAt(world, node, measured, each);
      values.push(isInverted ? 100 - used : used);
    }
    const sum = values.reduce((all, each) => all + each, 0);
    points.push({
      Timestamp: wireTime(at),
      SampleCount: values.length,
      Sum: sum,
      Average: sum / values.length,
      Minimum: Math.min(...values),
      Maximum: Math.max(...values),
    });
  }
  return points;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
