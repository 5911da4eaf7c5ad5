import * as vscode from 'vscode';

type Documents = vscode.TextDocumentContentProvider & Partial<vscode.CodeLensProvider>;

/** Read-only documents of a scheme, whose code is loaded with the first of them that is opened. */
export function readOnlyDocuments(scheme: string, load: () => Promise<Documents>): vscode.Disposable[] {
  return [
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: async (uri, token) => (await load()).provideTextDocumentContent(uri, token),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme },
      { provideCodeLenses: async (document, token) => (await load()).provideCodeLenses?.(document, token) },
    ),
  ];
}
