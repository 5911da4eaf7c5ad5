import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { generate, generatedFile } from '../../../../tools/generateRuleDocs.ts';
import { rules } from './index.ts';

describe('docs/rules.md', function () {
  // The page is long, and is formatted.
  this.timeout(20_000);

  it('is in step with the rules', async () => {
    assert.equal(readFileSync(generatedFile, 'utf8'), await generate());
  });

  it('has a section for each rule, under its id', () => {
    const headings = readFileSync(generatedFile, 'utf8').match(/^## .+$/gm);
    assert.deepEqual(
      headings,
      rules.map(({ id }) => `## ${id}`),
    );
  });
});
