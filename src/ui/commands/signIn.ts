import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { quote } from '../../core/text/shell.ts';
import type { Services } from '../services.ts';
import type { AccountNode, TreeNode } from '../tree/nodes.ts';
import { accountNode } from '../tree/children.ts';
import { resolveNode } from './pickNode.ts';

/** Runs `aws sso login` where the user can see it: it opens a browser and may ask something. */
export async function signIn(services: Pick<Services, 'fleet' | 'view'>, given?: TreeNode): Promise<void> {
  const start = given ? accountNode(given.account) : undefined;
  const node = await resolveNode(start, isProfileAccount, services);
  const source = node?.account.ref.source;
  if (source?.kind !== 'profile') return;
  const terminal = vscode.window.createTerminal({ name: l10n.t('AWS Sign-In') });
  terminal.show();
  terminal.sendText(`aws sso login --profile ${quote(source.profile)}`);
}

function isProfileAccount(node: TreeNode): node is AccountNode {
  return node.kind === 'account' && node.account.ref.source.kind === 'profile';
}
