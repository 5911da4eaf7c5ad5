import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { settings } from '../ids.ts';
import type { Services } from '../services.ts';

/** Where and how other agents reach the MCP server of this window, in the form that most of them take. */
export async function copyMcpConfiguration({ mcp }: Pick<Services, 'mcp'>): Promise<void> {
  const running = await (await mcp()).follow();
  if (!running) {
    tellOff();
    return;
  }
  const { url, token } = running;
  const server = { type: 'http', url, headers: { Authorization: `Bearer ${token}` } };
  await vscode.env.clipboard.writeText(JSON.stringify({ mcpServers: { 'external-instances': server } }, undefined, 2));
  // Not awaited: the command is over, and a caller must not wait for the user to close a message.
  void vscode.window.showInformationMessage(
    l10n.t(
      'The configuration was copied. It holds a secret token, and is good until this window is closed or reloaded.',
    ),
  );
}

function tellOff(): void {
  const open = l10n.t('Open Settings');
  void vscode.window
    .showInformationMessage(l10n.t('The MCP server is off. A setting turns it on.'), open)
    .then(async (answer) => {
      if (answer === open) await vscode.commands.executeCommand('workbench.action.openSettings', settings.mcpEnabled);
    });
}
