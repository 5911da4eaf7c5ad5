import * as vscode from 'vscode';
import { activationTooltip } from '../activations/tooltip.ts';
import type { Moment } from '../activations/words.ts';
import { disconnectionOf, type Disconnection } from '../../core/operate/disconnected.ts';
import { oneLine } from '../../core/text/label.ts';
import { clusterTooltip } from './clusterTooltip.ts';
import { hostTooltip } from './hostTooltip.ts';
import { commands, type CommandId } from '../ids.ts';
import { disconnectionFacts } from '../operate/disconnectionFacts.ts';
import type { HostNode, TreeNode } from './nodes.ts';
import { needLightPictures } from './pictures.ts';
import { render } from './render.ts';
import { serviceTooltip } from './serviceTooltip.ts';
import type { Row, RowIcon } from './row.ts';

/**
 * A rendered row as VS Code's own class. `media` holds the drawn icons. It has no `id`: VS Code knows rows again by their
 * labels as well, and where two fetches of the same row's children overlap, as when a row is unfolded while it changes,
 * it refuses the second with "already registered".
 */
export function treeItem(node: TreeNode, media: vscode.Uri, row = rowOf(node)): vscode.TreeItem {
  // Made when it is asked for: VS Code asks only where there is none.
  if (hasLateTooltip(node)) return bareItem(row, media, node);
  const item = rowItem(row, media, node);
  if (node.kind === 'failure') item.tooltip = `${row.label}\n${oneLine(node.failure.message, 2000)}`;
  return item;
}

/** How a row looks now. */
export function rowOf(node: TreeNode): Row {
  return render(node, moment());
}

/** @param node what a command on it is given */
export function rowItem(row: Row, media: vscode.Uri, node: unknown): vscode.TreeItem {
  const item = bareItem(row, media, node);
  item.tooltip = row.tooltip ?? plainTooltip(row);
  return item;
}

/** Without a tooltip. */
function bareItem(row: Row, media: vscode.Uri, node: unknown): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, collapsible[row.expands]);
  if (row.description !== undefined) item.description = row.description;
  item.iconPath = iconPath(row.icon, media);
  item.contextValue = row.contextValue;
  item.accessibilityInformation = { label: row.spoken };
  if (row.command !== undefined) {
    // Arguments are kept with the row: a click while it is drawn anew would find them gone, and fail.
    const given = withoutRow.has(row.command) ? {} : { arguments: [node] };
    item.command = { command: row.command, title: row.label, ...given };
  }
  return item;
}

/** These do the same wherever they are run. */
const withoutRow: ReadonlySet<CommandId> = new Set([commands.openConfigFile, commands.refresh, commands.showLog]);

function plainTooltip({ label, description }: Row): string {
  return description ? `${label} — ${description}` : label;
}

function moment(): Moment {
  return { locale: vscode.env.language, now: Date.now() };
}

function hasLateTooltip(node: TreeNode): boolean {
  const { kind } = node;
  return (
    kind === 'host' ||
    kind === 'service' ||
    kind === 'activation' ||
    (kind === 'cluster' && node.cluster.kind === 'eks')
  );
}

/** These tooltips are made when they are asked for: what they say of time is true at that moment. */
export async function withTooltip(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
  if (node.kind === 'host') {
    const disconnection = await disconnectionOfRow(node);
    item.tooltip = new vscode.MarkdownString(hostTooltip(node, moment(), disconnection));
  }
  if (node.kind === 'cluster' && node.cluster.kind === 'eks') {
    item.tooltip = new vscode.MarkdownString(clusterTooltip(node.cluster, moment()));
  }
  if (node.kind === 'service') item.tooltip = new vscode.MarkdownString(serviceTooltip(node.service, moment()));
  if (node.kind === 'activation') item.tooltip = new vscode.MarkdownString(activationTooltip(node, moment()));
  return item;
}

/** Asks for the tasks of a host that is disconnected, unless they are known; those of others are no part of their tooltip. */
async function disconnectionOfRow({ account, host }: HostNode): Promise<Disconnection | undefined> {
  const facts = disconnectionFacts(account, host, Date.now());
  if (!disconnectionOf({ ...facts, tasks: [] })) return undefined;
  const { value: tasks } = await account.hostTasks(host);
  return disconnectionOf({ ...facts, tasks });
}

/** There are some forty, for thousands of rows. */
const drawn = new Map<string, { readonly light: vscode.Uri; readonly dark: vscode.Uri }>();

const themeIcons = new Map<string, vscode.ThemeIcon>();

function iconPath(icon: RowIcon, media: vscode.Uri): vscode.IconPath {
  if ('drawn' in icon) {
    const dark = needLightPictures() ? 'light' : 'dark';
    const key = `${dark} ${icon.drawn}`;
    const paths = drawn.get(key) ?? {
      light: vscode.Uri.joinPath(media, 'light', `${icon.drawn}.svg`),
      dark: vscode.Uri.joinPath(media, dark, `${icon.drawn}.svg`),
    };
    drawn.set(key, paths);
    return paths;
  }
  const key = `${icon.codicon} ${icon.color ?? ''}`;
  const color = icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color);
  const themeIcon = themeIcons.get(key) ?? new vscode.ThemeIcon(icon.codicon, color);
  themeIcons.set(key, themeIcon);
  return themeIcon;
}

const collapsible = {
  no: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;
