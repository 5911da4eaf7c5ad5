import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accountKey } from '../../core/fleet/model.ts';
import { connectedBy } from '../../core/registration/activationList.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { askForActivation, subjectOf, type ActivationSubject } from '../activations/pickActivation.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { forgetActivation, unlessGone } from '../activations/ending.ts';
import { deregisterIfSure } from './deregisterCluster.ts';

type DeleteNeeds = Pick<Services, 'fleet' | 'log' | 'registration' | 'vault'>;

export async function deleteActivation(
  services: DeleteNeeds & Pick<Services, 'accounts'>,
  given?: TreeNode,
): Promise<void> {
  const subject = subjectOf(given) ?? (await askForActivation(services));
  if (subject) await deleteIfSure(services, subject);
}

/** Asks first. A connector's activation goes with its cluster. Rejects with a `Failure`. */
export async function deleteIfSure(services: DeleteNeeds, subject: ActivationSubject): Promise<void> {
  const cluster = await connectedCluster(services, subject);
  if (cluster !== undefined) {
    await deregisterIfSure(services, { ...subject, cluster });
    return;
  }
  if (!(await isSure(services, subject))) return;
  await deleteEverywhere(services, subject);
  vscode.window.setStatusBarMessage(l10n.t('Deleted activation {0}', inPick(subject.name)), 5000);
}

/** The name of the cluster that EKS made the activation for. Where EKS may not be asked, what this computer kept tells. */
async function connectedCluster(
  { fleet, vault }: Pick<DeleteNeeds, 'fleet' | 'vault'>,
  { account, id }: ActivationSubject,
): Promise<string | undefined> {
  const kept = vault.record(id);
  if (kept) return kept.plan.kind === 'connector' ? kept.cluster?.name : undefined;
  const clusters = await fleet.account(accountKey(account))?.clusters();
  return connectedBy(clusters?.value.eks ?? [], id)?.name;
}

async function isSure({ vault }: Pick<DeleteNeeds, 'vault'>, { id, name, words }: ActivationSubject): Promise<boolean> {
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
  services: DeleteNeeds,
  subject: Pick<ActivationSubject, 'account' | 'id'>,
): Promise<void> {
  const { gateway } = await services.registration(subject.account);
  await unlessGone(gateway.deleteActivation(subject.id));
  services.log.info(`Deleted activation ${subject.id}`);
  await forgetActivation(services, subject);
}
