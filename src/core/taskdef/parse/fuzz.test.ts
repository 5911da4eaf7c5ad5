import { strict as assert } from 'node:assert';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { randomNumbers } from '../../randomNumbers.ts';
import { assertSpansFit, mutated, wellFormed } from '../../../../test/unit/taskDefinitionMutations.ts';
import { parseDocument } from './parseDocument.ts';

describe('Parsing what went wrong', function () {
  this.timeout(10_000);

  it('keeps every place in the text', async () => {
    const hcl = await hclParser();
    const random = randomNumbers(4);
    let found = 0;
    for (let run = 0; run < 150; run++) {
      const input = mutated(wellFormed[run % wellFormed.length]!, random);
      const document = parseDocument(input, hcl);
      assertSpansFit(input.text, document);
      found += document.definitions.length + (document.workloads?.length ?? 0) === 0 ? 0 : 1;
    }
    // Most of what is half typed is still read.
    assert(found > 90, `${found} of 150`);
  });

  for (const { languageId, fileName } of wellFormed.filter(
    ({ fileName }) => /^[tm]a/.test(fileName) || fileName.endsWith('.yaml'),
  )) {
    it(`does not fall over ${fileName} that is nested too deep, or too long`, async () => {
      const hcl = await hclParser();
      const start = performance.now();
      const deep = '[{"a":'.repeat(10_000);
      const texts = [
        `{"containerDefinitions": ${deep}`,
        `{"containerDefinitions": ${'['.repeat(300)}${']'.repeat(300)}}`,
        `Resources: ${'{a: '.repeat(10_000)}`,
        `resource "aws_ecs_task_definition" "a" {\n container_definitions = jsonencode(${'['.repeat(10_000)}`,
        `{"containerDefinitions": ["${'a'.repeat(5_000_000)}"]}`,
      ];
      for (const text of texts) assertSpansFit(text, parseDocument({ text, languageId, fileName }, hcl));
      assert.ok(performance.now() - start < 4000);
    });
  }

  it('reads no more of aliases than a text could hold', () => {
    const levels = Array.from({ length: 40 }, (_, level) => {
      const before = level === 0 ? 'x' : `*l${level - 1}`;
      return `  - &l${level} [${Array.from({ length: 10 }, () => before).join(', ')}]`;
    });
    const text = `A:\n${levels.join('\n')}\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Volumes: *l39\n`;
    const start = performance.now();
    const { definitions } = parseDocument({ text, languageId: 'yaml', fileName: 'a.yaml' }, undefined);
    assert.equal(definitions.length, 1);
    assert.ok(performance.now() - start < 1000);
    const cyclic =
      'Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: &a\n      Volumes: [*a, *a]\n';
    assertSpansFit(cyclic, parseDocument({ text: cyclic, languageId: 'yaml', fileName: 'a.yaml' }, undefined));
  });
});
