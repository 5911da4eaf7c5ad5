import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { comparable } from '../../core/tasks/comparable.ts';
import type { TaskRevision } from '../../core/tasks/gateway.ts';
import { definitionOf } from '../../core/tasks/registerInput.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { derivedUri } from '../taskdef/derivedDocuments.ts';
import { definitionsOfFamily, type FoundDefinitions } from '../taskdef/workspaceDefinitions.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { openRevision, revisionPath } from './openTaskDefinition.ts';
import type { TextDefinition } from './registerRevisionSource.ts';
import { revisionName } from './registerRevisionWrite.ts';
import { revisionOfRow } from './revisionOfRow.ts';

type Needs = Pick<Services, 'accounts' | 'fleet' | 'hints' | 'log' | 'tasks' | 'view'>;

/** The task definition that a task or a service runs beside that of the same family in the workspace. */
export async function compareTaskDefinition(services: Needs, given?: TreeNode): Promise<void> {
  const title = l10n.t('Compare Task Definition with Workspace File');
  const chosen = await revisionOfRow(services, given, title);
  if (!chosen) return;
  const { revision } = chosen;
  const looked = await look(services, revision.family);
  if (!looked) return;
  const source = await choose(looked, title);
  if (source) await show(revision, source);
  else if (looked.found.length === 0) void tellNone(revision, looked);
}

/** Undefined where the user called it off. */
function look({ hints }: Needs, family: string): Thenable<FoundDefinitions | undefined> {
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Looking for {0} in the workspace', inMessage(family));
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, token) => {
    const { needs } = await hints();
    const looked = await definitionsOfFamily(family, needs.analyses, token);
    return token.isCancellationRequested ? undefined : looked;
  });
}

async function choose({ found }: FoundDefinitions, title: string): Promise<TextDefinition | undefined> {
  const [first, ...others] = found;
  if (!first || others.length === 0) return first;
  const picked = await pickOne({
    title,
    placeholder: l10n.t('Several files hold it: with which one?'),
    items: found.map((source) => {
      const { document, definition } = source;
      const line = document.positionAt(definition.anchor.offset).line + 1;
      const label = inPick(vscode.workspace.asRelativePath(document.uri));
      return { label, description: l10n.t('line {0}', String(line)), source };
    }),
  });
  return typeof picked === 'object' ? picked.source : undefined;
}

async function show(revision: TaskRevision, source: TextDefinition): Promise<void> {
  const { document, definition, analysis } = source;
  const { text } = analysis;
  const file = definitionOf(definition, text);
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const left = JSON.stringify(comparable(revision.definition, file), undefined, indent);
  const right = JSON.stringify(file, undefined, indent);
  const name = revisionName(revision);
  const fileName = vscode.workspace.asRelativePath(document.uri);
  if (left === right) {
    const same = l10n.t('{0} says the same as {1}.', inMessage(fileName), inMessage(name));
    void vscode.window.showInformationMessage(same);
    return;
  }
  const registered = derivedUri(revisionPath(revision), `${left}\n`);
  // The file itself can be edited there; but spelled in another way, it would differ in each of its lines.
  const isPlain = !document.isClosed && text.replace(/\r\n/g, '\n').trim() === right;
  const other = isPlain ? document.uri : derivedUri(document.uri.path.replace(/\.\w+$/, '.json'), `${right}\n`);
  const title = isPlain
    ? l10n.t('{0}, registered ↔ {1}', name, fileName)
    : l10n.t('{0}, registered ↔ {1}, as it would be registered', name, fileName);
  await vscode.commands.executeCommand('vscode.diff', registered, other, title);
}

async function tellNone(revision: TaskRevision, { files, isCut }: FoundDefinitions): Promise<void> {
  const open = l10n.t('Open Task Definition');
  const family = inMessage(revision.family);
  const words =
    files === 0
      ? l10n.t('No file is open that could hold the task definition {0}: open its folder first.', family)
      : isCut
        ? l10n.t(
            'No file of the workspace holds a task definition of the family {0}, as far as {1} files were looked at.',
            family,
            files,
          )
        : l10n.t(
            'No file of the workspace holds a task definition of the family {0}; {1} were looked at.',
            family,
            files,
          );
  if ((await vscode.window.showInformationMessage(words, open)) === open) await openRevision(revision);
}
