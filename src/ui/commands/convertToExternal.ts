import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { convertToExternal as convert } from '../../core/taskdef/convert.ts';
import type { Finding } from '../../core/taskdef/rule.ts';
import type { Services } from '../services.ts';
import { convertedUri } from '../taskdef/convertedDocuments.ts';
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
  const parse = await needs.analyses.parser(document);
  const converted = convert(analysis.text, parse, place);
  if (!converted || converted.text === analysis.text) {
    void vscode.window.showInformationMessage(l10n.t('There is nothing to change for external instances.'));
    return;
  }
  const title = l10n.t('{0}: as It Is ↔ for External Instances', document.uri.path.replace(/^.*\//, ''));
  await vscode.commands.executeCommand('vscode.diff', document.uri, convertedUri(document.uri, converted.text), title);
  const apply = l10n.t('Apply');
  const answer = await vscode.window.showInformationMessage(question(converted.left), apply);
  if (answer !== apply) return;
  if (document.version !== analysis.version) {
    void vscode.window.showWarningMessage(l10n.t('The file was changed meanwhile. Convert it again.'));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(analysis.text.length));
  edit.replace(document.uri, whole, converted.text);
  await vscode.workspace.applyEdit(edit);
}

function question(left: readonly Finding[]): string {
  const [first] = left;
  return first
    ? l10n.t('Apply these changes? What remains to be done by hand: {0}', messageWords(first.message))
    : l10n.t('Apply these changes?');
}
