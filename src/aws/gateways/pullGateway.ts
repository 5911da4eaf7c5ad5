import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { compact } from '../../core/compact.ts';
import type { Failure } from '../../core/failure.ts';
import type { PullEventPage, PullGateway, Repository } from '../../core/pulls/gateway.ts';
import { imageEventName, layerEventName, toPullEvent } from '../../core/pulls/trailEvent.ts';
import { answeredAt, noteTimeOfAnswer } from '../requests/answerTime.ts';
import { listAll } from '../requests/batches.ts';
import { observeCalls } from '../requests/callLog.ts';
import type { CostClients } from '../clients/costClients.ts';
import { abortable } from '../clients/costClients.ts';
import { mapped, text, time } from '../requests/narrow.ts';
import { once } from '../requests/once.ts';
import type { RequestRate } from '../requests/requestRate.ts';
import { retrying } from '../requests/retrying.ts';

/** The most that CloudTrail gives at once. */
const eventsPerPage = 50;
const repositoriesPerPage = 1000;
const second = 1000;

/** Milliseconds between attempts of a look into CloudTrail: others may use up the account's two requests a second too. */
const usualWaits: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000];

/** @param lookups of this account and Region, whoever looks */
export function pullGateway(context: CostClients, lookups: RequestRate, waits = usualWaits): PullGateway {
  const { clients, configOf, observer, ecr, region } = context;
  const trail = clients.add(async () => {
    // Tried again below instead: each attempt in its turn, and given up at once when it is called off.
    const client = new CloudTrailClient({ ...(await configOf('CloudTrail')), maxAttempts: 1 });
    client.middlewareStack.use(observeCalls(observer));
    client.middlewareStack.use(noteTimeOfAnswer());
    return client;
  });
  const events = (eventName: string): PullGateway['layerEvents'] => {
    return async ({ from, to }, token, signal) => {
      const command = new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
        // CloudTrail knows whole seconds only.
        StartTime: new Date(Math.floor(from / second) * second),
        EndTime: new Date(Math.ceil(to / second) * second),
        MaxResults: eventsPerPage,
        ...(token !== undefined && { NextToken: token }),
      });
      const attempt = async (): Promise<PullEventPage> => {
        await lookups.turn(signal);
        const output = await (await trail()).send(command, abortable(signal));
        const listed = output.Events ?? [];
        const times = mapped(listed, ({ EventTime }) => time(EventTime));
        return compact({
          events: mapped(listed, ({ CloudTrailEvent = '' }) => toPullEvent(CloudTrailEvent)),
          next: text(output.NextToken),
          oldest: times.length > 0 ? Math.min(...times) : undefined,
          at: answeredAt(output),
        });
      };
      return retrying(attempt, { isWorthIt, waits, signal });
    };
  };
  const counts = once(async () => (await import('./pullCounts.ts')).pullCounts(context));
  const billed = once(async () => (await import('./billedTransfer.ts')).billedTransfer(context));

  return {
    layerEvents: events(layerEventName),
    imageEvents: events(imageEventName),

    pullCounts: async (repositories, range, signal) => (await counts())(repositories, range, signal),

    async repositories(signal) {
      const all: Repository[] = [];
      const pages = listAll(async (nextToken, abortSignal) => {
        const command = new DescribeRepositoriesCommand({ maxResults: repositoriesPerPage, nextToken });
        const page = await (await ecr(region)).send(command, { abortSignal });
        const items = mapped(page.repositories, ({ repositoryName: name, registryId = '' }) =>
          name ? { name, registryId } : undefined,
        );
        return { items, nextToken: page.nextToken };
      }, signal);
      for await (const page of pages) all.push(...page);
      return all;
    },

    billedTransfer: async (range, signal) => (await billed())(range, signal),
  };
}

const passing: ReadonlySet<Failure['reason']> = new Set(['throttled', 'network', 'timedOut', 'service']);

function isWorthIt({ reason }: Failure): boolean {
  return passing.has(reason);
}
