import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/taskdef/rule.ts';
import { ruleScheme, settings } from '../ids.ts';
import type { Prices } from '../cost/prices.ts';
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
import { TaskFiles } from './taskFiles.ts';
import { messageWords } from './words.ts';

/** All that is done in the editor for texts that hold a task definition, or a manifest for Kubernetes. */
export class EditorFeatures implements vscode.Disposable {
  readonly needs: FeatureNeeds;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('external-instances');
  readonly #lenses: CodeLenses;
  readonly #inlays: InlayHints;
  readonly #files = new TaskFiles();
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(services: Services, prices: Prices) {
    const facts = new AccountFacts(services, mayAsk);
    this.needs = { services, analyses: new Analyses(services.log), facts, prices };
    this.#lenses = new CodeLenses(this.needs);
    this.#inlays = new InlayHints(this.needs);
    const completions = new Completions(this.needs);
    const { languages: api } = vscode;
    this.#subscriptions = [
      facts,
      this.needs.analyses,
      this.#diagnostics,
      this.#files,
      this.#lenses,
      this.#inlays,
      facts.onDidChange(() => this.refresh()),
      prices.onDidChange(() => this.#refreshHints()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#diagnostics.delete(uri)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changing.some((setting) => event.affectsConfiguration(setting))) this.refresh();
      }),
      everyMinute(() => this.#refreshHints()),
      api.registerCodeLensProvider(languages, this.#lenses),
      api.registerInlayHintsProvider(languages, this.#inlays),
      api.registerHoverProvider(languages, new Hovers(this.needs)),
      completions,
      api.registerCompletionItemProvider(languages, completions, '"', ':', ' '),
      api.registerCodeActionsProvider(languages, new CodeFixes(this.needs), {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    ];
  }

  async update(document: vscode.TextDocument): Promise<void> {
    if (!isEdited(document)) return;
    const { facts, analyses, prices } = this.needs;
    const analysis = await analyses.of(document);
    const findings = await analyses.findings(analysis, ruleFacts(facts, analysis.document), document);
    // Another version is on its way through here, or it was closed.
    if (document.isClosed || analysis.version !== document.version) return;
    const isTask = analysis.document.definitions.length > 0;
    this.#files.set(document.uri, isTask);
    if (mayAsk() && (isTask || analysis.document.workloads)) void prices.refreshIfDue();
    this.#diagnostics.set(
      document.uri,
      findings.map((finding) => diagnosticOf(document, finding)),
    );
  }

  /** More is known, or a setting was changed. */
  refresh(): void {
    this.#refreshHints();
    for (const document of vscode.workspace.textDocuments) {
      if (languages.includes(document.languageId)) void this.update(document);
    }
  }

  #refreshHints(): void {
    this.#lenses.refresh();
    this.#inlays.refresh();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** A text of a workspace that is not trusted must not cause requests by what it names. */
function mayAsk(): boolean {
  return vscode.workspace.isTrusted;
}

const changing = [settings.hints, settings.rules, settings.hoursPerMonth];

/** The ages that hints say grow. Nobody is asked for it. */
function everyMinute(action: () => void): { dispose(): void } {
  const timer = setInterval(() => {
    if (vscode.window.state.focused) action();
  }, 60_000);
  return { dispose: () => clearInterval(timer) };
}

/** Not the other side of a diff, nor what nobody can mend: its findings would be listed beside those of the file. */
function isEdited({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
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
