import * as l10n from '@vscode/l10n';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { shortId } from '../../core/fleet/arn.ts';
import type { Host } from '../../core/fleet/host.ts';
import { drainPolling, isAwsStep, type AwsStep, type LeaveStep } from '../../core/leaving/leave.ts';
import type { StaleReason } from '../../core/leaving/staleRegistrations.ts';
import { inMessage, oneLine } from '../../core/text/label.ts';
import { listed } from '../sentences.ts';
import { accountName } from '../tree/render.ts';
import { hostStateSpoken } from '../tree/words.ts';

/** What tells a host from others, beside its name. */
export function hostWords(host: Host, { ref }: AccountFleet): string {
  const tasks = host.instance ? host.instance.runningTaskCount + host.instance.pendingTaskCount : 0;
  return [
    host.id,
    host.cluster && oneLine(host.cluster.name),
    listed([accountName(ref), ref.region]),
    host.stale ? l10n.t('replaced') : hostStateSpoken(host.state),
    tasks === 0 ? undefined : tasks === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', tasks),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** What is going to happen, a line for each thing. */
export function planWords(steps: readonly LeaveStep[], host: Host): readonly string[] {
  const first = steps.findIndex(isAwsStep);
  const lines = steps.flatMap((step, index) => planLine(step, index < first, host) ?? []);
  return [...new Set(lines)];
}

function planLine(step: LeaveStep, isBefore: boolean, host: Host): string | undefined {
  switch (step.kind) {
    case 'removeFromKubernetes':
      return l10n.t('First you drain it with kubectl, uninstall its agents with a script, and delete its node.');
    case 'drain':
      return l10n.t(
        "It takes no new tasks, and those of services are stopped. Other tasks are waited for, {0} minutes at most: then you are asked. Containers of tasks that don't end go on, unmanaged, if you go on by force.",
        Math.round(drainPolling.forMs / 60_000),
      );
    case 'waitForTasks':
      return undefined;
    case 'deregisterInstance':
      return deregistrationLine(step, host);
    case 'deregisterNode':
      return l10n.t('It is deregistered in SSM. To come back it has to register anew.');
    case 'cleanUpOnHost':
      return isBefore ? undefined : l10n.t('Then a script is offered that takes the agents off the machine.');
  }
}

function deregistrationLine(
  { clusterArn, instanceArn, force }: Extract<AwsStep, { kind: 'deregisterInstance' }>,
  { stale, instance }: Host,
): string {
  const cluster = oneLine(shortId(clusterArn));
  if (stale) {
    return l10n.t('Only what an earlier registration left behind in {0} is deregistered. The machine stays.', cluster);
  }
  if (instanceArn !== instance?.arn) {
    return l10n.t('The same machine is registered in {0} as well: there too it is deregistered.', cluster);
  }
  return force
    ? l10n.t('It is deregistered in ECS. Its agent is not connected: containers that still run on it go on, unmanaged.')
    : l10n.t('It is deregistered in ECS.');
}

export function doing(step: AwsStep): string {
  switch (step.kind) {
    case 'drain':
      return l10n.t('Draining');
    case 'waitForTasks':
      return l10n.t('Waiting for its tasks');
    case 'deregisterInstance':
      return l10n.t('Deregistering in ECS');
    case 'deregisterNode':
      return l10n.t('Deregistering in SSM');
  }
}

/** A sentence for each step, since languages make another noun or verb of it. */
export function failedWords(step: AwsStep, name: string): string {
  switch (step.kind) {
    case 'drain':
      return l10n.t('{0}: Draining failed.', name);
    case 'waitForTasks':
      return l10n.t('{0}: Waiting for its tasks failed.', name);
    case 'deregisterInstance':
      return l10n.t('{0}: Deregistering in ECS failed.', name);
    case 'deregisterNode':
      return l10n.t('{0}: Deregistering in SSM failed.', name);
  }
}

export function tasksLeft(count: number): string {
  return count === 1 ? l10n.t('1 task still runs') : l10n.t('{0} tasks still run', count);
}

/** What was done before it stopped, in a sentence. */
export function doneSoFar(done: readonly AwsStep[]): string {
  const words = new Set(done.flatMap((step) => doneWords(step) ?? []));
  return words.size === 0 ? l10n.t('Nothing was changed.') : l10n.t('Done so far: {0}.', listed([...words]));
}

function doneWords(step: AwsStep): string | undefined {
  switch (step.kind) {
    case 'drain':
      return l10n.t('set to draining');
    case 'waitForTasks':
      return undefined;
    case 'deregisterInstance':
      return l10n.t('deregistered in ECS');
    case 'deregisterNode':
      return l10n.t('deregistered in SSM');
  }
}

/** Why a registration is probably of no use any more. */
export function staleWords(reason: StaleReason, locale: string): string {
  const date = (time: number): string => new Date(time).toLocaleDateString(locale, { dateStyle: 'medium' });
  switch (reason.kind) {
    case 'twin':
      return l10n.t('Registered twice: its agent uses another registration in the same cluster');
    case 'nodeGone':
      return l10n.t('SSM does not know its node any more, and its agent is disconnected');
    case 'lost':
      return l10n.t('Not heard of since {0}', date(reason.since));
    case 'replaced':
      return l10n.t(
        'Not heard of since {0}; a machine of the same name registered as {1} since',
        date(reason.since),
        reason.by.id,
      );
  }
}

export function nameOf(host: Host): string {
  return inMessage(host.name);
}
