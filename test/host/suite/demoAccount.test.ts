import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, views } from '../../../src/ui/ids.ts';
import { eventually } from '../../helpers.ts';

describe('the demo account in the extension host', () => {
  it('is explored by one command, and its rows can be copied from', async () => {
    await vscode.commands.executeCommand(commands.exploreDemoAccount);
    await vscode.commands.executeCommand(`${views.clusters}.focus`);
    await eventually(async () => {
      await vscode.env.clipboard.writeText('');
      // The first row of the view is the account; with the focus in the list, it is the selected one.
      await vscode.commands.executeCommand('list.focusFirst');
      await vscode.commands.executeCommand('list.select');
      await vscode.commands.executeCommand(commands.copyId);
      assert.match(await vscode.env.clipboard.readText(), /^\d{12}$/);
    });
  });

  it('refreshes without an error', async () => {
    await vscode.commands.executeCommand(commands.refresh);
  });
});
