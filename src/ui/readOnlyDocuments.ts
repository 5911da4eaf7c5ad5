import * as vscode from 'vscode';

type Documents = vscode.TextDocumentContentProvider & Partial<vscode.CodeLensProvider & vscode.Disposable>;

/** Read-only documents of a scheme, whose code is loaded with the first of them that is opened. They may change later. */
export function readOnlyDocuments(scheme: string, load: () => Promise<Documents>): vscode.Disposable[] {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const lensesChanged = new vscode.EventEmitter<void>();
  let loading: Promise<Documents> | undefined;
  let changes: readonly (vscode.Disposable | undefined)[] | undefined;
  const loaded = async (): Promise<Documents> => {
    const documents = await (loading ??= load());
    changes ??= [
      documents.onDidChange?.((each) => changed.fire(each)),
      documents.onDidChangeCodeLenses?.(() => lensesChanged.fire()),
    ];
    return documents;
  };
  return [
    new vscode.Disposable(() => {
      for (const each of changes ?? []) each?.dispose();
      changed.dispose();
      lensesChanged.dispose();
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
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses: async (document, token) => (await loaded()).provideCodeLenses?.(document, token),
      },
    ),
  ];
}
