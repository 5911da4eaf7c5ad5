import type { STSClient } from '@aws-sdk/client-sts';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { Failure } from '../../core/failure.ts';
import type { FleetGateway } from '../../core/fleet/gateway.ts';

export type StsGateway = Pick<FleetGateway, 'identity'>;

export function stsGateway(client: () => Promise<STSClient>): StsGateway {
  return {
    async identity(signal) {
      const sts = await client();
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand(), signal && { abortSignal: signal });
      if (!Account || !Arn) {
        throw new Failure('service', 'STS did not say who the caller is.', { operation: 'GetCallerIdentity' });
      }
      return { accountId: Account, arn: Arn };
    },
  };
}
