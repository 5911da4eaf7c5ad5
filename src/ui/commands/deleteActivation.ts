import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import { accountKey } from '../../core/fleet/model.ts';
import { connectedBy } from '../../core/registration/activationList.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { askForActivation, subjectOf, type ActivationSubject } from '../activations/pickActivation.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';

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
  if (cluster !== undefined) return deregisterIfSure(services, subject, cluster);
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

async function deregisterIfSure(services: DeleteNeeds, subject: ActivationSubject, cluster: string): Promise<void> {
  const confirm = l10n.t('Deregister');
  const detail = [
    l10n.t('EKS made this activation to connect the cluster, and deletes it when the cluster is deregistered.'),
    l10n.t('The cluster itself runs on; EKS no longer shows it. To connect it again, register it anew.'),
  ];
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Deregister the cluster {0} from EKS?', inMessage(cluster)),
    { modal: true, detail: detail.join('\n\n') },
    confirm,
  );
  if (answer !== confirm) return;
  const { eks } = await services.registration(subject.account);
  await unlessGone(eks.deregisterCluster(cluster));
  services.log.info(`Deregistered the cluster ${cluster} from EKS, with activation ${subject.id}`);
  await forget(services, subject);
  const account = services.fleet.account(accountKey(subject.account));
  account?.cancel();
  await account?.refresh();
  vscode.window.setStatusBarMessage(l10n.t('Deregistered {0} from EKS', inPick(cluster)), 5000);
}

/** In AWS first: the code must not be lost while the activation lives. Rejects with a `Failure`. */
export async function deleteEverywhere(
  services: DeleteNeeds,
  subject: Pick<ActivationSubject, 'account' | 'id'>,
): Promise<void> {
  const { gateway } = await services.registration(subject.account);
  await unlessGone(gateway.deleteActivation(subject.id));
  services.log.info(`Deleted activation ${subject.id}`);
  await forget(services, subject);
}

/** Where somebody else was quicker, that is as good. */
async function unlessGone(deleting: Promise<void>): Promise<void> {
  await deleting.catch((error: unknown) => {
    if (Failure.from(error).reason !== 'notFound') throw error;
  });
}

async function forget(
  { fleet, vault }: Pick<DeleteNeeds, 'fleet' | 'vault'>,
  { account, id }: Pick<ActivationSubject, 'account' | 'id'>,
): Promise<void> {
  await vault.forget(id);
  fleet.account(accountKey(account))?.activationDeleted(id);
}
