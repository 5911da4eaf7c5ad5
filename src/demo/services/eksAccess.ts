import type {
  AccessEntry as SdkAccessEntry,
  CreateAccessEntryCommandOutput,
  DescribeAccessEntryCommandOutput,
  ListAccessEntriesCommandOutput,
} from '@aws-sdk/client-eks';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, map, oneOf, required, string, structure } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { arn, arnOfRole, hexId, nextNumber } from '../world.ts';
import type { AccessEntry, EksCluster, World } from '../world.ts';
import { findEksCluster } from './eksLookup.ts';
import { invalidParameter, operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';

/** Source: EKS user guide, "Create access entries". */

/** Clusters that came by the connector, and those that still use the `aws-auth` config map, have no access entries. */
function clusterWithEntries(world: World, name: string): EksCluster {
  const cluster = findEksCluster(world, name);
  if (cluster.connector !== undefined)
    throw invalidParameter('This operation is not supported for connected clusters.');
  if (cluster.details.accessConfig?.authenticationMode === 'CONFIG_MAP') {
    throw new AwsError(
      'InvalidRequestException',
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
  }
  return cluster;
}

function describe(world: World, cluster: EksCluster, entry: AccessEntry): Wire<SdkAccessEntry> {
  const { principalArn, type, createdAt, kubernetesGroups, username, tags } = entry;
  const path = principalArn.slice(principalArn.lastIndexOf(':') + 1);
  return {
    clusterName: cluster.name,
    principalArn,
    kubernetesGroups: [...kubernetesGroups],
    accessEntryArn: arn(world, 'eks', `access-entry/${cluster.name}/${path}/${hexId(32, principalArn)}`),
    createdAt: wireTime(createdAt),
    modifiedAt: wireTime(createdAt),
    tags,
    username,
    type,
  };
}

/** What EKS sets for nodes, whose names are those of their sessions. */
function nodeDefaults(type: string): { username?: string; kubernetesGroups: readonly string[] } {
  if (type === 'HYBRID_LINUX') return { username: 'system:node:{{SessionName}}', kubernetesGroups: ['system:nodes'] };
  return { kubernetesGroups: [] };
}

const principal = required(string({ min: 1 }));

export const eksAccess: Operations = {
  CreateAccessEntry: operation(
    structure({
      clusterName: required(string()),
      principalArn: principal,
      type: oneOf('STANDARD', 'HYBRID_LINUX', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'EC2'),
      kubernetesGroups: list(string()),
      username: string(),
      clientRequestToken: string(),
      tags: map(),
    }),
    (input, { world }): Wire<CreateAccessEntryCommandOutput> => {
      const { principalArn, type = 'STANDARD', clientRequestToken: requestToken, tags = {} } = input;
      const cluster = clusterWithEntries(world, input.clusterName);
      const existing = cluster.accessEntries.get(principalArn);
      if (existing !== undefined && (requestToken === undefined || existing.requestToken !== requestToken)) {
        const message = 'The specified access entry resource is already in use on this cluster.';
        throw new AwsError('ResourceInUseException', message, 409);
      }
      if (![...world.roles.values()].some((role) => arnOfRole(world, role) === principalArn)) {
        throw invalidParameter('The specified principalArn is invalid: invalid principal.');
      }
      const defaults = nodeDefaults(type);
      const entry = existing ?? {
        number: nextNumber(world),
        principalArn,
        type,
        createdAt: world.clock(),
        kubernetesGroups: input.kubernetesGroups ?? defaults.kubernetesGroups,
        username: input.username ?? defaults.username ?? principalArn,
        requestToken,
        tags,
      };
      cluster.accessEntries.set(principalArn, entry);
      return { accessEntry: describe(world, cluster, entry) };
    },
  ),

  DescribeAccessEntry: operation(
    structure({ clusterName: required(string()), principalArn: principal }),
    ({ clusterName, principalArn }, { world }): Wire<DescribeAccessEntryCommandOutput> => {
      const cluster = clusterWithEntries(world, clusterName);
      const entry = cluster.accessEntries.get(principalArn);
      if (entry === undefined) {
        const message = `The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.`;
        throw new AwsError('ResourceNotFoundException', message, 404);
      }
      return { accessEntry: describe(world, cluster, entry) };
    },
  ),

  ListAccessEntries: operation(
    structure({
      clusterName: required(string()),
      associatedPolicyArn: string(),
      maxResults: integer({ min: 1, max: 100 }),
      nextToken: string(),
    }),
    (input, call): Wire<ListAccessEntriesCommandOutput> => {
      const page = pageOf(clusterWithEntries(call.world, input.clusterName).accessEntries.values(), call, {
        token: input.nextToken,
        limit: input.maxResults ?? 100,
        badToken: () => invalidParameter('Invalid nextToken.'),
        where: ({ policyArns = [] }) =>
          input.associatedPolicyArn === undefined || policyArns.includes(input.associatedPolicyArn),
      });
      return { accessEntries: page.items.map(({ principalArn }) => principalArn), nextToken: page.nextToken };
    },
  ),
};
