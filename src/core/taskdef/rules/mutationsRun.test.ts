import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { randomNumbers } from '../../randomNumbers.ts';
import { assertSpansFit, mutated, wellFormed } from '../../../../test/unit/taskDefinitionMutations.ts';
import { check } from '../check.ts';
import type { HclParser } from '../parse/hclTree.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import { longestText, type ParseInput } from '../parse/sniff.ts';
import type { RuleFacts } from '../rule.ts';
import { messageText } from '../../text/message.ts';
import { rules } from './index.ts';
import { factsOfTags, fixed } from './testing/checking.ts';
import { withOddValues } from './testing/oddValues.ts';
import { spellingsOf } from '../../../../test/unit/taskDefinitionSpellings.ts';

const count = 10_000;
const workspace = path.join(import.meta.dirname, '../../../../workspace');
const facts: RuleFacts = { ...factsOfTags, hosts: [] };

const golden = path.join(import.meta.dirname, 'golden');

function filesOf(folder: string): readonly ParseInput[] {
  const names = readdirSync(folder).filter((name) => /\.(?:jsonc?|ya?ml|tf)$/.test(name));
  return names.map((name) => inputOf(name, readFileSync(path.join(folder, name), 'utf8')));
}

function inputOf(name: string, text: string): ParseInput {
  const ending = path.extname(name) || (text.startsWith('{') ? '.json' : '.yaml');
  return { text, languageId: 'plaintext', fileName: `task${ending}` };
}

describe('10,000 mutated texts', function () {
  this.timeout(120_000);
  let hcl: HclParser;
  const examples = rules.flatMap(({ good, bad }) => [good, bad]).filter((text) => text.length < 10_000);
  let seeds: readonly ParseInput[];

  before(async () => {
    hcl = await hclParser();
    // Each rule in each format, in its own words.
    const spelled = rules
      .filter(({ bad }) => bad.length < 10_000)
      .flatMap(({ bad }) => [spellingsOf(bad, hcl), { as: inputOf('example', bad) }])
      .flatMap((all) => Object.entries(all).flatMap(([name, input]) => (/plain|block|as/.test(name) ? [input] : [])));
    seeds = [...wellFormed, ...spelled, ...filesOf(golden), ...filesOf(workspace)];
  });

  /** @returns how many findings there were */
  const run = (
    input: ParseInput,
    checkFixed: (text: string) => void = () => undefined,
    heard = new Set<string>(),
  ): number => {
    const { text } = input;
    const failed = (rule: string, error: unknown): never => {
      throw new Error(`The rule ${rule} failed on ${JSON.stringify(text)}`, { cause: error });
    };
    const document = parseDocument(input, hcl);
    assertSpansFit(text, document);
    const findings = check(text, document, facts, {}, failed);
    let last = 0;
    for (const { rule, span, message, fixes } of findings) {
      heard.add(rule);
      assert.ok(span.offset >= last && span.length >= 0 && span.offset + span.length <= text.length, text);
      assert.doesNotMatch(messageText(message), /undefined|NaN/, text);
      for (const fix of fixes) checkFixed(fixed(text, fix));
      last = span.offset;
    }
    return findings.length;
  };

  it('leave every rule standing, and no place outside the text', () => {
    const random = randomNumbers(4);
    let findings = 0;
    let fixes = 0;
    const heard = new Set<string>();
    for (let index = 0; index < count; index++) {
      const input = mutated(seeds[index % seeds.length]!, random);
      findings += run(
        input,
        (text) => {
          // What a fix has made is read and checked in turn; of every tenth, as it takes its time.
          if (fixes++ % 10 === 0) run({ ...input, text }, undefined, heard);
        },
        heard,
      );
    }
    assert.ok(findings > count / 10, 'most of them are still task definitions');
    assert.deepEqual(
      rules.map(({ id }) => id).filter((id) => !heard.has(id)),
      ['definition-size'],
      'every rule has found something, but for the one that needs more than 64 KB',
    );
  });

  it('so do values of all kinds in all places', () => {
    const random = randomNumbers(44);
    const values = examples.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text) as unknown);
    let findings = 0;
    for (let index = 0; index < count; index++) {
      const value = withOddValues(values[index % values.length], random);
      const text = JSON.stringify(value, undefined, index % 3);
      findings += run({ text, languageId: 'json', fileName: 'task.json' }, JSON.parse);
    }
    assert.ok(findings > count);
  });

  it('and what is very large ends in time', () => {
    const container = (index: number): object => ({
      name: `c${index}`,
      image: 'web:latest',
      links: [`c${index + 1}`],
      dependsOn: [{ containerName: `c${index + 1}`, condition: 'HEALTHY' }],
      environment: Array.from({ length: 20 }, (_, each) => ({ name: `TOKEN_${each}_SECRET`, value: 'x' })),
      portMappings: [{ containerPort: index, hostPort: 80 }],
    });
    const containerDefinitions = Array.from({ length: 600 }, (_, index) => container(index));
    const text = JSON.stringify({ family: 'web', requiresCompatibilities: ['EXTERNAL'], containerDefinitions });
    const started = performance.now();
    assert.ok(run({ text, languageId: 'json', fileName: 'task.json' }) > 500);
    assert.ok(performance.now() - started < 5000, 'also on a busy machine');
  });

  it('also in every format, up to what is read at all; what is larger is not looked at', () => {
    const long = JSON.stringify({
      family: 'web',
      requiresCompatibilities: ['EXTERNAL'],
      containerDefinitions: Array.from({ length: 500 }, (_, index) => ({
        name: `c${index}`,
        image: 'web:latest',
        environment: Array.from({ length: 10 }, (__, each) => ({ name: `TOKEN_${each}_SECRET`, value: 'x' })),
      })),
    });
    for (const [name, input] of Object.entries(spellingsOf(long, hcl)).filter(([each]) => /plain|block/.test(each))) {
      const started = performance.now();
      assert.ok(input.text.length < longestText && run(input) > 100, name);
      const tooLong = { ...input, text: input.text + ' '.repeat(5_000_000) };
      assert.equal(run(tooLong), 0);
      assert.ok(performance.now() - started < 10_000, `${name}, also on a busy machine`);
    }
  });
});
