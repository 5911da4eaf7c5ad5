import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inPick } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { identifiersOf } from './identify.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'fleet' | 'view'>;

export async function copyId(services: Needs, given?: TreeNode): Promise<void> {
  await copy(services, given, (node) => identifiersOf(node).id);
}

export async function copyArn(services: Needs, given?: TreeNode): Promise<void> {
  await copy(services, given, (node) => identifiersOf(node).arn);
}

async function copy(
  services: Needs,
  given: TreeNode | undefined,
  textOf: (node: TreeNode) => string | undefined,
): Promise<void> {
  const node = await resolveNode(given, (each): each is TreeNode => textOf(each) !== undefined, services);
  const text = node && textOf(node);
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(l10n.t('Copied {0}', inPick(text)), 3000);
}
