import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { leavingScheme } from '../ids.ts';
import { copyLeavingText } from '../leaving/leavingDocument.ts';

/** The script given, or the one in the active editor. */
export async function copyLeavingScript(_services: unknown, given?: vscode.Uri): Promise<void> {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme === leavingScheme) await copyLeavingText(uri);
  else void vscode.window.showInformationMessage(l10n.t('Open a script of a host that leaves first.'));
}
