import type { Cluster, ConnectorConfigProvider, EKSClient } from '@aws-sdk/client-eks';
import {
  CreateAccessEntryCommand,
  DeregisterClusterCommand,
  DescribeAccessEntryCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  RegisterClusterCommand,
} from '@aws-sdk/client-eks';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import { shortId } from '../../core/fleet/arn.ts';
import { allPages } from '../../core/fleet/reading.ts';
import type {
  AccessEntry,
  ConnectorRequest,
  ConnectorState,
  EksRegistrationGateway,
  RegisteredCluster,
} from '../../core/registration/eksRegistration.ts';
import { listAll } from '../requests/batches.ts';
import { text, time } from '../requests/narrow.ts';
import type { FreshRoles } from '../requests/retrying.ts';
import { retrying } from '../requests/retrying.ts';

export interface EksRegistrationOptions {
  readonly freshRoles: FreshRoles;
  /** Milliseconds between attempts with a role that EKS has not heard of yet. */
  readonly waits: readonly number[];
}

const maxResults = 100;

export function eksRegistrationGateway(
  client: () => Promise<EKSClient>,
  { freshRoles, waits }: EksRegistrationOptions,
): EksRegistrationGateway {
  const find = async (name: string, signal: AbortSignal | undefined): Promise<Cluster | undefined> => {
    const eks = await client();
    try {
      const answer = await eks.send(new DescribeClusterCommand({ name }), signal && { abortSignal: signal });
      return answer.cluster;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };

  const accessEntry = async (
    clusterName: string,
    principalArn: string,
    signal: AbortSignal | undefined,
  ): Promise<AccessEntry | undefined> => {
    const eks = await client();
    const command = new DescribeAccessEntryCommand({ clusterName, principalArn });
    try {
      const { accessEntry: entry } = await eks.send(command, signal && { abortSignal: signal });
      return entry && { type: entry.type ?? 'STANDARD' };
    } catch (error) {
      if (isNotFound(error, /access ?entry|principal/i)) return undefined;
      throw error;
    }
  };

  return {
    async registerCluster(request, signal) {
      const eks = await client();
      const isFresh = freshRoles.has(shortId(request.roleArn));
      const send = async (): Promise<RegisteredCluster> => {
        const answer = await eks.send(toRegisterCluster(request), signal && { abortSignal: signal });
        return toRegistered(answer.cluster);
      };
      const isWorthIt = ({ code, reason, message }: Failure): boolean =>
        code === 'ResourcePropagationDelayException' ||
        (isFresh && reason === 'invalidRequest' && /role/i.test(message));
      return retrying(send, { isWorthIt, waits, signal });
    },

    clusterIsActive: async (name, signal) => ['ACTIVE', 'UPDATING'].includes((await find(name, signal))?.status ?? ''),

    connector: async (name, signal) => toConnectorState(await find(name, signal)),

    async deregisterCluster(name, signal) {
      const eks = await client();
      await eks.send(new DeregisterClusterCommand({ name }), signal && { abortSignal: signal });
    },

    kubernetesVersions: async (signal) => {
      const versions = await allPages(
        listAll(async (nextToken, abortSignal) => {
          const eks = await client();
          const command = new DescribeClusterVersionsCommand({ maxResults, nextToken });
          const page = await eks.send(command, { abortSignal });
          return { items: page.clusterVersions ?? [], nextToken: page.nextToken };
        }, signal),
      );
      return versions.flatMap(({ clusterVersion }) => clusterVersion ?? []);
    },

    accessEntry,

    async createAccessEntry(clusterName, principalArn, type, clientRequestToken, signal) {
      const eks = await client();
      const command = new CreateAccessEntryCommand({ clusterName, principalArn, type, clientRequestToken });
      try {
        await eks.send(command, signal && { abortSignal: signal });
      } catch (error) {
        if (!Failure.is(error) || error.code !== 'ResourceInUseException') throw error;
        if ((await accessEntry(clusterName, principalArn, signal))?.type !== type) throw error;
      }
    },
  };
}

function isNotFound(error: unknown, what = /./): boolean {
  return Failure.is(error) && error.reason === 'notFound' && what.test(error.message);
}

function toRegisterCluster({ name, provider, roleArn, requestToken }: ConnectorRequest): RegisterClusterCommand {
  const connectorConfig = { roleArn, provider: provider satisfies ConnectorConfigProvider };
  return new RegisterClusterCommand({ name, connectorConfig, clientRequestToken: requestToken });
}

function toRegistered(cluster: Cluster | undefined): RegisteredCluster {
  const { arn, name, connectorConfig: connector } = cluster ?? {};
  if (!arn || !name || !connector?.activationId || !connector.activationCode) {
    const message = 'EKS answered without an activation id or code.';
    throw new Failure('service', message, { service: 'EKS', operation: 'RegisterCluster' });
  }
  const { activationId, activationCode } = connector;
  return compact({ arn, name, activationId, activationCode, expiresAt: time(connector.activationExpiry) });
}

function toConnectorState(cluster: Cluster | undefined): ConnectorState | undefined {
  const connector = cluster?.connectorConfig;
  if (!connector) return undefined;
  return compact({ status: cluster.status ?? 'UNKNOWN', activationId: text(connector.activationId) });
}
