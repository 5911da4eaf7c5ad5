import * as vscode from 'vscode';
import type { Span } from '../../core/taskdef/node.ts';

export function rangeOf(document: vscode.TextDocument, { offset, length }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}
