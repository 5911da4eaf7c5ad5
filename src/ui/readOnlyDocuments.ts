import * as vscode from 'vscode';

type Documents = vscode.TextDocumentContentProvider & Partial<vscode.CodeLensProvider & vscode.Disposable>;

/** Read-only documents of a scheme, whose code is loaded with the first of them that is opened. They may change later. */
export function readOnlyDocuments(scheme: string, load: () => Promise<Documents>): vscode.Disposable[] {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let loading: Promise<Documents> | undefined;
  let changes: vscode.Disposable | undefined;
  const loaded = async (): Promise<Documents> => {
    const documents = await (loading ??= load());
    changes ??= documents.onDidChange?.((each) => changed.fire(each));
    return documents;
  };
  return [
    new vscode.Disposable(() => {
      changes?.dispose();
      changed.dispose();
      void loading?.then((documents) => {
        documents.dispose?.();
      });
    }),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri, token) => (await loaded()).provideTextDocumentContent(uri, token),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme },
      { provideCodeLenses: async (document, token) => (await loaded()).provideCodeLenses?.(document, token) },
    ),
  ];
}
