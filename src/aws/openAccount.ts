import { ECSClient } from '@aws-sdk/client-ecs';
import { EKSClient } from '@aws-sdk/client-eks';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { FleetGateway } from '../core/fleet/gateway.ts';
import type { AccountRef } from '../core/fleet/model.ts';
import type { RegistrationGateway } from '../core/registration/activation.ts';
import type { CallLog, CallObserver } from './callLog.ts';
import { observeCalls } from './callLog.ts';
import { clientConfigs } from './clientConfig.ts';
import { ecsGateway } from './ecsGateway.ts';
import { eksGateway } from './eksGateway.ts';
import { LazyClients } from './lazyClients.ts';
import { ssmGateway } from './ssmGateway.ts';
import { stsGateway } from './stsGateway.ts';

export interface OpenAccountOptions {
  /** Where the demo account listens. Real accounts have their endpoints from the user's own configuration. */
  readonly endpoint?: string;
  readonly log?: CallLog;
}

export interface AwsAccount {
  readonly fleet: FleetGateway;
  readonly registration: RegistrationGateway;
  /** Closes all connections; calls made from then on are `cancelled`. */
  dispose(): void;
}

/**
 * Opens an account for reading and registering. Does nothing by itself: config files, credentials and connections are
 * looked up by the first call, and with an account that can't be used each call rejects with a `Failure`.
 */
export function openAccount(ref: AccountRef, options: OpenAccountOptions = {}): AwsAccount {
  const { configOf, credentials } = clientConfigs(ref, options.endpoint);
  const observer: CallObserver = {
    region: ref.region,
    log: options.log,
    onFailure: ({ reason }) => {
      if (reason === 'expiredCredentials' || reason === 'invalidCredentials') credentials.forget();
    },
  };
  const clients = new LazyClients();
  const ecs = ecsGateway(
    clients.add(async () => {
      const client = new ECSClient(await configOf('ECS'));
      client.middlewareStack.use(observeCalls(observer));
      return client;
    }),
    (operation, reason) => {
      const outcome = /denied|authorized/i.test(reason) ? 'accessDenied' : 'service';
      options.log?.({ service: 'ECS', operation, region: ref.region, ms: 0, attempts: 0, outcome });
    },
  );
  const ssm = ssmGateway(
    clients.add(async () => {
      const client = new SSMClient(await configOf('SSM'));
      client.middlewareStack.use(observeCalls(observer));
      return client;
    }),
  );
  const eks = eksGateway(
    clients.add(async () => {
      const client = new EKSClient(await configOf('EKS'));
      client.middlewareStack.use(observeCalls(observer));
      return client;
    }),
  );
  const sts = stsGateway(
    clients.add(async () => {
      const client = new STSClient(await configOf('STS'));
      client.middlewareStack.use(observeCalls(observer));
      return client;
    }),
  );
  return {
    fleet: { ...sts, ...ecs, ...eks, ...ssm },
    registration: { ...ecs, ...ssm },
    dispose: () => clients.dispose(),
  };
}
