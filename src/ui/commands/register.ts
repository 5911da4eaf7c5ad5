import * as vscode from 'vscode';
import { commands, type CommandId } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';

type Handler = (services: Services, ...args: never[]) => void | Promise<void>;

/** Each command's code is loaded when the command is first run. */
const handlers: Readonly<Record<CommandId, () => Promise<Handler>>> = {
  [commands.chooseHintCluster]: async () => (await import('./taskHints.ts')).chooseHintCluster,
  [commands.cleanUpNodes]: async () => (await import('./cleanUpNodes.ts')).cleanUpNodes,
  [commands.compareTaskCost]: async () => (await import('./compareTaskCost.ts')).compareTaskCost,
  [commands.convertToExternal]: async () => (await import('./convertToExternal.ts')).convertToExternal,
  [commands.copyArn]: async () => (await import('./copy.ts')).copyArn,
  [commands.copyIamPolicy]: async () => (await import('./copyIamPolicy.ts')).copyIamPolicy,
  [commands.copyId]: async () => (await import('./copy.ts')).copyId,
  [commands.copyLeavingScript]: async () => (await import('./copyLeavingScript.ts')).copyLeavingScript,
  [commands.copyPlainCommand]: async () => (await import('./registerScript.ts')).copyPlainCommand,
  [commands.copyRegisterScript]: async () => (await import('./registerScript.ts')).copyRegisterScript,
  [commands.deleteActivation]: async () => (await import('./deleteActivation.ts')).deleteActivation,
  [commands.deleteExpiredActivations]: async () =>
    (await import('./deleteExpiredActivations.ts')).deleteExpiredActivations,
  [commands.deregisterCluster]: async () => (await import('./deregisterCluster.ts')).deregisterCluster,
  [commands.deregisterHost]: async () => (await import('./deregisterHost.ts')).deregisterHost,
  [commands.exploreDemoAccount]: async () => (await import('./accounts.ts')).exploreDemoAccount,
  [commands.insertTaskDefinition]: async () => (await import('./insertTaskDefinition.ts')).insertTaskDefinition,
  [commands.lookUpImage]: async () => (await import('./taskHints.ts')).lookUpImage,
  [commands.moveHost]: async () => (await import('./moveHost.ts')).moveHost,
  [commands.openConfigFile]: async () => (await import('./openConfigFile.ts')).openConfigFile,
  [commands.openInConsole]: async () => (await import('./openInConsole.ts')).openInConsole,
  [commands.reRegisterHost]: async () => (await import('./reRegisterHost.ts')).reRegisterHost,
  [commands.refresh]: async () => (await import('./refresh.ts')).refresh,
  [commands.registerRevision]: async () => (await import('./registerRevision.ts')).registerRevision,
  [commands.registerThisHost]: async () => (await import('./registerThisHost.ts')).registerThisHost,
  [commands.removeAccount]: async () => (await import('./accounts.ts')).removeAccount,
  [commands.runOnHost]: async () => (await import('./runOnHost.ts')).runOnHost,
  [commands.runRegisterScript]: async () => (await import('./registerScript.ts')).runRegisterScript,
  [commands.saveRegisterScript]: async () => (await import('./registerScript.ts')).saveRegisterScript,
  [commands.selectAccount]: async () => (await import('./accounts.ts')).selectAccount,
  [commands.showLog]: () => Promise.resolve(({ log }) => log.show()),
  [commands.showPlacement]: async () => (await import('./taskHints.ts')).showPlacement,
  [commands.showRegisterScriptAgain]: async () =>
    (await import('./showRegisterScriptAgain.ts')).showRegisterScriptAgain,
  [commands.signIn]: async () => (await import('./signIn.ts')).signIn,
};

export function registerCommands(services: Services): vscode.Disposable[] {
  return Object.entries(handlers).map(([id, load]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        const handler = await load();
        await handler(services, ...(args as never[]));
      } catch (error) {
        const { failureMessage } = await import('../failureText.ts');
        const failure = logFailure(services.log, id, error);
        // Not awaited: the command is over, and a caller must not wait for the user to close a message.
        void vscode.window.showErrorMessage(failureMessage(failure));
      }
    }),
  );
}
