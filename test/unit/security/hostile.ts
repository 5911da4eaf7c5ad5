import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';

/** Names and texts that try to be something else where they are shown. Each holds `evil`, to be found again. */
export const hostileTexts: readonly string[] = [
  '<img src=x onerror="evil()">',
  '<script>evil()</script>',
  '[evil](command:workbench.action.terminal.new)',
  '![evil](https://evil.example/pixel.png)',
  '<command:evil>',
  'https://evil.example/path',
  '$(trash) evil $(sync~spin)',
  '\u001b[31mevil\u001b]0;title\u0007\u009b2J',
  'evil\u202Etxt.exe\u2066',
  'evil\r\n# heading\n\n| a | b |\n|---|---|',
  'evil\u2028second\u2029third\u0085fourth',
  '`evil` ```\nevil\n```',
  "'; evil #",
  '"$(evil)" `evil` ${evil}',
  '%0aevil&&evil|evil',
  'evil: !!js/function >\n  - evil',
  '{{ evil }}',
  `evil${'\u0301'.repeat(2000)}`,
  `evil${'x'.repeat(20_000)}`,
  '\u0000evil\ud800',
];

/** What a person would read from left to right, in one line. */
export function assertPlainLine(text: string, where: string, most = 2000): void {
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/, where);
  assert.ok(text.length <= most, `${where}: ${text.length} characters`);
}

// As much as a renderer could ever allow: HTML, and links of bare addresses.
const parser = new MarkdownIt({ html: true, linkify: true });

interface Tag {
  readonly name: string;
  readonly text: string;
}

/**
 * Nothing in Markdown that came from outside has become anything but text: no element that we did not make, no link but
 * those to the places that are allowed, no icon.
 */
export function assertInertMarkdown(markdown: string, where: string, ownLinks: readonly RegExp[] = []): void {
  const html = parser.render(markdown);
  for (const { name, text } of tagsOf(html)) {
    assert.match(name, ownTags, `${where}: ${text}`);
    assert.doesNotMatch(text, /evil/, `${where}: ${text.slice(0, 200)}`);
    const [, address] = /(?:href|src)="([^"]*)"/.exec(text) ?? [];
    if (address !== undefined)
      assert.ok(
        ownLinks.some((own) => own.test(address)),
        `${where}: ${address}`,
      );
  }
  const shown = html.replace(/<pre>.*?<\/pre>/gs, '').replace(/<code>.*?<\/code>/gs, '');
  assert.doesNotMatch(decoded(shown), /<h[1-6][^>]*>\s*heading\b/, where);
  // VS Code looks for icons in Markdown's source.
  assert.doesNotMatch(withoutCode(markdown), /(?<!\\)\$\([a-z]/, where);
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  assert.doesNotMatch(markdown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/, where);
}

const ownTags = /^(?:p|strong|em|table|thead|tbody|tr|th|td|ul|ol|li|h[1-6]|a|code|pre|blockquote|br|hr)$/;

function withoutCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[^`\n]*\n.*?^\1$/gms, '').replace(/`[^`\n]*`/g, '');
}

function tagsOf(html: string): readonly Tag[] {
  return Array.from(html.matchAll(/<([a-zA-Z][\w-]*)\b[^>]*>/g), ([text, name = '']) => ({ text, name }));
}

function decoded(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** A copy in which all texts under some keys are hostile ones, each another. */
export function poisoned<T>(value: T, isText: (key: string) => boolean): T {
  let count = 0;
  const next = (): string => hostileTexts[count++ % hostileTexts.length] ?? '';
  const copy = (each: unknown, key: string, isInside: boolean): unknown => {
    if (typeof each === 'string') return isInside || isText(key) ? next() : each;
    if (Array.isArray(each)) return each.map((item) => copy(item, key, isInside));
    if (each instanceof Map)
      return new Map(Array.from(each, ([name, item]) => [name, copy(item, String(name), isInside)]));
    if (typeof each !== 'object' || each === null || each instanceof Set || each instanceof Date) return each;
    const isRecord = ['tags', 'attributes', 'labels'].includes(key);
    return Object.fromEntries(
      Object.entries(each).map(([name, item]) => [name, copy(item, name, isInside || isRecord)]),
    );
  };
  return copy(value, '', false) as T;
}
