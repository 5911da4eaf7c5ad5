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
 * The row of a task or a container that a command is about: the one it was run on or that is selected, a container of
 * that task, or, from the palette, one of a host that the user picks first.
 */
export async function pickTask<T extends TreeNode>(
  services: Pick<Services, 'fleet' | 'view'>,
  given: TreeNode | undefined,
  fits: (node: TreeNode) => node is T,
  title: string,
): Promise<T | undefined> {
  const { selection } = services.view;
  const row = given ?? selection;
  if (row && fits(row)) return row;
  if (row?.kind === 'task') {
    const containers = (await childrenOf(row)).filter(fits);
    if (given || containers.length > 0) return pickFrom(containers, title);
  }
  // A row that does not fit is told by it.
  if (given && given.kind !== 'host') return resolveNode(given, fits, services);
  const host = await resolveNode(given, runsTasks, services);
  return host && pickFrom((await below(host)).filter(fits), title);
}

/** A task of one container is that container's. */
async function pickFrom<T extends TreeNode>(nodes: readonly T[], title: string): Promise<T | undefined> {
  const [first] = nodes;
  if (!first) {
    void vscode.window.showInformationMessage(l10n.t('Nothing runs there now.'));
    return undefined;
  }
  if (nodes.length === 1 && first.kind === 'container') return first;
  const picked = await pickOne({ title, placeholder: l10n.t('Which one?'), items: nodes.map(taskItem) });
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
