import type { GetCostAndUsageCommandOutput, Group, ResultByTime } from '@aws-sdk/client-cost-explorer';
import { bytesPerGb, tieredCostOf } from '../../core/cost/money.ts';
import { dayKey, monthKey, monthOf } from '../../core/cost/month.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { AwsError } from '../wire/awsError.ts';
import { list, oneOf, required, string, structure } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import type { World } from '../world.ts';
import { operation } from './operation.ts';
import type { Operations } from './operation.ts';
import { usagePrefix } from './usagePrefix.ts';

/** Limits and codes: Cost Explorer API reference, "GetCostAndUsage". The bill has ECR's lines only. */

const day = 86_400_000;
/** What was used on a day is on the bill about so long after its end. */
const lag = day;
const dailyHistory = 14 * 31 * day;
const serviceName = 'Amazon EC2 Container Registry (ECR)';
const freeGb = 100;

const date = string({ pattern: /^\d{4}-\d\d-\d\d$/ });
const dimensions = structure({
  Key: required(string()),
  Values: required(list(string({ max: 1024 }), { min: 1 })),
  MatchOptions: list(oneOf('EQUALS', 'CASE_SENSITIVE')),
});
const expression = structure({ Dimensions: dimensions, And: list(structure({ Dimensions: dimensions }), { min: 2 }) });

export const costExplorer: Operations = {
  GetCostAndUsage: operation(
    structure({
      TimePeriod: required(structure({ Start: required(date), End: required(date) })),
      Granularity: required(oneOf('DAILY', 'MONTHLY', 'HOURLY')),
      Filter: expression,
      Metrics: required(list(oneOf('UsageQuantity', 'UnblendedCost'), { min: 1 })),
      GroupBy: list(structure({ Type: oneOf('DIMENSION', 'TAG', 'COST_CATEGORY'), Key: string() }), { max: 2 }),
      NextPageToken: string(),
    }),
    (input, { world }): Wire<GetCostAndUsageCommandOutput> => {
      const { TimePeriod, Granularity, Filter, Metrics, GroupBy = [] } = input;
      if (Granularity !== 'DAILY') throw invalid('The demo account has daily figures only.');
      if (GroupBy.length !== 1 || GroupBy[0]?.Key !== 'USAGE_TYPE') throw invalid('Group by USAGE_TYPE here.');
      const [from, to] = [Date.parse(TimePeriod.Start), Date.parse(TimePeriod.End)];
      const now = world.clock();
      if (from >= to) throw invalid('Start date (and hour) should be before end date (and hour)');
      if (from > now) throw invalid('Start date is in the future.');
      if (from < now - dailyHistory) throw invalid('You haven’t enabled historical data beyond 14 months.');
      const filters = Filter?.And?.map((each) => each.Dimensions) ?? [Filter?.Dimensions];
      const isWanted = (facts: Readonly<Record<string, string>>): boolean =>
        filters.every((filter) => filter === undefined || filter.Values.includes(facts[filter.Key] ?? ''));
      const lines = linesByDay(world);
      const ResultsByTime = Array.from({ length: Math.round((to - from) / day) }, (_, index): Wire<ResultByTime> => {
        const start = from + index * day;
        const known = start + day + lag <= now ? lines(dayKey(start)) : [];
        const shown = known.filter(({ usageType }) =>
          isWanted({ SERVICE: serviceName, REGION: world.region, USAGE_TYPE: usageType }),
        );
        return {
          TimePeriod: { Start: dayKey(start), End: dayKey(start + day) },
          Total: {},
          Groups: shown.map((line) => group(line, Metrics)),
          // Until the bill of the month is closed.
          Estimated: monthKey(monthOf(start)) === monthKey(monthOf(now)),
        };
      });
      return {
        GroupDefinitions: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
        ResultsByTime,
        DimensionValueAttributes: [],
      };
    },
  ),
};

interface BillLine {
  readonly usageType: string;
  readonly gigabytes: number;
  readonly unit: string;
  readonly microUsd: number;
}

/** The lines of a day: what was sent, by the month's tiers with the free 100 GB, and what is stored. */
function linesByDay(world: World): (key: string) => readonly BillLine[] {
  const { sent } = world.pulls();
  const rate = shippedPrices.price('transferOut', world.region)?.microUsd ?? 90_000;
  const tiers = [
    { from: 0, to: freeGb, microUsd: 0 },
    { from: freeGb, microUsd: rate },
  ];
  const prefix = usagePrefix(world.region);
  return (key) => {
    const before = [...sent].filter(([each]) => each < key && each.slice(0, 7) === key.slice(0, 7));
    const already = before.reduce((sum, [, bytes]) => sum + bytes, 0);
    const bytes = sent.get(key) ?? 0;
    const stored = storedBytes(world) / bytesPerGb / 30;
    const transfer: BillLine = {
      usageType: `${prefix}DataTransfer-Out-Bytes`,
      gigabytes: bytes / bytesPerGb,
      unit: 'GB',
      microUsd: tieredCostOf(bytes, bytesPerGb, tiers, already),
    };
    const storage: BillLine = {
      usageType: `${prefix}TimedStorage-ByteHrs`,
      gigabytes: stored,
      unit: 'GB-Mo',
      microUsd: Math.round(stored * 100_000),
    };
    return bytes > 0 ? [transfer, storage] : [storage];
  };
}

function storedBytes({ repositories }: World): number {
  const images = [...repositories.values()].flatMap((repository) => [...repository.images.values()]);
  return images.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);
}

function group(
  { usageType, gigabytes, unit, microUsd }: BillLine,
  metrics: readonly (string | undefined)[],
): Wire<Group> {
  const values = {
    UsageQuantity: { Amount: gigabytes.toFixed(10), Unit: unit },
    UnblendedCost: { Amount: (microUsd / 1_000_000).toFixed(10), Unit: 'USD' },
  };
  return {
    Keys: [usageType],
    Metrics: Object.fromEntries(Object.entries(values).filter(([name]) => metrics.includes(name))),
  };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
