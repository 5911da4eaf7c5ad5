import * as vscode from 'vscode';
import { failureSentence } from '../failureText.ts';
import { commands, type CommandId } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';

type Handler = (services: Services, ...args: never[]) => void | Promise<void>;

/** Each command's code is loaded when the command is first run. */
const handlers: Readonly<Record<CommandId, () => Promise<Handler>>> = {
  [commands.copyArn]: async () => (await import('./copy.ts')).copyArn,
  [commands.copyId]: async () => (await import('./copy.ts')).copyId,
  [commands.copyRegisterScript]: async () => (await import('./registerScript.ts')).copyRegisterScript,
  [commands.exploreDemoAccount]: async () => (await import('./accounts.ts')).exploreDemoAccount,
  [commands.openConfigFile]: async () => (await import('./openConfigFile.ts')).openConfigFile,
  [commands.openInConsole]: async () => (await import('./openInConsole.ts')).openInConsole,
  [commands.refresh]: async () => (await import('./refresh.ts')).refresh,
  [commands.registerThisHost]: async () => (await import('./registerThisHost.ts')).registerThisHost,
  [commands.removeAccount]: async () => (await import('./accounts.ts')).removeAccount,
  [commands.runRegisterScript]: async () => (await import('./registerScript.ts')).runRegisterScript,
  [commands.saveRegisterScript]: async () => (await import('./registerScript.ts')).saveRegisterScript,
  [commands.selectAccount]: async () => (await import('./accounts.ts')).selectAccount,
  [commands.showLog]: () => Promise.resolve(({ log }) => log.show()),
  [commands.signIn]: async () => (await import('./signIn.ts')).signIn,
};

export function registerCommands(services: Services): vscode.Disposable[] {
  return Object.entries(handlers).map(([id, load]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        const handler = await load();
        await handler(services, ...(args as never[]));
      } catch (error) {
        const failure = logFailure(services.log, id, error);
        // Not awaited: the command is over, and a caller must not wait for the user to close a message.
        void vscode.window.showErrorMessage(`${failureSentence(failure)}: ${failure.message}`);
      }
    }),
  );
}
