import assert from 'node:assert/strict';
import { hclParser } from '../../../../test/unit/hcl.ts';
import type { TaskFormat } from '../document.ts';
import { itemsOf, property, textOf } from '../node.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import { taskDefinitionSnippet } from './taskDefinitionSnippet.ts';

/** As it is when the reader fills nothing in. */
function filled(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:((?:\\.|[^}])*)\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([\\$}])/g, '$1')
    .replaceAll('\t', '  ');
}

const formats: readonly (readonly [TaskFormat, languageId: string, around: (text: string) => string])[] = [
  ['json', 'json', (text) => text],
  ['describedJson', 'json', (text) => `{ "taskDefinition": ${text} }`],
  ['cloudFormationJson', 'json', (text) => `{ "Resources": { ${text} } }`],
  ['cloudFormationYaml', 'yaml', (text) => `Resources:\n  ${text.replaceAll('\n', '\n  ')}\n`],
  ['terraform', 'terraform', (text) => text],
];

describe('a task definition to insert', () => {
  for (const [format, languageId, around] of formats) {
    it(`is one for EXTERNAL in ${format}`, async () => {
      const text = around(filled(taskDefinitionSnippet(format)));
      const { definitions } = parseDocument({ text, languageId, fileName: 'x' }, await hclParser());
      assert.equal(definitions.length, 1, text);
      const root = definitions[0]?.root;
      assert.equal(definitions[0]?.format, format);
      assert.equal(textOf(property(root, 'family')), 'app');
      assert.deepEqual(itemsOf(property(root, 'requiresCompatibilities')).map(textOf), ['EXTERNAL']);
      assert.equal(textOf(property(root, 'networkMode')), 'bridge');
      const [container] = itemsOf(property(root, 'containerDefinitions'));
      assert.equal(textOf(property(container, 'image')), 'image:tag');
      const log = property(container, 'logConfiguration');
      assert.equal(textOf(property(log, 'logDriver')), 'awslogs');
      assert.equal(textOf(property(property(log, 'options'), 'awslogs-group')), '/ecs/app');
    });
  }
});
