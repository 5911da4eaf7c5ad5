import { check, type RuleSettings } from '../../check.ts';
import { parseDocument } from '../../parse/parseDocument.ts';
import type { Finding, Fix, Rule, RuleFacts } from '../../rule.ts';

/** For tests: what is known of images is told by their tags, `arm64` and `amd64`. */
export const factsOfTags: RuleFacts = {
  image: (image) => {
    const architecture = /:(arm64|amd64)$/.exec(image)?.[1];
    return architecture === undefined ? undefined : { platforms: [{ os: 'linux', architecture }] };
  },
};

/** Findings of a text of JSON or YAML. A rule that throws fails the test. */
export function findingsIn(
  text: string,
  {
    facts = factsOfTags,
    settings = {},
    only,
  }: { facts?: RuleFacts; settings?: RuleSettings; only?: readonly Rule[] } = {},
): readonly Finding[] {
  const isJson = text.trimStart().startsWith('{');
  const input = { text, languageId: isJson ? 'json' : 'yaml', fileName: isJson ? 'task.json' : 'template.yaml' };
  const failed = (rule: string, error: unknown): never => {
    throw new Error(`The rule ${rule} failed.`, { cause: error });
  };
  return check(text, parseDocument(input, undefined), facts, settings, failed, only);
}

/** The text after a fix. @throws where its edits overlap or leave the text */
export function fixed(text: string, { edits }: Fix): string {
  let end = text.length;
  let result = text;
  for (const { span, text: inserted } of edits.toSorted((a, b) => b.span.offset - a.span.offset)) {
    if (span.offset < 0 || span.offset + span.length > end) throw new RangeError('Edits overlap or leave the text.');
    result = result.slice(0, span.offset) + inserted + result.slice(span.offset + span.length);
    end = span.offset;
  }
  return result;
}

export function textAt(text: string, { span }: Finding): string {
  return text.slice(span.offset, span.offset + span.length);
}
