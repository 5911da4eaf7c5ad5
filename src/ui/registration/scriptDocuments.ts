import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import { scriptScheme } from '../ids.ts';
import { followReadOnly } from '../readOnlyMode.ts';
import type { ScriptNeeds } from './scriptDocument.ts';

/** Gives VS Code the texts of register scripts, and what can be done with them. */
export class ScriptDocuments implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #needs: ScriptNeeds;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly Subscription[];

  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  constructor(needs: ScriptNeeds) {
    this.#needs = needs;
    this.#subscriptions = [
      needs.vault.onDidChange(() => this.#onVaultChange()),
      followReadOnly(() => this.#lensesChanged.fire()),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { fileAt, handOutOf } = await import('./scriptDocument.ts');
    const handOut = await handOutOf(this.#needs, uri.query);
    if (!handOut) {
      return `# ${l10n.t('This activation has ended, or its code is no longer known. Register the host again.')}\n`;
    }
    const { handOutText } = await import('../../core/registration/handOut.ts');
    return handOutText(handOut.options, fileAt(uri, handOut.record).part);
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!this.#needs.vault.record(uri.query)) return [];
    const [{ handOutOf }, { scriptLenses }] = await Promise.all([
      import('./scriptDocument.ts'),
      import('./scriptLenses.ts'),
    ]);
    const handOut = await handOutOf(this.#needs, uri.query);
    return handOut ? scriptLenses(handOut, uri) : [];
  }

  /** An open script goes away with its activation. */
  #onVaultChange(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === scriptScheme && !this.#needs.vault.record(uri.query)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#changed.dispose();
    this.#lensesChanged.dispose();
  }
}
