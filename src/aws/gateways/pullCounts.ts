import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { dayKey } from '../../core/cost/month.ts';
import type { PullCount, PullGateway, TimeRange } from '../../core/pulls/gateway.ts';
import { listAll, slices } from '../requests/batches.ts';
import { observeCalls } from '../requests/callLog.ts';
import type { CostClients } from '../clients/costClients.ts';

/** The most that one request may ask for. */
const queriesPerRequest = 500;
const secondsPerDay = 86_400;
const day = secondsPerDay * 1000;

export function pullCounts({ clients, configOf, observer }: CostClients): PullGateway['pullCounts'] {
  const metrics = clients.add(async () => {
    const client = new CloudWatchClient(await configOf('CloudWatch'));
    client.middlewareStack.use(observeCalls(observer));
    return client;
  });
  return (repositories, range, signal) => read(metrics, repositories, range, signal);
}

/** @param range days that it touches are counted whole */
async function read(
  metrics: () => Promise<CloudWatchClient>,
  repositories: readonly string[],
  { from, to }: TimeRange,
  signal: AbortSignal | undefined,
): Promise<readonly PullCount[]> {
  // Periods of a day begin where the range does, which makes them days of UTC.
  const StartTime = new Date(Math.floor(from / day) * day);
  const EndTime = new Date((Math.floor(to / day) + 1) * day);
  const counts: PullCount[] = [];
  for (const part of slices(repositories, queriesPerRequest)) {
    const MetricDataQueries = part.map(queryOf);
    const pages = listAll(async (NextToken, abortSignal) => {
      const command = new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, NextToken });
      const page = await (await metrics()).send(command, { abortSignal });
      return { items: page.MetricDataResults ?? [], nextToken: page.NextToken };
    }, signal);
    for await (const results of pages) {
      for (const { Id = '', Timestamps = [], Values = [] } of results) {
        const repository = part[Number(Id.slice(1))];
        if (repository === undefined) continue;
        // Of one metric there may be a part on each page.
        for (const [index, timestamp] of Timestamps.entries()) {
          const count = Math.round(Values[index] ?? 0);
          if (count > 0) counts.push({ repository, day: dayKey(timestamp.getTime()), count });
        }
      }
    }
  }
  return counts;
}

function queryOf(repository: string, index: number): MetricDataQuery {
  const Dimensions = [{ Name: 'RepositoryName', Value: repository }];
  const Metric = { Namespace: 'AWS/ECR', MetricName: 'RepositoryPullCount', Dimensions };
  return { Id: `r${index}`, MetricStat: { Metric, Period: secondsPerDay, Stat: 'Sum' } };
}
