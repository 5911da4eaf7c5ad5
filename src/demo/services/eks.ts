import type {
  Cluster,
  ClusterVersionInformation,
  DeregisterClusterCommandOutput,
  DescribeClusterCommandOutput,
  DescribeClusterVersionsCommandOutput,
  ListClustersCommandOutput,
  RegisterClusterCommandOutput,
} from '@aws-sdk/client-eks';
import type { ApiAddress } from '../kubernetes/apis.ts';
import { AwsError } from '../wire/awsError.ts';
import { boolean, integer, list, map, oneOf, required, string, structure } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { activationCode, arn, arnOfRole, nextNumber, uuid } from '../world.ts';
import type { Activation, EksCluster, EksVersion, World } from '../world.ts';
import { trusts } from '../worlds/roles.ts';
import { eksAccess } from './eksAccess.ts';
import { findEksCluster } from './eksLookup.ts';
import { invalidParameter, operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';

const day = 24 * 60 * 60_000;
const maxRegisteredClusters = 10;

function badToken(): AwsError {
  return invalidParameter('Invalid nextToken.');
}

/** A registration that nobody activated within its three days has failed. */
function statusOf(world: World, { status, connector }: EksCluster): EksCluster['status'] {
  if (connector === undefined || status !== 'PENDING') return status;
  const activation = world.activations.get(connector.activationId);
  return activation === undefined || world.clock() >= activation.expiresAt ? 'FAILED' : 'PENDING';
}

function describe(world: World, cluster: EksCluster): Wire<Cluster> {
  const { connector } = cluster;
  const activation = world.activations.get(connector?.activationId ?? '');
  return {
    name: cluster.name,
    arn: cluster.arn,
    createdAt: wireTime(cluster.createdAt),
    ...cluster.details,
    status: statusOf(world, cluster),
    tags: cluster.tags,
    ...(connector === undefined
      ? {}
      : {
          connectorConfig: {
            activationId: connector.activationId,
            activationExpiry: wireTime(activation?.expiresAt),
            provider: connector.provider,
            roleArn: connector.roleArn,
          },
        }),
  };
}

/** One that is private only leads to an address where nobody listens, as if it were reached from outside of its VPC. */
function isReachable({ details }: EksCluster): boolean {
  return details.endpoint !== undefined && details.resourcesVpcConfig?.endpointPublicAccess === true;
}

function apiOf({ endpoint, certificateAuthority }: ApiAddress): Wire<Cluster> {
  return { endpoint, certificateAuthority: { data: certificateAuthority } };
}

type VersionStatus = 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED';

/** Support ends with the day, in UTC. */
function supportOf(version: EksVersion, now: number): VersionStatus {
  const end = (date: string): number => Date.parse(date) + day;
  if (now < end(version.endOfStandardSupport)) return 'STANDARD_SUPPORT';
  return now < end(version.endOfExtendedSupport) ? 'EXTENDED_SUPPORT' : 'UNSUPPORTED';
}

function describeVersion(version: EksVersion, now: number): Wire<ClusterVersionInformation> {
  const versionStatus = supportOf(version, now);
  const older = {
    STANDARD_SUPPORT: 'standard-support',
    EXTENDED_SUPPORT: 'extended-support',
    UNSUPPORTED: 'unsupported',
  } as const;
  return {
    clusterVersion: version.version,
    clusterType: 'eks',
    defaultPlatformVersion: version.platformVersion,
    defaultVersion: version.isDefault === true,
    releaseDate: wireTime(Date.parse(version.released)),
    endOfStandardSupportDate: wireTime(Date.parse(version.endOfStandardSupport)),
    endOfExtendedSupportDate: wireTime(Date.parse(version.endOfExtendedSupport)),
    status: older[versionStatus],
    versionStatus,
    kubernetesPatchVersion: version.patchVersion,
  };
}

const paging = { maxResults: integer({ min: 1, max: 100 }), nextToken: string() };

const reads: Operations = {
  ListClusters: operation(
    structure({ ...paging, include: list(string()) }),
    (input, call): Wire<ListClustersCommandOutput> => {
      const include = input.include ?? [];
      if (include.some((each) => each !== 'all')) throw invalidParameter('include must be one of: [all]');
      const page = pageOf(call.world.eksClusters.values(), call, {
        token: input.nextToken,
        limit: input.maxResults ?? 100,
        badToken,
        where: ({ connector }) => connector === undefined || include.includes('all'),
      });
      return { clusters: page.items.map(({ name }) => name), nextToken: page.nextToken };
    },
  ),

  DescribeCluster: operation(
    structure({ name: required(string()) }),
    async ({ name }, { world, kubernetes }): Promise<Wire<DescribeClusterCommandOutput>> => {
      const cluster = findEksCluster(world, name);
      const described = describe(world, cluster);
      return { cluster: isReachable(cluster) ? { ...described, ...apiOf(await kubernetes(name)) } : described };
    },
  ),

  DescribeClusterVersions: operation(
    structure({
      ...paging,
      clusterType: string(),
      clusterVersions: list(string()),
      defaultOnly: boolean(),
      includeAll: boolean(),
      status: oneOf('unsupported', 'standard-support', 'extended-support'),
      versionStatus: oneOf('UNSUPPORTED', 'STANDARD_SUPPORT', 'EXTENDED_SUPPORT'),
    }),
    (input, call): Wire<DescribeClusterVersionsCommandOutput> => {
      const now = call.world.clock();
      const all = call.world.eksVersions.map((version, index) => ({
        number: index + 1,
        described: describeVersion(version, now),
      }));
      const page = pageOf(all, call, {
        token: input.nextToken,
        limit: input.maxResults ?? 100,
        badToken,
        where: ({ described }) =>
          (input.clusterVersions === undefined || input.clusterVersions.includes(described.clusterVersion ?? '')) &&
          (input.defaultOnly !== true || described.defaultVersion === true) &&
          (input.status === undefined || described.status === input.status) &&
          (input.versionStatus === undefined || described.versionStatus === input.versionStatus) &&
          // What is no longer supported is listed only for those who ask for it.
          (input.includeAll === true ||
            input.clusterVersions !== undefined ||
            input.versionStatus !== undefined ||
            described.versionStatus !== 'UNSUPPORTED'),
      });
      return { clusterVersions: page.items.map(({ described }) => described), nextToken: page.nextToken };
    },
  ),
};

const registration = {
  name: required(string({ min: 1, max: 100, pattern: /^[0-9A-Za-z][A-Za-z0-9\-_]*$/ })),
  connectorConfig: required(
    structure({
      roleArn: required(string()),
      provider: required(
        oneOf('EKS_ANYWHERE', 'ANTHOS', 'GKE', 'AKS', 'OPENSHIFT', 'TANZU', 'RANCHER', 'EC2', 'OTHER'),
      ),
    }),
  ),
  clientRequestToken: string(),
  tags: map(),
};

/** The activation of a connector: for its two replicas, to be used within three days. */
function connectorActivation(world: World, iamRole: string): Activation {
  const now = world.clock();
  const activation: Activation = {
    number: nextNumber(world),
    id: uuid(),
    code: activationCode(),
    iamRole,
    registrationLimit: 2,
    registrationCount: 0,
    createdAt: now,
    expiresAt: now + 3 * day,
    tags: {},
  };
  world.activations.set(activation.id, activation);
  return activation;
}

/** Told to the one who registers it, and to nobody else. */
function withCode(world: World, cluster: EksCluster, { code }: Activation): Wire<Cluster> {
  const described = describe(world, cluster);
  return { ...described, connectorConfig: { ...described.connectorConfig, activationCode: code } };
}

/**
 * The same answer as before to the same request.
 *
 * @throws {AwsError} for another request with a name that is taken
 */
function repeated(world: World, name: string, token: string | undefined): Wire<Cluster> | undefined {
  const existing = world.eksClusters.get(name);
  if (existing === undefined) return undefined;
  const activation = world.activations.get(existing.connector?.activationId ?? '');
  if (activation !== undefined && token !== undefined && existing.connector?.requestToken === token) {
    return withCode(world, existing, activation);
  }
  throw new AwsError('ResourceInUseException', `Cluster already exists with name: ${name}`, 409);
}

const writes: Operations = {
  RegisterCluster: operation(structure(registration), (input, { world }): Wire<RegisterClusterCommandOutput> => {
    const { name, connectorConfig, tags = {}, clientRequestToken: requestToken } = input;
    const again = repeated(world, name, requestToken);
    if (again !== undefined) return { cluster: again };
    const registered = [...world.eksClusters.values()].filter(({ connector }) => connector !== undefined);
    if (registered.length >= maxRegisteredClusters) {
      throw new AwsError('ResourceLimitExceededException', 'You have reached the limit of registered clusters.', 400);
    }
    const { roleArn } = connectorConfig;
    const role = world.roles.get(roleArn.slice(roleArn.lastIndexOf('/') + 1));
    if (role === undefined || arnOfRole(world, role) !== roleArn || !trusts(role, 'ssm.amazonaws.com')) {
      throw invalidParameter(`The role ${roleArn} does not exist or can not be assumed.`);
    }
    const activation = connectorActivation(world, role.name);
    const cluster: EksCluster = {
      number: nextNumber(world),
      name,
      arn: arn(world, 'eks', `cluster/${name}`),
      status: 'PENDING',
      createdAt: world.clock(),
      tags,
      details: {},
      connector: { ...connectorConfig, activationId: activation.id, requestToken },
      accessEntries: new Map(),
    };
    world.eksClusters.set(name, cluster);
    return { cluster: withCode(world, cluster, activation) };
  }),

  DeregisterCluster: operation(
    structure({ name: required(string()) }),
    ({ name }, { world }): Wire<DeregisterClusterCommandOutput> => {
      const cluster = findEksCluster(world, name);
      if (cluster.connector === undefined) {
        throw new AwsError('ResourceNotFoundException', `No connected cluster found for name: ${name}.`, 404);
      }
      const { activationId } = cluster.connector;
      world.eksClusters.delete(name);
      world.activations.delete(activationId);
      for (const node of world.nodes.values()) {
        if (node.activationId === activationId) world.nodes.delete(node.id);
      }
      return { cluster: { ...describe(world, cluster), status: 'DELETING' } };
    },
  ),
};

export const eks: Operations = { ...reads, ...writes, ...eksAccess };

interface Route {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** The operation that method and path name (restJson1), with what path and query hold of its input; the rest is the body. */
export function eksRoute(method: string, url: URL): Route | undefined {
  const [, collection, name, ...rest] = url.pathname.split('/').map((part) => safeDecode(part));
  if (collection === 'clusters' && rest[0] === 'access-entries' && rest.length <= 2) {
    return accessRoute(method, url, name, rest[1]);
  }
  if (rest.length > 0) return undefined;
  switch (`${method} ${collection ?? ''}${name === undefined ? '' : '/{name}'}`) {
    case 'GET clusters':
      return { operation: 'ListClusters', input: query(url, ['include']) };
    case 'GET clusters/{name}':
      return { operation: 'DescribeCluster', input: { name } };
    case 'GET cluster-versions':
      return { operation: 'DescribeClusterVersions', input: query(url, ['clusterVersions']) };
    case 'POST cluster-registrations':
      return { operation: 'RegisterCluster', input: {} };
    case 'DELETE cluster-registrations/{name}':
      return { operation: 'DeregisterCluster', input: { name } };
    default:
      return undefined;
  }
}

function accessRoute(
  method: string,
  url: URL,
  clusterName: string | undefined,
  principalArn: string | undefined,
): Route | undefined {
  const input = { ...query(url, []), clusterName };
  if (principalArn !== undefined) {
    return method === 'GET' ? { operation: 'DescribeAccessEntry', input: { ...input, principalArn } } : undefined;
  }
  if (method === 'GET') return { operation: 'ListAccessEntries', input };
  return method === 'POST' ? { operation: 'CreateAccessEntry', input } : undefined;
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Query parameters as JSON would have had them; those that are lists come several times. */
function query(url: URL, lists: readonly string[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    const [value = ''] = values;
    if (lists.includes(name)) input[name] = values;
    else if (name === 'maxResults') input[name] = Number(value);
    else if (value === 'true' || value === 'false') input[name] = value === 'true';
    else input[name] = value;
  }
  return input;
}
