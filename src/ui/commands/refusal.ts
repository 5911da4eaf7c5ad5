import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { settings, type CommandId } from '../ids.ts';
import { isReadOnly } from '../readOnlyMode.ts';
import { refusalOf } from './access.ts';

/** Whether a command must not be run now. Says why, with the next step. */
export function isRefused(id: CommandId): boolean {
  const why = refusalOf(id, { isReadOnly: isReadOnly(), isTrusted: vscode.workspace.isTrusted });
  if (why === 'readOnly') tellReadOnly();
  if (why === 'untrusted') tellUntrusted();
  return why !== undefined;
}

// Not awaited: the command is over, and a caller must not wait for the user to close a message.

export function tellReadOnly(): void {
  const open = l10n.t('Open Settings');
  void vscode.window
    .showWarningMessage(l10n.t('Read-only mode is on, so nothing in AWS or on hosts is changed.'), open)
    .then(async (answer) => {
      if (answer === open) await vscode.commands.executeCommand('workbench.action.openSettings', settings.readOnly);
    });
}

function tellUntrusted(): void {
  const manage = l10n.t('Manage Workspace Trust');
  void vscode.window
    .showWarningMessage(l10n.t('Nothing is run or sent from a workspace that you do not trust.'), manage)
    .then(async (answer) => {
      if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    });
}
