import { compact } from '../compact.ts';
import type { TaskDocument } from '../taskdef/document.ts';
import type { Finding, Severity } from '../taskdef/rule.ts';
import { messageText } from '../text/message.ts';
import { rules } from '../taskdef/rules/index.ts';
import { plain, plainSentence, type AgentAnswer, type AnswerOf } from './answer.ts';

export interface FindingsFacts {
  readonly text: string;
  /** A path in the workspace; absent for a text that was given. */
  readonly file?: string | undefined;
  readonly document: TaskDocument;
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  /** Rules that failed. */
  readonly failedRules: readonly string[];
}

/** What `npm run hints` says of a text. Of more findings than are listed the worst are. */
export function findingsAnswer({ text, file, document, findings, failedRules }: FindingsFacts): AnswerOf {
  const count = (severity: Severity): number => findings.filter((each) => each.severity === severity).length;
  const sources = new Map(rules.map(({ id, source }) => [id, source]));
  const lines = lineStarts(text);
  return (most) => {
    const shown = worstOf(findings, most);
    return compact({
      file: file === undefined ? undefined : plain(file),
      taskDefinitions: document.definitions.length,
      services: document.services.length,
      kubernetesManifests: document.workloads?.length ?? 0,
      errors: count('error'),
      warnings: count('warning'),
      infos: count('info'),
      findings: shown.map((each) => findingEntry(each, lines, sources.get(each.rule))),
      findingsNotShown: findings.length - shown.length,
      rulesThatFailed: failedRules.length > 0 ? failedRules : undefined,
    });
  };
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function worstOf(findings: readonly Finding[], most: number): readonly Finding[] {
  if (findings.length <= most) return findings;
  const kept = new Set(findings.toSorted((a, b) => ranks[a.severity] - ranks[b.severity]).slice(0, most));
  return findings.filter((each) => kept.has(each));
}

function findingEntry(
  { rule, severity, span, message, fixes }: Finding,
  lines: readonly number[],
  source: string | undefined,
): AgentAnswer {
  const line = lineAt(lines, span.offset);
  return compact({
    rule,
    severity,
    line: line + 1,
    column: span.offset - (lines[line] ?? 0) + 1,
    message: plainSentence(messageText(message)),
    fixes: fixes.length > 0 ? fixes.map(({ title }) => plainSentence(messageText(title))) : undefined,
    source,
  });
}

function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: end }) => index + end.length)];
}

/** The last line that begins at or before a place. */
function lineAt(lines: readonly number[], offset: number): number {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
