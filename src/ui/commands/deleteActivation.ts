import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import { accountKey } from '../../core/fleet/model.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { askForActivation, subjectOf, type ActivationSubject } from '../activations/pickActivation.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';

type Needs = Pick<Services, 'accounts' | 'fleet' | 'log' | 'registration' | 'vault'>;

export async function deleteActivation(services: Needs, given?: TreeNode): Promise<void> {
  const subject = subjectOf(given) ?? (await askForActivation(services));
  if (subject) await deleteIfSure(services, subject);
}

/** Asks first. Rejects with a `Failure`. */
export async function deleteIfSure(services: Needs, subject: ActivationSubject): Promise<void> {
  if (!(await isSure(services, subject))) return;
  await deleteEverywhere(services, subject);
  vscode.window.setStatusBarMessage(l10n.t('Deleted activation {0}', inPick(subject.name)), 5000);
}

async function isSure({ vault }: Pick<Needs, 'vault'>, { id, name, words }: ActivationSubject): Promise<boolean> {
  const confirm = l10n.t('Delete');
  const detail = [
    words.join(' · '),
    vault.record(id) && l10n.t('Its register script stops working, and its code is deleted from this computer.'),
    l10n.t('Hosts that came by it stay registered.'),
  ];
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Delete the activation {0}?', inMessage(name)),
    { modal: true, detail: detail.filter((part) => part !== undefined && part !== '').join('\n\n') },
    confirm,
  );
  return answer === confirm;
}

/** In AWS first: the code must not be lost while the activation lives. Rejects with a `Failure`. */
export async function deleteEverywhere(
  { fleet, log, registration, vault }: Pick<Needs, 'fleet' | 'log' | 'registration' | 'vault'>,
  { account, id }: Pick<ActivationSubject, 'account' | 'id'>,
): Promise<void> {
  const { gateway } = await registration(account);
  await gateway.deleteActivation(id).catch((error: unknown) => {
    // Somebody else was quicker: that is as good.
    if (Failure.from(error).reason !== 'notFound') throw error;
  });
  log.info(`Deleted activation ${id}`);
  await vault.forget(id);
  fleet.account(accountKey(account))?.activationDeleted(id);
}
