import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Finding } from '../../core/taskdef/rule.ts';
import { inMessage } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import type { Analysis } from '../taskdef/parsing/documentReader.ts';
import { derivedUri } from '../taskdef/derivedDocuments.ts';
import { messageWords } from '../taskdef/words.ts';
import { taskAt } from './taskHints.ts';

/** Shows what would change beside what is there, and changes it when the user says so. */
export async function convertToExternal(
  services: Pick<Services, 'hints'>,
  uri?: vscode.Uri,
  index?: number,
): Promise<void> {
  const task = await taskAt(services, uri, index);
  if (!task) return;
  const { document, analysis, index: place } = task;
  const { needs } = await services.hints();
  const converted = await needs.analyses.converted(document, analysis.text, place);
  if (!converted || converted.text === analysis.text) {
    void vscode.window.showInformationMessage(l10n.t('There is nothing to change for external instances.'));
    return;
  }
  const preview = derivedUri(document.uri.path, converted.text);
  const title = l10n.t('{0}: as It Is ↔ for External Instances', document.uri.path.replace(/^.*\//, ''));
  await vscode.commands.executeCommand('vscode.diff', document.uri, preview, title);
  const apply = l10n.t('Apply');
  const discard = l10n.t('Discard');
  const answer = await vscode.window.showInformationMessage(question(converted.left), apply, discard);
  // Left unanswered, the preview stays.
  if (answer === undefined) return;
  if (answer === apply) await applyTo(document, analysis, converted.text);
  await vscode.window.tabGroups.close(tabsOf(preview));
}

async function applyTo(document: vscode.TextDocument, analysis: Analysis, text: string): Promise<void> {
  if (document.isClosed || document.version !== analysis.version) {
    void vscode.window.showWarningMessage(l10n.t('The file was changed meanwhile. Convert it again.'));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(analysis.text.length));
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { preview: false });
}

function tabsOf(preview: vscode.Uri): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === preview.toString(),
    );
}

function question(left: readonly Finding[]): string {
  const [first, ...more] = left;
  if (!first) return l10n.t('Apply these changes?');
  const words = inMessage(messageWords(first.message));
  return more.length === 0
    ? l10n.t('Apply these changes? What remains to be done by hand: {0}', words)
    : l10n.t('Apply these changes? What remains to be done by hand: {0}, and {1} more', words, more.length);
}
