import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** What all other host suites rely on: that this is a real VS Code with our extension and the sample workspace in it. */
describe('the extension host', () => {
  it('runs a VS Code that we support', () => {
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.ok(major > 1 || minor >= 100, vscode.version);
  });

  it('has the extension under test, from this project', () => {
    const extension = vscode.extensions.getExtension('external-instances.external-instances');
    assert.ok(extension);
    const { name } = extension.packageJSON as { name: string };
    assert.equal(name, 'external-instances');
  });

  it('has opened the sample workspace', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(join(folder.uri.fsPath, 'task-definition.json'));
    assert.match(document.getText(), /"EXTERNAL"/);
  });
});
