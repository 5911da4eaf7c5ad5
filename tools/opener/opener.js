import * as vscode from 'vscode';

/** Does what a newcomer would do first: open our view, and explore the demo account. */
export async function activate() {
  await vscode.commands.executeCommand('workbench.view.extension.externalInstances');
  await vscode.commands.executeCommand('externalInstances.exploreDemoAccount');
}
