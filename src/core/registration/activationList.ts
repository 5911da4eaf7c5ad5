import { parseArn, shortId } from '../fleet/arn.ts';
import type { Host } from '../fleet/host.ts';
import type { EksCluster, ManagedNode } from '../fleet/model.ts';
import { clusterTag, hybridNodeTag, requestTag, type Activation } from './activation.ts';
import type { HostKind, HostPlan } from './plan.ts';
import { plannedHosts } from './plannedHosts.ts';

/**
 * Activations once they are made: whether they can still be used, how much harm a leaked code could do, which hosts
 * they wait for. All times are milliseconds since the epoch.
 */

/** `expired` outweighs `usedUp`: both are over, and what has expired stays so. */
export type ActivationStatus = 'open' | 'usedUp' | 'expired';

/** AWS's word counts, and between two readings the clock. */
export function activationStatus(activation: Activation, now: number): ActivationStatus {
  if (activation.expired || (activation.expiresAt !== undefined && activation.expiresAt <= now)) return 'expired';
  return usesLeft(activation) === 0 ? 'usedUp' : 'open';
}

export function usesLeft({ registrationLimit, registrationCount }: Activation): number {
  return Math.max(0, registrationLimit - registrationCount);
}

/** Above these an activation is wide: more than a batch of machines set up within a week needs. */
const wideAbove = { lifetimeLeftMs: 7 * 24 * 3_600_000, usesLeft: 10 } as const;

export type Width = 'longLife' | 'manyUses';

/** In which ways an activation is wide. Only an open one can be. */
export function widths(activation: Activation, now: number): readonly Width[] {
  if (activationStatus(activation, now) !== 'open') return [];
  const isLong = activation.expiresAt !== undefined && activation.expiresAt - now > wideAbove.lifetimeLeftMs;
  return [
    ...(isLong ? (['longLife'] as const) : []),
    ...(usesLeft(activation) > wideAbove.usesLeft ? (['manyUses'] as const) : []),
  ];
}

/** The name of the cluster that an activation was made for, where its tags say so. */
export function clusterNameOf({ tags }: Activation): string | undefined {
  const cluster = tags[clusterTag] ?? tags[hybridNodeTag];
  return cluster === undefined || cluster === '' ? undefined : shortId(cluster);
}

/** Whether this extension made the activation, on this computer or another one. */
export function isOurs({ tags }: Pick<Activation, 'tags'>): boolean {
  return tags[clusterTag] !== undefined || tags[requestTag] !== undefined;
}

/** Those that can be used first, the next to expire on top; then what is over, the newest on top. */
export function sortActivations(activations: readonly Activation[], now: number): readonly Activation[] {
  const rank: Readonly<Record<ActivationStatus, number>> = { open: 0, usedUp: 1, expired: 2 };
  return activations.toSorted((a, b) => {
    const [statusA, statusB] = [activationStatus(a, now), activationStatus(b, now)];
    const byStatus = rank[statusA] - rank[statusB];
    const byExpiry = (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || 0;
    return byStatus || (statusA === 'open' ? byExpiry : -byExpiry) || (a.id < b.id ? -1 : 1);
  });
}

/** What an activation is for. `ecs` where it is not known for which system. */
export type ActivationPurpose = HostKind | 'ecs';

/**
 * What an activation is for, as far as anything tells: what this computer kept of it, else its tags, else the connected
 * clusters as last read.
 */
export function activationPurpose(
  activation: Pick<Activation, 'id' | 'tags'>,
  kept: Pick<KeptActivation, 'plan'> | undefined,
  eksClusters: readonly EksCluster[] | undefined,
): ActivationPurpose | undefined {
  const { tags } = activation;
  if (kept) return kept.plan.kind;
  if (connectedBy(eksClusters ?? [], activation.id)) return 'connector';
  if (tags[hybridNodeTag] !== undefined) return 'hybridNode';
  if (tags[clusterTag] !== undefined) return 'ecs';
  return isOurs(activation) ? 'ssmOnly' : undefined;
}

/** The connected cluster that an activation was made for: by EKS, which deletes it with the cluster. */
export function connectedBy(clusters: readonly EksCluster[], activationId: string): EksCluster | undefined {
  return clusters.find(({ connector }) => connector?.activationId === activationId);
}

/** Whether EKS made an activation to connect a cluster: such a one must stay, expired as it is, as long as the cluster. */
export type MadeByEks = 'yes' | 'no' | 'unknown';

/**
 * @param clusters the EKS clusters as last read
 * @param isComplete whether these are all there are: EKS could be read
 */
export function madeByEks(
  activation: Pick<Activation, 'id' | 'tags'>,
  kept: Pick<KeptActivation, 'plan'> | undefined,
  clusters: readonly EksCluster[],
  isComplete: boolean,
): MadeByEks {
  const purpose = activationPurpose(activation, kept, clusters);
  if (purpose === 'connector') return 'yes';
  return purpose === undefined && !isComplete ? 'unknown' : 'no';
}

/** What is kept, on the computer that made it, of an activation. */
export interface KeptActivation {
  readonly id: string;
  /** Twelve digits, where known. */
  readonly accountId?: string;
  readonly plan: HostPlan;
  /** None for hosts that belong to no cluster. */
  readonly cluster?: { readonly arn: string };
  readonly instanceName?: string;
  readonly registrationLimit: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Hosts that were promised and have not arrived. */
export interface Expectation<T extends KeptActivation> {
  readonly kept: T;
  /** At least 1. */
  readonly hostsAwaited: number;
}

/**
 * The hosts that a cluster still waits for. A cluster that is to be connected waits for none: EKS itself shows it.
 *
 * @param clusterArn `undefined` for hosts that belong to no cluster
 * @param hosts the cluster's hosts
 * @param registered how many registered with an activation, as far as AWS was asked
 */
export function expectedHosts<T extends KeptActivation>(
  kept: readonly T[],
  clusterArn: string | undefined,
  hosts: readonly Host[],
  registered: (activationId: string) => number | undefined,
  now: number,
): readonly Expectation<T>[] {
  return kept
    .filter(({ cluster, expiresAt }) => cluster?.arn === clusterArn && expiresAt > now)
    .filter(({ plan }) => plan.kind !== 'connector')
    .map((each) => {
      const arrived = hosts.filter((host) => !host.stale && cameBy(host, each)).length;
      const usesLeft = each.registrationLimit - Math.max(arrived, registered(each.id) ?? 0);
      // An activation for many has a few uses to spare, for tries that fail.
      const planned = plannedHosts(each.plan);
      return { kept: each, hostsAwaited: planned === undefined ? usesLeft : Math.min(usesLeft, planned - arrived) };
    })
    .filter(({ hostsAwaited }) => hostsAwaited > 0);
}

/** Where SSM could not be asked, a host of that name that is younger than the activation must be it. */
function cameBy({ name, node, instance }: Host, { id, instanceName, createdAt }: KeptActivation): boolean {
  if (node) return node.activationId === id;
  return name === instanceName && (instance?.registeredAt ?? 0) >= createdAt;
}

/** What was read of an account and tells which activations are over. */
export interface ActivationEvidence {
  /** Twelve digits: whose account was read, where that is known. */
  readonly accountId?: string | undefined;
  /** All activations, and when they were read. */
  readonly listed?: { readonly activations: readonly Activation[]; readonly asOf: number } | undefined;
  readonly nodes?: Iterable<ManagedNode> | undefined;
}

/** For so long a new activation may be missing from AWS's lists, which are not always up to date. */
const listingDelay = 60_000;

/**
 * Ids of those that can't be used any more, though not yet expired: used up, or deleted elsewhere. That one is not listed
 * counts only if the account is the one it was made in: the same profile may lead to another account tomorrow.
 */
export function endedActivations(
  kept: readonly KeptActivation[],
  { accountId, listed, nodes = [] }: ActivationEvidence,
  now: number,
): readonly string[] {
  const registered = new Map<string, number>();
  for (const { activationId } of nodes) {
    if (activationId !== undefined) registered.set(activationId, (registered.get(activationId) ?? 0) + 1);
  }
  const isOver = (each: KeptActivation): boolean => {
    if ((registered.get(each.id) ?? 0) >= each.registrationLimit) return true;
    if (!listed) return false;
    const found = listed.activations.find(({ id }) => id === each.id);
    if (found) return activationStatus(found, now) !== 'open';
    // Made by EKS: whether it is listed is EKS's business.
    if (each.plan.kind === 'connector') return false;
    const madeIn = each.accountId ?? (each.cluster && parseArn(each.cluster.arn)?.accountId);
    const sameAccount = accountId !== undefined && madeIn === accountId;
    return sameAccount && listed.asOf - each.createdAt > listingDelay;
  };
  return kept.filter(isOver).map(({ id }) => id);
}
