import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { mutated, randomNumbers, wellFormed } from '../../../../test/unit/taskDefinitionMutations.ts';
import { check } from '../check.ts';
import type { HclParser } from '../parse/hclTree.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import type { ParseInput } from '../parse/sniff.ts';
import { messageText, type RuleFacts } from '../rule.ts';
import { rules } from './index.ts';
import { factsOfTags, fixed } from './testing/checking.ts';
import { withOddValues } from './testing/oddValues.ts';

const count = 10_000;
const workspace = path.join(import.meta.dirname, '../../../../workspace');
const facts: RuleFacts = { ...factsOfTags, hosts: [] };

describe('10,000 mutated texts', function () {
  this.timeout(120_000);
  let hcl: HclParser;
  const examples = rules.flatMap(({ good, bad }) => [good, bad]).filter((text) => text.length < 10_000);
  const seeds: readonly ParseInput[] = [
    ...wellFormed,
    ...examples.map((text) => {
      const fileName = text.startsWith('{') ? 'task.json' : 'template.yaml';
      return { text, languageId: 'plaintext', fileName };
    }),
    ...['task-definition.json', 'stack.cfn.yaml', 'external.tf'].map((fileName) => {
      return { text: readFileSync(path.join(workspace, fileName), 'utf8'), languageId: 'plaintext', fileName };
    }),
  ];

  before(async () => {
    hcl = await hclParser();
  });

  /** @returns how many findings there were */
  const run = (input: ParseInput, checkFixed: (text: string) => void = () => undefined): number => {
    const { text } = input;
    const failed = (rule: string, error: unknown): never => {
      throw new Error(`The rule ${rule} failed on ${JSON.stringify(text)}`, { cause: error });
    };
    const document = parseDocument(input, hcl);
    const findings = check(text, document, facts, {}, failed);
    let last = 0;
    for (const { span, message, fixes } of findings) {
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
    for (let index = 0; index < count; index++) {
      findings += run(mutated(seeds[index % seeds.length]!, random));
    }
    assert.ok(findings > count / 10, 'most of them are still task definitions');
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
});
