import { Failure } from '../failure.ts';
import { parseArn } from '../fleet/arn.ts';
import type { RegistrationGateway } from './activation.ts';
import type { EksRegistrationGateway } from './eksRegistration.ts';

export interface ClusterGateways {
  readonly gateway: Pick<RegistrationGateway, 'clusterIsActive'>;
  readonly eks: Pick<EksRegistrationGateway, 'clusterIsActive'>;
}

/**
 * Whether a cluster, of ECS or EKS, is still there and can be joined. Taken to be so where the caller may not ask: who
 * may not look at it may still register with it. Rejects with a `Failure`.
 */
export async function clusterCanBeJoined(
  { gateway, eks }: ClusterGateways,
  { arn, name }: { readonly arn: string; readonly name: string },
): Promise<boolean> {
  try {
    return await (parseArn(arn)?.service === 'eks' ? eks.clusterIsActive(name) : gateway.clusterIsActive(arn));
  } catch (error) {
    if (Failure.from(error).reason === 'accessDenied') return true;
    throw error;
  }
}
