import { Failure } from '../failure.ts';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import type { RegistrationGateway } from './activation.ts';
import { arrivalsOf, connectorStage, ecsArrivals, nodeArrivals, type Arrivals, type WatchStage } from './arrival.ts';
import { clusterCanBeJoined } from './clusterCheck.ts';
import type { EksRegistrationGateway } from './eksRegistration.ts';
import type { HostPlan } from './plan.ts';
import { plannedHosts } from './plannedHosts.ts';

/** What is looked for: what came by an activation. */
export interface ArrivalTarget {
  readonly id: string;
  readonly plan: HostPlan;
  readonly cluster?: { readonly arn: string; readonly name: string };
}

export interface ArrivalGateways {
  readonly gateway: Pick<RegistrationGateway, 'clusterIsActive' | 'containerInstancesOfNodes' | 'nodesOfActivation'>;
  readonly eks: Pick<EksRegistrationGateway, 'clusterIsActive' | 'connector'>;
}

export interface Look extends Arrivals {
  readonly stage: WatchStage;
}

const none: Arrivals = { arrived: [], next: { stage: 'waiting' } };

/**
 * Asks once. Rejects with a `Failure`.
 *
 * @param thoroughly also asks whether the cluster still is there, while nothing has registered
 */
export async function lookForArrival(
  gateways: ArrivalGateways,
  target: ArrivalTarget,
  thoroughly: boolean,
): Promise<Look> {
  const { plan, cluster } = target;
  if (plan.kind === 'connector') {
    return { ...none, stage: connectorStage(cluster && (await gateways.eks.connector(cluster.name))) };
  }
  const { gateway } = gateways;
  const nodes = await gateway.nodesOfActivation(target.id);
  if (nodes.length === 0) {
    const isGone = thoroughly && cluster !== undefined && !(await clusterCanBeJoined(gateways, cluster));
    return { ...none, stage: isGone ? 'gone' : 'waiting' };
  }
  const isEcs = plan.kind === 'ecsLinux' || plan.kind === 'ecsWindows';
  if (!isEcs || !cluster) return judged(arrivalsOf(nodeArrivals(nodes)), plan);
  const instances = await instancesOf(gateway, cluster.arn, nodes);
  return instances ? judged(arrivalsOf(ecsArrivals({ nodes, instances })), plan) : { ...none, stage: 'gone' };
}

/** `undefined` when the cluster was deleted. */
async function instancesOf(
  gateway: ArrivalGateways['gateway'],
  clusterArn: string,
  nodes: readonly ManagedNode[],
): Promise<readonly ContainerInstance[] | undefined> {
  try {
    const ids = nodes.map(({ id }) => id);
    return await gateway.containerInstancesOfNodes(clusterArn, ids);
  } catch (error) {
    if (Failure.from(error).reason === 'notFound') return undefined;
    throw error;
  }
}

function judged(arrivals: Arrivals, plan: HostPlan): Look {
  return { ...arrivals, stage: arrivals.arrived.length >= (plannedHosts(plan) ?? 1) ? 'arrived' : 'waiting' };
}
