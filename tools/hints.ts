import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from '../src/core/taskdef/check.ts';
import { noTasks, type TaskDocument } from '../src/core/taskdef/document.ts';
import type { HclParser } from '../src/core/taskdef/parse/hclTree.ts';
import { loadHclParser } from '../src/core/taskdef/parse/loadHcl.ts';
import { parseDocument } from '../src/core/taskdef/parse/parseDocument.ts';
import { longestText, looksLikeTaskDefinition, syntaxOf, type ParseInput } from '../src/core/taskdef/parse/sniff.ts';
import type { Finding, Severity } from '../src/core/taskdef/rule.ts';
import { messageText } from '../src/core/text/message.ts';
import { visible } from '../src/core/text/label.ts';
import { sentence } from './lib/complaint.ts';

const usage = 'Use: npm run hints -- [--json] FILE…';

/** What `--json` prints. */
export interface HintsReport {
  /** All files that could be read, in the order in which they were given. */
  readonly files: readonly FileReport[];
  /** Files whose ending says nothing of what is in them, and whose content is nothing that hints are about. */
  readonly passedOver: readonly string[];
  /** Files that could not be read, and rules that failed: each a sentence. */
  readonly problems: readonly string[];
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

export interface FileReport {
  /** As it was given. */
  readonly file: string;
  /** How many task definitions and services were found in it; 0 in a file that is something else. */
  readonly taskDefinitions: number;
  readonly services: number;
  /** Manifests for Kubernetes that start containers. */
  readonly workloads: number;
  /** In the order of the text. */
  readonly findings: readonly FindingReport[];
}

export interface FindingReport {
  /** Its page is `docs/rules.md#<rule>`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly start: Position;
  readonly end: Position;
}

/** `line` and `column` count from 1, `offset` from 0; columns and offsets in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/**
 * `npm run hints -- [--json] FILE…`: what the editor says about task definitions and manifests, without the editor and without AWS.
 *
 * @returns 0, 1 where there are errors, 2 where it was used wrongly, a file could not be read or a rule failed
 */
export async function main(args: string[]): Promise<number> {
  const read = readArguments(args);
  if (typeof read === 'string') {
    console.error(read);
    return 2;
  }
  letReadersLeave();
  const report = await hintsOf(read.files);
  if (read.json) console.log(JSON.stringify(report, undefined, 2));
  else print(report);
  if (report.passedOver.length > 0) console.error(passedOverWords(report.passedOver));
  for (const problem of report.problems) console.error(problem);
  if (report.problems.length > 0) return 2;
  return report.errors > 0 ? 1 : 0;
}

/** Who closes the pipe, as `head` does, has read what he wanted: that is no failure. */
function letReadersLeave(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(unlessClosed)) stream.on('error', unlessClosed);
  }
}

function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** A text says what is wrong with them. */
export function readArguments(args: string[]): { readonly files: readonly string[]; readonly json: boolean } | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    });
    if (positionals.length === 0) return `Name at least one file. ${usage}`;
    return { files: positionals, json: values.json === true };
  } catch (error) {
    // Some of Node's messages go on over further lines.
    return `${sentence(error).split('\n')[0] ?? ''} ${usage}`;
  }
}

export async function hintsOf(names: readonly string[]): Promise<HintsReport> {
  const files: FileReport[] = [];
  const passedOver: string[] = [];
  const problems: string[] = [];
  for (const name of names) {
    const text = await readFile(resolve(whereCalled(), name), 'utf8').catch((error: unknown) =>
      unreadable(name, error),
    );
    if (typeof text !== 'string') {
      problems.push(text.problem);
      continue;
    }
    const input = inputOf(name, text);
    const file = await hintsOfText(input, problems);
    files.push(file);
    if (!input.isKnownEnding && isEmpty(file)) passedOver.push(name);
  }
  const findings = files.flatMap((file) => file.findings);
  const count = (severity: Severity): number => findings.filter((each) => each.severity === severity).length;
  return { files, passedOver, problems, errors: count('error'), warnings: count('warning'), infos: count('info') };
}

/** `npm run` starts scripts in the folder of their package, which is not where the files were named. */
function whereCalled(): string {
  const { INIT_CWD, npm_lifecycle_event: script } = process.env;
  return script === 'hints' && INIT_CWD !== undefined ? INIT_CWD : process.cwd();
}

interface NamedInput extends ParseInput {
  /** It says how the file is written, or that it is a template. */
  readonly isKnownEnding: boolean;
}

/** In VS Code the user names the language of a file whose ending says nothing; here its beginning has to tell. */
function inputOf(fileName: string, text: string): NamedInput {
  const byName: ParseInput = { text, languageId: 'plaintext', fileName };
  const isKnownEnding = syntaxOf(byName) !== undefined;
  return { ...byName, ...(!isKnownEnding && { languageId: languageByContent(text) }), isKnownEnding };
}

const spacesAndComments = /[\uFEFF\s]+|#.*|\/\/.*|\/\*[^]*?\*\//y;

/** What begins otherwise is not tried: prose and code have such texts within them as examples. */
function languageByContent(text: string): string {
  if (text.length > longestText) return 'plaintext';
  let begin = 0;
  // One by one: a pattern that repeats them all runs out of stack in a long text.
  for (spacesAndComments.lastIndex = 0; spacesAndComments.test(text);) begin = spacesAndComments.lastIndex;
  const start = text.slice(begin);
  if (/^[{[](?![{%])/.test(start)) return 'json';
  // Markdown may begin as YAML does.
  if (/^ {0,3}```/m.test(start)) return 'plaintext';
  if (/^(?:\{\{|---|- |["']?[\w.$-]+["']?:\s)/.test(start)) return 'yaml';
  if (/^\w+(?: +(?:\w+|"[^"\n]*"))* *[{=]/.test(start) && /\bresource +"aws_ecs_/.test(start)) return 'terraform';
  return 'plaintext';
}

function isEmpty({ taskDefinitions, services, workloads }: FileReport): boolean {
  return taskDefinitions + services + workloads === 0;
}

async function hintsOfText(input: ParseInput, problems: string[]): Promise<FileReport> {
  const { text, fileName: file } = input;
  const document = await documentOf(input);
  const findings = check(text, document, {}, {}, (rule, error) => {
    problems.push(visible(`The rule ${rule} failed on ${file}: ${sentence(error)}`));
  });
  return {
    file,
    taskDefinitions: document.definitions.length,
    services: document.services.length,
    workloads: document.workloads?.length ?? 0,
    findings: findings.map((each) => findingReport(each, text)),
  };
}

async function documentOf(input: ParseInput): Promise<TaskDocument> {
  if (!looksLikeTaskDefinition(input)) return noTasks;
  return parseDocument(input, syntaxOf(input) === 'terraform' ? await hclParser() : undefined);
}

let loadingHcl: Promise<HclParser> | undefined;

/** Once, at the first Terraform file. */
function hclParser(): Promise<HclParser> {
  const require = createRequire(import.meta.url);
  const bytes = (module: string): Promise<Uint8Array> => readFile(require.resolve(module));
  return (loadingHcl ??= Promise.all([
    bytes('web-tree-sitter/web-tree-sitter.wasm'),
    bytes('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm'),
  ]).then(([core, grammar]) => loadHclParser({ core, grammar })));
}

function findingReport({ rule, severity, span, message }: Finding, text: string): FindingReport {
  return {
    rule,
    severity,
    message: messageText(message),
    start: positionAt(text, span.offset),
    end: positionAt(text, span.offset + span.length),
  };
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, offset };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'its permissions do not allow it',
};

function unreadable(name: string, error: unknown): { readonly problem: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = Object.hasOwn(reasons, code) ? `${reasons[code] ?? code}.` : sentence(error);
  return { problem: visible(`${name} can't be read: ${reason}`) };
}

/** As many as a reader takes in: somebody may give all files of a repository. */
const mostNamed = 5;

/** One line however many there are. */
function passedOverWords(names: readonly string[]): string {
  const more = names.length - mostNamed;
  const listed = names.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return visible(`No task definition or manifest was found in ${listed}.`);
}

function print({ files, errors, warnings, infos }: HintsReport): void {
  for (const { file, findings } of files) {
    for (const { start, severity, message, rule } of findings) {
      console.log(visible(`${file}:${start.line}:${start.column} ${severity} ${message} (${rule})`));
    }
  }
  const sum = (of: (file: FileReport) => number): number => files.reduce((all, each) => all + of(each), 0);
  const definitions = counted(
    sum((each) => each.taskDefinitions),
    'task definition',
  );
  const workloads = sum((each) => each.workloads);
  const found = workloads === 0 ? definitions : `${definitions} and ${counted(workloads, 'manifest')}`;
  console.log(
    `${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(infos, 'info')} ` +
      `in ${found} of ${counted(files.length, 'file')}`,
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
