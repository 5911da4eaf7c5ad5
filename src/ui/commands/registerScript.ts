import { chmod, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { runInTerminal } from '../../core/registration/terminalRun.ts';
import { scriptScheme } from '../ids.ts';
import { registerScript, type ScriptNeeds } from '../registration/scriptDocument.ts';

export async function copyRegisterScript(needs: ScriptNeeds, given?: vscode.Uri): Promise<void> {
  const script = await scriptOf(needs, given);
  if (script === undefined) return;
  await vscode.env.clipboard.writeText(script.text);
  vscode.window.setStatusBarMessage(l10n.t('Copied the register script. It holds a secret.'), 5000);
}

export async function saveRegisterScript(needs: ScriptNeeds, given?: vscode.Uri): Promise<void> {
  const script = await scriptOf(needs, given);
  if (script === undefined) return;
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Save Register Script'),
    filters: { [l10n.t('Shell scripts')]: ['sh'] },
    // Not the workspace: a secret there is soon committed.
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(homedir()), script.name),
  });
  if (!target) return;
  // Readable by its owner only: it holds a secret. Other file systems than the local one have no such modes.
  if (target.scheme === 'file') await writePrivate(target.fsPath, script.text);
  else await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(script.text));
  vscode.window.setStatusBarMessage(l10n.t('Saved {0}. It holds a secret: delete it after use.', target.path), 8000);
}

/** A file that is there already keeps its mode when it is written: so it is changed first. */
async function writePrivate(file: string, text: string): Promise<void> {
  await chmod(file, 0o700).catch(() => undefined);
  await writeFile(file, text, { mode: 0o700 });
}

export async function runRegisterScript(needs: ScriptNeeds, given?: vscode.Uri): Promise<void> {
  const script = await scriptOf(needs, given);
  if (script === undefined) return;
  const terminal = vscode.window.createTerminal({
    ...runInTerminal(script.text, { needsRoot: script.needsRoot }),
    name: l10n.t('Register This Host'),
    iconPath: new vscode.ThemeIcon('server'),
    // Terminals that are restored after a restart have their environment written to disk, and the secret is in it.
    isTransient: true,
  });
  terminal.show();
}

interface Script {
  readonly text: string;
  readonly name: string;
  readonly needsRoot: boolean;
}

/** The script a command is about: the one given, or the one in the active editor. */
async function scriptOf(needs: ScriptNeeds, given: vscode.Uri | undefined): Promise<Script | undefined> {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== scriptScheme) {
    void vscode.window.showInformationMessage(l10n.t('Open a register script first: run "Register This Host…".'));
    return undefined;
  }
  const record = needs.vault.record(uri.query);
  const text = await registerScript(needs, uri.query);
  if (text === undefined || !record) {
    void vscode.window.showWarningMessage(l10n.t('This activation has ended. Run "Register This Host…" again.'));
    return undefined;
  }
  const { installer } = await needs.registration(record.account);
  return { text, name: uri.path.slice(1), needsRoot: installer.needsRoot };
}
