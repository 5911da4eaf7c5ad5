import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { yamlString } from './yaml.ts';

describe('yamlString', () => {
  const values = [
    '',
    'no',
    '1.30',
    '1e3',
    '~',
    '- a: b # c',
    `it's "quoted" \\ {{ x }} %TAG`,
    'two\nlines\r\n\ttab\0',
    '\u007f\u0085\u009b\u2028\u2029\ufeff',
    '👩‍🚀 Küche',
  ];
  for (const value of values) {
    it(`comes back from a parser as a string: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parse(`key: ${yamlString(value)}`), { key: value });
      assert.match(yamlString(value), /^".*"$/);
    });
  }
});
