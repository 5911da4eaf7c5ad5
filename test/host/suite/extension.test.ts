import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settings, views } from '../../../src/ui/ids.ts';

const extension = (): vscode.Extension<unknown> => {
  const found = vscode.extensions.getExtension('external-instances.external-instances');
  assert.ok(found, 'the extension is there');
  return found;
};

describe('the extension in its host', () => {
  it('is loaded as an ES module and activates', async () => {
    await extension().activate();
    assert.ok(extension().isActive);
  });

  it('registers every command that the manifest declares', async () => {
    await extension().activate();
    const known = new Set(await vscode.commands.getCommands(true));
    for (const command of Object.values(commands)) assert.ok(known.has(command), command);
  });

  it('has its view, which opens', async () => {
    await vscode.commands.executeCommand(`${views.clusters}.focus`);
  });

  it('declares its setting with a default', () => {
    const [section, name] = [
      settings.hoursPerMonth.replace(/\.[^.]+$/, ''),
      settings.hoursPerMonth.replace(/^.*\./, ''),
    ];
    assert.equal(vscode.workspace.getConfiguration(section).get(name), 730);
  });

  it('does not let a workspace choose anything about accounts', () => {
    const { configuration } = (extension().packageJSON as Manifest).contributes;
    for (const [name, { scope }] of configuration.flatMap(({ properties }) => Object.entries(properties))) {
      // What is shown of the files in a workspace is the workspace's own affair.
      const expected = name.startsWith('externalInstances.editor.') ? 'resource' : 'application';
      assert.equal(scope, expected, name);
    }
  });
});

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, { scope?: string }>> }[];
  };
}
