import { Failure } from '../failure.ts';
import type { Host } from '../fleet/host.ts';
import type { LeavingGateway } from './gateway.ts';

/**
 * How a host leaves, step by step. Each step may be taken again: what is gone already counts as done, so a leave that
 * was broken off is simply started anew.
 */

/** What is done in AWS. */
export type AwsStep =
  | { readonly kind: 'drain'; readonly clusterArn: string; readonly instanceArn: string }
  | { readonly kind: 'waitForTasks'; readonly clusterArn: string; readonly instanceArn: string }
  | {
      readonly kind: 'deregisterInstance';
      readonly clusterArn: string;
      readonly instanceArn: string;
      /** Despite tasks that ECS still counts there. */
      readonly force: boolean;
    }
  | { readonly kind: 'deregisterNode'; readonly nodeId: string };

export type HostKind = 'ecs' | 'hybridNode' | 'ssm';

/** What the user does; nothing of AWS reaches there. */
export type UserStep =
  /** With kubectl: EKS bills a hybrid node until it is out of its cluster. The node's name is its `mi-…` id. */
  | { readonly kind: 'removeFromKubernetes'; readonly nodeName: string; readonly commands: readonly string[] }
  /** `cleanUpScript` of this kind, on the host. For a hybrid node it starts with `nodeadm uninstall`. */
  | { readonly kind: 'cleanUpOnHost'; readonly host: HostKind; readonly nodeId: string };

export type LeaveStep = AwsStep | UserStep;

export function isAwsStep(step: LeaveStep): step is AwsStep {
  return step.kind !== 'removeFromKubernetes' && step.kind !== 'cleanUpOnHost';
}

/**
 * @param others the other hosts of the account; those with the same `mi-…` id are registrations of the same machine
 */
export function leaveSteps(host: Host, others: Iterable<Host> = []): readonly LeaveStep[] {
  const { id } = host;
  // A left-over registration goes alone: its machine is still at work under the other one.
  if (host.stale) return deregistration(host, true);
  if (host.cluster?.kind === 'eks') {
    return [
      { kind: 'removeFromKubernetes', nodeName: id, commands: [`kubectl drain ${id} --ignore-daemonsets`] },
      { kind: 'cleanUpOnHost', host: 'hybridNode', nodeId: id },
      { kind: 'removeFromKubernetes', nodeName: id, commands: [`kubectl delete node ${id}`] },
      { kind: 'deregisterNode', nodeId: id },
    ];
  }
  const twins = [...others].filter((other) => other.id === id && other.key !== host.key);
  return [
    ...departure(host),
    ...twins.flatMap((twin) => deregistration(twin, true)),
    { kind: 'deregisterNode', nodeId: id },
    { kind: 'cleanUpOnHost', host: host.instance || twins.length > 0 ? 'ecs' : 'ssm', nodeId: id },
  ];
}

function departure(host: Host): readonly LeaveStep[] {
  const { instance } = host;
  if (!instance) return [];
  // Without its agent nothing would ever stop there, so there is nothing to wait for.
  if (!instance.agentConnected) return deregistration(host, true);
  const where = { clusterArn: instance.clusterArn, instanceArn: instance.arn };
  return [{ kind: 'drain', ...where }, { kind: 'waitForTasks', ...where }, ...deregistration(host, false)];
}

function deregistration({ instance }: Host, force: boolean): readonly LeaveStep[] {
  if (!instance) return [];
  return [{ kind: 'deregisterInstance', clusterArn: instance.clusterArn, instanceArn: instance.arn, force }];
}

/** How often to look whether tasks still run, and when to ask the user instead. */
export const drainPolling = { everyMs: 5_000, forMs: 15 * 60_000 } as const;

export type StepOutcome =
  | 'done'
  /** There was nothing left to do. */
  | 'alreadyGone'
  /** Tasks still run; deregistering now takes `force`. */
  | 'timedOut';

export interface StepOptions {
  /** Rejects when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  /** Told how many tasks still run, at each look. */
  readonly onTasks?: (running: number) => void;
}

/** Takes one step. Rejects with a `Failure`, after which the step can be taken again. */
export async function takeStep(step: AwsStep, gateway: LeavingGateway, options: StepOptions): Promise<StepOutcome> {
  try {
    return await take(step, gateway, options);
  } catch (error) {
    if (Failure.is(error) && error.reason === 'notFound') return 'alreadyGone';
    throw error;
  }
}

async function take(step: AwsStep, gateway: LeavingGateway, options: StepOptions): Promise<StepOutcome> {
  const { signal } = options;
  switch (step.kind) {
    case 'drain': {
      const gone = await gateway.setStatus(step.clusterArn, [step.instanceArn], 'DRAINING', signal);
      return gone.length > 0 ? 'alreadyGone' : 'done';
    }
    case 'waitForTasks':
      return waitForTasks(step, gateway, options);
    case 'deregisterInstance':
      await gateway.deregisterInstance(step.clusterArn, step.instanceArn, step.force, signal);
      return 'done';
    case 'deregisterNode':
      await gateway.deregisterNode(step.nodeId, signal);
      return 'done';
  }
}

async function waitForTasks(
  { clusterArn, instanceArn }: Extract<AwsStep, { kind: 'waitForTasks' }>,
  gateway: LeavingGateway,
  { sleep, signal, onTasks }: StepOptions,
): Promise<StepOutcome> {
  // Counted in looks, not by the clock: a laptop that slept meanwhile has not waited.
  for (let look = 0; look <= drainPolling.forMs / drainPolling.everyMs; look++) {
    if (look > 0) await sleep(drainPolling.everyMs, signal);
    const running = await gateway.runningTasks(clusterArn, instanceArn, signal);
    onTasks?.(running);
    if (running === 0) return 'done';
  }
  return 'timedOut';
}
