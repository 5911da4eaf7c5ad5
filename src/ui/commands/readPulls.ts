import * as vscode from 'vscode';
import { views } from '../ids.ts';
import type { Services } from '../services.ts';
import { hasAccount } from './askForAccount.ts';

/** Reads what was pulled since the last time; the Costs view shows how far it is, and its title how to stop it. */
export async function readPulls({
  accounts,
  costFeatures,
  fleet,
}: Pick<Services, 'accounts' | 'costFeatures' | 'fleet'>): Promise<void> {
  if (!(await hasAccount({ accounts, fleet }))) return;
  const features = await costFeatures();
  await vscode.commands.executeCommand(`${views.costs}.focus`);
  await vscode.window.withProgress({ location: { viewId: views.costs } }, () => features.readPulls());
}

/** What was read stays, and the next read goes on from there. */
export async function stopReadingPulls({ costFeatures }: Pick<Services, 'costFeatures'>): Promise<void> {
  (await costFeatures()).stopReading();
}
