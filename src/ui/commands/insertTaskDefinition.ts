import * as vscode from 'vscode';
import { taskDefinitionSnippet } from '../../core/taskdef/completion/taskDefinitionSnippet.ts';
import type { TaskFormat } from '../../core/taskdef/document.ts';
import { syntaxOf } from '../../core/taskdef/parse/sniff.ts';

/** A whole task definition for external instances, in the notation of the file; in a new JSON file where there is none. */
export async function insertTaskDefinition(): Promise<void> {
  const open = vscode.window.activeTextEditor;
  const format = open && formatOf(open.document);
  const isEmpty = open?.document.getText().trim() === '';
  const editor =
    open && format
      ? open
      : await vscode.window.showTextDocument(
          await vscode.workspace.openTextDocument({ language: 'json', content: '' }),
        );
  const snippet = taskDefinitionSnippet(format ?? 'json');
  const isTemplate = isEmpty && format === 'cloudFormationYaml';
  await editor.insertSnippet(new vscode.SnippetString(isTemplate ? template(snippet) : snippet));
}

/** In an empty file, a resource by itself is no template yet. */
function template(resource: string): string {
  return `Resources:\n${resource.replace(/^(?=.)/gm, '  ')}`;
}

/** Of files in which no task definition is written: none. */
function formatOf(document: vscode.TextDocument): TaskFormat | undefined {
  const text = document.getText();
  const { languageId, fileName } = document;
  switch (syntaxOf({ text, languageId, fileName })) {
    case 'json':
      return /"(Resources|AWSTemplateFormatVersion)"/.test(text) ? 'cloudFormationJson' : 'json';
    case 'yaml':
      return 'cloudFormationYaml';
    case 'terraform':
      return 'terraform';
    case undefined:
      return undefined;
  }
}
