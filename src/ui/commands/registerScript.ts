import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HandOutFile } from '../../core/registration/handOut.ts';
import { handOutText, plainCommand, terminalRunOf } from '../../core/registration/handOut.ts';
import { oneLine } from '../../core/text/label.ts';
import { scriptScheme } from '../ids.ts';
import { writePrivately } from '../registration/privateFile.ts';
import { filesOf, noTerminalWords, sshHostOf } from '../registration/scriptActions.ts';
import { savedWords } from '../registration/savedWords.ts';
import { fileAt, handOutOf, type HandOut, type ScriptNeeds } from '../registration/scriptDocument.ts';
import { thisHost } from '../registration/thisHost.ts';
import type { Services } from '../services.ts';

export async function copyRegisterScript(needs: ScriptNeeds, given?: vscode.Uri): Promise<void> {
  const script = await scriptOf(needs, given);
  if (!script) return;
  await vscode.env.clipboard.writeText(withoutMark(textOf(script, script.file)));
  vscode.window.setStatusBarMessage(
    script.file.holdsSecret
      ? l10n.t('Copied the register script. It holds a secret.')
      : l10n.t('Copied {0}', script.file.name),
    5000,
  );
}

/** AWS's own line takes the code as an argument: there is no way to give it to the installer that hides it. */
export async function copyPlainCommand(needs: ScriptNeeds, given?: vscode.Uri): Promise<void> {
  const script = await scriptOf(needs, given);
  if (!script) return;
  const line = plainCommand(script.options);
  if (line === undefined) {
    void vscode.window.showInformationMessage(
      l10n.t(
        'AWS has a one-line command for single ECS hosts on Linux only, without attributes, tags or a proxy. Copy the register script instead.',
      ),
    );
    return;
  }
  await vscode.env.clipboard.writeText(line);
  vscode.window.setStatusBarMessage(
    l10n.t("Copied AWS's command. It holds a secret, which the shell keeps in its history."),
    8000,
  );
}

export async function saveRegisterScript(needs: ScriptNeeds, given?: vscode.Uri): Promise<void> {
  const script = await scriptOf(needs, given);
  if (!script) return;
  const files = filesOf(script.record);
  if (files.length > 1) await saveAll(script, files);
  else await saveOne(script);
}

// Not the workspace: a secret there is soon committed.
const home = (): vscode.Uri => vscode.Uri.file(homedir());

async function saveOne(script: Script): Promise<void> {
  const { file } = script;
  const filters = filtersOf(file);
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Save Register Script'),
    ...(filters && { filters }),
    defaultUri: vscode.Uri.joinPath(home(), file.name),
  });
  if (!target) return;
  await write(target, textOf(script, file), file);
  tellSaved([file], target);
}

/** None for `user-data`, to which a dialog would add an extension. */
function filtersOf({ name, language }: HandOutFile): Record<string, string[]> | undefined {
  if (!name.includes('.')) return undefined;
  switch (language) {
    case 'shellscript':
      return { [l10n.t('Shell scripts')]: ['sh'] };
    case 'powershell':
      return { [l10n.t('PowerShell scripts')]: ['ps1'] };
    case 'yaml':
      return { YAML: ['yml', 'yaml'] };
  }
}

/** Files that need each other, under their own names, in one folder. */
async function saveAll(script: Script, files: readonly HandOutFile[]): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Save {0} Files in a Folder', files.length),
      openLabel: l10n.t('Save Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: home(),
    })) ?? [];
  if (!folder || !(await mayReplace(folder, files))) return;
  for (const file of files) await write(vscode.Uri.joinPath(folder, file.name), textOf(script, file), file);
  tellSaved(files, folder);
}

/** The dialog for folders does not ask by itself. */
async function mayReplace(folder: vscode.Uri, files: readonly HandOutFile[]): Promise<boolean> {
  const entries = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  const there = files.map(({ name }) => name).filter((name) => entries.has(name));
  if (there.length === 0) return true;
  const replace = l10n.t('Replace');
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Replace what is in this folder already?'),
    { modal: true, detail: there.join('\n') },
    replace,
  );
  return answer === replace;
}

async function write(target: vscode.Uri, text: string, file: HandOutFile): Promise<void> {
  if (target.scheme === 'file') await writePrivately(target.fsPath, text, file);
  else await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

function tellSaved(files: readonly HandOutFile[], target: vscode.Uri): void {
  const isPrivate = target.scheme === 'file';
  const words = savedWords(files, { path: isPrivate ? target.fsPath : target.path, isPrivate });
  vscode.window.setStatusBarMessage(words, 8000);
}

export async function runRegisterScript(
  services: ScriptNeeds & Pick<Services, 'context'>,
  given?: vscode.Uri,
): Promise<void> {
  const script = await scriptOf(services, given);
  if (!script) return;
  const { plan } = script.record;
  const run = terminalRunOf(script.options);
  const { machine } = await thisHost(services.context.extension.extensionKind);
  if (!run || machine?.platform === 'win32') {
    await offerOtherWays(services, script, run ? noBashWords() : noTerminalWords(plan));
    return;
  }
  const terminal = vscode.window.createTerminal({
    ...run,
    name: terminalName(script.record),
    // Nothing of the workspace is to be found by what it runs.
    cwd: homedir(),
    iconPath: new vscode.ThemeIcon('server'),
    // Terminals that are restored after a restart have their environment written to disk, and the secret is in it.
    isTransient: true,
  });
  terminal.show();
}

function terminalName({ plan, cluster }: HandOut['record']): string {
  if (plan.kind === 'connector' && cluster) return l10n.t('Connect {0}', oneLine(cluster.name));
  const ssh = sshHostOf(plan);
  return ssh === undefined ? l10n.t('Register This Host') : l10n.t('Register {0}', oneLine(ssh));
}

function noBashWords(): string {
  return l10n.t(
    'This takes bash, which a terminal on Windows does not have. Open a WSL window and run it there, or save the script for the host.',
  );
}

async function offerOtherWays(needs: ScriptNeeds, { uri }: Script, words: string): Promise<void> {
  const copy = l10n.t('Copy');
  const save = l10n.t('Save…');
  const answer = await vscode.window.showWarningMessage(words, copy, save);
  if (answer === copy) await copyRegisterScript(needs, uri);
  if (answer === save) await saveRegisterScript(needs, uri);
}

interface Script extends HandOut {
  readonly uri: vscode.Uri;
  /** The one that the document shows. */
  readonly file: HandOutFile;
}

function textOf({ options }: Script, { part }: HandOutFile): string {
  return handOutText(options, part);
}

/** A byte order mark is for files. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The script a command is about: the one given, or the one in the active editor. */
async function scriptOf(needs: ScriptNeeds, given: vscode.Uri | undefined): Promise<Script | undefined> {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== scriptScheme) {
    void vscode.window.showInformationMessage(l10n.t('Open a register script first: run "Register This Host…".'));
    return undefined;
  }
  const handOut = await handOutOf(needs, uri.query);
  if (!handOut) {
    void vscode.window.showWarningMessage(l10n.t('This activation has ended. Run "Register This Host…" again.'));
    return undefined;
  }
  return { ...handOut, uri, file: fileAt(uri, handOut.record) };
}
