import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';

/** Whether there is an account that can be asked; where there is none, the user is offered to choose one. */
export async function hasAccount({ accounts, fleet }: Pick<Services, 'accounts' | 'fleet'>): Promise<boolean> {
  // An unusable configuration is told by the view; here it only means that there is none.
  await accounts.ensureShown().catch(() => undefined);
  if (fleet.accounts.length > 0) return true;
  void askForAccount();
  return false;
}

async function askForAccount(): Promise<void> {
  const select = l10n.t('Select Account…');
  const demo = l10n.t('Explore a Demo Account');
  const answer = await vscode.window.showInformationMessage(l10n.t('Choose an AWS account first.'), select, demo);
  if (answer === select) await vscode.commands.executeCommand(commands.selectAccount);
  if (answer === demo) await vscode.commands.executeCommand(commands.exploreDemoAccount);
}
