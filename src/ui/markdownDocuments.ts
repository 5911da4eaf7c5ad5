import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { markdownScheme } from './ids.ts';

/** Documents whose text is kept. A preview asks for it again whenever VS Code draws it anew. */
const mostTexts = 20;
const texts = new Map<string, string>();
let count = 0;

/** Shows a text as rendered Markdown. */
export async function showMarkdown(name: string, text: string): Promise<void> {
  count += 1;
  // A preview tells documents apart by their paths alone.
  const uri = vscode.Uri.from({ scheme: markdownScheme, path: `/${count}/${name}.md` });
  texts.set(uri.toString(), text);
  for (const [oldest] of texts) if (texts.size > mostTexts) texts.delete(oldest);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // VS Code's own Markdown extension is turned off.
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

export const markdownDocuments: vscode.TextDocumentContentProvider = {
  provideTextDocumentContent: (uri) =>
    texts.get(uri.toString()) ?? l10n.t('This was made before VS Code was restarted. Run the command again.'),
};
