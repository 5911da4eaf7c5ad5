import type { ContainerInstance, EcsCluster, EksCluster } from '../../core/fleet/model.ts';
import { podHost } from '../../core/manifests/hosts.ts';
import type { PodHost } from '../../core/manifests/podHosts.ts';
import type { ClusterHosts, HostKind } from './chosenHosts.ts';
import { hostsToStore, storedHosts, storedPodHosts } from './storedFacts.ts';

/** The hosts on which the tasks of this workspace are meant to run. */
export interface HintHosts extends ClusterHosts {
  readonly instances: readonly ContainerInstance[];
  /** What the hosts are called, by the ARN of their instance. */
  readonly names: Readonly<Record<string, string>>;
}

/** The hosts on which its pods are. */
export interface HintPodHosts extends ClusterHosts {
  readonly nodes: readonly PodHost[];
}

export const ecsHostKind: HostKind<EcsCluster, HintHosts> = {
  clusterKey: 'taskDefinitions.cluster',
  hostsKey: 'taskDefinitions.hosts',
  services: ['ECS'],
  mostTried: 1,
  clusters: ({ ecs }) => ecs,
  mayHaveHosts: ({ containerInstanceCount }) => containerInstanceCount > 0,
  read: (account, cluster) => account.hosts(cluster),
  asOf: (account, cluster) => account.hostsAsOf(cluster),
  made: (facts, hosts) => ({
    ...facts,
    instances: hosts.flatMap(({ instance }) => instance ?? []),
    names: Object.fromEntries(hosts.flatMap(({ instance, name }) => (instance ? [[instance.arn, name]] : []))),
  }),
  isEmpty: ({ instances }) => instances.length === 0,
  stored: storedHosts,
  toStore: hostsToStore,
};

export const eksHostKind: HostKind<EksCluster, HintPodHosts> = {
  clusterKey: 'manifests.cluster',
  hostsKey: 'manifests.hosts',
  services: ['EKS', 'SSM'],
  // Each of them takes a request.
  mostTried: 5,
  clusters: ({ eks }) => eks,
  mayHaveHosts: ({ hybridNodesEnabled }) => hybridNodesEnabled,
  // A Kubernetes API, which may be far behind a closed door, is asked for a cluster that somebody wants.
  read: (account, cluster, isChosen) => account.hosts(cluster, isChosen ? 'all' : 'aws'),
  asOf: () => undefined,
  made: (facts, hosts) => ({ ...facts, nodes: hosts.map(podHost) }),
  isEmpty: ({ nodes }) => nodes.length === 0,
  stored: storedPodHosts,
  toStore: hostsToStore,
};
