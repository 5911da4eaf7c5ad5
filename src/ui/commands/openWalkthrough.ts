import * as vscode from 'vscode';
import { walkthrough } from '../ids.ts';
import type { Services } from '../services.ts';

export async function openWalkthrough({ context }: Pick<Services, 'context'>): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#${walkthrough}`);
}
