import * as vscode from 'vscode';
import { contextKeys } from '../ids.ts';
import type { Services } from '../services.ts';
import { LogTails } from './logTails.ts';

let tails: LogTails | undefined;

/** The logs of this window, from the first one that is shown on. */
export function logTails({ context, fleet }: Pick<Services, 'context' | 'fleet'>): LogTails {
  if (tails) return tails;
  const made = new LogTails({
    newChannel: (name) => vscode.window.createOutputChannel(name, 'log'),
    onCount: (count) => {
      void vscode.commands.executeCommand('setContext', contextKeys.followingLogs, count > 0);
    },
  });
  const accounts = fleet.onDidChange(({ account }) => {
    if (!account) made.keepAccounts(new Set(fleet.accounts.map(({ key }) => key)));
  });
  context.subscriptions.push(made, accounts, { dispose: () => (tails = undefined) });
  tails = made;
  return made;
}

/** Those that are followed, by their keys: their names. Nothing is made for it. */
export function followedLogs(): ReadonlyMap<string, string> {
  return tails?.followed ?? new Map<string, string>();
}

export function stopFollowing(key: string): void {
  tails?.stop(key, 'user');
}

/** The key of the log in the Output panel, where it is one that is followed. */
export function shownLog(): string | undefined {
  // VS Code ends the paths of output channels with their names.
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'output');
  const path = shown?.document.uri.path;
  const found = [...followedLogs()].filter(([, name]) => path?.endsWith(`-${name}`));
  return found.length === 1 ? found[0]?.[0] : undefined;
}
