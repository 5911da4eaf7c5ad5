import type { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EKSClient } from '@aws-sdk/client-eks';
import { IAMClient } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { FleetGateway } from '../core/fleet/gateway.ts';
import { accountKey, type AccountRef } from '../core/fleet/model.ts';
import type { ImageGateway, ManifestCache } from '../core/images/gateway.ts';
import { lazyImages } from '../core/images/lazyImages.ts';
import type { LeavingGateway } from '../core/leaving/gateway.ts';
import type { NamesGateway } from '../core/names/gateway.ts';
import { lazyNames } from '../core/names/lazyNames.ts';
import type { OperateAccess } from '../core/operate/operate.ts';
import type { RegistrationGateway } from '../core/registration/activation.ts';
import type { EksRegistrationGateway } from '../core/registration/eksRegistration.ts';
import type { RoleGateway } from '../core/registration/roles.ts';
import type { TaskGateway } from '../core/tasks/gateway.ts';
import type { CallLog, CallObserver } from './requests/callLog.ts';
import { observeCalls } from './requests/callLog.ts';
import { clientConfigs } from './clients/clientConfig.ts';
import type { CostClients } from './clients/costClients.ts';
import type { RequestLimits } from './credentials/credentials.ts';
import { ecsGateway, type OnPartialAnswer } from './gateways/ecsGateway.ts';
import { eksGateway } from './gateways/eksGateway.ts';
import { eksRegistrationGateway } from './gateways/eksRegistrationGateway.ts';
import { iamGateway } from './gateways/iamGateway.ts';
import { LazyClients } from './clients/lazyClients.ts';
import type { CostGateways } from './gateways/lazyCosts.ts';
import { lazyCosts } from './gateways/lazyCosts.ts';
import { lazyOperate } from './gateways/lazyOperate.ts';
import { leavingGateway } from './gateways/leavingGateway.ts';
import type { LogGroupPage } from './gateways/namesGateway.ts';
import { once } from './requests/once.ts';
import { toFailure } from './requests/failures.ts';
import { budgetOf, withinBudget } from './requests/rateBudget.ts';
import type { EksTokenOptions } from './credentials/eksToken.ts';
import { FreshRoles, propagationWaits } from './requests/retrying.ts';
import { ssmGateway } from './gateways/ssmGateway.ts';
import { stsGateway } from './gateways/stsGateway.ts';
import { taskGateway } from './gateways/taskGateway.ts';

export interface OpenAccountOptions {
  /** Where the demo account listens. Real accounts have their endpoints from the user's own configuration. */
  readonly endpoint?: string;
  readonly log?: CallLog;
  /** Asked at each call: whether what would change something is refused now. Default: never. */
  readonly isReadOnly?: () => boolean;
  /** Milliseconds between attempts with a role that was made a moment ago; tests don't want to wait. */
  readonly propagationWaits?: readonly number[];
  /** Where manifests are kept; default: until the account is closed. */
  readonly manifests?: ManifestCache;
  /** Requests go out as fast as they can: for a demo account without limits on rates. */
  readonly unpaced?: boolean;
  /** The demo account counts requests of Amazon ECS as AWS does, so they keep to its rates as with a real account. */
  readonly hasEcsRates?: boolean;
  /** Default: those of every account; tests of time-outs don't want to wait. */
  readonly requestLimits?: RequestLimits;
}

export interface AwsAccount extends CostGateways {
  readonly fleet: FleetGateway;
  readonly registration: RegistrationGateway;
  readonly eks: EksRegistrationGateway;
  readonly roles: RoleGateway;
  readonly leaving: LeavingGateway;
  readonly images: ImageGateway;
  readonly tasks: TaskGateway;
  readonly names: NamesGateway;
  readonly operate: OperateAccess;
  /**
   * A token for the API server of an EKS cluster, of this account's credentials: a secret. The server takes it for fifteen
   * minutes. Rejects with a `Failure` where there are no credentials.
   */
  kubernetesToken(clusterName: string): Promise<string>;
  /** Closes all connections; calls made from then on are `cancelled`. */
  dispose(): void;
}

/**
 * Opens an account for reading, registering and leaving. Does nothing by itself: config files, credentials and connections are
 * looked up by the first call, and with an account that can't be used each call rejects with a `Failure`.
 */
export function openAccount(ref: AccountRef, options: OpenAccountOptions = {}): AwsAccount {
  const { configOf, credentials } = clientConfigs(ref, options.endpoint, options.requestLimits);
  const observer: CallObserver = {
    region: ref.region,
    log: options.log,
    isReadOnly: options.isReadOnly,
    onFailure: ({ reason }) => {
      if (reason === 'expiredCredentials' || reason === 'invalidCredentials') credentials.forget();
    },
  };
  const clients = new LazyClients();
  const sources = { clients, configOf, observer };
  const freshRoles = new FreshRoles();
  const waits = options.propagationWaits ?? propagationWaits;
  const budget = budgetOf(`${accountKey(ref)} ${options.endpoint ?? ''}`, ref.region);
  const newEcsClient = async (maxAttempts?: number): Promise<ECSClient> => {
    const client = new ECSClient({ ...(await configOf('ECS')), ...(maxAttempts !== undefined && { maxAttempts }) });
    client.middlewareStack.use(observeCalls(observer));
    if (ref.source.kind !== 'demo' || options.hasEcsRates) client.middlewareStack.use(withinBudget(budget));
    return client;
  };
  const ecsClient = clients.add(() => newEcsClient());
  const newSsmClient = async (maxAttempts?: number): Promise<SSMClient> => {
    const client = new SSMClient({ ...(await configOf('SSM')), ...(maxAttempts !== undefined && { maxAttempts }) });
    client.middlewareStack.use(observeCalls(observer));
    return client;
  };
  const ssmClient = clients.add(() => newSsmClient());
  const ecsOnce = clients.add(() => newEcsClient(1));
  const ssmOnce = clients.add(() => newSsmClient(1));
  const { eksClient, stsClient, iamClient } = plainClients(sources);
  const ecrClients = once(async () =>
    (await import('./clients/ecrClients.ts')).ecrClients(clients, configOf, observer),
  );
  const ecrClient = async (region: string): Promise<ECRClient> => (await ecrClients())(region);
  const logGroupPages = once(async () =>
    (await import('./gateways/logGroups.ts')).logGroupPages(clients, configOf, observer),
  );
  const logGroupPage = async (region: string): Promise<LogGroupPage> => (await logGroupPages())(region);
  const ecs = ecsGateway(ecsClient, notingPartly(options.log, ref.region));
  const ssm = ssmGateway(ssmClient, { once: ssmOnce, freshRoles, waits });
  return {
    fleet: { ...stsGateway(stsClient), ...ecs, ...eksGateway(eksClient), ...ssm },
    registration: { ...ecs, ...ssm },
    eks: eksRegistrationGateway(eksClient, { freshRoles, waits }),
    roles: iamGateway(iamClient, { freshRoles, waits }),
    leaving: leavingGateway(ecsClient, ssmClient),
    tasks: taskGateway(ecsClient, { once: ecsOnce, waits }),
    operate: lazyOperate(
      { ssm: ssmClient, ecs: ecsClient, ssmOnce, ecsOnce, logs: sources, metrics: sources },
      ref.region,
      waits,
    ),
    images: lazyImages(async () => {
      const { imageGateway } = await import('./gateways/imageGateway.ts');
      return imageGateway(ecrClient, options.manifests ?? new Map<string, string>());
    }),
    names: lazyNames(async () => {
      const { namesGateway } = await import('./gateways/namesGateway.ts');
      return namesGateway({ iam: iamClient, ecr: ecrClient, logGroupPage }, ref.region);
    }),
    ...lazyCosts(
      { clients, configOf, observer, ecr: ecrClient, ssm: ssmClient, region: ref.region },
      {
        ref,
        endpoint: options.endpoint,
        unpaced: options.unpaced,
        offerTimeoutMs: options.requestLimits?.requestTimeout,
      },
    ),
    kubernetesToken: kubernetesTokens(eksClient, {
      region: ref.region,
      credentials: credentials.provider,
      endpoint: ref.source.kind === 'demo' ? options.endpoint : undefined,
    }),
    dispose: () => clients.dispose(),
  };
}

/** What an answer says of a part that it leaves out is in the log as well. */
function notingPartly(log: CallLog | undefined, region: string): OnPartialAnswer {
  return (operation, outcome) => log?.({ service: 'ECS', operation, region, ms: 0, attempts: 0, outcome });
}

/** Of services that need no more than what all clients have. */
function plainClients({ clients, configOf, observer }: Pick<CostClients, 'clients' | 'configOf' | 'observer'>): {
  readonly eksClient: () => Promise<EKSClient>;
  readonly stsClient: () => Promise<STSClient>;
  readonly iamClient: () => Promise<IAMClient>;
} {
  const eksClient = clients.add(async () => {
    const client = new EKSClient(await configOf('EKS'));
    client.middlewareStack.use(observeCalls(observer));
    return client;
  });
  const stsClient = clients.add(async () => {
    const client = new STSClient(await configOf('STS'));
    client.middlewareStack.use(observeCalls(observer));
    return client;
  });
  const iamClient = clients.add(async () => {
    const client = new IAMClient(await configOf('IAM'));
    client.middlewareStack.use(observeCalls(observer));
    return client;
  });
  return { eksClient, stsClient, iamClient };
}

function kubernetesTokens(
  eksClient: () => Promise<EKSClient>,
  options: Pick<EksTokenOptions, 'region' | 'credentials' | 'endpoint'>,
): AwsAccount['kubernetesToken'] {
  return async (clusterName) => {
    try {
      const { eksToken } = await import('./credentials/eksToken.ts');
      // As EKS's answers have shown it, by which the cluster was read.
      const clockOffset = (await eksClient()).config.systemClockOffset;
      return await eksToken({ ...options, clusterName, clockOffset });
    } catch (error) {
      throw toFailure(error);
    }
  };
}
