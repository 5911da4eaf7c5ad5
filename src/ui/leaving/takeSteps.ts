import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { drainPolling, takeStep, type AwsStep } from '../../core/leaving/leave.ts';
import { failureMessage } from '../failureText.ts';
import { logFailure } from '../log.ts';
import { asSentence, paragraph } from '../sentences.ts';
import type { Services } from '../services.ts';
import { readAgain } from './accountHosts.ts';
import { doing, doneSoFar, failedWords, nameOf, tasksLeft } from './words.ts';

export type LeavingNeeds = Pick<Services, 'leaving' | 'log'>;

/** Whom it is about. */
export interface Leaver {
  readonly account: AccountFleet;
  readonly host: Host;
  /** Of the progress notification. */
  readonly title: string;
}

/** Where the steps came to a stop; `at` is the step to take next. */
type Stop =
  | { readonly kind: 'end' }
  | { readonly kind: 'cancelled'; readonly at: number }
  | { readonly kind: 'timedOut'; readonly at: number }
  | { readonly kind: 'failed'; readonly at: number; readonly failure: Failure };

/**
 * Takes the steps one after another, showing what it does. Where one fails, or tasks don't end, the user is asked how to
 * go on; what was done stays done.
 *
 * @returns whether all were taken
 */
export async function takeSteps(services: LeavingNeeds, leaver: Leaver, given: readonly AwsStep[]): Promise<boolean> {
  let steps = given;
  for (let from = 0; ;) {
    const stop = await takeFrom(services, leaver, steps, from);
    if (stop.kind === 'end') return true;
    // Not awaited: the user sees what was done so far while being asked.
    void readAgain(leaver.account);
    const answer = await howToGoOn(services, leaver, steps, stop);
    if (answer === 'stop') {
      await tellStopped(services, leaver, steps.slice(0, stop.at));
      return false;
    }
    from = stop.at;
    if (answer === 'force') {
      steps = steps.map((step) => (step.kind === 'deregisterInstance' ? { ...step, force: true } : step));
      from += 1;
    }
  }
}

function takeFrom(
  { leaving, log }: LeavingNeeds,
  { account, host, title }: Leaver,
  steps: readonly AwsStep[],
  from: number,
): Thenable<Stop> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    const { signal } = aborter;
    let at = from;
    try {
      for (const step of steps.slice(from)) {
        signal.throwIfAborted();
        progress.report({ message: doing(step) });
        const outcome = await takeStep(step, await leaving(account.ref), {
          signal,
          sleep: (ms) => sleep(ms, undefined, { signal }),
          onTasks: (running) => running > 0 && progress.report({ message: tasksLeft(running) }),
        });
        log.info(`Leaving: ${host.key}, ${step.kind}: ${outcome}`);
        if (outcome === 'timedOut') return { kind: 'timedOut', at };
        at += 1;
      }
      return { kind: 'end' };
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled', at };
      return { kind: 'failed', at, failure: logFailure(log, `Leaving: ${host.key}`, error) };
    }
  });
}

type Answer = 'again' | 'force' | 'stop';

async function howToGoOn(
  { log }: LeavingNeeds,
  { host }: Leaver,
  steps: readonly AwsStep[],
  stop: Exclude<Stop, { kind: 'end' }>,
): Promise<Answer> {
  if (stop.kind === 'cancelled') return 'stop';
  if (stop.kind === 'timedOut') return howLongToWait(host, steps.slice(stop.at));
  const step = steps[stop.at];
  const tryAgain = l10n.t('Try Again');
  const showLog = l10n.t('Show Log');
  const words = [
    ...(step ? [failedWords(step, nameOf(host))] : []),
    /[.!?]$/.test(stop.failure.message) ? failureMessage(stop.failure) : asSentence(failureMessage(stop.failure)),
    doneSoFar(steps.slice(0, stop.at)),
  ];
  const answer = await vscode.window.showErrorMessage(paragraph(words), tryAgain, showLog);
  if (answer === showLog) log.show();
  return answer === tryAgain ? 'again' : 'stop';
}

async function howLongToWait(host: Host, rest: readonly AwsStep[]): Promise<Answer> {
  const keepWaiting = l10n.t('Keep Waiting');
  const force = l10n.t('Go On by Force');
  const stop = l10n.t('Stop');
  const question = l10n.t(
    'Tasks still run on {0} after {1} minutes. By force, their containers go on, unmanaged.',
    nameOf(host),
    Math.round(drainPolling.forMs / 60_000),
  );
  // Where nothing is deregistered after the wait there is nothing to force.
  const offers = rest.length > 1 ? [keepWaiting, force, stop] : [keepWaiting, stop];
  const answer = await vscode.window.showWarningMessage(question, ...offers);
  if (answer === keepWaiting) return 'again';
  return answer === force ? 'force' : 'stop';
}

/** A host that is left draining runs nothing new, which must not be overlooked. */
async function tellStopped(services: LeavingNeeds, { account, host }: Leaver, done: readonly AwsStep[]): Promise<void> {
  const drained = done.find((step) => step.kind === 'drain');
  if (!drained || done.some(({ kind }) => kind === 'deregisterInstance')) {
    if (done.length > 0) void vscode.window.showWarningMessage(`${nameOf(host)}: ${doneSoFar(done)}`);
    return;
  }
  const activate = l10n.t('Activate Again');
  const message = l10n.t('{0} is still registered, and draining: it takes no new tasks.', nameOf(host));
  if ((await vscode.window.showWarningMessage(message, activate)) !== activate) return;
  const gateway = await services.leaving(account.ref);
  await gateway.setStatus(drained.clusterArn, [drained.instanceArn], 'ACTIVE');
}
