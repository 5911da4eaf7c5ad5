import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { accountKey } from '../../core/fleet/model.ts';
import { arrivalPolling, type Arrived } from '../../core/registration/arrival.ts';
import { lookForArrival, type Look } from '../../core/registration/arrivalLook.ts';
import { subjectOfRecord } from '../activations/pickActivation.ts';
import { deleteIfSure } from '../commands/deleteActivation.ts';
import { failureMessage, failureSentence } from '../failureText.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { childrenOf } from '../tree/children.ts';
import { accountNode } from '../tree/nodes.ts';
import type { TreeNode } from '../tree/nodes.ts';
import type { ActivationRecord } from './activationVault.ts';
import {
  arrivedWords,
  endedWords,
  goneWords,
  progressWords,
  refusedWords,
  timeUpWords,
  watchTitle,
} from './arrivalText.ts';

export type WatchNeeds = Pick<Services, 'fleet' | 'log' | 'registration' | 'vault' | 'view'>;

/** How a watch came to its end. */
type End =
  | { readonly how: 'arrived' | 'timeUp' | 'ended'; readonly look: Look }
  | { readonly how: 'gone' | 'over' }
  | { readonly how: 'refused'; readonly failure: Failure };

/**
 * Looks for the hosts until they have arrived, the user calls it off, or the time is up; then reads the account anew, and
 * tells what was seen.
 */
export async function watchArrival(services: WatchNeeds, record: ActivationRecord): Promise<void> {
  const end = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: watchTitle(record), cancellable: true },
    (progress, cancelled) => poll(services, record, (message) => progress.report({ message }), cancelled),
  );
  const account = services.fleet.account(accountKey(record.account));
  // A read that is under way may have begun before the host arrived.
  account?.cancel();
  const refreshed = account?.refresh();
  switch (end.how) {
    case 'arrived':
      await refreshed;
      return tellArrived(services, record, account, end.look.arrived);
    case 'timeUp':
      return tellTimeUp(services, record, end.look);
    case 'ended':
      await vscode.window.showWarningMessage(endedWords(end.look, record));
      return;
    case 'gone':
      return tellGone(services, record);
    case 'refused':
      await vscode.window.showWarningMessage(refusedWords(end.failure, record));
      return;
    case 'over':
  }
}

/** Once a minute: that a cluster is deleted while its host is awaited is rare. */
const thoroughEvery = Math.round(60_000 / arrivalPolling.everyMs);

/** @returns `over` when there is nothing to tell: it was called off, or the activation deleted */
async function poll(
  { log, registration, vault }: WatchNeeds,
  record: ActivationRecord,
  report: (message: string) => void,
  cancelled: vscode.CancellationToken,
): Promise<End> {
  // By a clock that nobody sets. A computer that slept meanwhile looks once more before it gives up.
  const until = performance.now() + arrivalPolling.forMs;
  let last: Look = { stage: 'waiting', arrived: [], next: { stage: 'waiting' } };
  for (let looks = 0; !cancelled.isCancellationRequested; looks++) {
    const isLast = performance.now() >= until;
    // Deleted by the user, or used up: nobody can come by it any more. What becomes of a connector's, EKS tells. To be
    // known before the look: whoever used it up must be seen.
    const isOver = record.plan.kind !== 'connector' && !vault.record(record.id);
    try {
      // Asked for at each look: a refresh, or a change of accounts, closes the connections that there were.
      last = await lookForArrival(await registration(record.account), record, looks % thoroughEvery === 0);
      if (last.stage === 'arrived') return { how: 'arrived', look: last };
      if (last.stage === 'gone') return { how: 'gone' };
      report(progressWords(last, record));
      if (isOver && last.next.stage === 'waiting') {
        return last.arrived.length > 0 ? { how: 'ended', look: last } : { how: 'over' };
      }
    } catch (error) {
      const failure = logFailure(log, 'Looking for the new host', error);
      report(failureSentence(failure));
      // One look that failed says nothing about the host, and the next one comes in a few seconds; but what is denied now
      // is denied then.
      if (failure.reason === 'accessDenied' || failure.reason === 'invalidRequest') return { how: 'refused', failure };
    }
    if (isLast) return { how: 'timeUp', look: last };
    await pause(arrivalPolling.everyMs, cancelled);
  }
  return { how: 'over' };
}

function pause(ms: number, cancelled: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, ms);
    const subscription = cancelled.onCancellationRequested(done);
  });
}

async function tellArrived(
  { vault, view }: WatchNeeds,
  record: ActivationRecord,
  account: AccountFleet | undefined,
  arrived: readonly Arrived[],
): Promise<void> {
  const show = l10n.t('Show in Clusters');
  const answer = await vscode.window.showInformationMessage(arrivedWords(arrived, record), show);
  if (answer !== show || !account) return;
  const node = await findRow(account, record, arrived[0], vault.records());
  if (node) await view.reveal(node);
}

/** The host's row, or that of the connected cluster. */
async function findRow(
  account: AccountFleet,
  { cluster }: ActivationRecord,
  arrived: Arrived | undefined,
  kept: readonly ActivationRecord[],
): Promise<TreeNode | undefined> {
  // Nodes without a cluster have a row only once these are known.
  if (!cluster) await account.looseHosts();
  const parents = await childrenOf(accountNode(account), kept);
  const parent = parents.find((node) =>
    cluster ? node.kind === 'cluster' && node.cluster.arn === cluster.arn : node.kind === 'looseHosts',
  );
  if (!parent || !arrived) return parent;
  const hosts = await childrenOf(parent, kept);
  const key = arrived.instance?.arn ?? arrived.node.id;
  return hosts.find((node) => node.kind === 'host' && node.host.key === key) ?? parent;
}

async function tellTimeUp({ log }: WatchNeeds, record: ActivationRecord, last: Look): Promise<void> {
  const minutes = String(Math.round(arrivalPolling.forMs / 60_000));
  log.warn(
    `Activation ${record.id}: ${String(last.arrived.length)} arrived in ${minutes} minutes; next: ${last.next.stage}`,
  );
  await vscode.window.showWarningMessage(timeUpWords(last, record));
}

async function tellGone(services: WatchNeeds, record: ActivationRecord): Promise<void> {
  services.log.warn(`Activation ${record.id}: its cluster is gone`);
  const remove = l10n.t('Delete Activation…');
  const answer = await vscode.window.showWarningMessage(goneWords(record), remove);
  if (answer !== remove) return;
  await deleteIfSure(services, subjectOfRecord(record)).catch((error: unknown) =>
    vscode.window.showErrorMessage(failureMessage(logFailure(services.log, 'Deleting an activation', error))),
  );
}
