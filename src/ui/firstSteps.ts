import * as vscode from 'vscode';
import type { Subscription } from '../core/event.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { contextKeys } from './ids.ts';
import type { ActivationVault } from './registration/activationVault.ts';

/** Tells the walkthrough which of its steps are done: by what came of them, not by the button that was pressed. */
export function followFirstSteps(
  fleet: Pick<Fleet, 'accounts' | 'onDidChange'>,
  vault: Pick<ActivationVault, 'onDidChange' | 'records'>,
): Subscription {
  const done = new Set<string>();
  const tell = (step: string, isDone: boolean): void => {
    if (!isDone || done.has(step)) return;
    done.add(step);
    void vscode.commands.executeCommand('setContext', step, true);
  };
  const onAccounts = (): void => {
    const kinds = fleet.accounts.map(({ ref }) => ref.source.kind);
    tell(contextKeys.demoExplored, kinds.includes('demo'));
    tell(
      contextKeys.accountChosen,
      kinds.some((kind) => kind !== 'demo'),
    );
  };
  const onActivations = (): void => tell(contextKeys.activationMade, vault.records().length > 0);
  onAccounts();
  onActivations();
  const subscriptions = [
    fleet.onDidChange(({ account }) => {
      if (!account) onAccounts();
    }),
    vault.onDidChange(onActivations),
  ];
  return {
    dispose: () => {
      for (const each of subscriptions) each.dispose();
    },
  };
}
