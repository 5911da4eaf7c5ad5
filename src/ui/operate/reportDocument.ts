import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { taskScheme } from '../ids.ts';

/** Documents whose text is kept. */
const mostTexts = 20;
const texts = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/**
 * Shows a report as rendered Markdown; shown again, it takes the place of the one before.
 *
 * @param id tells it from all others: an ARN
 * @param name what its tab is called
 */
export async function showReport(id: string, name: string, markdown: string): Promise<void> {
  const uri = uriOf(id, name);
  const key = uri.toString();
  const isShown = texts.has(key);
  texts.delete(key);
  texts.set(key, markdown);
  for (const [oldest] of texts) if (texts.size > mostTexts) texts.delete(oldest);
  // VS Code lets go of a document that only a preview shows after some minutes, and would not tell the preview then.
  if (isShown) await vscode.workspace.openTextDocument(uri);
  changed.fire(uri);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // VS Code's own Markdown extension is turned off.
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

function uriOf(id: string, name: string): vscode.Uri {
  const file =
    name
      .replace(/[^\p{L}\p{N}_-]+/gu, ' ')
      .trim()
      .slice(0, 60) || 'report';
  return vscode.Uri.from({ scheme: taskScheme, path: `/${encodeURIComponent(id)}/${file}.md` });
}

export const reportDocuments: vscode.TextDocumentContentProvider = {
  onDidChange: changed.event,
  provideTextDocumentContent: (uri) =>
    texts.get(uri.toString()) ?? l10n.t('This was shown before VS Code was restarted. Run the command again.'),
};
