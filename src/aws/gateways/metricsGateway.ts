import { CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import type {
  Metric,
  MetricPoint,
  MetricSearch,
  MetricsGateway,
  MetricWindow,
} from '../../core/operate/metrics/model.ts';
import { listAll } from '../requests/batches.ts';
import type { CallObserver } from '../requests/callLog.ts';
import { observeCalls } from '../requests/callLog.ts';
import type { ClientConfig } from '../clients/clientConfig.ts';
import type { LazyClients } from '../clients/lazyClients.ts';
import { mapped, record } from '../requests/narrow.ts';

export interface MetricsClients {
  readonly clients: LazyClients;
  readonly configOf: (serviceId: string) => Promise<ClientConfig>;
  readonly observer: CallObserver;
}

/** One search has the metrics of one machine: what comes after this is of containers and network devices without end. */
const mostMetrics = 5000;

export function metricsGateway({ clients, configOf, observer }: MetricsClients): MetricsGateway {
  const cloudWatch = clients.add(async () => {
    const client = new CloudWatchClient(await configOf('CloudWatch'));
    client.middlewareStack.use(observeCalls(observer));
    return client;
  });
  return {
    find: (search, signal) => find(cloudWatch, search, signal),
    points: (metric, window, signal) => points(cloudWatch, metric, window, signal),
  };
}

async function find(
  cloudWatch: () => Promise<CloudWatchClient>,
  { namespace, dimension, value }: MetricSearch,
  signal: AbortSignal | undefined,
): Promise<readonly Metric[]> {
  const pages = listAll(async (NextToken, abortSignal) => {
    const Dimensions = [{ Name: dimension, Value: value }];
    const command = new ListMetricsCommand({ Namespace: namespace, Dimensions, NextToken });
    const page = await (await cloudWatch()).send(command, { abortSignal });
    return { items: page.Metrics ?? [], nextToken: page.NextToken };
  }, signal);
  const found: Metric[] = [];
  for await (const page of pages) {
    for (const { MetricName: name, Dimensions } of page) {
      if (name) found.push({ namespace, name, dimensions: record(Dimensions, (each) => [each.Name, each.Value]) });
    }
    if (found.length >= mostMetrics) break;
  }
  return found;
}

async function points(
  cloudWatch: () => Promise<CloudWatchClient>,
  { namespace, name, dimensions }: Metric,
  { from, to, periodSeconds }: MetricWindow,
  signal: AbortSignal | undefined,
): Promise<readonly MetricPoint[]> {
  const client = await cloudWatch();
  const command = new GetMetricStatisticsCommand({
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    StartTime: new Date(from),
    EndTime: new Date(to),
    Period: periodSeconds,
    Statistics: ['Average', 'Minimum', 'Maximum'],
  });
  const { Datapoints } = await client.send(command, signal && { abortSignal: signal });
  const all = mapped(Datapoints, ({ Timestamp, Average: average, Minimum = average, Maximum = average }) => {
    const at = Timestamp?.getTime();
    if (at === undefined || Number.isNaN(at) || average === undefined) return undefined;
    return { at, average, least: Minimum ?? average, most: Maximum ?? average };
  });
  // CloudWatch gives them in no order.
  return [...all].sort((one, other) => one.at - other.at);
}
