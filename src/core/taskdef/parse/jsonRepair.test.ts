import assert from 'node:assert/strict';
import { itemsOf, propertyNode } from '../node.ts';
import { repairedJson } from './jsonRepair.ts';
import { jsonTree } from './jsonTree.ts';

describe('JSON that is not complete', () => {
  it('keeps what stands behind a name that is being typed', () => {
    for (const typed of ['"memory"', '"memory":', '"memory": tr', '"memo', '"', 'memo', '"memory": "']) {
      for (const end of ['\n', '\r\n']) {
        const lines = ['{', '  "family": "a",', `  ${typed}`, '  "requiresCompatibilities": ["EC2", "EXTERNAL"],'];
        const text = [...lines, '  "containerDefinitions": []', '}'].join(end);
        const root = jsonTree(text);
        const found = propertyNode(root, 'requiresCompatibilities') ?? assert.fail(text);
        assert.equal(itemsOf(found.value).length, 2, text);
        assert.equal(found.key.offset, text.indexOf('"requires'), text);
        if (typed.startsWith('"memory"')) {
          const half = propertyNode(root, 'memory') ?? assert.fail(text);
          assert.equal(half.key.offset, text.indexOf('"memory"'), text);
          if (!typed.endsWith(': "')) assert.equal(half.value, undefined, text);
        }
      }
    }
  });

  it('takes no longer where there is much that is nearly so', () => {
    const long = 300_000;
    for (const part of [' ', 'a', '\n', '" ', '\\', ',\n"a" ', ',\na: b']) {
      for (const start of ['{\n"', '{\n', '{\n"a"', '{\n"a": ']) {
        const text = `${start}${part.repeat(long / part.length)} 1\n"b": 2`;
        const before = performance.now();
        repairedJson(text);
        assert.ok(performance.now() - before < 500, JSON.stringify([start, part]));
      }
    }
  });
});
