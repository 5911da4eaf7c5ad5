import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { demoAccount } from '../accounts/accounts.ts';
import { selectAccounts } from '../accounts/selectAccount.ts';
import { failureMessage } from '../failureText.ts';
import { commands, viewContainer } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import type { AccountNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'accounts' | 'configuration' | 'fleet' | 'log' | 'reconnect' | 'view'>;

export async function selectAccount({ accounts, configuration, fleet, log, reconnect }: Needs): Promise<void> {
  // What is shown decides what the new choice is asked to stand beside.
  await accounts.ensureShown().catch(() => undefined);
  const profiles = await configuration.profiles().catch((error: unknown) => {
    const failure = logFailure(log, 'Reading the AWS config files', error);
    void offerConfigFile(failure);
    return [];
  });
  const chosen = await selectAccounts({ profiles, shown: fleet.accounts.map(({ ref }) => ref) });
  if (!chosen) return;
  // First no call may be under way on a connection that is about to be closed.
  fleet.cancel();
  reconnect();
  await accounts.choose(chosen);
  await focusView();
}

/** A broken config file must not keep the user from the demo account or the environment. */
async function offerConfigFile(failure: Failure): Promise<void> {
  const open = l10n.t('Open AWS Config File');
  const answer = await vscode.window.showWarningMessage(failureMessage(failure), open);
  if (answer === open) await vscode.commands.executeCommand(commands.openConfigFile);
}

export async function exploreDemoAccount({ accounts }: Needs): Promise<void> {
  await accounts.add(demoAccount);
  await focusView();
}

export async function removeAccount(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, (each): each is AccountNode => each.kind === 'account', services);
  if (!node) return;
  await services.accounts.remove(node.account.ref);
}

async function focusView(): Promise<void> {
  await vscode.commands.executeCommand(`workbench.view.extension.${viewContainer}`);
}
