import type * as vscode from 'vscode';
import { restoreHost, showHost, type HostPanelNeeds } from '../host/hostPanel.ts';
import { isSubject } from '../host/messages.ts';
import type { Services } from '../services.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

/** All that is known of a host, on a page of its own. */
export async function showHostDetails(
  services: HostPanelNeeds & Pick<Services, 'view'>,
  given?: TreeNode,
): Promise<void> {
  const node = await resolveNode(given, isHost, services);
  if (node) showHost(services, node.account, node.host);
}

function isHost(node: TreeNode): node is HostNode {
  return node.kind === 'host';
}

/** After a restart of VS Code. A page of which was kept what no version has kept is closed. */
export function restoreHostDetails(services: HostPanelNeeds, panel: vscode.WebviewPanel, kept: unknown): void {
  const subject: unknown = typeof kept === 'object' && kept !== null && 'subject' in kept ? kept.subject : undefined;
  if (isSubject(subject)) restoreHost(panel, services, subject);
  else panel.dispose();
}
