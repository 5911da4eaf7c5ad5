import * as vscode from 'vscode';
import type { Found } from './featureNeeds.ts';
import { messageWords } from './words.ts';

/** The fixes of findings. Their places are those of the text that was checked, which VS Code holds against its own. */
export class CodeFixes implements vscode.CodeActionProvider {
  readonly #found: (uri: vscode.Uri) => readonly Found[];

  constructor(found: (uri: vscode.Uri) => readonly Found[]) {
    this.#found = found;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const asked = this.#found(document.uri).filter(([diagnostic]) => diagnostic.range.intersection(range));
    return asked.flatMap(([diagnostic, { rule, fixes }]) =>
      fixes.map((fix) => {
        const action = new vscode.CodeAction(messageWords(fix.title), vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        for (const { span, text } of fix.edits) {
          const place = new vscode.Range(
            document.positionAt(span.offset),
            document.positionAt(span.offset + span.length),
          );
          action.edit.replace(document.uri, place, text);
        }
        action.diagnostics = context.diagnostics.filter(
          (each) => isOf(each, rule) && each.range.isEqual(diagnostic.range),
        );
        action.isPreferred = fix.isPreferred === true;
        return action;
      }),
    );
  }
}

function isOf({ code }: vscode.Diagnostic, rule: string): boolean {
  return typeof code === 'object' && code.value === rule;
}
