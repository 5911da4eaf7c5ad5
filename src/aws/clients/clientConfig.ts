import { streamCollector } from '@smithy/core/serde';
import type { StreamCollector } from '@smithy/types';
import { version } from '../../../package.json';
import { Failure } from '../../core/failure.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { turn } from '../../core/turns.ts';
import type { AccountCredentials } from '../credentials/credentials.ts';
import type { RequestLimits } from '../credentials/credentials.ts';
import { accountCredentials, requestLimits } from '../credentials/credentials.ts';
import { configuredEndpoint } from '../credentials/endpoints.ts';
import { nonEmpty, readSharedConfig } from '../credentials/sharedConfig.ts';

/** What all clients of an account have in common. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: AccountCredentials['provider'];
  /** Names the profile whose `use_fips_endpoint`, `use_dualstack_endpoint` and the like the SDK reads by itself. */
  readonly profile?: string;
  readonly endpoint?: string;
  readonly ignoreConfiguredEndpointUrls: true;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly requestHandler: RequestLimits & {
    readonly httpAgent: AgentOptions;
    readonly httpsAgent: AgentOptions;
  };
  readonly customUserAgent: [name: string, version: string][];
  readonly streamCollector: StreamCollector;
}

interface AgentOptions {
  readonly keepAlive: true;
  readonly maxSockets: number;
}

/** More than the gateways have under way at once, as a call that waits for a socket runs into the SDK's warning. */
const agent: AgentOptions = { keepAlive: true, maxSockets: 50 };

/** The configuration of an account's clients, service by service (`ECS`, `SSM`, …), and the credentials they share. */
export function clientConfigs(
  { source, region }: AccountRef,
  demoEndpoint: string | undefined,
  limits = requestLimits,
): { readonly credentials: AccountCredentials; readonly configOf: (serviceId: string) => Promise<ClientConfig> } {
  const credentials = accountCredentials(source);
  const common: ClientConfig = {
    region,
    credentials: credentials.provider,
    ...(source.kind === 'profile' && { profile: source.profile }),
    // Already looked up below, for the profile of this account.
    ignoreConfiguredEndpointUrls: true,
    retryMode: 'standard',
    maxAttempts: 4,
    requestHandler: { ...limits, httpAgent: agent, httpsAgent: agent },
    customUserAgent: [['external-instances', version]],
    streamCollector: collectInTurn,
  };

  const endpointOf = async (serviceId: string): Promise<string | undefined> => {
    if (source.kind === 'demo') {
      if (demoEndpoint === undefined) throw new Failure('noCredentials', 'The demo account is not running.');
      return demoEndpoint;
    }
    const profile = source.kind === 'profile' ? source.profile : (nonEmpty(process.env.AWS_PROFILE) ?? 'default');
    return configuredEndpoint(serviceId, profile, await readSharedConfig());
  };

  return {
    credentials,
    configOf: async (serviceId) => {
      const endpoint = await endpointOf(serviceId);
      return { ...common, ...(endpoint && { endpoint }) };
    },
  };
}

/**
 * The whole body of an answer. The SDK reads it next, which takes some milliseconds where it tells of a hundred hosts:
 * answers that have come at the same time are read one after the other, with a turn for others in between.
 */
async function collectInTurn(body: Parameters<typeof streamCollector>[0]): Promise<Uint8Array> {
  const bytes = await streamCollector(body);
  await turn();
  return bytes;
}
