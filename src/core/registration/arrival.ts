import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';

/**
 * Watching a host arrive after its register script was handed out. It shows up in SSM first, as a managed node; then
 * its ECS agent starts and registers a container instance; then that agent connects.
 */

/** How often to look, and when to stop looking. A slow Pi on a slow line installs Docker in well under ten minutes. */
export const arrivalPolling = { everyMs: 5_000, forMs: 10 * 60_000 } as const;

export type Arrival =
  /** Nothing has registered with the activation. */
  | { readonly stage: 'waiting' }
  /** SSM knows the machine; the cluster does not. */
  | { readonly stage: 'nodeOnly'; readonly node: ManagedNode }
  /** The cluster knows the machine; its ECS agent is not connected. */
  | { readonly stage: 'agentDisconnected'; readonly node: ManagedNode; readonly instance: ContainerInstance }
  | { readonly stage: 'arrived'; readonly node: ManagedNode; readonly instance: ContainerInstance };

export type ArrivalStage = Arrival['stage'];

export interface ArrivalEvidence {
  /** The managed nodes that came by the activation. */
  readonly nodes: readonly ManagedNode[];
  /** Container instances of the chosen cluster; those of other machines are ignored. */
  readonly instances: readonly ContainerInstance[];
}

const order: readonly ArrivalStage[] = ['waiting', 'nodeOnly', 'agentDisconnected', 'arrived'];

// Left-overs of an earlier registration of the same machine.
const gone = new Set(['INACTIVE', 'DEREGISTERING']);

/** How far the host has come: with an activation for several, the one that has come furthest. */
export function arrivalStage({ nodes, instances }: ArrivalEvidence): Arrival {
  return nodes
    .map((node) => stageOf(node, instances))
    .reduce<Arrival>((best, next) => (order.indexOf(next.stage) > order.indexOf(best.stage) ? next : best), {
      stage: 'waiting',
    });
}

function stageOf(node: ManagedNode, instances: readonly ContainerInstance[]): Arrival {
  const own = instances.filter(({ managedNodeId, status }) => managedNodeId === node.id && !gone.has(status));
  const connected = own.find(({ agentConnected }) => agentConnected);
  if (connected) return { stage: 'arrived', node, instance: connected };
  // Registration is not idempotent: of several, the newest one tells what is happening now.
  const newest = own.toSorted((a, b) => (b.registeredAt ?? 0) - (a.registeredAt ?? 0))[0];
  return newest ? { stage: 'agentDisconnected', node, instance: newest } : { stage: 'nodeOnly', node };
}

/** Why a host has not come further. The interface has the sentences, with what to do. */
export type LikelyCause =
  /** The script was not run, or stopped at one of its own checks. */
  | 'scriptNotRun'
  | 'installerRunning'
  /** The machine kept an earlier registration, and so ignored this activation. */
  | 'earlierRegistration'
  /** SSM can't be reached: `ssm`, `ssmmessages`, `ec2messages`, or the download hosts. */
  | 'ssmEndpointBlocked'
  /** A clock that is far off makes AWS refuse every request; Raspberry Pis have none that survives a power cut. */
  | 'clockWrong'
  | 'activationUnusable'
  /** No such cluster in this Region: the agent gives up without telling SSM. */
  | 'wrongCluster'
  /** An ECS agent that was already installed keeps its old cluster and is not started. */
  | 'earlierAgent'
  /** `systemctl status ecs docker` tells. */
  | 'agentNotStarted'
  /** ECS can't be reached: `ecs`, `ecs-a-*`, `ecs-t-*`. */
  | 'ecsEndpointBlocked'
  /** Credentials found on the host are used instead of those that SSM hands out. */
  | 'otherCredentials'
  /** The role lacks `AmazonEC2ContainerServiceforEC2Role`. */
  | 'rolePolicies'
  /** SSM has lost sight of the machine as well. */
  | 'hostOffline'
  /** ECS said no: see the container instance's `statusReason`. */
  | 'registrationFailed';

/** Most likely first. Source: AWS's installer and its known problems. */
export function likelyCauses(arrival: Arrival): readonly LikelyCause[] {
  switch (arrival.stage) {
    case 'waiting':
      return [
        'scriptNotRun',
        'installerRunning',
        'earlierRegistration',
        'ssmEndpointBlocked',
        'clockWrong',
        'activationUnusable',
      ];
    case 'nodeOnly':
      return [
        ...offline(arrival.node),
        'installerRunning',
        'wrongCluster',
        'agentNotStarted',
        'earlierAgent',
        'ecsEndpointBlocked',
        'otherCredentials',
        'rolePolicies',
      ];
    case 'agentDisconnected':
      return [
        ...(arrival.instance.status === 'REGISTRATION_FAILED' ? (['registrationFailed'] as const) : []),
        ...offline(arrival.node),
        'agentNotStarted',
        'ecsEndpointBlocked',
        'clockWrong',
        'otherCredentials',
      ];
    case 'arrived':
      return [];
  }
}

function offline({ pingStatus }: ManagedNode): readonly LikelyCause[] {
  return pingStatus === undefined || pingStatus === 'Online' ? [] : ['hostOffline'];
}
