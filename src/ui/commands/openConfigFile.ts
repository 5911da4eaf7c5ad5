import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Services } from '../services.ts';

/** Opens the shared config file, or a new one in its place: it is written only when the user saves it. */
export async function openConfigFile({ configuration }: Pick<Services, 'configuration'>): Promise<void> {
  const uri = vscode.Uri.file(await configuration.fileToMend());
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  await vscode.window.showTextDocument(exists ? uri : uri.with({ scheme: 'untitled' }));
  if (!exists) {
    void vscode.window.showInformationMessage(l10n.t('{0} does not exist yet. Saving creates it.', uri.fsPath));
  }
}
