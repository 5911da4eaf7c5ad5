import { GetInventoryCommand } from '@aws-sdk/client-ssm';
import type { CostSettingsGateway } from '../../core/cost/costSettings.ts';
import { listAll, slices } from '../requests/batches.ts';
import type { CostClients } from '../clients/costClients.ts';
import { numeric } from '../requests/narrow.ts';

const typeName = 'AWS:InstanceDetailedInformation';
/** The most that a filter takes. */
const idsPerRequest = 40;
/** The most that SSM gives at once. */
const nodesPerPage = 50;

/** vCPUs of managed nodes, as their agents have reported them. */
export function nodeInventory({ ssm }: Pick<CostClients, 'ssm'>): CostSettingsGateway['vcpus'] {
  return async (ids, signal) => {
    const vcpus = new Map<string, number>();
    for (const Values of slices(ids, idsPerRequest)) {
      const pages = listAll(async (NextToken, abortSignal) => {
        const command = new GetInventoryCommand({
          Filters: [{ Key: 'AWS:InstanceInformation.InstanceId', Values: [...Values], Type: 'Equal' }],
          ResultAttributes: [{ TypeName: typeName }],
          MaxResults: nodesPerPage,
          NextToken,
        });
        const page = await (await ssm()).send(command, { abortSignal });
        return { items: page.Entities ?? [], nextToken: page.NextToken };
      }, signal);
      for await (const page of pages) {
        for (const { Id = '', Data = {} } of page) {
          const cpus = numeric(Data[typeName]?.Content?.[0]?.CPUs);
          if (cpus !== undefined && Number.isSafeInteger(cpus) && cpus > 0) vcpus.set(Id, cpus);
        }
      }
    }
    return vcpus;
  };
}
