import * as vscode from 'vscode';
import { convertedScheme } from '../ids.ts';

const texts = new Map<string, string>();

/** The address of a text that is to be held against the file it would replace. */
export function convertedUri(original: vscode.Uri, text: string): vscode.Uri {
  const uri = vscode.Uri.from({ scheme: convertedScheme, path: original.path, query: String(texts.size) });
  texts.set(uri.toString(), text);
  return uri;
}

/** After a restart they are gone, and with them the question that they belong to. */
export const convertedDocuments: vscode.TextDocumentContentProvider = {
  provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
};
