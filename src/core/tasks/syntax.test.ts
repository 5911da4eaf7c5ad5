import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hclParser } from '../../../test/unit/hcl.ts';
import { syntaxError } from './syntax.ts';

describe('syntaxError', () => {
  const sample = (name: string): string => readFileSync(`workspace/${name}`, 'utf8');

  it('finds none in texts that are whole', async () => {
    assert.equal(syntaxError(sample('task-definition.json'), 'json'), undefined);
    assert.equal(syntaxError('\uFEFF{ "cpu": ${cpu}, /* so */ "image": <IMAGE1_NAME>, }', 'json'), undefined);
    assert.equal(syntaxError(sample('stack.cfn.yaml'), 'cloudFormationYaml'), undefined);
    assert.equal(syntaxError(sample('external.tf'), 'terraform', await hclParser()), undefined);
  });

  it('finds the first where a text is still being typed', async () => {
    assert.deepEqual(syntaxError('{ "a": [1, 2 "b": 3 }', 'describedJson'), { offset: 13, length: 3 });
    assert.ok(syntaxError('{ "a": ', 'cloudFormationJson'));
    const yaml = 'a: 1\nb: [1, 2\nc: 3\n';
    const found = syntaxError(yaml, 'cloudFormationYaml');
    assert.ok(found && found.offset > 5 && found.offset <= yaml.length);
    const text = sample('external.tf').replace('jsonencode([', 'jsonencode([{');
    const broken = syntaxError(text, 'terraform', await hclParser());
    assert.ok(broken && broken.offset + broken.length <= text.length);
  });
});
