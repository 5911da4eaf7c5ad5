import { compact } from '../../compact.ts';
import type { Host } from '../../fleet/host.ts';
import type { ManagedNode, Task } from '../../fleet/model.ts';
import type { Architecture } from '../ec2Sizes.ts';
import type { FleetTask } from './fleetCost.ts';
import type { AnywhereHostFacts, HybridNodeFacts, ManagedNodeFacts } from './model.ts';

/** What the fleet knows, as facts to make costs of. */

/**
 * @param connectedSeconds whole seconds of this month in which it was seen connected, where somebody has looked
 * @returns undefined for a host that is not in ECS
 */
export function anywhereHostFacts(host: Host, connectedSeconds?: number): AnywhereHostFacts | undefined {
  const { key, name, cluster, instance } = host;
  if (!instance) return undefined;
  const { registeredAt, agentConnected: isConnected } = instance;
  return compact({ key, name, cluster: cluster?.name, registeredAt, isConnected, connectedSeconds });
}

/** Of a host that is a hybrid node of EKS: its vCPUs are those that Kubernetes counts, where its API was reached. */
export function hybridNodeFacts({ id, name, cluster, node, kube }: Host): HybridNodeFacts {
  const vcpus = kube && kube.capacity.cpuMillis > 0 ? Math.ceil(kube.capacity.cpuMillis / 1000) : undefined;
  const registeredAt = kube?.createdAt ?? node?.registeredAt;
  return compact({ id, name, cluster: cluster?.name, registeredAt, vcpus });
}

/** Others that EKS lists are billed in another way, or run in no cluster of EKS itself. */
export function isHybridNode({ kube, state }: Host): boolean {
  return kube ? kube.kind === 'hybrid' : state.kube !== 'notJoined';
}

export function managedNodeFacts({ id, name, computerName, registeredAt }: ManagedNode): ManagedNodeFacts {
  return compact({ id, name: name ?? computerName ?? id, registeredAt });
}

/**
 * Its own size, else what ECS reserves for its containers together.
 *
 * @param architecture that of the host on which it runs, as its images are known to be for that one
 */
export function fleetTask({ cpu, memoryMiB, containers }: Task, architecture?: Architecture): FleetTask {
  return compact({
    // Containers that reserve no CPU share what is left: how much they need is not known then.
    cpuUnits: cpu ?? sumOf(containers.map((each) => each.cpu)),
    memoryMiB: memoryMiB ?? sumOf(containers.map((each) => each.memoryReservationMiB ?? each.memoryMiB)),
    architecture,
  });
}

/** Nothing where there is nothing to sum. */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number>((sum, value = 0) => sum + value, 0) || undefined;
}
