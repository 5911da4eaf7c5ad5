import * as vscode from 'vscode';
import { settings } from './ids.ts';

/** Whether the user wants nothing to be changed. A workspace has no say in it: the setting is the application's. */
export function isReadOnly(): boolean {
  return vscode.workspace.getConfiguration().get<unknown>(settings.readOnly) === true;
}

/** Calls back now, and whenever the mode is turned on or off. */
export function followReadOnly(show: (isOn: boolean) => void): vscode.Disposable {
  show(isReadOnly());
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(settings.readOnly)) show(isReadOnly());
  });
}
