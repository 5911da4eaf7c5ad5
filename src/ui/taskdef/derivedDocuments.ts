import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { derivedScheme } from '../ids.ts';

const texts = new Map<string, string>();
let count = 0;

/**
 * The address of a text that was made of a task definition, to be looked at: there is no file of it, and nothing to save.
 *
 * @param path ends like the name of a file of its language
 */
export function derivedUri(path: string, text: string): vscode.Uri {
  const uri = vscode.Uri.from({ scheme: derivedScheme, path, query: String(++count) });
  texts.set(uri.toString(), text);
  return uri;
}

/** Texts are kept until their editor is closed. After a restart of VS Code, they are gone. */
export const derivedDocuments: vscode.TextDocumentContentProvider = {
  provideTextDocumentContent: (uri) =>
    texts.get(uri.toString()) ?? l10n.t('This was made before VS Code was restarted. Run the command again.'),
};

vscode.workspace.onDidCloseTextDocument((document) => {
  // A document that only gets another language is not closed.
  if (document.isClosed) texts.delete(document.uri.toString());
});
