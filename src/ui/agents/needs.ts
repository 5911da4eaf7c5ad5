import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { AgentError, plain } from '../../core/agents/answer.ts';
import { inMessage } from '../../core/text/label.ts';
import { longestText } from '../../core/taskdef/parse/sniff.ts';
import { hoursPerMonth } from '../cost/preferences.ts';
import { logFailure } from '../log.ts';
import { isReadOnly } from '../readOnlyMode.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import type { Services } from '../services.ts';
import { severities } from '../taskdef/hintSettings.ts';
import type { AgentNeeds, WorkspaceText } from './agentNeeds.ts';
import { pathInside } from './workspacePath.ts';

/** What tools need, by VS Code. */
export function agentNeeds(services: Services): AgentNeeds {
  const { accounts, fleet, log } = services;
  return {
    fleet,
    ensureShown: () => accounts.ensureShown(),
    registration: (ref) => services.registration(ref),
    create: async (registration) => {
      const { createAndKeep, LostAnswer } = await import('../registration/createActivation.ts');
      const record = await createAndKeep(services, registration, globalThis.crypto.randomUUID())
        .finally(() => registration.account.outdateActivations())
        .catch((error: unknown) => {
          if (!(error instanceof LostAnswer)) throw error;
          logFailure(log, `Creating activation ${error.activationId}`, error.cause);
          throw new AgentError(
            `The connection broke after AWS had created the activation ${error.activationId}, before its code arrived, so it can't be used. The user deletes it in the Activations view; then try again.`,
          );
        });
      // Not awaited: the tool is over, and its caller must not wait for the user to close a message.
      void offerScript(services, record).catch((error: unknown) => logFailure(log, 'Showing the script', error));
      return record;
    },
    severities: () => severities(undefined),
    readFile,
    parse: async ({ text, languageId, fileName }) => {
      const { needs } = await services.hints();
      return (await needs.analyses.of({ version: 1, languageId, fileName, getText: () => text })).document;
    },
    prices: async () => (await services.prices()).open(),
    hoursPerMonth,
    isReadOnly,
    isTrusted: () => vscode.workspace.isTrusted,
    now: Date.now,
    failed: (what, error) => logFailure(log, what, error),
  };
}

async function offerScript(services: Services, record: ActivationRecord): Promise<void> {
  const [{ showRegisterScript }, { watchArrival }] = await Promise.all([
    import('../registration/scriptDocument.ts'),
    import('../registration/arrivalWatch.ts'),
  ]);
  void watchArrival(services, record).catch((error: unknown) =>
    logFailure(services.log, 'Watching for the host', error),
  );
  const until = new Date(record.expiresAt).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const show = l10n.t('Show Script');
  const answer = await vscode.window.showInformationMessage(
    l10n.t(
      'The register script for {0} is ready. Its activation can be used until {1}.',
      inMessage(record.cluster?.name ?? ''),
      until,
    ),
    show,
  );
  if (answer === show) await showRegisterScript(record);
}

/** A file of a folder that is open. What is being edited counts as it is in the editor. */
async function readFile(path: string): Promise<WorkspaceText> {
  const uri = await fileInWorkspace(path);
  const file = plain(vscode.workspace.asRelativePath(uri), 4096);
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  const text = open?.getText() ?? (await textOf(uri, file));
  if (text.length > longestText) throw tooLarge(file);
  const languageId = open?.languageId ?? 'plaintext';
  return { text, languageId, fileName: uri.path, file, severities: severities(uri) };
}

async function textOf(uri: vscode.Uri, file: string): Promise<string> {
  const { size, type } = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => {
    throw new AgentError(`There is no file ${file} in the workspace.`);
  });
  if ((type & vscode.FileType.File) === 0) throw new AgentError(`${file} is no file.`);
  // A character takes up to four bytes.
  if (size > 4 * longestText) throw tooLarge(file);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

function tooLarge(file: string): AgentError {
  return new AgentError(`${file} is larger than any task definition: more than 1 MB.`);
}

async function fileInWorkspace(path: string): Promise<vscode.Uri> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw new AgentError('No folder is open. Give the text itself as "text".');
  let isThere = false;
  for (const { uri: folder, name } of folders) {
    const inside = await pathInside(path, { folder: folder.scheme === 'file' ? folder.fsPath : undefined, name });
    if (inside === undefined) continue;
    const uri = vscode.Uri.joinPath(folder, ...inside);
    isThere = true;
    const found = await Promise.resolve(vscode.workspace.fs.stat(uri)).then(
      () => true,
      () => false,
    );
    if (found) return uri;
  }
  throw new AgentError(
    isThere
      ? `There is no file ${plain(path)} in the workspace.`
      : 'Only files in the folders that are open can be read: give a path relative to one of them.',
  );
}
