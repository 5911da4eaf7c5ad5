import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TaskRevision } from '../../core/tasks/gateway.ts';
import type { Services } from '../services.ts';
import { derivedUri } from '../taskdef/derivedDocuments.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { revisionOfRow } from './revisionOfRow.ts';

/** The task definition that a task or a service runs, as ECS has it: to be read. */
export async function openTaskDefinition(
  services: Pick<Services, 'accounts' | 'fleet' | 'log' | 'tasks' | 'view'>,
  given?: TreeNode,
): Promise<void> {
  const chosen = await revisionOfRow(services, given, l10n.t('Open Task Definition'));
  if (chosen) await openRevision(chosen.revision);
}

export async function openRevision(revision: TaskRevision): Promise<void> {
  const text = `${JSON.stringify(revision.definition, undefined, 2)}\n`;
  await vscode.window.showTextDocument(derivedUri(revisionPath(revision), text), { preview: true });
}

/** ECS allows letters, digits, hyphens and underscores in a family. */
export function revisionPath({ family, revision }: TaskRevision): string {
  return `/${family}-${String(revision)}.json`;
}
