import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import { commands, scriptScheme } from '../ids.ts';
import type { Services } from '../services.ts';
import type { ActivationRecord } from './activationVault.ts';

export type ScriptNeeds = Pick<Services, 'registration' | 'vault'>;

/**
 * The address of a register script. A read-only document, not an untitled one: VS Code backs up untitled documents to
 * disk, and the script holds a secret.
 */
export function scriptUri({ id, cluster }: ActivationRecord): vscode.Uri {
  const name = `register-${cluster.name.replace(/[^\w-]+/g, '-')}.sh`;
  return vscode.Uri.from({ scheme: scriptScheme, path: `/${name}`, query: id });
}

/** The script of an activation, with its code; `undefined` once the activation has ended. */
export async function registerScript(
  { registration, vault }: ScriptNeeds,
  activationId: string,
): Promise<string | undefined> {
  const record = vault.record(activationId);
  const code = await vault.code(activationId);
  if (!record || code === undefined) return undefined;
  const { installer } = await registration(record.account);
  // A large text, which few sessions need.
  const { ecsLinuxRegisterScript } = await import('../../core/registration/registerScript.ts');
  return ecsLinuxRegisterScript({
    cluster: record.cluster.name,
    region: record.account.region,
    activationId,
    activationCode: code,
    expiresAt: record.expiresAt,
    registrationLimit: record.registrationLimit,
    installer,
  });
}

/** In a browser VS Code keeps secrets in memory, unless whoever serves it provides a store. */
export function secretsAreFleeting(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Web;
}

/** Opens the document with the script. */
export async function showRegisterScript(record: ActivationRecord): Promise<void> {
  const document = await vscode.workspace.openTextDocument(scriptUri(record));
  await vscode.window.showTextDocument(document, { preview: false });
}

export class ScriptDocuments implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #needs: ScriptNeeds;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscription: Subscription;

  readonly onDidChange = this.#changed.event;

  constructor(needs: ScriptNeeds) {
    this.#needs = needs;
    this.#subscription = needs.vault.onDidChange(() => this.#onVaultChange());
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const script = await registerScript(this.#needs, uri.query);
    return (
      script ?? `# ${l10n.t('This activation has ended, or its code is no longer known. Register the host again.')}\n`
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.#needs.vault.record(document.uri.query)) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(top, { title, command, arguments: [document.uri] });
    return [
      ...(secretsAreFleeting() ? [lens(l10n.t('This browser forgets the script on reload: copy or save it'), '')] : []),
      lens(l10n.t('Run in Terminal'), commands.runRegisterScript),
      lens(l10n.t('Copy'), commands.copyRegisterScript),
      lens(l10n.t('Save…'), commands.saveRegisterScript),
    ];
  }

  /** An open script goes away with its activation. */
  #onVaultChange(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === scriptScheme && !this.#needs.vault.record(uri.query)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
