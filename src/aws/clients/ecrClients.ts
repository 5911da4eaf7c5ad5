import { ECRClient } from '@aws-sdk/client-ecr';
import type { CallObserver } from '../requests/callLog.ts';
import { observeCalls } from '../requests/callLog.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { LazyClients } from './lazyClients.ts';

export function ecrClients(
  clients: LazyClients,
  configOf: (serviceId: string) => Promise<ClientConfig>,
  observer: CallObserver,
): (region: string) => Promise<ECRClient> {
  return clients.byRegion(async (region) => {
    const client = new ECRClient({ ...(await configOf('ECR')), region });
    client.middlewareStack.use(observeCalls({ ...observer, region }));
    return client;
  });
}
