import * as vscode from 'vscode';
import { contextKeys } from '../ids.ts';

/** Tells menus which of the open files hold a task definition. */
export class TaskFiles implements vscode.Disposable {
  readonly #files = new Map<string, vscode.Uri>();
  readonly #subscription = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.set(uri, false));

  set(uri: vscode.Uri, holdsTask: boolean): void {
    const file = uri.toString();
    if (this.#files.has(file) === holdsTask) return;
    if (holdsTask) this.#files.set(file, uri);
    else this.#files.delete(file);
    // Paths, for the window knows a file of a remote machine by another scheme; and in both forms, for of what is no
    // file to it the window takes the path as addresses have it.
    const paths = [...this.#files.values()].flatMap(({ fsPath, path }) => [fsPath, path]);
    void vscode.commands.executeCommand('setContext', contextKeys.taskFiles, paths);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
