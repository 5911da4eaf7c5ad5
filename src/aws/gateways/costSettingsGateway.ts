import { GetServiceSettingCommand } from '@aws-sdk/client-ssm';
import type { CostSettingsGateway } from '../../core/cost/costSettings.ts';
import { Failure } from '../../core/failure.ts';
import type { CostClients } from '../clients/costClients.ts';
import { abortable } from '../clients/costClients.ts';
import { nodeInventory } from './nodeInventory.ts';

const tierSetting = '/ssm/managed-instance/activation-tier';

export function costSettingsGateway({ ssm }: Pick<CostClients, 'ssm'>): CostSettingsGateway {
  return {
    vcpus: nodeInventory({ ssm }),

    async managedInstanceTier(signal) {
      const command = new GetServiceSettingCommand({ SettingId: tierSetting });
      const { ServiceSetting } = await (await ssm()).send(command, abortable(signal));
      const tier = ServiceSetting?.SettingValue;
      if (tier === 'standard' || tier === 'advanced') return tier;
      throw new Failure('service', 'Systems Manager names an instance tier that is not known.', {
        service: 'SSM',
        operation: 'GetServiceSetting',
      });
    },
  };
}
