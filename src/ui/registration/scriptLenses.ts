import * as vscode from 'vscode';
import { isReadOnly } from '../readOnlyMode.ts';
import { scriptActions, type ScriptAction } from './scriptActions.ts';
import { fileAt, fleetingNote, scriptUri, type HandOut } from './scriptDocument.ts';

/** What can be done with the script of a document, above its first line. */
export function scriptLenses({ record, options }: HandOut, uri: vscode.Uri): vscode.CodeLens[] {
  const top = new vscode.Range(0, 0, 0, 0);
  const toCommand = ({ title, command, show }: ScriptAction): vscode.Command =>
    show === undefined
      ? { title, command: command ?? '', arguments: [uri] }
      : // With an option, so that VS Code takes it to its editors and not to the system.
        { title, command: 'vscode.open', arguments: [scriptUri(record, show), { preview: false }] };
  const circumstances = { note: fleetingNote(), locale: vscode.env.language, mayRun: !isReadOnly() };
  const actions = scriptActions(options, fileAt(uri, record).part, circumstances);
  return actions.map((action) => new vscode.CodeLens(top, toCommand(action)));
}
