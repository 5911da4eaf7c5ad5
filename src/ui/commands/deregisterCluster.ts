import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accountKey, type AccountRef } from '../../core/fleet/model.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { activationsOfConnected, forgetActivation, unlessGone } from '../activations/ending.ts';
import type { Services } from '../services.ts';
import type { ClusterNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'registration' | 'vault'>;

/** Takes a connected cluster out of EKS, after a question that names it. The cluster itself runs on. */
export async function deregisterCluster(services: Needs & Pick<Services, 'view'>, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, isConnected, services);
  if (node?.cluster.kind !== 'eks') return;
  const { arn, name, connector } = node.cluster;
  await deregisterIfSure(services, { account: node.account.ref, cluster: name, arn, id: connector?.activationId });
}

function isConnected(node: TreeNode): node is ClusterNode {
  return node.kind === 'cluster' && node.cluster.kind === 'eks' && node.cluster.connector !== undefined;
}

export interface ConnectedSubject {
  readonly account: AccountRef;
  /** Name in EKS. */
  readonly cluster: string;
  readonly arn?: string | undefined;
  /** Of its activation, where EKS tells it. */
  readonly id?: string | undefined;
}

/** Asks first. Rejects with a `Failure`. */
export async function deregisterIfSure(services: Needs, subject: ConnectedSubject): Promise<void> {
  const { account: ref, cluster, id } = subject;
  const confirm = l10n.t('Deregister');
  const detail = [
    l10n.t('EKS made an activation to connect the cluster, and deletes it when the cluster is deregistered.'),
    l10n.t('The cluster itself runs on; EKS no longer shows it. To connect it again, register it anew.'),
    l10n.t('Its agents stay in it: kubectl delete namespace eks-connector'),
  ];
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Deregister the cluster {0} from EKS?', inMessage(cluster)),
    { modal: true, detail: detail.join('\n\n') },
    confirm,
  );
  if (answer !== confirm) return;
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
}
