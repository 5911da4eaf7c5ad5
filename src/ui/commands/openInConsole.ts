import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { identifiersOf } from './identify.ts';
import { resolveNode } from './pickNode.ts';

export async function openInConsole(services: Pick<Services, 'fleet' | 'view'>, given?: TreeNode): Promise<void> {
  const { accounts } = services.fleet;
  if (accounts.length > 0 && accounts.every(({ ref }) => ref.source.kind === 'demo')) {
    void vscode.window.showInformationMessage(
      l10n.t('The demo account exists on this computer only: the AWS console does not show it.'),
    );
    return;
  }
  const node = await resolveNode(
    given,
    (each): each is TreeNode => identifiersOf(each).console !== undefined,
    services,
  );
  const address = node && identifiersOf(node).console;
  if (address !== undefined) await vscode.env.openExternal(vscode.Uri.parse(address, true));
}
