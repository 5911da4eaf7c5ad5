import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { markdownScheme } from './ids.ts';

/** Documents whose text is kept. A preview asks for it again whenever VS Code draws it anew. */
const mostTexts = 50;
const texts = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/**
 * Shows a text as rendered Markdown; shown again, it takes the place of the one before.
 *
 * @param id tells it from all others, of whatever kind
 * @param name what its tab is called
 */
export async function showMarkdown(id: string, name: string, text: string): Promise<void> {
  await updateMarkdown(id, name, text);
  const uri = uriOf(id, name);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // VS Code's own Markdown extension is turned off.
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

/** Changes a text that is shown, without bringing it to the front. */
export async function updateMarkdown(id: string, name: string, text: string): Promise<void> {
  const uri = uriOf(id, name);
  const key = uri.toString();
  const before = texts.get(key);
  // At the end, also where it is the same: what was looked at last is kept longest.
  texts.delete(key);
  texts.set(key, text);
  if (before === text) return;
  for (const [oldest] of texts) if (texts.size > mostTexts) texts.delete(oldest);
  // VS Code lets go of a document that only a preview shows after some minutes, and would not tell the preview then.
  if (before !== undefined) await vscode.workspace.openTextDocument(uri);
  changed.fire(uri);
}

/** A preview tells documents apart by their paths alone. */
function uriOf(id: string, name: string): vscode.Uri {
  const file = name
    .replace(/[^\p{L}\p{N}_-]+/gu, ' ')
    .trim()
    .slice(0, 60);
  return vscode.Uri.from({ scheme: markdownScheme, path: `/${encodeURIComponent(id)}/${file || 'document'}.md` });
}

export const markdownDocuments: vscode.TextDocumentContentProvider = {
  onDidChange: changed.event,
  provideTextDocumentContent: (uri) =>
    texts.get(uri.toString()) ??
    l10n.t(
      'This was shown before VS Code was restarted. To look at it again, run its command; for what a command did on hosts, run "Show Command Results…".',
    ),
};
