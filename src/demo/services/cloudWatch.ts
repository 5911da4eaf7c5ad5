import type { GetMetricDataCommandOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { dayKey } from '../../core/cost/month.ts';
import { AwsError } from '../wire/awsError.ts';
import { boolean, integer, list, oneOf, required, string, structure, timestamp } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import type { World } from '../world.ts';
import { hostMetrics } from './hostMetrics.ts';
import { operation } from './operation.ts';
import type { Call, Operations } from './operation.ts';

/** Limits and codes: CloudWatch API reference, "GetMetricData". It has one metric: pulls of ECR's repositories. */

const day = 86_400_000;
const mostQueries = 500;
const mostDatapoints = 100_800;
/** How long CloudWatch keeps points of an hour and above: 455 days. */
const retention = 455 * day;

const dimensions = list(structure({ Name: required(string({ min: 1 })), Value: required(string({ min: 1 })) }), {
  max: 30,
});
const metricStat = structure({
  Metric: required(structure({ Namespace: string(), MetricName: string(), Dimensions: dimensions })),
  Period: required(integer({ min: 1 })),
  Stat: required(string()),
  Unit: string(),
});
const query = structure({
  Id: required(string({ min: 1, max: 255 })),
  MetricStat: metricStat,
  Expression: string({ min: 1, max: 2048 }),
  Label: string(),
  ReturnData: boolean(),
  Period: integer({ min: 1 }),
});

export const cloudWatch: Operations = {
  ...hostMetrics,

  GetMetricData: operation(
    structure({
      MetricDataQueries: required(list(query)),
      StartTime: required(timestamp()),
      EndTime: required(timestamp()),
      NextToken: string(),
      ScanBy: oneOf('TimestampDescending', 'TimestampAscending'),
      MaxDatapoints: integer({ min: 1, max: mostDatapoints }),
    }),
    (input, call): Wire<GetMetricDataCommandOutput> => {
      const { MetricDataQueries: queries, StartTime, EndTime, ScanBy } = input;
      if (queries.length > mostQueries) {
        throw invalid(`The collection MetricDataQueries must not have a size greater than ${mostQueries}.`);
      }
      if (StartTime >= EndTime) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
      const ids = queries.map(({ Id }) => Id);
      if (ids.some((id) => !/^[a-z]\w*$/.test(id))) throw invalid('Id must begin with a lowercase letter.');
      if (new Set(ids).size < ids.length)
        throw invalid('The values for parameter id in MetricDataQueries are not unique.');
      const results = queries.map((each): Wire<MetricDataResult> => {
        if (each.MetricStat === undefined) throw invalid(`Error in expression '${each.Id}': not known here.`);
        const points = pointsOf(call.world, each.MetricStat, StartTime, EndTime);
        if (ScanBy !== 'TimestampAscending') points.reverse();
        return {
          Id: each.Id,
          Label: each.Label ?? each.MetricStat.Metric.Dimensions?.[0]?.Value ?? each.Id,
          Timestamps: points.map(([time]) => wireTime(time)),
          Values: points.map(([, value]) => value),
          StatusCode: 'Complete',
        };
      });
      return paged(results, input.MaxDatapoints ?? mostDatapoints, input.NextToken, call);
    },
  ),
};

type MetricStat = NonNullable<ReturnType<typeof metricStat>>;

/** Sums by period, the oldest first; periods without data have no point. */
function pointsOf(world: World, { Metric, Period, Stat }: MetricStat, from: number, to: number): [number, number][] {
  const { Namespace, MetricName, Dimensions = [] } = Metric;
  const [dimension, ...others] = Dimensions;
  if (Period % 60 !== 0) throw invalid('Period must be a multiple of 60.');
  const isKnown = Namespace === 'AWS/ECR' && MetricName === 'RepositoryPullCount' && Stat === 'Sum';
  if (!isKnown || dimension?.Name !== 'RepositoryName' || others.length > 0) return [];
  if (Period !== day / 1000) throw invalid('The demo account has sums of days only.');
  const counts = new Map(world.pulls().counts.get(dimension.Value));
  for (const { name, repository, at } of world.ownReads) {
    if (name !== 'BatchGetImage' || repository !== dimension.Value) continue;
    counts.set(dayKey(at), (counts.get(dayKey(at)) ?? 0) + 1);
  }
  const oldest = Math.max(from, world.clock() - retention);
  return [...counts]
    .map(([key, count]): [number, number] => [Date.parse(key), count])
    .filter(([time]) => time >= oldest && time < to)
    .sort(([one], [other]) => one - other);
}

/** Metrics one after the other, up to a number of points. */
function paged(
  results: readonly Wire<MetricDataResult>[],
  most: number,
  token: string | undefined,
  { tokens, binding }: Call,
): Wire<GetMetricDataCommandOutput> {
  const start = token === undefined ? 0 : tokens.read(binding, token);
  if (start === undefined) throw new AwsError('InvalidNextToken', 'The next token is not valid.');
  let points = 0;
  const shown = results.slice(start).filter(({ Values = [] }, index) => {
    points += Values.length;
    return index === 0 || points <= most;
  });
  const end = start + shown.length;
  return {
    MetricDataResults: shown,
    Messages: [],
    ...(end < results.length ? { NextToken: tokens.issue(binding, end) } : {}),
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
