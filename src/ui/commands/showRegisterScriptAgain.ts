import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inMessage } from '../../core/text/label.ts';
import { askForKept, subjectOf } from '../activations/pickActivation.ts';
import { showRegisterScript } from '../registration/scriptDocument.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { deleteIfSure } from './deleteActivation.ts';

type Needs = Pick<Services, 'accounts' | 'fleet' | 'log' | 'registration' | 'vault'>;

/** Works until the activation expires or is used up, also after a restart. */
export async function showRegisterScriptAgain(services: Needs, given?: TreeNode): Promise<void> {
  const subject = subjectOf(given) ?? (await askForKept(services));
  if (!subject) return;
  const record = services.vault.record(subject.id);
  if (record && (await services.vault.secret(subject.id))) return showRegisterScript(record);

  const isConnectors = record ? record.plan.kind === 'connector' : isForConnector(given);
  const remove = isConnectors ? l10n.t('Deregister Cluster…') : l10n.t('Delete Activation…');
  const answer = await vscode.window.showWarningMessage(lostWords(inMessage(subject.name), isConnectors), remove);
  if (answer === remove) await deleteIfSure(services, subject);
}

function isForConnector(node: TreeNode | undefined): boolean {
  return node?.kind === 'activation' && node.purpose === 'connector';
}

function lostWords(name: string, isConnectors: boolean): string {
  return isConnectors
    ? l10n.t(
        'The script for {0} cannot be shown again: this computer no longer has the code, and AWS shows it only once. Deregister the cluster and register it anew.',
        name,
      )
    : l10n.t(
        'The script for {0} cannot be shown again: this computer no longer has the code, and AWS shows it only once. Delete the activation and register the host anew.',
        name,
      );
}
