import { strict as assert } from 'node:assert';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { randomNumbers } from '../../randomNumbers.ts';
import { assertSpansFit, mutated, wellFormed } from '../../../../test/unit/taskDefinitionMutations.ts';
import { parseDocument } from './parseDocument.ts';

describe('Parsing 10,000 task definitions that went wrong', function () {
  this.timeout(300_000);

  it('keeps every place in the text, and takes no longer than a moment each', async () => {
    const hcl = await hclParser();
    const random = randomNumbers(20_000);
    const start = performance.now();
    let longest = 0;
    for (let run = 0; run < 10_000; run++) {
      const input = mutated(wellFormed[run % wellFormed.length]!, random);
      const before = performance.now();
      const document = parseDocument(input, hcl);
      longest = Math.max(longest, performance.now() - before);
      assertSpansFit(input.text, document);
    }
    const seconds = (performance.now() - start) / 1000;
    console.log(`      ${seconds.toFixed(1)} s, the longest ${longest.toFixed(0)} ms`);
    assert.ok(longest < 2000);
  });
});
