import type { Cluster as AwsCluster, ClusterVersionInformation, EKSClient } from '@aws-sdk/client-eks';
import { DescribeClusterCommand, DescribeClusterVersionsCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { FleetGateway, OnDenied } from '../../core/fleet/gateway.ts';
import type { EksCluster, EksHealthIssue, EksSupport, EksVersion } from '../../core/fleet/model.ts';
import { describeAll, listAll } from '../requests/batches.ts';
import { text, time } from '../requests/narrow.ts';

export type EksGateway = Pick<FleetGateway, 'eksClusters' | 'eksVersions'>;

type VersionSupport = Pick<EksCluster, 'support' | 'endOfStandardSupport' | 'endOfExtendedSupport'>;
const unknownSupport: VersionSupport = { support: 'unknown' };

const maxResults = 100;
/** EKS describes one cluster a call. */
const limits = { size: 1, atOnce: 5 };

export function eksGateway(client: () => Promise<EKSClient>): EksGateway {
  return {
    eksClusters: (signal, onDenied) => eksClusters(client, signal, onDenied),
    eksVersions: (signal) => eksVersions(client, signal),
  };
}

/** One page, as one look at the versions in use does for all clusters; an account has 100 of them at most by default. */
async function* eksClusters(
  client: () => Promise<EKSClient>,
  signal: AbortSignal | undefined,
  onDenied: OnDenied | undefined,
): AsyncGenerator<readonly EksCluster[], void, undefined> {
  const clusters: EksCluster[] = [];
  const described = describeAll(
    async (nextToken, abortSignal) => {
      const eks = await client();
      // Without `all` clusters of the EKS Connector are left out.
      const command = new ListClustersCommand({ include: ['all'], maxResults, nextToken });
      const page = await eks.send(command, { abortSignal });
      return { items: page.clusters ?? [], nextToken: page.nextToken };
    },
    async ([name], abortSignal) => {
      const cluster = await describeCluster(await client(), name ?? '', abortSignal, onDenied);
      return cluster ? [cluster] : [];
    },
    limits,
    signal,
  );
  for await (const page of described) clusters.push(...page);

  const versions = [...new Set(clusters.flatMap(({ version }) => version ?? []))];
  const support = versions.length > 0 ? await supportOf(client, versions, signal) : new Map<string, VersionSupport>();
  if (clusters.length > 0) {
    yield clusters.map((cluster) => ({ ...cluster, ...(support.get(cluster.version ?? '') ?? unknownSupport) }));
  }
}

async function describeCluster(
  eks: EKSClient,
  name: string,
  abortSignal: AbortSignal,
  onDenied: OnDenied | undefined,
): Promise<EksCluster | undefined> {
  try {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name }), { abortSignal });
    return cluster && toEksCluster(cluster);
  } catch (error) {
    // Deleted between the list and the describe call.
    if (Failure.is(error) && error.reason === 'notFound') return undefined;
    if (!onDenied || !Failure.is(error) || error.reason !== 'accessDenied') throw error;
    onDenied(name, error);
    return undefined;
  }
}

async function supportOf(
  client: () => Promise<EKSClient>,
  versions: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, VersionSupport>> {
  const support = new Map<string, VersionSupport>();
  const pages = describeVersions(client, versions, signal);
  try {
    for await (const page of pages) {
      for (const version of page) support.set(version.clusterVersion ?? '', toVersionSupport(version));
    }
  } catch (error) {
    // Many roles may read clusters and not this; the clusters are worth showing without it.
    if (!Failure.is(error) || error.reason !== 'accessDenied') throw error;
  }
  return support;
}

function describeVersions(
  client: () => Promise<EKSClient>,
  only: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): AsyncIterable<readonly ClusterVersionInformation[]> {
  return listAll(async (nextToken, abortSignal) => {
    const eks = await client();
    const clusterVersions = only && [...only];
    const command = new DescribeClusterVersionsCommand({ clusterVersions, maxResults, nextToken });
    const page = await eks.send(command, { abortSignal });
    return { items: page.clusterVersions ?? [], nextToken: page.nextToken };
  }, signal);
}

async function* eksVersions(
  client: () => Promise<EKSClient>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly EksVersion[], void, undefined> {
  for await (const page of describeVersions(client, undefined, signal)) {
    yield page.flatMap((version) => toEksVersion(version) ?? []);
  }
}

export function toEksVersion(version: ClusterVersionInformation): EksVersion | undefined {
  const name = text(version.clusterVersion);
  if (name === undefined) return undefined;
  return { version: name, ...toVersionSupport(version), ...(version.defaultVersion && { isDefault: true }) };
}

export function toEksCluster(cluster: AwsCluster): EksCluster | undefined {
  const { arn, name, connectorConfig: connector } = cluster;
  if (!arn || !name) return undefined;
  return compact({
    kind: 'eks' as const,
    arn,
    name,
    status: cluster.status ?? 'UNKNOWN',
    version: connector ? undefined : text(cluster.version),
    platformVersion: connector ? undefined : text(cluster.platformVersion),
    createdAt: time(cluster.createdAt),
    support: 'unknown' as const,
    controlPlaneTier: text(cluster.controlPlaneScalingConfig?.tier),
    hybridNodesEnabled: cluster.remoteNetworkConfig !== undefined,
    remoteNetworks: toRemoteNetworks(cluster),
    endpointAccess: connector ? undefined : toEndpointAccess(cluster),
    endpoint: connector ? undefined : text(cluster.endpoint),
    certificateAuthority: connector ? undefined : text(cluster.certificateAuthority?.data),
    autoMode: connector ? undefined : cluster.computeConfig?.enabled,
    atEndOfStandardSupport: connector ? undefined : toPolicy(cluster),
    healthIssues: toHealthIssues(cluster),
    connector:
      connector &&
      compact({
        provider: text(connector.provider),
        activationId: text(connector.activationId),
        activationExpiresAt: time(connector.activationExpiry),
      }),
  });
}

function toEndpointAccess({ resourcesVpcConfig: config }: AwsCluster): EksCluster['endpointAccess'] {
  return config && { public: config.endpointPublicAccess ?? false, private: config.endpointPrivateAccess ?? false };
}

function toRemoteNetworks({ remoteNetworkConfig: config }: AwsCluster): EksCluster['remoteNetworks'] {
  if (!config) return undefined;
  const { remoteNodeNetworks: nodes = [], remotePodNetworks: pods = [] } = config;
  return { nodes: nodes.flatMap(({ cidrs }) => cidrs ?? []), pods: pods.flatMap(({ cidrs }) => cidrs ?? []) };
}

/** Any other policy than AWS's two is not known to do either. */
function toPolicy({ upgradePolicy }: AwsCluster): EksCluster['atEndOfStandardSupport'] {
  switch (upgradePolicy?.supportType) {
    case 'STANDARD':
      return 'upgrade';
    case 'EXTENDED':
      return 'extend';
    default:
      return undefined;
  }
}

function toHealthIssues({ health }: AwsCluster): readonly EksHealthIssue[] | undefined {
  const issues = (health?.issues ?? []).map(({ code, message, resourceIds }) => ({
    code: code ?? 'Other',
    message: message ?? '',
    resourceIds: resourceIds ?? [],
  }));
  return issues.length > 0 ? issues : undefined;
}

function toVersionSupport(version: ClusterVersionInformation): VersionSupport {
  return compact({
    support: toSupport(version, Date.now()),
    endOfStandardSupport: time(version.endOfStandardSupportDate),
    endOfExtendedSupport: time(version.endOfExtendedSupportDate),
  });
}

/** @param now Milliseconds since the epoch, for answers that hold dates and no status. */
export function toSupport(version: ClusterVersionInformation, now: number): EksSupport {
  switch (version.versionStatus) {
    case 'STANDARD_SUPPORT':
      return 'standard';
    case 'EXTENDED_SUPPORT':
      return 'extended';
    case 'UNSUPPORTED':
      return 'unsupported';
    default:
      return supportAt(time(version.endOfStandardSupportDate), time(version.endOfExtendedSupportDate), now);
  }
}

function supportAt(standardEnds: number | undefined, extendedEnds: number | undefined, now: number): EksSupport {
  if (standardEnds === undefined) return 'unknown';
  if (now < standardEnds) return 'standard';
  if (extendedEnds === undefined) return 'unknown';
  return now < extendedEnds ? 'extended' : 'unsupported';
}
