import assert from 'node:assert/strict';
import { rules } from '../../src/core/taskdef/rules/index.ts';
import { ruleDocuments } from '../../src/ui/taskdef/ruleDocuments.ts';
import { obstacles } from './renderedMarkdown.ts';

describe('documents, to whoever has them read aloud', () => {
  for (const [text, ...found] of [
    ['# Title\n\n## Part\n\n### Detail\n\n## Part\n\n| Name | Value |\n| --- | --- |\n| a | |'],
    ['Text\n\n# Title', 'It does not begin with its title'],
    ['## Part', '“Part” is not the one title on top', '“Part” of level 2 is under one of level 0'],
    ['# Title\n\n### Detail', '“Detail” of level 3 is under one of level 1'],
    ['# Title\n\n# Other', '“Other” is not the one title on top'],
    ['# Title\n\n##\n', 'An empty heading of level 2'],
    ['# Title\n\n| Name | |\n| --- | --- |\n| a | b |', 'A column without a name'],
    ['# Title\n\n![](picture.png)', 'A picture without words'],
    ['# Title\n\n[](https://example.com)', 'A link without words'],
  ] as const) {
    it(`have what is wrong in them told: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(obstacles(text), found);
    });
  }

  it('are in order where they tell of a rule', () => {
    for (const { id } of rules) {
      const text = ruleDocuments.provideTextDocumentContent({ path: `/${id}.md` });
      assert.notEqual(text, '', id);
      assert.deepEqual(obstacles(text), [], id);
    }
  });
});
