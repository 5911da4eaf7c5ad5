import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TaskDefinitionSource } from '../../core/taskdef/document.ts';
import type { Finding } from '../../core/taskdef/rule.ts';
import { message } from '../../core/text/message.ts';
import { toRegisterInput, type Obstacle, type RegisterInput } from '../../core/tasks/registerInput.ts';
import { syntaxError } from '../../core/tasks/syntax.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import { input as inputBox, pickOne } from '../steps.ts';
import type { Analysis } from '../taskdef/parsing/documentReader.ts';
import { ruleFacts } from '../taskdef/hints.ts';
import { rangeOf } from '../taskdef/ranges.ts';
import { messageWords } from '../taskdef/words.ts';

/** A task definition of a text that is open, on its way to AWS. */
export interface TextDefinition {
  readonly document: vscode.TextDocument;
  readonly analysis: Analysis;
  readonly definition: TaskDefinitionSource;
}

export function definitionName({ definition, document }: TextDefinition): string {
  return definition.name ?? document.uri.path.replace(/^.*\//, '');
}

/** The task definitions of a text, the one at the cursor first; none where there is no such text. */
export async function definitionsIn(
  { hints }: Pick<Services, 'hints'>,
  uri: vscode.Uri | undefined,
): Promise<readonly TextDefinition[]> {
  const editor = vscode.window.activeTextEditor;
  const document = uri ? await vscode.workspace.openTextDocument(uri) : editor?.document;
  if (!document) return [];
  const { needs } = await hints();
  const analysis = await needs.analyses.of(document);
  const { definitions } = analysis.document;
  const cursor = editor?.document === document ? document.offsetAt(editor.selection.active) : 0;
  const here = definitions.findLast(({ anchor }) => anchor.offset <= cursor);
  return [...definitions]
    .sort((a, b) => Number(b === here) - Number(a === here))
    .map((definition) => ({ document, analysis, definition }));
}

/** The one that a command is about: the only one, or one that the user picks. */
export async function chooseDefinition(
  services: Pick<Services, 'hints'>,
  uri: vscode.Uri | undefined,
  title: string,
): Promise<TextDefinition | undefined> {
  const [first, ...others] = await definitionsIn(services, uri);
  if (!first) {
    void vscode.window.showInformationMessage(l10n.t('Open a file that holds an ECS task definition first.'));
    return undefined;
  }
  if (others.length === 0) return first;
  const picked = await pickOne({
    title,
    placeholder: l10n.t('Choose a task definition of the file'),
    items: [first, ...others].map((source) => ({ label: inPick(definitionName(source)), source })),
  });
  return typeof picked === 'object' ? picked.source : undefined;
}

export interface Ready {
  readonly input: RegisterInput;
  /** Names that are not sent. */
  readonly dropped: readonly string[];
  /** What its rules hold for errors: AWS is expected to refuse it. */
  readonly errors: readonly Finding[];
}

/** What would be sent; undefined where something is in the way, which the user is told, or the user leaves. */
export async function inputOf(
  services: Pick<Services, 'hints'>,
  source: TextDefinition,
  title: string,
): Promise<Ready | undefined> {
  const broken = await syntaxObstacle(source);
  if (broken) {
    await tellObstacles(source, [broken]);
    return undefined;
  }
  let made = toRegisterInput(source.definition);
  const [only, ...others] = made.obstacles;
  if (only?.path === 'family' && only.kind === 'missing' && others.length === 0) {
    const family = await askForFamily(source, title);
    if (family === undefined) return undefined;
    made = toRegisterInput(source.definition, family);
  }
  const { input, dropped, obstacles } = made;
  if (!input) {
    await tellObstacles(source, obstacles);
    return undefined;
  }
  const { needs } = await services.hints();
  const { offset, length } = source.definition.root;
  const facts = ruleFacts(needs.facts, source.analysis.document);
  const findings = await needs.analyses.findings(source.analysis, facts, source.document);
  const errors = findings.filter(
    ({ severity, span }) => severity === 'error' && span.offset >= offset && span.offset <= offset + length,
  );
  return { input, dropped, errors };
}

/** Of a text that is being typed, what can be read is not all that is meant. */
async function syntaxObstacle({ definition, analysis }: TextDefinition): Promise<Obstacle | undefined> {
  const { format } = definition;
  const hcl = format === 'terraform' ? await (await import('../taskdef/hcl.ts')).hclParser() : undefined;
  const span = syntaxError(analysis.text, format, hcl);
  return span && { kind: 'syntax', path: '', span, message: message('the text breaks the syntax of its format') };
}

async function askForFamily({ definition }: TextDefinition, title: string): Promise<string | undefined> {
  const answer = await inputBox({
    title,
    prompt: l10n.t('The text names no family. Which one shall it be?'),
    value: (definition.name ?? '').replace(/[^\w-]/g, '-').slice(0, 255),
    problem: (value) =>
      /^[\w-]{1,255}$/.test(value)
        ? undefined
        : l10n.t('Up to 255 letters (a to z), digits, hyphens and underscores are allowed.'),
  });
  return typeof answer === 'string' ? answer : undefined;
}

const mostLines = 10;

async function tellObstacles(source: TextDefinition, obstacles: readonly Obstacle[]): Promise<void> {
  const { document } = source;
  const [first] = obstacles;
  const name = inMessage(definitionName(source));
  const sentence = obstacles.some(({ kind }) => kind === 'deployTime')
    ? l10n.t("{0} can't be registered from here: there are values that are known only at deploy time.", name)
    : l10n.t("{0} can't be registered as it is.", name);
  const lines = obstacles.slice(0, mostLines).map(({ span, message: text }) => {
    const line = document.positionAt(span.offset).line + 1;
    return l10n.t('Line {0}: {1}.', String(line), messageWords(text));
  });
  const more = obstacles.length - lines.length;
  const detail = [...lines, ...(more > 0 ? [l10n.t('And {0} more.', more)] : [])].join('\n');
  const show = l10n.t('Show');
  const answer = await vscode.window.showWarningMessage(sentence, { modal: true, detail }, show);
  if (answer !== show || !first) return;
  await vscode.window.showTextDocument(document, { selection: rangeOf(document, first.span) });
}
