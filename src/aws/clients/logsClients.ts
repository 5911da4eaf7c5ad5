import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { CallObserver } from '../requests/callLog.ts';
import { observeCalls } from '../requests/callLog.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { LazyClients } from './lazyClients.ts';

export interface LogsClientSources {
  readonly clients: LazyClients;
  readonly configOf: (serviceId: string) => Promise<ClientConfig>;
  readonly observer: CallObserver;
}

/** Clients of CloudWatch Logs by Region, which need not be the account's. */
export function logsClients(sources: LogsClientSources): (region: string) => Promise<CloudWatchLogsClient> {
  const { clients, configOf, observer } = sources;
  return clients.byRegion(async (region) => {
    // Its id has a space, for which environment variables and config files have this.
    const client = new CloudWatchLogsClient({ ...(await configOf('CloudWatch_Logs')), region });
    client.middlewareStack.use(observeCalls({ ...observer, region }));
    return client;
  });
}
