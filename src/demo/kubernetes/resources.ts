import { hybridNodeTag } from '../../core/registration/activation.ts';
import { hexId, hybridNodesRole } from '../world.ts';
import type { EksCluster, ManagedNode, World } from '../world.ts';
import { emptyContents } from './contents.ts';
import type { KubernetesContents, KubernetesObject, NodeFacts, PodFacts } from './contents.ts';
import { labelsOf, nodeObject } from './nodeObject.ts';
import { phaseOf, podObject } from './podObject.ts';

/** The collections of a cluster's Kubernetes API. */

export interface Collection {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Field selectors that it takes. */
  readonly fields: readonly string[];
  readonly items: () => Item[];
}

export interface Item {
  readonly name: string;
  readonly namespace?: string;
  /** Only what is asked for is ever built: there may be ten thousand. */
  readonly labels: () => Readonly<Record<string, string>>;
  readonly fields: () => Readonly<Record<string, string>>;
  readonly object: () => KubernetesObject;
}

const nameFields = ['metadata.name', 'metadata.namespace'];

export function collectionsOf(world: World, clusterName: string): Collection[] {
  const contents = contentsOf(world, clusterName);
  const core = { group: '', version: 'v1' };
  return [
    {
      ...core,
      plural: 'nodes',
      kind: 'Node',
      namespaced: false,
      fields: ['metadata.name', 'spec.unschedulable'],
      items: () =>
        [...hybridNodes(world, clusterName, contents), ...contents.nodes].map((node) => nodeItem(world, node)),
    },
    {
      ...core,
      plural: 'pods',
      kind: 'Pod',
      namespaced: true,
      fields: [...nameFields, 'spec.nodeName', 'status.phase'],
      items: () => contents.pods.map(podItem),
    },
    ...[...contents.customResources].map(([path, objects]) => customCollection(path, objects)),
  ];
}

/** A cluster of which nothing else is known has the control plane of its version, and its hybrid nodes. */
export function contentsOf(world: World, clusterName: string): KubernetesContents {
  const known = world.kubernetes.get(clusterName);
  if (known !== undefined) return known;
  const version = world.eksClusters.get(clusterName)?.details.version;
  const patch = world.eksVersions.find((each) => each.version === version)?.patchVersion;
  return emptyContents(gitVersion(patch ?? `${version ?? '1.35'}.0`));
}

/** `1.35.6` → `v1.35.6-eks-…` */
export function gitVersion(patchVersion: string): string {
  return `v${patchVersion}-eks-${hexId(7, `build of ${patchVersion}`)}`;
}

function nodeItem(world: World, facts: NodeFacts): Item {
  return {
    name: facts.name,
    labels: () => labelsOf(facts),
    fields: () => ({ 'metadata.name': facts.name, 'spec.unschedulable': String(facts.unschedulable === true) }),
    object: () => nodeObject(facts, world.clock()),
  };
}

function podItem(facts: PodFacts): Item {
  const { name, namespace, labels } = facts;
  return {
    name,
    namespace,
    labels: () => labels,
    fields: () => ({
      'metadata.name': name,
      'metadata.namespace': namespace,
      'spec.nodeName': facts.nodeName ?? '',
      'status.phase': phaseOf(facts),
    }),
    object: () => podObject(facts),
  };
}

function customCollection(path: string, objects: readonly KubernetesObject[]): Collection {
  const [group = '', version = '', plural = ''] = path.split('/');
  return {
    group,
    version,
    plural,
    kind: objects[0]?.kind ?? '',
    namespaced: true,
    fields: nameFields,
    items: () =>
      objects.map((object) => {
        const { name, namespace = 'default', labels = {} } = object.metadata;
        return {
          name,
          namespace,
          labels: () => labels,
          fields: () => ({ 'metadata.name': name, 'metadata.namespace': namespace }),
          object: () => object,
        };
      }),
  };
}

function hybridNodes(world: World, clusterName: string, contents: KubernetesContents): NodeFacts[] {
  const cluster = world.eksClusters.get(clusterName);
  if (cluster === undefined) return [];
  return [...world.nodes.values()]
    .filter((node) => isHybridNodeOf(cluster, node))
    .map((node) => hybridNode(world, cluster, node, contents));
}

/** Without an access entry for its role, a hybrid node can't join its cluster. */
function isHybridNodeOf(cluster: EksCluster, node: ManagedNode): boolean {
  if (node.tags[hybridNodeTag] !== cluster.arn || node.report === undefined) return false;
  const role = `:role/${node.iamRole ?? hybridNodesRole}`;
  return [...cluster.accessEntries.values()].some(
    ({ type, principalArn }) => type === 'HYBRID_LINUX' && principalArn.endsWith(role),
  );
}

function hybridNode(world: World, cluster: EksCluster, node: ManagedNode, contents: KubernetesContents): NodeFacts {
  const { id, report } = node;
  const { labels, ...known } = contents.hybridNodes.get(id) ?? {};
  return {
    name: id,
    providerId: `eks-hybrid:///${world.region}/${cluster.name}/${id}`,
    labels: {
      'eks.amazonaws.com/compute-type': 'hybrid',
      'eks.amazonaws.com/hybrid-credential-provider': 'ssm',
      ...labels,
    },
    architecture: report?.architecture === 'arm64' ? 'arm64' : 'amd64',
    cpus: report?.cpus ?? 4,
    memoryMiB: 7937,
    maxPods: 110,
    kubeletVersion: contents.gitVersion,
    containerRuntime: 'containerd://2.1.4',
    osImage: `${report?.platformName ?? 'Ubuntu'} ${report?.platformVersion ?? '24.04'} LTS`,
    kernelVersion: '6.8.0-86-generic',
    internalIp: report?.ipAddress ?? '',
    createdAt: node.registeredAt + 60_000,
    ...(node.online ? {} : { lostAt: node.lastPingAt }),
    ...known,
  };
}
