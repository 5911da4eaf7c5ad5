import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { CallObserver } from '../requests/callLog.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { LazyClients } from './lazyClients.ts';

/** What the gateways of costs and pulls make their clients of. Each of them is loaded at its first use. */
export interface CostClients {
  readonly clients: LazyClients;
  readonly configOf: (serviceId: string) => Promise<ClientConfig>;
  readonly observer: CallObserver;
  readonly ecr: (region: string) => Promise<ECRClient>;
  readonly ssm: () => Promise<SSMClient>;
  /** The account's. */
  readonly region: string;
}

export function abortable(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
