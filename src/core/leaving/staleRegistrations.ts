import type { Host } from '../fleet/host.ts';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';

const day = 24 * 60 * 60_000;

/** Ours. Long enough for holidays and repairs: what comes back after being deregistered has to register anew. */
export const staleAfter = {
  /** A node in no ECS cluster that SSM has not heard of. */
  nodeLostMs: 30 * day,
  /** A host with a container instance, or a hybrid node, that neither service has heard of. */
  hostLostMs: 90 * day,
  /** A node whose machine has registered again under another id since. */
  replacedMs: day,
} as const;

export type StaleReason =
  /** Registered twice: `current` is the registration that its agent uses. */
  | { readonly kind: 'twin'; readonly current?: ContainerInstance }
  /** The container instance of a node that SSM does not know any more. */
  | { readonly kind: 'nodeGone' }
  | { readonly kind: 'lost'; readonly since: number }
  /** A machine with this name registered as `by` after this one was heard of last. */
  | { readonly kind: 'replaced'; readonly by: ManagedNode; readonly since: number };

/** A registration that is probably of no use any more. `leaveSteps(host)`, less what is done on the host, removes it. */
export interface StaleRegistration {
  readonly host: Host;
  readonly reason: StaleReason;
}

/**
 * What could be cleaned up, for the user to tick. Nothing in it was proved dead: a host in a cupboard looks the same.
 *
 * @param hosts all of the account: those of ECS clusters, hybrid nodes, and nodes without a cluster. The agents of
 *   connected EKS clusters don't belong here, for these go with their cluster.
 * @param now milliseconds since the epoch
 */
export function staleRegistrations(hosts: readonly Host[], now: number): readonly StaleRegistration[] {
  return hosts.flatMap((host) => {
    const reason = twin(host, hosts) ?? nodeGone(host) ?? replaced(host, hosts, now) ?? lost(host, now);
    return reason ? [{ host, reason }] : [];
  });
}

function twin(host: Host, hosts: readonly Host[]): StaleReason | undefined {
  if (!host.stale) return undefined;
  const current = hosts.find((other) => other.id === host.id && !other.stale)?.instance;
  return { kind: 'twin', ...(current && { current }) };
}

function nodeGone({ instance, state }: Host): StaleReason | undefined {
  return instance && !instance.agentConnected && state.ssm === 'unlisted' ? { kind: 'nodeGone' } : undefined;
}

function replaced(host: Host, hosts: readonly Host[], now: number): StaleReason | undefined {
  const { node } = host;
  const since = lostSince(host);
  if (since === undefined || now - since < staleAfter.replacedMs || !node?.computerName) return undefined;
  const by = hosts.find(
    ({ node: other }) =>
      other !== undefined &&
      other.id !== node.id &&
      other.computerName === node.computerName &&
      other.name === node.name &&
      other.pingStatus === 'Online' &&
      (other.registeredAt ?? 0) >= since,
  )?.node;
  return by && { kind: 'replaced', by, since };
}

function lost(host: Host, now: number): StaleReason | undefined {
  const since = lostSince(host);
  if (since === undefined) return undefined;
  const patience = host.instance || host.cluster ? staleAfter.hostLostMs : staleAfter.nodeLostMs;
  return now - since >= patience ? { kind: 'lost', since } : undefined;
}

/** Since when neither agent of the host was heard of; `undefined` when one is, or it is not known. */
function lostSince({ node, instance, state }: Host): number | undefined {
  if (instance?.agentConnected || (state.ssm !== 'connectionLost' && state.ssm !== 'inactive')) return undefined;
  return node?.lastPingAt;
}
