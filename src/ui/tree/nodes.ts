import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { HostGroup, HostGrouping } from '../../core/fleet/arrange.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { AnywhereRelease } from '../../core/distro/anywhere.ts';
import type { ClusterRemark } from '../../core/eks/health.ts';
import type { EcsCluster, EksCluster, Task, TaskContainer } from '../../core/fleet/model.ts';
import type { CapiMachine, EksAnywhereCluster, KubeContainer, KubePod, NodeKind } from '../../core/kubernetes/model.ts';
import type { EcsService } from '../../core/operate/ecsOperations.ts';
import type { Activation } from '../../core/registration/activation.ts';
import type { ActivationPurpose, Expectation } from '../../core/registration/activationList.ts';
import type { CommandId } from '../ids.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';

/** A row of a view: domain data, its account and its parent. How it looks is `render`'s business. */
export type TreeNode =
  | AccountNode
  | ClusterNode
  | LooseHostsNode
  | HostGroupNode
  | HostNode
  | ExpectedNode
  | ServicesNode
  | ServiceNode
  | TaskNode
  | ContainerNode
  | PodNode
  | PodContainerNode
  | MachinesNode
  | MachineNode
  | AnywhereNode
  | RemarkNode
  | ActivationNode
  | NoteNode
  | FailureNode
  | StepNode;

interface NodeBase {
  readonly account: AccountFleet;
  readonly parent: TreeNode | undefined;
}

export interface AccountNode extends NodeBase {
  readonly kind: 'account';
}

export interface ClusterNode extends NodeBase {
  readonly kind: 'cluster';
  readonly cluster: EcsCluster | EksCluster;
}

/** Managed nodes without a cluster. */
export interface LooseHostsNode extends NodeBase {
  readonly kind: 'looseHosts';
  readonly count: number;
}

/** Hosts of one list that have something in common, where the user wants them so. */
export interface HostGroupNode extends NodeBase, Omit<HostGroup, 'hosts'> {
  readonly kind: 'hostGroup';
  readonly parent: ClusterNode | LooseHostsNode;
  readonly grouping: HostGrouping;
  /** As they stand in the list without groups. */
  readonly rows: readonly HostNode[];
  readonly startsUnfolded: boolean;
}

export interface HostNode extends NodeBase {
  readonly kind: 'host';
  readonly host: Host;
  /** Kubernetes' version of the cluster that the host is a node of, as far as it is known: `1.35`, `v1.35.6-eks-…`. */
  readonly controlPlaneVersion?: string;
  /** Its cluster has so many that VS Code takes too long over drawn icons. */
  readonly isOneOfMany?: boolean;
}

/** More rows than this have icons of VS Code's own: each address of a drawn one takes VS Code a moment. */
export const mostDrawnHosts = 1000;

/** A host, or several, that a register script was handed out for and that has not arrived. */
export interface ExpectedNode extends NodeBase {
  readonly kind: 'expected';
  readonly expectation: Expectation<ActivationRecord>;
}

/** A row of the Activations view. */
export interface ActivationNode extends NodeBase {
  readonly kind: 'activation';
  readonly activation: Activation;
  /** Whether this computer has the code, and so the register script. */
  readonly codeKnown: boolean;
  /** What it is for, where anything tells. */
  readonly purpose?: ActivationPurpose;
}

/** The services of an ECS cluster, which are read when somebody looks into it. */
export interface ServicesNode extends NodeBase {
  readonly kind: 'services';
  readonly cluster: EcsCluster;
}

export interface ServiceNode extends NodeBase {
  readonly kind: 'service';
  readonly service: EcsService;
}

export interface TaskNode extends NodeBase {
  readonly kind: 'task';
  readonly task: Task;
  /** Under its service, where it is told apart from the others by it. */
  readonly hostName?: string;
}

export interface ContainerNode extends NodeBase {
  readonly kind: 'container';
  readonly task: Task;
  readonly container: TaskContainer;
}

export interface PodNode extends NodeBase {
  readonly kind: 'pod';
  readonly pod: KubePod;
}

export interface PodContainerNode extends NodeBase {
  readonly kind: 'podContainer';
  readonly pod: KubePod;
  readonly container: KubeContainer;
}

/** The machines of Cluster API that a connected cluster knows. */
export interface MachinesNode extends NodeBase {
  readonly kind: 'machines';
  readonly machines: readonly CapiMachine[];
}

export interface MachineNode extends NodeBase {
  readonly kind: 'machine';
  readonly machine: CapiMachine;
}

/** What EKS Anywhere made, and with which release. */
export interface AnywhereNode extends NodeBase {
  readonly kind: 'anywhere';
  readonly anywhere: EksAnywhereCluster;
  /** A management cluster knows others too. */
  readonly isOneOfMany: boolean;
}

/** Something about a cluster that wants attention, with what can be done about it under it. */
export interface RemarkNode extends NodeBase {
  readonly kind: 'remark';
  readonly remark:
    | { readonly about: 'health'; readonly of: ClusterRemark }
    /** How far a connected cluster has come: said anew while time passes. */
    | { readonly about: 'connector'; readonly cluster: EksCluster }
    /** Nobody said how its Kubernetes API is reached. */
    | { readonly about: 'noContext' };
  readonly steps: readonly CommandId[];
}

/** What is not listed, but counted or said: EC2 instances, Fargate tasks, an empty cluster. */
export interface NoteNode extends NodeBase {
  readonly kind: 'note';
  readonly note:
    | { readonly about: 'ec2'; readonly count: number }
    | { readonly about: 'fargate'; readonly count: number }
    /** Services of other launch types. */
    | { readonly about: 'servicesElsewhere'; readonly count: number }
    | { readonly about: 'nodes'; readonly of: Exclude<NodeKind, 'hybrid'>; readonly count: number }
    /** Registrations with an activation whose hosts SSM does not list any more. */
    | { readonly about: 'hostsGone'; readonly count: number }
    /** What the filter does not let through: some, or all there are. */
    | { readonly about: 'hidden' | 'allHidden'; readonly count: number }
    | { readonly about: 'noActivations' | 'hostsUnknown' }
    | { readonly about: 'noClusters' | 'noHosts' | 'noHybridNodes' | 'noNodes' | 'noTasks' | 'noPods' | 'noServices' }
    | { readonly about: 'askingKubernetes' }
    /** Whether a newer release of EKS Anywhere is out than the one in use. */
    | { readonly about: 'anywhereRelease'; readonly newer?: Pick<AnywhereRelease, 'version' | 'bundleNumber'> };
}

export interface FailureNode extends NodeBase {
  readonly kind: 'failure';
  readonly failure: Failure;
}

/** A next step under a failure: one click, one command. */
export interface StepNode extends NodeBase {
  readonly kind: 'step';
  readonly command: CommandId;
}

const accountNodes = new WeakMap<AccountFleet, AccountNode>();

/** The same object for the same account: VS Code refreshes a row only when it is given the very element that it has. */
export function accountNode(account: AccountFleet): AccountNode {
  let node = accountNodes.get(account);
  if (!node) {
    node = { kind: 'account', account, parent: undefined };
    accountNodes.set(account, node);
  }
  return node;
}

/** Where a host is listed, whatever group it stands in: its cluster's row, or the one of hosts without a cluster. */
export function listOf({ parent }: HostNode): TreeNode | undefined {
  return parent?.kind === 'hostGroup' ? parent.parent : parent;
}
