import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { refreshInterval } from '../../core/fleet/refreshPace.ts';
import { settings } from '../ids.ts';
import { AutoRefresh } from './autoRefresh.ts';

/** Has the fleet refreshed while the view and its window are looked at, as often as the user wants it. */
export function refreshWhileSeen(
  fleet: Fleet,
  view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
): vscode.Disposable {
  const refresh = new AutoRefresh({
    isSeen: () => view.visible && vscode.window.state.focused && fleet.accounts.length > 0,
    interval: () => {
      const minutes = refreshMinutes();
      const calls = Math.max(0, ...fleet.accounts.map(({ refreshCalls }) => refreshCalls));
      return minutes > 0 ? refreshInterval(minutes, calls) : undefined;
    },
    refreshedAt: () => fleet.refreshedAt,
    // What fails is told by the rows that need it.
    refresh: () => fleet.renew(),
  });
  refresh.follow();
  return vscode.Disposable.from(
    refresh,
    view.onDidChangeVisibility(() => refresh.follow()),
    vscode.window.onDidChangeWindowState(() => refresh.follow()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settings.refreshMinutes)) refresh.follow();
    }),
    fleet.onDidChange(({ account }) => {
      if (!account) refresh.follow();
    }),
  );
}

/** 0: never. */
function refreshMinutes(): number {
  const minutes = vscode.workspace.getConfiguration().get<unknown>(settings.refreshMinutes);
  return typeof minutes === 'number' && minutes > 0 ? Math.max(1, minutes) : 0;
}
