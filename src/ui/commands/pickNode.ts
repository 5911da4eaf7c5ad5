import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { pickOne } from '../steps.ts';
import { withoutIcons } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { childrenOf } from '../tree/children.ts';
import { accountNode } from '../tree/nodes.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { render } from '../tree/render.ts';

/**
 * The row that a command is about: the one it was run on, the one that is selected in the view, or one the user picks
 * from all clusters and hosts, for commands run from the palette.
 */
export async function resolveNode<T extends TreeNode>(
  given: TreeNode | undefined,
  fits: (node: TreeNode) => node is T,
  { fleet, view }: Pick<Services, 'fleet' | 'view'>,
): Promise<T | undefined> {
  if (given) {
    if (fits(given)) return given;
    // Never another row than the one that was asked about.
    void vscode.window.showInformationMessage(l10n.t('There is no such thing for this row.'));
    return undefined;
  }
  const { selection } = view;
  if (selection && fits(selection)) return selection;

  const items = listNodes(fleet.accounts.map(accountNode)).then((nodes) =>
    nodes.filter(fits).map((node) => ({ ...pickItem(node), node })),
  );
  const { length } = await items;
  if (length === 0) {
    void vscode.window.showInformationMessage(
      fleet.accounts.length === 0
        ? l10n.t('There is nothing to choose from yet.')
        : l10n.t('No cluster or host fits this command now.'),
    );
    return undefined;
  }
  const placeholder = placeholderOf((await items).map(({ node }) => node));
  const picked = await pickOne({ title: '', placeholder, items });
  return typeof picked === 'object' ? picked.node : undefined;
}

function placeholderOf(nodes: readonly TreeNode[]): string {
  const kinds = new Set(nodes.map(({ kind }) => kind));
  if (kinds.size > 1) return l10n.t('Choose a cluster or a host');
  if (kinds.has('account')) return l10n.t('Of which account?');
  return kinds.has('host') ? l10n.t('Choose a host') : l10n.t('Choose a cluster');
}

/**
 * Accounts, clusters and hosts. Tasks are too many to be asked for, and are near at hand in the view. No Kubernetes API is
 * asked: what it said before counts.
 */
async function listNodes(nodes: readonly TreeNode[]): Promise<readonly TreeNode[]> {
  const below = await Promise.all(
    nodes
      .filter(({ kind }) => kind === 'account' || kind === 'cluster' || kind === 'looseHosts')
      .map(async (node) => listNodes(await childrenOf(node, [], { asked: 'aws' }))),
  );
  return [...nodes, ...below.flat()];
}

function pickItem(node: TreeNode): vscode.QuickPickItem {
  const { label, description } = render(node);
  const where = node.parent && render(node.parent).label;
  const parts = [description, where, node.kind === 'host' ? node.host.id : undefined];
  return {
    label: withoutIcons(label),
    description: withoutIcons(parts.filter((part) => part !== undefined).join(' · ')),
  };
}
