import * as vscode from 'vscode';
import { longestText, looksLikeTaskDefinition } from '../../core/taskdef/parse/sniff.ts';
import { property, textOf } from '../../core/taskdef/node.ts';
import type { TextDefinition } from '../commands/registerRevisionSource.ts';
import { languages } from './languages.ts';
import type { Analyses } from './analyses.ts';

const pattern = '**/*.{json,jsonc,yaml,yml,tf,hcl,tofu,template,tpl,tftpl,j2}';
/** What tools fetched or made. */
const excluded = '**/{node_modules,.git,.terraform,.venv,vendor}/**';
/** A workspace of more is not looked through to its end; the user is told how many were. */
const mostFiles = 5_000;
/** As many as hide the time of a disk that is far away. */
const atOnce = 8;

export interface FoundDefinitions {
  readonly found: readonly TextDefinition[];
  /** How many files were looked at, and whether there were more. */
  readonly files: number;
  readonly isCut: boolean;
}

/** The task definitions of a family in the workspace's files, and in texts that are open. */
export async function definitionsOfFamily(
  family: string,
  analyses: Pick<Analyses, 'of'>,
  token: vscode.CancellationToken,
): Promise<FoundDefinitions> {
  const files = await vscode.workspace.findFiles(pattern, excluded, mostFiles, token);
  const open = vscode.workspace.textDocuments
    .filter(
      ({ uri, languageId }) =>
        ['file', 'untitled', 'vscode-remote'].includes(uri.scheme) && languages.includes(languageId),
    )
    .map(({ uri }) => uri);
  const uris = [...new Map([...open, ...files].map((uri) => [uri.toString(), uri])).values()];
  const found: TextDefinition[] = [];
  for (let from = 0; from < uris.length && !token.isCancellationRequested; from += atOnce) {
    const some = await Promise.all(uris.slice(from, from + atOnce).map((uri) => definitionsIn(uri, family, analyses)));
    found.push(...some.flat());
  }
  return { found, files: uris.length, isCut: files.length >= mostFiles };
}

async function definitionsIn(
  uri: vscode.Uri,
  family: string,
  analyses: Pick<Analyses, 'of'>,
): Promise<readonly TextDefinition[]> {
  const shown = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  try {
    if (!shown && !(await isCandidate(uri, family))) return [];
    const document = shown ?? (await vscode.workspace.openTextDocument(uri));
    if (!document.getText().includes(family)) return [];
    const analysis = await analyses.of(document);
    return analysis.document.definitions
      .filter(({ root }) => textOf(property(root, 'family')) === family)
      .map((definition) => ({ document, analysis, definition }));
  } catch {
    // Deleted meanwhile, not to be read, or no text: it holds none.
    return [];
  }
}

/** Whether it is worth opening as a document, which wakes other extensions. */
async function isCandidate(uri: vscode.Uri, family: string): Promise<boolean> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > longestText) return false;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return text.includes(family) && looksLikeTaskDefinition({ text, languageId: 'plaintext', fileName: uri.path });
}
