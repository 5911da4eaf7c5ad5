import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HandOutFile, HandOutOptions } from '../../core/registration/handOut.ts';
import { scriptScheme } from '../ids.ts';
import type { Services } from '../services.ts';
import type { ActivationRecord } from './activationVault.ts';
import { filesOf, type ScriptPart } from './scriptActions.ts';

/**
 * Register scripts as read-only documents, not untitled ones: VS Code backs up untitled documents to disk, and a script
 * holds a secret. All the texts of scripts come with this module: what is loaded at the start must not import it.
 */

export type ScriptNeeds = Pick<Services, 'registration' | 'vault'>;

/** The file that a document shows. */
export function fileAt(uri: vscode.Uri, record: ActivationRecord): HandOutFile {
  const files = filesOf(record);
  return files.find(({ part }) => part === uri.fragment) ?? files[0];
}

/** The address of one of its files; of the first unless a part is named. */
export function scriptUri(record: ActivationRecord, part?: ScriptPart): vscode.Uri {
  const files = filesOf(record);
  const file = files.find((each) => each.part === part) ?? files[0];
  return vscode.Uri.from({ scheme: scriptScheme, path: `/${file.name}`, query: record.id, fragment: file.part });
}

export interface HandOut {
  readonly record: ActivationRecord;
  /** With the code: a secret. */
  readonly options: HandOutOptions;
}

/** All that the scripts of an activation are made of; `undefined` once it has ended, or its code is not known any more. */
export async function handOutOf(
  { registration, vault }: ScriptNeeds,
  activationId: string,
): Promise<HandOut | undefined> {
  const record = vault.record(activationId);
  const secret = await vault.secret(activationId);
  if (!record || !secret) return undefined;
  const { sources } = await registration(record.account);
  const { plan, account, cluster, expiresAt, registrationLimit } = record;
  const options: HandOutOptions = {
    plan,
    sources,
    region: account.region,
    ...(cluster && { cluster: cluster.name }),
    activationId,
    activationCode: secret.code,
    expiresAt,
    registrationLimit,
    ...(secret.proxy && { proxy: secret.proxy }),
  };
  return { record, options };
}

/** In a browser VS Code keeps secrets in memory, unless whoever serves it provides a store. */
function secretsAreFleeting(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Web;
}

/** To say where scripts are handed out: the script can't be shown again after a reload. */
export function fleetingNote(): string | undefined {
  return secretsAreFleeting() ? l10n.t('This browser forgets the script on reload: copy or save it') : undefined;
}

/** Opens the document with the script; of several files with the first, unless a part is named. */
export async function showRegisterScript(record: ActivationRecord, part?: ScriptPart): Promise<void> {
  const uri = scriptUri(record, part);
  let document = await vscode.workspace.openTextDocument(uri);
  const { language } = fileAt(uri, record);
  if (document.languageId !== language) {
    // `user-data` has no extension to tell. Without colours, where the language is not installed, it is as good.
    document = await vscode.languages.setTextDocumentLanguage(document, language).then(
      (changed) => changed,
      () => document,
    );
  }
  await vscode.window.showTextDocument(document, { preview: false });
}
