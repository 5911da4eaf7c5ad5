import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';

export function registerCommands(services: Services): vscode.Disposable[] {
  return Object.values(commands).map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        const [{ handlers }, { isRefused }] = await Promise.all([import('./handlers.ts'), import('./refusal.ts')]);
        if (isRefused(id)) return;
        const handler = await handlers[id]();
        // VS Code types no arguments: the parameters of each handler say what its menus pass.
        await handler(services, ...(args as never[]));
      } catch (error) {
        const { failureMessage } = await import('../failureText.ts');
        const failure = logFailure(services.log, id, error);
        // Turned on while the command was at it.
        if (failure.reason === 'readOnly') {
          (await import('./refusal.ts')).tellReadOnly();
          return;
        }
        // Not awaited: the command is over, and a caller must not wait for the user to close a message.
        void vscode.window.showErrorMessage(failureMessage(failure));
      }
    }),
  );
}
