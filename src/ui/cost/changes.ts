import * as vscode from 'vscode';
import { costPreferences } from './preferenceRules.ts';

/** Settings take effect at once. */
export function whenPreferencesChange(act: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (costPreferences.some((setting) => change.affectsConfiguration(setting))) act();
  });
}
