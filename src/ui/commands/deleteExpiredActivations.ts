import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { madeByEks, type MadeByEks } from '../../core/registration/activationList.ts';
import { inMessage, oneLine } from '../../core/text/label.ts';
import { accountWords, activationsOf, type OwnedActivation } from '../activations/pickActivation.ts';
import { activationName } from '../activations/words.ts';
import { failureMessage } from '../failureText.ts';
import { logFailure } from '../log.ts';
import { paragraph } from '../sentences.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { deleteEverywhere } from './deleteActivation.ts';

type Needs = Pick<Services, 'accounts' | 'fleet' | 'log' | 'registration' | 'vault'>;

/** Of the account that the command was run on, else of all that are shown. */
export async function deleteExpiredActivations(services: Needs, given?: TreeNode): Promise<void> {
  await services.accounts.ensureShown();
  const accounts = given?.kind === 'account' ? [given.account] : services.fleet.accounts;
  // What expired is AWS's to say, and now: this computer's clock may be wrong.
  for (const account of accounts) account.outdateActivations();
  const over = (await activationsOf(accounts)).filter(({ activation }) => activation.expired);
  // A cluster that was connected keeps its activation, expired as it is; EKS deletes it with the cluster.
  const owners = await Promise.all(over.map((each) => ownerOf(services, each)));
  const expired = over.filter((_, index) => owners[index] === 'no');
  const unsure = owners.filter((owner) => owner === 'unknown').length;
  if (expired.length === 0) {
    void vscode.window.showInformationMessage(nothingWords(over.length, unsure));
    return;
  }
  if (await isSure(expired, unsure, accounts.length > 1)) await deleteAll(services, expired);
}

async function ownerOf({ vault }: Needs, { account, activation }: OwnedActivation): Promise<MadeByEks> {
  const { value, failures } = await account.clusters();
  // Of several failures with one cause only the first is told: but for a denial of ECS, any may be one of EKS.
  const isComplete = failures.every(({ reason, service }) => reason === 'accessDenied' && service === 'ECS');
  return madeByEks(activation, vault.record(activation.id), value.eks, isComplete);
}

function nothingWords(all: number, unsure: number): string {
  if (all === 0) return l10n.t('There are no expired activations.');
  return unsure > 0
    ? unsureWords(unsure)
    : l10n.t('All expired activations belong to connected EKS clusters, and go when these are deregistered.');
}

function unsureWords(count: number): string {
  return count === 1
    ? l10n.t('1 expired activation is left alone: EKS could not be asked whether a connected cluster needs it.')
    : l10n.t(
        '{0} expired activations are left alone: EKS could not be asked whether connected clusters need them.',
        count,
      );
}

const namedAtMost = 10;

async function isSure(expired: readonly OwnedActivation[], unsure: number, withAccount: boolean): Promise<boolean> {
  const confirm = l10n.t('Delete');
  const names = expired
    .slice(0, namedAtMost)
    .map(
      ({ account, activation }) =>
        oneLine(activationName(activation), 80) + (withAccount ? ` (${accountWords(account.ref)})` : ''),
    );
  const more = expired.length - names.length;
  const [first] = expired;
  const question =
    first && expired.length === 1
      ? l10n.t('Delete the expired activation {0}?', inMessage(activationName(first.activation)))
      : l10n.t('Delete {0} expired activations?', expired.length);
  const detail = [
    ...(expired.length > 1 ? [[...names, ...(more > 0 ? [l10n.t('and {0} more', more)] : [])].join('\n')] : []),
    l10n.t('Hosts that came by an activation stay registered.'),
    ...(unsure > 0 ? [unsureWords(unsure)] : []),
  ];
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: detail.join('\n\n') },
    confirm,
  );
  return answer === confirm;
}

async function deleteAll(services: Needs, expired: readonly OwnedActivation[]): Promise<void> {
  const { deleted, failure } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t('Deleting expired activations'),
      cancellable: true,
    },
    async (progress, cancelled) => {
      let deleted = 0;
      try {
        // One after the other: AWS allows few such calls a second, and nobody is in a hurry.
        for (const { account, activation } of expired) {
          if (cancelled.isCancellationRequested) break;
          await deleteEverywhere(services, { account: account.ref, id: activation.id });
          deleted += 1;
          progress.report({
            increment: 100 / expired.length,
            message: l10n.t('{0} of {1}', deleted, expired.length),
          });
        }
        return { deleted };
      } catch (error) {
        return { deleted, failure: logFailure(services.log, 'Deleting expired activations', error) };
      }
    },
  );
  tell(deleted, expired.length, failure);
}

function tell(deleted: number, all: number, failure: Failure | undefined): void {
  if (deleted === all) {
    const words = all === 1 ? l10n.t('Deleted 1 expired activation.') : l10n.t('Deleted {0} expired activations.', all);
    void vscode.window.showInformationMessage(words);
    return;
  }
  const words = l10n.t('Deleted {0} of {1} expired activations.', deleted, all);
  if (failure) void vscode.window.showErrorMessage(paragraph([words, failureMessage(failure)]));
  else void vscode.window.showInformationMessage(words);
}
