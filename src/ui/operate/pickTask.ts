import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { withoutIcons } from '../../core/text/label.ts';
import { resolveNode } from '../commands/pickNode.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { childrenOf } from '../tree/children.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { render } from '../tree/render.ts';

/**
 * The row of a task or a container that a command is about: the one it was run on or that is selected, or, from the palette,
 * one of a host that the user picks first.
 */
export async function pickTask<T extends TreeNode>(
  services: Pick<Services, 'fleet' | 'view'>,
  given: TreeNode | undefined,
  fits: (node: TreeNode) => node is T,
  title: string,
): Promise<T | undefined> {
  const { selection } = services.view;
  // A row that does not fit is told by it.
  if (given && given.kind !== 'host') return resolveNode(given, fits, services);
  if (!given && selection && fits(selection)) return selection;
  const host = await resolveNode(given, runsTasks, services);
  if (!host) return undefined;
  const items = below(host).then((nodes) => nodes.filter(fits).map(taskItem));
  if ((await items).length === 0) {
    void vscode.window.showInformationMessage(l10n.t('Nothing runs there now.'));
    return undefined;
  }
  const picked = await pickOne({ title, placeholder: l10n.t('Which one?'), items });
  return typeof picked === 'object' ? picked.node : undefined;
}

function runsTasks(node: TreeNode): node is HostNode {
  return node.kind === 'host' && node.host.instance !== undefined;
}

async function below(host: HostNode): Promise<readonly TreeNode[]> {
  const tasks = await childrenOf(host);
  const containers = await Promise.all(tasks.filter(({ kind }) => kind === 'task').map((task) => childrenOf(task)));
  return [...tasks, ...containers.flat()];
}

function taskItem<T extends TreeNode>(node: T): vscode.QuickPickItem & { readonly node: T } {
  const { label, description = '' } = render(node);
  return { label: withoutIcons(label), description: withoutIcons(description), node };
}
