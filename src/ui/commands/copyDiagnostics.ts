import { homedir, release, type } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { diagnosticsText, type SettingFact } from '../diagnostics/report.ts';
import { settings } from '../ids.ts';
import type { Services } from '../services.ts';

/** What whoever looks into a bug asks for first. */
export async function copyDiagnostics({
  context,
  fleet,
  log,
}: Pick<Services, 'context' | 'fleet' | 'log'>): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const { version } = context.extension.packageJSON as { readonly version: string };
  const text = diagnosticsText(
    {
      extension: version,
      runsAs: context.extension.extensionKind === vscode.ExtensionKind.UI ? 'ui' : 'workspace',
      vscode: vscode.version,
      host: vscode.env.appHost,
      ...(vscode.env.remoteName !== undefined && { remote: vscode.env.remoteName }),
      language: vscode.env.language,
      system: `${type()} ${release()} ${process.arch}`,
      node: process.versions.node,
      folders: folders.length,
      isTrusted: vscode.workspace.isTrusted,
      logLevel: vscode.LogLevel[log.logLevel],
      accounts: fleet.accounts.map(({ ref }) => `${ref.source.kind} ${ref.region}`),
      settings: Object.values(settings).flatMap(settingFacts),
      problems: log.problems,
    },
    { home: homedir(), folders: folders.map(({ uri }) => uri.fsPath) },
  );
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(l10n.t('Copied the diagnostics. Look through them before you share them.'), 8000);
}

/** Only our own settings, and only what somebody has set. */
function settingFacts(id: string): readonly SettingFact[] {
  const found = vscode.workspace.getConfiguration().inspect(id);
  const values = [
    { value: found?.globalValue, where: 'user' },
    { value: found?.workspaceValue, where: 'workspace' },
    { value: found?.workspaceFolderValue, where: 'folder' },
  ] as const;
  return values.flatMap(({ value, where }) => (value === undefined ? [] : [{ id, value, where }]));
}
