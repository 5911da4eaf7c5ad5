import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { compact } from '../../core/compact.ts';
import type { CallObserver } from '../requests/callLog.ts';
import type { ClientConfig } from '../clients/clientConfig.ts';
import type { LazyClients } from '../clients/lazyClients.ts';
import { logsClients } from '../clients/logsClients.ts';
import type { LogGroupPage } from './namesGateway.ts';
import { mapped, text } from '../requests/narrow.ts';

/** The most that CloudWatch Logs gives at once. */
const limit = 50;

/** Log groups of a Region, which need not be the account's. Apart from other names, for it loads a client of its own. */
export function logGroupPages(
  clients: LazyClients,
  configOf: (serviceId: string) => Promise<ClientConfig>,
  observer: CallObserver,
): (region: string) => LogGroupPage {
  const clientIn = logsClients({ clients, configOf, observer });
  return (region) => async (prefix, nextToken, signal) => {
    const client = await clientIn(region);
    const command = new DescribeLogGroupsCommand({
      limit,
      ...(prefix !== '' && { logGroupNamePrefix: prefix }),
      ...(nextToken !== undefined && { nextToken }),
    });
    const page = await client.send(command, signal && { abortSignal: signal });
    const items = mapped(page.logGroups, ({ logGroupName, retentionInDays }) => {
      const name = text(logGroupName);
      return name === undefined ? undefined : compact({ name, retentionInDays });
    });
    return { items, nextToken: text(page.nextToken) };
  };
}
