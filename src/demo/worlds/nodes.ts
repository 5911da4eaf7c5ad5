import type { ClusterIssue, Cluster as SdkEksCluster } from '@aws-sdk/client-eks';
import { hybridNodeTag } from '../../core/registration/activation.ts';
import { userArn } from '../caller.ts';
import type { Wire } from '../wire/wire.ts';
import {
  activationCode,
  anywhereRole,
  arn,
  connectorRole,
  hexId,
  hybridNodesRole,
  nextNumber,
  roleArn,
  uuid,
} from '../world.ts';
import type { AccessEntry, Activation, EksCluster, ManagedNode, NodeReport, Tags, World } from '../world.ts';
import type { CpuArchitecture } from './agentAttributes.ts';

/** Adds nodes, activations and EKS clusters to a world, by the same rule for ids as `ecs.ts`. */

const day = 24 * 60 * 60_000;
export const ssmAgentVersion = '3.3.4108.0';

export interface NodeOptions {
  readonly name?: string;
  readonly computerName?: string;
  readonly ipAddress?: string;
  readonly platformName?: string;
  readonly platformVersion?: string;
  readonly architecture?: CpuArchitecture;
  /** In its inventory. */
  readonly cpus?: number;
  readonly activation?: Activation;
  readonly iamRole?: string;
  readonly registeredAt?: number;
  /** Default: it answers. Otherwise, when it was heard of last. */
  readonly lostAt?: number;
  readonly tags?: Tags;
}

export function addManagedNode(world: World, options: NodeOptions = {}): ManagedNode {
  const number = nextNumber(world);
  const registeredAt = options.registeredAt ?? world.clock() - 90 * day;
  const { name, activation } = options;
  const node: ManagedNode = {
    number,
    id: `mi-${hexId(17, `node ${number}`)}`,
    resourceType: 'ManagedInstance',
    ...(name === undefined ? {} : { name }),
    ...(activation === undefined ? {} : { activationId: activation.id }),
    iamRole: options.iamRole ?? activation?.iamRole ?? anywhereRole,
    registeredAt,
    tags: { ...activation?.tags, ...options.tags },
    report: nodeReport(number, options),
    online: options.lostAt === undefined,
    lastPingAt: options.lostAt ?? registeredAt,
  };
  world.nodes.set(node.id, node);
  return node;
}

function nodeReport(number: number, options: NodeOptions): NodeReport {
  return {
    agentVersion: ssmAgentVersion,
    computerName: options.computerName ?? options.name ?? `host-${number}`,
    ipAddress: options.ipAddress ?? `192.168.${(number >> 8) & 255}.${number & 255}`,
    platformType: 'Linux',
    platformName: options.platformName ?? 'Ubuntu',
    platformVersion: options.platformVersion ?? '24.04',
    architecture: options.architecture ?? 'x86_64',
    ...(options.cpus === undefined ? {} : { cpus: options.cpus }),
  };
}

export interface ActivationOptions {
  readonly description?: string;
  readonly defaultInstanceName?: string;
  readonly iamRole?: string;
  readonly registrationLimit?: number;
  readonly registrationCount?: number;
  readonly createdAt?: number;
  readonly expiresAt?: number;
  readonly tags?: Tags;
}

export function addActivation(world: World, options: ActivationOptions = {}): Activation {
  const number = nextNumber(world);
  const createdAt = options.createdAt ?? world.clock();
  const activation: Activation = {
    number,
    id: uuid(`activation ${number}`),
    code: activationCode(`activation ${number}`),
    description: options.description,
    defaultInstanceName: options.defaultInstanceName,
    iamRole: options.iamRole ?? anywhereRole,
    registrationLimit: options.registrationLimit ?? 1,
    registrationCount: options.registrationCount ?? 0,
    createdAt,
    expiresAt: options.expiresAt ?? createdAt + day,
    tags: { ...options.tags },
  };
  world.activations.set(activation.id, activation);
  return activation;
}

export interface EksClusterOptions {
  readonly name: string;
  readonly version?: string;
  readonly platformVersion?: string;
  readonly createdAt?: number;
  /** Takes hybrid nodes from these networks. */
  readonly remoteNodeCidrs?: readonly string[];
  readonly remotePodCidrs?: readonly string[];
  /** Default: the public one only, which is all that can be reached here. */
  readonly privateEndpointOnly?: boolean;
  readonly autoMode?: boolean;
  readonly healthIssues?: readonly Wire<ClusterIssue>[];
  /** The account's own user, who made it, may read all that is in it. */
  readonly letsCreatorIn?: boolean;
  readonly tags?: Tags;
}

export function addEksCluster(world: World, options: EksClusterOptions): EksCluster {
  const { name } = options;
  const number = nextNumber(world);
  const cluster: EksCluster = {
    number,
    name,
    arn: arn(world, 'eks', `cluster/${name}`),
    status: 'ACTIVE',
    createdAt: options.createdAt ?? world.clock() - 100 * day,
    tags: { ...options.tags },
    details: eksDetails(world, number, options),
    accessEntries: new Map(),
  };
  if (options.letsCreatorIn === true) letIn(cluster, userArn(world), clusterAdmin);
  world.eksClusters.set(name, cluster);
  return cluster;
}

function eksDetails(world: World, number: number, options: EksClusterOptions): Wire<SdkEksCluster> {
  const { remoteNodeCidrs, remotePodCidrs, autoMode, privateEndpointOnly = false } = options;
  const id = hexId(32, `eks ${number}`).toUpperCase();
  return {
    version: options.version ?? '1.35',
    // Nobody listens there. Of a cluster that can be reached, `DescribeCluster` tells its real address.
    endpoint: 'https://127.0.0.1:1',
    roleArn: roleArn(world, 'eksClusterRole'),
    resourcesVpcConfig: {
      subnetIds: [`subnet-${hexId(17, `subnet a ${number}`)}`, `subnet-${hexId(17, `subnet b ${number}`)}`],
      securityGroupIds: [],
      clusterSecurityGroupId: `sg-${hexId(17, `security group ${number}`)}`,
      vpcId: `vpc-${hexId(17, `vpc ${number}`)}`,
      endpointPublicAccess: !privateEndpointOnly,
      endpointPrivateAccess: privateEndpointOnly,
      publicAccessCidrs: privateEndpointOnly ? [] : ['0.0.0.0/0'],
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: '10.100.0.0/16',
      ipFamily: 'ipv4',
      ...(autoMode === undefined ? {} : { elasticLoadBalancing: { enabled: autoMode } }),
    },
    identity: { oidc: { issuer: `https://oidc.eks.${world.region}.amazonaws.com/id/${id}` } },
    platformVersion: options.platformVersion ?? 'eks.12',
    health: { issues: [...(options.healthIssues ?? [])] },
    accessConfig: { authenticationMode: 'API' },
    upgradePolicy: { supportType: 'EXTENDED' },
    deletionProtection: false,
    controlPlaneScalingConfig: { tier: 'standard' },
    ...(autoMode === undefined
      ? {}
      : {
          computeConfig: {
            enabled: autoMode,
            ...(autoMode
              ? { nodePools: ['general-purpose', 'system'], nodeRoleArn: roleArn(world, 'AmazonEKSAutoNodeRole') }
              : {}),
          },
          storageConfig: { blockStorage: { enabled: autoMode } },
        }),
    ...(remoteNodeCidrs === undefined
      ? {}
      : {
          remoteNetworkConfig: {
            remoteNodeNetworks: [{ cidrs: [...remoteNodeCidrs] }],
            remotePodNetworks: remotePodCidrs === undefined ? [] : [{ cidrs: [...remotePodCidrs] }],
          },
        }),
  };
}

/** Numbered before all other entries. */
const clusterAdmin = {
  number: 0,
  type: 'STANDARD',
  policyArns: ['arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy'],
} as const;

function letIn(
  cluster: EksCluster,
  principalArn: string,
  entry: Pick<AccessEntry, 'number' | 'type'> & Partial<AccessEntry>,
): void {
  const { createdAt } = cluster;
  const usual = { principalArn, createdAt, kubernetesGroups: [], username: principalArn, tags: {} };
  cluster.accessEntries.set(principalArn, { ...usual, ...entry });
}

/** Gives a cluster the access entry without which hybrid nodes can't join. */
export function letHybridNodesIn(world: World, cluster: EksCluster): void {
  letIn(cluster, roleArn(world, hybridNodesRole), {
    number: nextNumber(world),
    type: 'HYBRID_LINUX',
    username: 'system:node:{{SessionName}}',
    kubernetesGroups: ['system:nodes'],
  });
}

/** A cluster elsewhere that came by the EKS Connector; its replicas (two, as AWS installs it) are managed nodes too. */
export function addConnectedCluster(
  world: World,
  name: string,
  replicas = 2,
  provider = 'OTHER',
): { cluster: EksCluster; replicas: ManagedNode[] } {
  const createdAt = world.clock() - 20 * day;
  const activation = addActivation(world, {
    iamRole: connectorRole,
    registrationLimit: 2,
    registrationCount: replicas,
    createdAt,
    expiresAt: createdAt + 3 * day,
  });
  const cluster: EksCluster = {
    number: nextNumber(world),
    name,
    arn: arn(world, 'eks', `cluster/${name}`),
    status: replicas > 0 ? 'ACTIVE' : 'PENDING',
    createdAt,
    tags: {},
    details: {},
    connector: { provider, roleArn: roleArn(world, connectorRole), activationId: activation.id },
    accessEntries: new Map(),
  };
  world.eksClusters.set(name, cluster);
  const nodes = Array.from({ length: replicas }, (_, index) =>
    addManagedNode(world, { activation, computerName: `eks-connector-${index}`, platformName: 'Amazon Linux' }),
  );
  return { cluster, replicas: nodes };
}

/** A hybrid node of an EKS cluster, known by the tag that its activation carries; default: one of its own. */
export function addHybridNode(world: World, cluster: EksCluster, options: NodeOptions = {}): ManagedNode {
  const activation =
    options.activation ??
    addActivation(world, { iamRole: hybridNodesRole, registrationCount: 1, tags: { [hybridNodeTag]: cluster.arn } });
  return addManagedNode(world, { ...options, activation });
}
