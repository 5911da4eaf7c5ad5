import type { EcsService, ServiceDeployment } from './ecsOperations.ts';

/** How a service is, the worst first that holds. */
export type ServiceState =
  /** It was deleted, and its tasks are ending. */
  | 'draining'
  | 'rolloutFailed'
  /** It wants more tasks, and its newest event says that there is no host for one. */
  | 'cannotPlace'
  | 'rollingOut'
  | 'fewer'
  /** Nothing is wanted of it. */
  | 'idle'
  | 'steady';

export function serviceState(service: EcsService): ServiceState {
  const { status, desiredCount, runningCount, deployments } = service;
  if (status === 'DRAINING') return 'draining';
  if (deployments.some(({ rolloutState }) => rolloutState === 'FAILED')) return 'rolloutFailed';
  const isShort = runningCount < desiredCount;
  if (isShort && lastPlacementFailed(service)) return 'cannotPlace';
  if (isRollingOut(service)) return 'rollingOut';
  if (isShort) return 'fewer';
  return desiredCount === 0 && runningCount === 0 ? 'idle' : 'steady';
}

/** The deployment that counts: the others are being replaced by it. */
function primaryDeployment({ deployments }: EcsService): ServiceDeployment | undefined {
  return deployments.find(({ status }) => status === 'PRIMARY');
}

function isRollingOut(service: EcsService): boolean {
  const primary = primaryDeployment(service);
  // Deployments of a service that deploys by other means than ECS have no state of a rollout.
  return primary?.rolloutState === 'IN_PROGRESS' || service.deployments.some(({ status }) => status === 'ACTIVE');
}

/** ECS tells of a task that it can't place every few hours only, and of those that it could in between. */
function lastPlacementFailed({ events }: EcsService): boolean {
  const telling = events.find(({ message }) => placed.test(message) || unplaced.test(message));
  return telling !== undefined && unplaced.test(telling.message);
}

const unplaced = /\bunable to place a task\b/i;
const placed = /\bhas started \d+ tasks?\b|\bhas reached a steady state\b/i;
