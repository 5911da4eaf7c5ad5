import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PluginSession, SessionGateway } from '../../core/operate/sessions.ts';
import { terminalIsElsewhere } from '../registration/thisHost.ts';
import type { Services } from '../services.ts';
import { findPlugin, isNewEnough, leastVersion, pluginGuide, pluginRun, type Plugin } from './sessionPlugin.ts';

/** The plug-in, where it is there and new enough, and a terminal can start it; else says what to do. */
export async function usablePlugin({ extension }: Services['context']): Promise<Plugin | undefined> {
  // It would be started on the other machine, and the token of the session sent there.
  if (terminalIsElsewhere(extension.extensionKind)) {
    void vscode.window.showInformationMessage(
      l10n.t(
        'The terminal of this window is on another computer, which gets no credentials from here. Use a local window.',
      ),
    );
    return undefined;
  }
  const plugin = await findPlugin();
  if (plugin && isNewEnough(plugin)) return plugin;
  const show = l10n.t('Show How to Install');
  const words = plugin
    ? l10n.t('The Session Manager plugin is too old: {0}. It takes {1} or newer.', plugin.version, leastVersion)
    : l10n.t('A shell takes the Session Manager plugin of AWS, which is not installed on this computer.');
  // Not awaited: the command is over, and a caller must not wait for the user to close a message.
  void vscode.window.showWarningMessage(words, show).then(async (answer) => {
    if (answer === show) await vscode.env.openExternal(vscode.Uri.parse(pluginGuide));
  });
  return undefined;
}

/** A terminal in which the plug-in speaks with the session. */
export async function openSession(
  plugin: Plugin,
  name: string,
  gateway: SessionGateway,
  start: () => Promise<PluginSession>,
): Promise<void> {
  const session = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: l10n.t('Opening a shell on {0}', name) },
    start,
  );
  try {
    const terminal = vscode.window.createTerminal({
      ...pluginRun(plugin, session),
      name,
      cwd: homedir(),
      iconPath: new vscode.ThemeIcon('remote'),
      // Terminals that are restored after a restart have their environment written to disk, and the token is in it.
      isTransient: true,
    });
    terminal.show();
  } catch (error) {
    await gateway.end(session.sessionId).catch(() => undefined);
    throw error;
  }
}

/** @returns whether it is the demo account's, which has none */
export function tellIfDemo(isDemo: boolean): boolean {
  if (isDemo) {
    void vscode.window.showInformationMessage(
      l10n.t(
        'The hosts of the demo account are simulated: they have no shell. For hosts of your own, a terminal opens here.',
      ),
    );
  }
  return isDemo;
}
