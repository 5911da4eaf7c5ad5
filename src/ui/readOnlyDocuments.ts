import * as vscode from 'vscode';

type Documents = vscode.TextDocumentContentProvider & Partial<vscode.CodeLensProvider>;

/** Read-only documents of a scheme, whose code is loaded with the first of them that is opened. They may change later. */
export function readOnlyDocuments(scheme: string, load: () => Promise<Documents>): vscode.Disposable[] {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let changes: vscode.Disposable | undefined;
  return [
    new vscode.Disposable(() => {
      changes?.dispose();
      changed.dispose();
    }),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri, token) => {
        const documents = await load();
        changes ??= documents.onDidChange?.((each) => changed.fire(each));
        return documents.provideTextDocumentContent(uri, token);
      },
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme },
      { provideCodeLenses: async (document, token) => (await load()).provideCodeLenses?.(document, token) },
    ),
  ];
}
