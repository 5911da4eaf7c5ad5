import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accountKey, type AccountRef } from '../../core/fleet/model.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { activationsOfConnected, forgetActivation, unlessGone } from '../activations/ending.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { clusterOfRow, isConnected, type EksNode } from './eksNode.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'registration' | 'vault'>;

/** Takes a connected cluster out of EKS, after a question that names it. The cluster itself runs on. */
export async function deregisterCluster(services: Needs & Pick<Services, 'view'>, given?: TreeNode): Promise<void> {
  const node = await resolveNode(clusterOfRow(given), isConnected, services);
  if (node) await deregisterIfSure(services, subjectOf(node));
}

export interface ConnectedSubject {
  readonly account: AccountRef;
  /** Name in EKS. */
  readonly cluster: string;
  /** Of its activation, where EKS tells it. */
  readonly id?: string | undefined;
}

export function subjectOf({ account, cluster: { name, connector } }: EksNode): ConnectedSubject {
  return { account: account.ref, cluster: name, id: connector?.activationId };
}

/**
 * Asks first. Rejects with a `Failure`.
 *
 * @param why what it is for, where the user has asked for something else
 * @returns whether it was deregistered
 */
export async function deregisterIfSure(services: Needs, subject: ConnectedSubject, why?: string): Promise<boolean> {
  const { account: ref, cluster, id } = subject;
  const confirm = l10n.t('Deregister');
  const made = l10n.t(
    'EKS made an activation to connect the cluster, and deletes it when the cluster is deregistered.',
  );
  const detail =
    why === undefined
      ? [
          made,
          l10n.t('The cluster itself runs on; EKS no longer shows it. To connect it again, register it anew.'),
          l10n.t('Its agents stay in it: kubectl delete namespace eks-connector'),
        ]
      : [why, made];
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Deregister the cluster {0} from EKS?', inMessage(cluster)),
    { modal: true, detail: detail.join('\n\n') },
    confirm,
  );
  if (answer !== confirm) return false;
  const { eks } = await services.registration(ref);
  await unlessGone(eks.deregisterCluster(cluster));
  services.log.info(`Deregistered the cluster ${cluster} from EKS${id === undefined ? '' : `, with activation ${id}`}`);
  for (const each of activationsOfConnected(services.vault.records(), subject)) {
    await forgetActivation(services, { account: ref, id: each });
  }
  const account = services.fleet.account(accountKey(ref));
  account?.cancel();
  await account?.refresh();
  vscode.window.setStatusBarMessage(l10n.t('Deregistered {0} from EKS', inPick(cluster)), 5000);
  return true;
}
