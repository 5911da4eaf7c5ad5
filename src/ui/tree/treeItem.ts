import * as vscode from 'vscode';
import { hostTooltip } from './hostTooltip.ts';
import { nodeId, type TreeNode } from './nodes.ts';
import { render, type RowIcon } from './render.ts';

/** A rendered row as VS Code's own class. `media` holds the drawn icons. */
export function treeItem(node: TreeNode, media: vscode.Uri): vscode.TreeItem {
  const row = render(node);
  const item = new vscode.TreeItem(row.label, collapsible[row.expands]);
  item.id = nodeId(node);
  if (row.description !== undefined) item.description = row.description;
  item.iconPath = iconPath(row.icon, media);
  item.contextValue = row.contextValue;
  item.accessibilityInformation = { label: row.spoken };
  if (row.command !== undefined) item.command = { command: row.command, title: row.label, arguments: [node] };
  if (node.kind === 'failure') item.tooltip = node.failure.message;
  else if (node.kind !== 'host') item.tooltip = row.description ? `${row.label} — ${row.description}` : row.label;
  return item;
}

/** A host's tooltip is made when it is asked for: what it says of time is true at that moment. */
export function withTooltip(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
  if (node.kind === 'host') {
    item.tooltip = new vscode.MarkdownString(hostTooltip(node.host, { locale: vscode.env.language, now: Date.now() }));
  }
  return item;
}

function iconPath(icon: RowIcon, media: vscode.Uri): vscode.IconPath {
  if ('drawn' in icon) {
    return {
      light: vscode.Uri.joinPath(media, 'light', `${icon.drawn}.svg`),
      dark: vscode.Uri.joinPath(media, 'dark', `${icon.drawn}.svg`),
    };
  }
  return new vscode.ThemeIcon(icon.codicon, icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color));
}

const collapsible = {
  no: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;
