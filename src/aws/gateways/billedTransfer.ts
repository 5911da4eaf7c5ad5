import type { Group, ResultByTime } from '@aws-sdk/client-cost-explorer';
import { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { bytesPerGb } from '../../core/cost/money.ts';
import { dayKey } from '../../core/cost/month.ts';
import type { BilledDay, PullGateway, TimeRange } from '../../core/pulls/gateway.ts';
import { observeCalls } from '../requests/callLog.ts';
import type { CostClients } from '../clients/costClients.ts';
import { abortable } from '../clients/costClients.ts';
import { mapped, numeric } from '../requests/narrow.ts';

const day = 86_400_000;
const serviceName = 'Amazon EC2 Container Registry (ECR)';
/** `DataTransfer-Out-Bytes`, in most Regions behind the Region's short name. Between Regions it is another one. */
const transferOut = /^(?:[A-Z]{2,4}\d{0,2}-)?DataTransfer-Out-Bytes$/;

export function billedTransfer({ clients, configOf, observer, region }: CostClients): PullGateway['billedTransfer'] {
  const explorer = clients.add(async () => {
    // Each request is billed, so none is sent again. The service is in one Region of each partition, to which the SDK
    // leads from any other.
    const client = new CostExplorerClient({ ...(await configOf('Cost_Explorer')), maxAttempts: 1 });
    client.middlewareStack.use(observeCalls(observer));
    return client;
  });
  return async (range, signal) => {
    const command = commandFor(region, range);
    const { ResultsByTime = [], NextPageToken } = await (await explorer()).send(command, abortable(signal));
    // A second page would cost as much again. The last day of this one may go on there.
    return mapped(NextPageToken ? ResultsByTime.slice(0, -1) : ResultsByTime, toBilledDay);
  };
}

function commandFor(region: string, { from, to }: TimeRange): GetCostAndUsageCommand {
  return new GetCostAndUsageCommand({
    // The end does not belong to it.
    TimePeriod: { Start: dayKey(from), End: dayKey(to + day) },
    Granularity: 'DAILY',
    Metrics: ['UsageQuantity', 'UnblendedCost'],
    GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
    Filter: {
      And: [
        { Dimensions: { Key: 'SERVICE', Values: [serviceName] } },
        { Dimensions: { Key: 'REGION', Values: [region] } },
      ],
    },
  });
}

/** Nothing of a day without any usage: storage is billed each day, so such a day was not accounted for yet. */
function toBilledDay({ TimePeriod, Groups = [] }: ResultByTime): BilledDay | undefined {
  if (!TimePeriod?.Start || Groups.length === 0) return undefined;
  const sent = Groups.filter(({ Keys }) => transferOut.test(Keys?.[0] ?? ''));
  const gigabytes = sumOf(sent, 'UsageQuantity', 'GB');
  if (gigabytes === undefined) return undefined;
  const amount = sumOf(sent, 'UnblendedCost', 'USD');
  return {
    day: TimePeriod.Start,
    bytes: Math.round(gigabytes * bytesPerGb),
    ...(amount !== undefined && { amountMicroUsd: Math.round(amount * 1_000_000) }),
  };
}

/** Nothing where one of them is in another unit. */
function sumOf(groups: readonly Group[], metric: string, unit: string): number | undefined {
  let sum = 0;
  for (const { Metrics } of groups) {
    const value = Metrics?.[metric];
    const amount = numeric(value?.Amount);
    if (amount === undefined || value?.Unit !== unit) return undefined;
    sum += amount;
  }
  return sum;
}
