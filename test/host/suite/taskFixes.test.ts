import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../helpers.ts';

describe('fixes in a task definition', () => {
  it('are made of the text as it is, also while its findings are a keystroke old', async () => {
    const definition = {
      family: 'web',
      requiresCompatibilities: ['EXTERNAL'],
      networkMode: 'awsvpc',
      containerDefinitions: [{ name: 'web', image: 'web:1', memory: 128 }],
    };
    const content = JSON.stringify(definition, undefined, 2);
    const document = await vscode.workspace.openTextDocument({ language: 'json', content });
    const isFound = ({ code }: vscode.Diagnostic): boolean =>
      typeof code === 'object' && code.value === 'external-network-mode';
    await eventually(() => {
      assert.ok(vscode.languages.getDiagnostics(document.uri).some(isFound));
      return Promise.resolve();
    });

    const typed = new vscode.WorkspaceEdit();
    typed.insert(document.uri, new vscode.Position(0, 0), '\n\n\n');
    await vscode.workspace.applyEdit(typed);
    const at = document.positionAt(document.getText().indexOf('awsvpc'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at),
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title.includes('bridge'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.deepEqual(JSON.parse(document.getText()), { ...definition, networkMode: 'bridge' });
  });
});
