import { connectorRemark, healthRemarks } from '../../core/eks/health.ts';
import type { EksCluster } from '../../core/fleet/model.ts';
import type { Asked } from '../../core/fleet/eksFleet.ts';
import type { KubeState } from '../../core/kubernetes/kubeCluster.ts';
import { commands } from '../ids.ts';
import type {
  AnywhereNode,
  ClusterNode,
  FailureNode,
  HostNode,
  MachineNode,
  MachinesNode,
  NoteNode,
  PodNode,
  RemarkNode,
  TreeNode,
} from './nodes.ts';

/** Rows above and below the hosts of an EKS cluster, and what Kubernetes says of all of these. */
export interface EksRows {
  readonly above: readonly TreeNode[];
  /** As `HostNode` has it. */
  readonly controlPlaneVersion: string | undefined;
  readonly below: readonly TreeNode[];
  /** Rows below that say that there is something: without them, an empty cluster is said to be empty. */
  readonly isKnown: boolean;
}

/**
 * What Kubernetes says is not waited for, however long it takes: what is known of it by now is shown, and the rows are
 * made anew when there is more.
 */
export function eksRows(parent: ClusterNode, cluster: EksCluster, asked: Asked): EksRows {
  const kube = asked === 'all' ? parent.account.kube(cluster) : undefined;
  const connection = connectorRows(parent, cluster);
  // Before it is connected, how its own API is reached is not what matters.
  const isEarly = connection.length > 0 && kube?.status === 'noContext';
  return {
    above: [...healthRows(parent, cluster), ...connection, ...(kube && !isEarly ? whyRows(parent, kube) : [])],
    controlPlaneVersion: cluster.version ?? kube?.version,
    below: kube
      ? [...countNotes(parent, cluster, kube), ...anywhereRows(parent, kube), ...machineGroup(parent, kube)]
      : [],
    isKnown: kube?.status === 'answered',
  };
}

function healthRows(parent: ClusterNode, cluster: EksCluster): readonly RemarkNode[] {
  const { account } = parent;
  return healthRemarks(cluster).map((of) => ({
    kind: 'remark',
    account,
    parent,
    remark: { about: 'health', of },
    steps: [],
  }));
}

function connectorRows(parent: ClusterNode, cluster: EksCluster): readonly RemarkNode[] {
  const remark = connectorRemark(cluster, Date.now());
  if (!remark) return [];
  const steps = remark.kind === 'pending' ? [] : [commands.registerClusterAgain, commands.deregisterCluster];
  return [{ kind: 'remark', account: parent.account, parent, remark: { about: 'connector', cluster }, steps }];
}

/** Why Kubernetes says nothing, or nothing newer: once a cluster. */
function whyRows(
  parent: ClusterNode,
  { status, failure }: KubeState,
): readonly (FailureNode | NoteNode | RemarkNode)[] {
  const { account } = parent;
  if (failure && failure.reason !== 'cancelled') return [{ kind: 'failure', account, parent, failure }];
  switch (status) {
    case 'reading':
      return [{ kind: 'note', account, parent, note: { about: 'askingKubernetes' } }];
    case 'noContext':
      return [
        {
          kind: 'remark',
          account,
          parent,
          remark: { about: 'noContext' },
          steps: [commands.chooseKubernetesContext],
        },
      ];
    case 'notYet':
    case 'answered':
    case 'failed':
      return [];
  }
}

/** Nodes inside AWS are no hosts of ours, but a cluster with twelve of them must not look empty. */
function countNotes(parent: ClusterNode, { connector }: EksCluster, { counts }: KubeState): readonly NoteNode[] {
  if (!counts) return [];
  // Of a cluster that runs elsewhere, the others are its hosts.
  const kinds = ['ec2', 'auto', 'fargate', ...(connector ? [] : (['other'] as const))] as const;
  return kinds
    .filter((of) => counts[of] > 0)
    .map((of) => ({ kind: 'note', account: parent.account, parent, note: { about: 'nodes', of, count: counts[of] } }));
}

function anywhereRows(parent: ClusterNode, { anywhere = [] }: KubeState): readonly AnywhereNode[] {
  return anywhere
    .toSorted((a, b) => Number(b.isManagement) - Number(a.isManagement) || a.name.localeCompare(b.name, 'en'))
    .map((each) => ({
      kind: 'anywhere',
      account: parent.account,
      parent,
      anywhere: each,
      isOneOfMany: anywhere.length > 1,
    }));
}

function machineGroup(parent: ClusterNode, { machines = [] }: KubeState): readonly MachinesNode[] {
  return machines.length === 0 ? [] : [{ kind: 'machines', account: parent.account, parent, machines }];
}

const roles = { controlPlane: 0, etcd: 1, worker: 2 } as const;

export function machineChildren(parent: MachinesNode): readonly MachineNode[] {
  return parent.machines
    .toSorted((a, b) => roles[a.role] - roles[b.role] || a.name.localeCompare(b.name, 'en', { numeric: true }))
    .map((machine) => ({ kind: 'machine', account: parent.account, parent, machine }));
}

export function podChildren(parent: PodNode): readonly TreeNode[] {
  const { account, pod } = parent;
  return pod.containers.map((container) => ({ kind: 'podContainer', account, parent, pod, container }));
}

/** The pods of a host, sorted as `kubectl` lists them. Where the Kubernetes API hangs, only this row waits. */
export async function podNodes(
  parent: HostNode,
  signal?: AbortSignal,
): Promise<{
  readonly pods: readonly PodNode[];
  readonly failures: readonly FailureNode['failure'][];
}> {
  const { account, host } = parent;
  const { value, failures } = await account.pods(host, signal);
  const pods = value
    .toSorted((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name))
    .map((pod): PodNode => ({ kind: 'pod', account, parent, pod }));
  return { pods, failures };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
