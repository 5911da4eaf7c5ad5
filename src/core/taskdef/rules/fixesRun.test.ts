import assert from 'node:assert/strict';
import { parseTree, type ParseError } from 'jsonc-parser';
import { parseAllDocuments as parseYaml } from 'yaml';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { randomNumbers } from '../../randomNumbers.ts';
import { check } from '../check.ts';
import type { HclParser } from '../parse/hclTree.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import type { ParseInput } from '../parse/sniff.ts';
import type { Finding, Fix } from '../rule.ts';
import { messageText } from '../../text/message.ts';
import { rules } from './index.ts';
import { factsOfTags, fixed } from './testing/checking.ts';
import { spellingsOf } from '../../../../test/unit/taskDefinitionSpellings.ts';

/** What they find is in one format only. */
const ofOneFormat = new Set(['read-only-fields', 'image-cleanup']);

type JsonObject = Readonly<Record<string, unknown>>;

/** Two task definitions in one, whose first container has what is wrong with both. */
function together(a: JsonObject, b: JsonObject): JsonObject {
  const containers = (of: JsonObject): readonly object[] => of.containerDefinitions as object[];
  const [first, ...others] = containers(b);
  return { ...a, ...b, containerDefinitions: [{ ...containers(a)[0], ...first }, ...others] };
}

/** Comments that go away, though what stands in front of them on their line stays. */
function lostComments(text: string, { edits }: Fix): readonly string[] {
  const covers = (from: number, to: number): boolean =>
    edits.some(({ span }) => span.offset <= from && span.offset + span.length >= to);
  return [...text.matchAll(/(?<=^[ \t]*)(\S.*?)(?:#|\/\/) (c\d+c)/gm)].flatMap(
    ({ 0: line, 1: code = '', 2: comment = '', index }) => {
      const start = index + line.length - comment.length;
      return covers(start, start + 1) && !covers(index, index + code.trimEnd().length) ? [comment] : [];
    },
  );
}

describe('fixes of every rule in every format', function () {
  this.timeout(20_000);
  let hcl: HclParser;
  before(async () => {
    hcl = await hclParser();
  });

  const findings = (input: ParseInput): readonly Finding[] => {
    const failed = (rule: string, error: unknown): never => assert.fail(`${rule}: ${String(error)}`);
    return check(input.text, parseDocument(input, hcl), factsOfTags, {}, failed);
  };
  const shown = ({ rule, message }: Finding): string => `${rule}: ${messageText(message)}`;

  const isWellFormed = ({ text, languageId }: ParseInput): boolean => {
    switch (languageId) {
      case 'terraform': {
        const tree = hcl.parse(text);
        const { hasError } = tree.rootNode;
        tree.delete();
        return !hasError;
      }
      case 'yaml':
        return [...parseYaml(text, { logLevel: 'silent' })].every(({ errors }) => errors.length === 0);
      default: {
        const errors: ParseError[] = [];
        parseTree(text, errors, { allowTrailingComma: languageId === 'jsonc' });
        return errors.length === 0;
      }
    }
  };

  const checkFix = (input: ParseInput, finding: Finding, fix: Fix, before: readonly Finding[]): ParseInput => {
    const after = { ...input, text: fixed(input.text, fix) };
    const told = `${shown(finding)}\n${input.text}\n→\n${after.text}`;
    assert.ok(isWellFormed(after), told);
    const [was, is] = [input, after].map((each) => parseDocument(each, hcl));
    assert.deepEqual(
      [is?.definitions.length, is?.services.length],
      [was?.definitions.length, was?.services.length],
      told,
    );
    const left = findings(after);
    const count = (all: readonly Finding[], text: string): number => all.filter((each) => shown(each) === text).length;
    assert.ok(count(left, shown(finding)) < count(before, shown(finding)), told);
    const added = left.filter(
      (each) => each.severity === 'error' && count(left, shown(each)) > count(before, shown(each)),
    );
    assert.deepEqual(added.map(shown), [], told);
    assert.equal(/[^\r]\n/.test(after.text) && after.text.includes('\r\n'), false, told);
    assert.deepEqual(lostComments(input.text, fix), [], told);
    return after;
  };

  const count = (input: ParseInput, { rule }: Finding): number =>
    findings(input).filter((each) => each.rule === rule).length;

  for (const rule of rules) {
    it(rule.id, () => {
      if (rule.bad.length > 10_000) return;
      for (const [name, input] of Object.entries(spellingsOf(rule.bad, hcl))) {
        assert.ok(isWellFormed(input), `${name}\n${input.text}`);
        const before = findings(input);
        if (!ofOneFormat.has(rule.id))
          assert.ok(
            before.some((each) => each.rule === rule.id),
            `${name}\n${input.text}`,
          );
        for (const finding of before) {
          for (const fix of finding.fixes) {
            checkFix(input, finding, fix, before);
          }
        }
        // All of them, one after the other, come to an end.
        let current = input;
        for (let round = 0; ; round++) {
          const fix = findings(current).flatMap(({ fixes }) => fixes)[0];
          if (fix === undefined) break;
          assert.ok(round < 50, current.text);
          current = { ...current, text: fixed(current.text, fix) };
        }
      }
    });
  }

  it('one after the other, where several things are wrong at once', () => {
    const random = randomNumbers(21);
    const below = (limit: number): number => Math.floor(random() * limit);
    const examples = rules.map(({ bad }) => bad).filter((bad) => bad.startsWith('{') && bad.length < 10_000);
    const any = (): JsonObject => JSON.parse(examples[below(examples.length)] ?? '{}') as JsonObject;
    let fixes = 0;
    for (let run = 0; run < 120; run++) {
      const inputs = Object.values(spellingsOf(JSON.stringify(together(together(any(), any()), any())), hcl));
      let input = inputs[below(inputs.length)]!;
      for (let round = 0; round < 50; round++) {
        const before = findings(input).filter(({ rule }) => rule !== 'host-port-conflict');
        const fixable = before.filter((each) => each.fixes.length > 0);
        const finding = fixable[below(fixable.length)];
        if (finding === undefined) break;
        const after = { ...input, text: fixed(input.text, finding.fixes[0]!) };
        const told = `${shown(finding)}\n${input.text}\n→\n${after.text}`;
        assert.ok(isWellFormed(after) || !isWellFormed(input), told);
        assert.ok(
          !findings(after).some((each) => shown(each) === shown(finding)) ||
            count(after, finding) < count(input, finding),
          told,
        );
        input = after;
        fixes++;
      }
      assert.deepEqual(
        findings(input).flatMap((each) => each.fixes),
        [],
        input.text,
      );
    }
    assert.ok(fixes > 100, String(fixes));
  });
});
