import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/taskdef/rule.ts';
import { ruleScheme } from '../ids.ts';
import type { Services } from '../services.ts';
import { AccountFacts } from './accountFacts.ts';
import { Analyses } from './analyses.ts';
import { CodeFixes } from './codeFixes.ts';
import { Completions } from './completions.ts';
import { ruleFacts } from './hints.ts';
import { Hovers } from './hovers.ts';
import { InlayHints } from './inlayHints.ts';
import { CodeLenses } from './codeLenses.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { languages } from './languages.ts';
import { rangeOf } from './ranges.ts';
import { messageWords } from './words.ts';

/** All that is done in the editor for texts that hold a task definition. */
export class EditorFeatures implements vscode.Disposable {
  readonly needs: FeatureNeeds;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('external-instances');
  readonly #lenses: CodeLenses;
  readonly #inlays: InlayHints;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(services: Services) {
    const facts = new AccountFacts(services);
    this.needs = { services, analyses: new Analyses(services.log), facts };
    this.#lenses = new CodeLenses(this.needs);
    this.#inlays = new InlayHints(this.needs);
    const { languages: api } = vscode;
    this.#subscriptions = [
      facts,
      this.#diagnostics,
      this.#lenses,
      this.#inlays,
      facts.onDidChange(() => this.refresh()),
      api.registerCodeLensProvider(languages, this.#lenses),
      api.registerInlayHintsProvider(languages, this.#inlays),
      api.registerHoverProvider(languages, new Hovers(this.needs)),
      api.registerCompletionItemProvider(languages, new Completions(this.needs), '"', ':', ' '),
      api.registerCodeActionsProvider(languages, new CodeFixes(this.needs), {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    ];
  }

  async update(document: vscode.TextDocument): Promise<void> {
    const analysis = await this.needs.analyses.of(document);
    // Another version is on its way through here, or it was closed.
    if (document.isClosed || analysis.version !== document.version) return;
    const { facts, analyses } = this.needs;
    this.#diagnostics.set(
      document.uri,
      analyses.findings(analysis, ruleFacts(facts)).map((finding) => diagnosticOf(document, finding)),
    );
  }

  close({ uri }: vscode.TextDocument): void {
    this.#diagnostics.delete(uri);
  }

  /** More is known, or a setting was changed. */
  refresh(): void {
    this.#lenses.refresh();
    this.#inlays.refresh();
    for (const document of vscode.workspace.textDocuments) {
      if (languages.includes(document.languageId)) void this.update(document);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

function diagnosticOf(document: vscode.TextDocument, { rule, severity, span, message }: Finding): vscode.Diagnostic {
  const range = rangeOf(document, span);
  const diagnostic = new vscode.Diagnostic(range, messageWords(message), severities[severity]);
  diagnostic.source = 'External Instances';
  diagnostic.code = { value: rule, target: vscode.Uri.from({ scheme: ruleScheme, path: `/${rule}.md` }) };
  return diagnostic;
}
