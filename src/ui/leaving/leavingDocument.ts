import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CleanUpOptions, MoveOptions } from '../../core/leaving/leavingScripts.ts';
import { commands, leavingScheme } from '../ids.ts';

/** A script for a host that leaves. None holds a secret, so its values stand in the address of its document. */
export type LeavingScript =
  | ({ readonly script: 'cleanUp' } & CleanUpOptions)
  | ({ readonly script: 'move' } & MoveOptions)
  | { readonly script: 'reRegister'; readonly kind: 'ecs' | 'ssm' };

/** @param about the name of the host or cluster, for the name of the document */
export function leavingUri(script: LeavingScript, about: string): vscode.Uri {
  const verbs = { cleanUp: 'clean-up', move: 'move-to', reRegister: 're-register' } as const;
  const name = `${verbs[script.script]}-${about.replace(/[^\w-]+/g, '-')}.sh`;
  return vscode.Uri.from({
    scheme: leavingScheme,
    path: `/${name}`,
    query: new URLSearchParams({ ...script }).toString(),
  });
}

export async function showLeavingScript(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
}

export async function copyLeavingText(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.env.clipboard.writeText(document.getText());
  vscode.window.setStatusBarMessage(l10n.t('Copied the script. Run it on the host, as root.'), 5000);
}

/** Read-only, and the same at each look: an open script is there again after a restart. */
export const leavingDocuments: vscode.TextDocumentContentProvider & vscode.CodeLensProvider = {
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const script = scriptOf(new URLSearchParams(uri.query));
    if (!script) return '';
    const scripts = await import('../../core/leaving/leavingScripts.ts');
    switch (script.script) {
      case 'cleanUp':
        return scripts.cleanUpScript(script);
      case 'move':
        return scripts.moveToClusterScript(script);
      case 'reRegister':
        return scripts.reRegisterScript(script);
    }
  },

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    return [new vscode.CodeLens(top, { title: l10n.t('Copy'), command: commands.copyLeavingScript, arguments: [uri] })];
  },
};

/** An address may come from anywhere: `undefined` unless it is one of ours. */
function scriptOf(values: URLSearchParams): LeavingScript | undefined {
  const value = (name: string): string => values.get(name) ?? '';
  const kind = value('kind');
  const nodeId = value('nodeId');
  switch (values.get('script')) {
    case 'cleanUp':
      return kind === 'ecs' || kind === 'ssm' || kind === 'hybridNode'
        ? { script: 'cleanUp', kind, nodeId }
        : undefined;
    case 'move':
      return { script: 'move', from: value('from'), to: value('to'), region: value('region'), nodeId };
    case 'reRegister':
      return kind === 'ecs' || kind === 'ssm' ? { script: 'reRegister', kind } : undefined;
    default:
      return undefined;
  }
}
