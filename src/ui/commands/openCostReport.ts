import type * as vscode from 'vscode';
import { restoreReport, showReport, type ReportNeeds } from '../report/reportPanel.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'context' | 'costFeatures' | 'log'>;

export async function openCostReport(services: Needed): Promise<void> {
  showReport(await needsOf(services));
}

/** After a restart of VS Code. */
export async function restoreCostReport(services: Needed, panel: vscode.WebviewPanel): Promise<void> {
  restoreReport(panel, await needsOf(services));
}

async function needsOf(services: Needed): Promise<ReportNeeds> {
  const { costs } = await services.costFeatures();
  return { extensionUri: services.context.extensionUri, costs, log: services.log };
}
