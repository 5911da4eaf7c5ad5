import * as vscode from 'vscode';
import type { Finding, Fix } from '../../core/taskdef/rule.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { ruleFacts } from './hints.ts';
import { rangeOf } from './ranges.ts';
import { messageWords } from './words.ts';

/**
 * The fixes of findings, made of the text as it is now: findings that are shown may be a keystroke old, and edits at their
 * places would damage what was typed since.
 */
export class CodeFixes implements vscode.CodeActionProvider {
  readonly #needs: FeatureNeeds;

  constructor(needs: FeatureNeeds) {
    this.#needs = needs;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    asked: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const { analyses, facts } = this.#needs;
    const analysis = await analyses.of(document);
    const findings = await analyses.findings(analysis, ruleFacts(facts, analysis.document), document);
    if (analysis.version !== document.version) return [];
    return findings
      .filter(({ span }) => rangeOf(document, span).intersection(asked))
      .flatMap((finding) => finding.fixes.map((fix) => actionOf(document, finding, fix, context)));
  }
}

function actionOf(
  document: vscode.TextDocument,
  { rule, span }: Finding,
  fix: Fix,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction {
  const action = new vscode.CodeAction(messageWords(fix.title), vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const edit of fix.edits) action.edit.replace(document.uri, rangeOf(document, edit.span), edit.text);
  const range = rangeOf(document, span);
  action.diagnostics = diagnostics.filter((each) => isOf(each, rule) && each.range.isEqual(range));
  action.isPreferred = fix.isPreferred === true;
  return action;
}

function isOf({ code }: vscode.Diagnostic, rule: string): boolean {
  return typeof code === 'object' && code.value === rule;
}
