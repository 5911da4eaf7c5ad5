import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { randomNumbers } from '../randomNumbers.ts';
import { visible } from './label.ts';
import { escapeMarkdown } from './markdown.ts';

// As much as a renderer could ever allow: HTML, tables, strikethrough, links from bare addresses.
const parser = new MarkdownIt({ html: true, linkify: true });

const odd = [
  'web-1',
  '[click](command:workbench.action.quit)',
  '[click](https://example.com)',
  '![image](https://example.com/x.png)',
  '<b>bold</b>',
  '<script>alert(1)</script>',
  '<https://example.com>',
  '<!-- comment -->',
  'https://example.com/path?x=1',
  'http://example.com',
  'www.example.com',
  'example.com',
  'someone@example.com',
  'mailto:someone@example.com',
  '//example.com',
  '# heading',
  '###### heading',
  'title\n===',
  'title\n---',
  '---',
  '***',
  '___',
  '- item',
  '+ item',
  '* item',
  '1. item',
  '12) item',
  '> quote',
  '```\ncode\n```',
  '~~~\ncode\n~~~',
  '`code`',
  '``',
  '    indented code',
  '\tindented code',
  'hard break  ',
  'ends in a backslash\\',
  '*emphasis* **strong** _emphasis_ __strong__ ~~struck~~',
  'a*b*c a_b_c',
  '| a | b |\n|---|---|\n| c | d |',
  'a|b',
  '[ref]: https://example.com',
  '[^1]: note',
  '&amp; &lt;b&gt; &#60; &copy;',
  '$(trash) \\$(trash)',
  '"quoted" \'single\'',
  '\\*not emphasis\\*',
  '$x^2$',
  ':smile:',
  'bidi \u202e gnp.exe',
  'nul \0 bell \u0007 escape \u001b[31m',
  '👩‍🚀 Küche 台所',
  '  spaces  inside   and around  ',
  '-',
  '_',
  '',
  'x'.repeat(255),
  '[x]('.repeat(60),
];

/** Where a value may stand in our own text: line start, list item, bold, table cell, link text, between our own links. */
const places: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['Host ', ' is offline'],
  ['\n', '\nnext line'],
  ['- ', ''],
  ['**', '**'],
  ['| head | two |\n|---|---|\n| ', ' | x |'],
  ['[', '](https://example.org)'],
  ['a', 'b'],
  ['(', ')'],
  ['https', ''],
];

function flat(tokens: ReturnType<typeof parser.parse>): ReturnType<typeof parser.parse> {
  return tokens.flatMap((token) => [token, ...flat(token.children ?? [])]);
}

function structure(markdown: string): readonly string[] {
  return flat(parser.parse(markdown, {}))
    .map((token) => token.type)
    .filter((type) => type !== 'text');
}

function text(markdown: string): string {
  return flat(parser.parse(markdown, {}))
    .filter((token) => token.type === 'text')
    .map((token) => token.content)
    .join('')
    .replaceAll('\u00a0', ' ');
}

/** Odd values put together at random, the same ones in each run. */
function* mixtures(count: number): Iterable<string> {
  const random = randomNumbers(42);
  const next = (bound: number): number => Math.floor(random() * bound);
  for (let n = 0; n < count; n++) {
    const parts = Array.from({ length: 1 + next(4) }, () => odd[next(odd.length)] ?? '');
    const whole = parts.join(['', ' ', '\n', '|'][next(4)]);
    const start = next(whole.length);
    yield whole.slice(start, start + 1 + next(60));
  }
}

describe('escapeMarkdown', () => {
  it('shows every odd string as it is, as text alone', () => {
    for (const value of [...odd, ...mixtures(1000)]) {
      const escaped = escapeMarkdown(value);
      const shown = visible(value);
      assert.equal(text(escaped), shown);
      assert.deepEqual(structure(escaped), shown ? ['paragraph_open', 'inline', 'paragraph_close'] : [], escaped);
    }
  });

  it('never changes the structure around it', () => {
    for (const [before, after] of places) {
      const expected = structure(`${before}x${after}`);
      for (const value of [...odd, ...mixtures(200)]) {
        if (value === '') continue;
        assert.deepEqual(structure(`${before}${escapeMarkdown(value)}${after}`), expected, `${before}${value}${after}`);
      }
    }
  });

  it('leaves no ASCII punctuation that could act, in any renderer', () => {
    for (const value of [...odd, ...mixtures(1000)]) {
      const rest = escapeMarkdown(value).replace(/&(?:#\d+|nbsp);/g, '');
      assert.doesNotMatch(rest, /[!-,./:-@[-^`{-~]|(?<![A-Za-z0-9])[-_]|[-_](?![A-Za-z0-9])/);
    }
  });

  it('keeps ordinary names readable in the source', () => {
    assert.equal(escapeMarkdown('rpi5-kitchen_2'), 'rpi5-kitchen_2');
    assert.equal(escapeMarkdown('$(trash)'), '&#36;&#40;trash&#41;');
  });
});
