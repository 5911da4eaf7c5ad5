import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import type { ConnectorState } from './eksRegistration.ts';
import type { EcsLinuxPlan, HostPlan } from './plan.ts';

/**
 * Watching hosts arrive after their register script was handed out. A host shows up in SSM first, as a managed node; for
 * ECS, its agent then registers a container instance, and connects. A Kubernetes cluster shows up in EKS alone.
 */

/** How often to look, and when to stop looking. A slow Pi on a slow line installs Docker in well under ten minutes. */
export const arrivalPolling = { everyMs: 5_000, forMs: 10 * 60_000 } as const;

export type Arrival =
  /** Nothing has registered with the activation. */
  | { readonly stage: 'waiting' }
  /** SSM knows the machine, and lost sight of it before it got further. */
  | { readonly stage: 'nodeOffline'; readonly node: ManagedNode }
  /** SSM knows the machine; the cluster does not. */
  | { readonly stage: 'nodeOnly'; readonly node: ManagedNode }
  /** The cluster knows the machine; its ECS agent is not connected. */
  | { readonly stage: 'agentDisconnected'; readonly node: ManagedNode; readonly instance: ContainerInstance }
  | Arrived;

/** With its container instance in ECS; a node of EKS, or of no cluster, has none. */
export interface Arrived {
  readonly stage: 'arrived';
  readonly node: ManagedNode;
  readonly instance?: ContainerInstance;
}

/** How far one has come that has not arrived. */
export type Pending = Exclude<Arrival, Arrived>;

export interface EcsEvidence {
  /** The managed nodes that came by the activation. */
  readonly nodes: readonly ManagedNode[];
  /** Container instances of the chosen cluster; those of other machines are ignored. */
  readonly instances: readonly ContainerInstance[];
}

// Left-overs of an earlier registration of the same machine.
const gone = new Set(['INACTIVE', 'DEREGISTERING']);

/** How far each machine has come that registered for an ECS cluster. */
export function ecsArrivals({ nodes, instances }: EcsEvidence): readonly Arrival[] {
  return nodes.map((node) => {
    const own = instances.filter(({ managedNodeId, status }) => managedNodeId === node.id && !gone.has(status));
    const connected = own.find(({ agentConnected }) => agentConnected);
    if (connected) return { stage: 'arrived', node, instance: connected };
    // Registration is not idempotent: of several, the newest one tells what is happening now.
    const newest = own.toSorted((a, b) => (b.registeredAt ?? 0) - (a.registeredAt ?? 0))[0];
    return newest ? { stage: 'agentDisconnected', node, instance: newest } : { stage: 'nodeOnly', node };
  });
}

/** How far each machine has come of which AWS sees no more than its SSM agent: hybrid nodes, and nodes of no cluster. */
export function nodeArrivals(nodes: readonly ManagedNode[]): readonly Arrival[] {
  return nodes.map((node) => ({ stage: node.pingStatus === 'Online' ? 'arrived' : 'nodeOffline', node }));
}

export interface Arrivals {
  readonly arrived: readonly Arrived[];
  /** The one that has come furthest of those that have not arrived. */
  readonly next: Pending;
}

const order: readonly Pending['stage'][] = ['waiting', 'nodeOffline', 'nodeOnly', 'agentDisconnected'];

export function arrivalsOf(all: readonly Arrival[]): Arrivals {
  const next = all
    .filter((each): each is Pending => each.stage !== 'arrived')
    .reduce<Pending>((best, each) => (order.indexOf(each.stage) > order.indexOf(best.stage) ? each : best), {
      stage: 'waiting',
    });
  return { arrived: all.filter((each): each is Arrived => each.stage === 'arrived'), next };
}

/** `gone`: nothing can arrive any more. The cluster was deleted, or did not connect in time. */
export type WatchStage = 'waiting' | 'arrived' | 'gone';

export function connectorStage(state: Pick<ConnectorState, 'status'> | undefined): WatchStage {
  switch (state?.status) {
    case undefined:
    case 'FAILED':
    case 'DELETING':
      return 'gone';
    case 'ACTIVE':
    case 'UPDATING':
      return 'arrived';
    default:
      return 'waiting';
  }
}

/** Why a host has not come further. The interface has the sentences, with what to do. */
export type LikelyCause =
  /** The script was not run, or stopped at one of its own checks. */
  | 'scriptNotRun'
  /** Of Ansible. */
  | 'playNotRun'
  /** The Pi has not started from the card, or cloud-init is still at work. */
  | 'notBooted'
  /** SSM can't be reached: `ssm`, `ssmmessages`, `ec2messages`, or the download hosts. */
  | 'ssmEndpointBlocked'
  /** A clock that is far off makes AWS refuse every request; Raspberry Pis have none that survives a power cut. */
  | 'clockWrong'
  /** The machine kept an earlier registration, and so ignored this activation. */
  | 'earlierRegistration'
  /** SSM has lost sight of the machine as well. */
  | 'hostOffline'
  /** EKS does not let in a node whose role has no access entry of type `HYBRID_LINUX`. */
  | 'noAccessEntry'
  /** No such cluster in this Region: the agent gives up without telling SSM. */
  | 'wrongCluster'
  /** ECS can't be reached: `ecs`, `ecs-a-*`, `ecs-t-*`. */
  | 'ecsEndpointBlocked'
  /** `systemctl status ecs docker` tells. */
  | 'agentNotStarted'
  /** `Get-Service AmazonECS` tells. */
  | 'windowsAgentNotStarted'
  /** ECS said no: see the container instance's `statusReason`. */
  | 'registrationFailed'
  /** Neither the manifest nor the chart of the EKS Connector was installed. */
  | 'connectorNotInstalled'
  /** The connector runs on x86-64 only. */
  | 'armNodesOnly'
  /** Old credentials for public.ecr.aws make it refuse helm with 403. */
  | 'chartRefused'
  /** The cluster can't reach `ssm` and `ssmmessages`. */
  | 'connectorEndpointBlocked';

/** More than these nobody reads in a notification. */
const causesAtMost = 3;

/**
 * Up to three, most likely first. Sources: AWS's installers and their known problems; EKS user guide, "Troubleshooting
 * Amazon EKS Connector issues" and "Troubleshooting hybrid nodes".
 */
export function likelyCauses(pending: Pending, plan: HostPlan): readonly LikelyCause[] {
  return causesOf(pending, plan).slice(0, causesAtMost);
}

function causesOf(pending: Pending, plan: HostPlan): readonly LikelyCause[] {
  switch (pending.stage) {
    case 'waiting':
      return waitingCauses(plan);
    case 'nodeOffline':
      return ['hostOffline', ...(plan.kind === 'hybridNode' ? (['noAccessEntry'] as const) : []), ...network];
    case 'nodeOnly':
      return [...offline(pending.node), 'wrongCluster', 'ecsEndpointBlocked', agentNotStarted(plan)];
    case 'agentDisconnected':
      return [
        ...(pending.instance.status === 'REGISTRATION_FAILED' ? (['registrationFailed'] as const) : []),
        ...offline(pending.node),
        agentNotStarted(plan),
        'ecsEndpointBlocked',
        'clockWrong',
      ];
  }
}

const network = ['ssmEndpointBlocked', 'clockWrong'] as const;

function waitingCauses(plan: HostPlan): readonly LikelyCause[] {
  switch (plan.kind) {
    case 'connector':
      // The chart chooses x86-64 nodes by itself.
      return [
        'connectorNotInstalled',
        plan.by === 'helm' ? 'chartRefused' : 'armNodesOnly',
        'connectorEndpointBlocked',
      ];
    case 'ecsWindows':
      // The other scripts look for one by themselves, and stop.
      return ['scriptNotRun', 'ssmEndpointBlocked', 'earlierRegistration'];
    case 'ecsLinux':
    case 'hybridNode':
    case 'ssmOnly':
      return [notRun(plan.form), ...network];
  }
}

function notRun(form: EcsLinuxPlan['form']): LikelyCause {
  switch (form.kind) {
    case 'firstBoot':
      return 'notBooted';
    case 'many':
      return form.by === 'ansible' ? 'playNotRun' : 'scriptNotRun';
    case 'script':
      return 'scriptNotRun';
  }
}

function agentNotStarted({ kind }: HostPlan): LikelyCause {
  return kind === 'ecsWindows' ? 'windowsAgentNotStarted' : 'agentNotStarted';
}

function offline({ pingStatus }: ManagedNode): readonly LikelyCause[] {
  return pingStatus === undefined || pingStatus === 'Online' ? [] : ['hostOffline'];
}
