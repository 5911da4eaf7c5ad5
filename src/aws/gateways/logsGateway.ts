import type { OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { Failure } from '../../core/failure.ts';
import type { LogEvent, LogPage, LogPlace, LogsGateway } from '../../core/operate/logs/gateway.ts';
import { mostEventsAtOnce } from '../../core/operate/logs/gateway.ts';
import type { LogsClientSources } from '../clients/logsClients.ts';
import { logsClients } from '../clients/logsClients.ts';
import { mapped } from '../requests/narrow.ts';

/** A page may be empty though older ones hold events: how many are asked for at most. */
const mostPages = 10;

interface Page {
  readonly events: readonly LogEvent[];
  readonly forward: string;
  readonly backward: string | undefined;
}

export function logsGateway(sources: LogsClientSources): LogsGateway {
  const clientIn = logsClients(sources);

  const page = async (
    { region, group, stream }: LogPlace,
    query: { readonly limit?: number; readonly nextToken?: string; readonly startFromHead: boolean },
    signal: AbortSignal | undefined,
  ): Promise<Page> => {
    const client = await clientIn(region);
    const command = new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, ...query });
    const answer = await client.send(command, signal && { abortSignal: signal });
    if (!answer.nextForwardToken) {
      throw new Failure('service', 'CloudWatch Logs answered without a token to go on with.', {
        service: 'CloudWatchLogs',
        operation: 'GetLogEvents',
      });
    }
    const events = mapped(answer.events, toEvent);
    return { events, forward: answer.nextForwardToken, backward: answer.nextBackwardToken };
  };

  return {
    async newest(place, limit, signal) {
      const most = Math.min(limit, mostEventsAtOnce);
      const last = await page(place, { limit: most, startFromHead: false }, signal);
      let { events, backward } = last;
      for (let read = 1; read < mostPages && events.length < most && backward !== undefined; read++) {
        const query = { limit: most - events.length, nextToken: backward, startFromHead: false };
        const older = await page(place, query, signal);
        // The same token says that there is nothing before.
        if (older.backward === backward) break;
        events = [...older.events, ...events];
        backward = older.backward;
      }
      return { events, next: last.forward, isEnd: true };
    },

    async after(place, next, signal): Promise<LogPage> {
      // AWS asks for it with forward tokens.
      const { events, forward } = await page(place, { nextToken: next, startFromHead: true }, signal);
      return { events, next: forward, isEnd: forward === next };
    },
  };
}

function toEvent({ timestamp, message }: OutputLogEvent): LogEvent | undefined {
  return timestamp === undefined || message === undefined ? undefined : { at: timestamp, message };
}
