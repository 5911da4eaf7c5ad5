import * as vscode from 'vscode';
import { views } from '../ids.ts';
import type { Services } from '../services.ts';

/** Reads everything again that is shown, with the configuration as it is now. */
export async function refresh({
  fleet,
  reconnect,
  view,
}: Pick<Services, 'fleet' | 'reconnect' | 'view'>): Promise<void> {
  // First no call may be under way on a connection that is about to be closed.
  fleet.cancel();
  reconnect();
  if (fleet.accounts.length === 0) {
    view.repaint();
    return;
  }
  await vscode.window.withProgress({ location: { viewId: views.clusters } }, () => fleet.refresh());
}
