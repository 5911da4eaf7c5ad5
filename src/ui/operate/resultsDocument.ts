import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { commandScheme } from '../ids.ts';
import type { RunState } from './commandRun.ts';
import { resultsMarkdown } from './resultsMarkdown.ts';

/** Documents whose text is kept. */
const mostTexts = 20;
const texts = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Shows where a run is, as rendered Markdown. Each later `update` of the same run shows in it. */
export async function showResults(state: RunState): Promise<void> {
  await updateResults(state);
  const uri = uriOf(state);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // VS Code's own Markdown extension is turned off.
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

export async function updateResults(state: RunState): Promise<void> {
  const uri = uriOf(state);
  const key = uri.toString();
  const text = resultsMarkdown(state, { locale: vscode.env.language });
  if (texts.get(key) === text) return;
  const isShown = texts.has(key);
  texts.delete(key);
  texts.set(key, text);
  for (const [oldest] of texts) if (texts.size > mostTexts) texts.delete(oldest);
  // VS Code lets go of a document that only a preview shows after some minutes, and would not tell the preview then.
  if (isShown) await vscode.workspace.openTextDocument(uri);
  changed.fire(uri);
}

function uriOf({ run }: RunState): vscode.Uri {
  const name =
    run.title
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .slice(0, 60) || 'command';
  return vscode.Uri.from({ scheme: commandScheme, path: `/${run.id}/${name}.md` });
}

export const resultsDocuments: vscode.TextDocumentContentProvider = {
  onDidChange: changed.event,
  provideTextDocumentContent: (uri) =>
    texts.get(uri.toString()) ??
    l10n.t('This was shown before VS Code was restarted. Run "Show Command Results…" to look at it again.'),
};
