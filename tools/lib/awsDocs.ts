/**
 * The documentation comments of the AWS SDK are HTML of a dozen tags, always closed. This makes short Markdown of them,
 * fit for a hover.
 */

interface Element {
  readonly tag: string;
  readonly href?: string;
  readonly children: (Element | string)[];
}

/** The names that a comment explains in a `<dl>`: what the keys of a map may be. */
export type Terms = Readonly<Record<string, string>>;

export interface AwsDocs {
  /** Markdown. Ends with `…` on a line of its own where something was left out. */
  readonly text: string;
  /** In Markdown too, by name. */
  readonly terms: Terms;
  /** Of `Valid values: "ALL" | "AUDIT_CONTROL"`. */
  readonly values: readonly string[];
}

/** @param limit of characters, which only whole paragraphs and items of lists fill */
export function awsDocs(html: string, limit: number): AwsDocs {
  const root = parse(html.replace(/\\([{}@])/g, '$1'));
  return {
    text: shortened(blocks(root), limit),
    terms: Object.fromEntries([...definitions(root)].map(([term, text]) => [term, shortened(blocks(text), limit)])),
    values: validValues(plainText(root)),
  };
}

function parse(html: string): Element {
  const root: Element = { tag: '', children: [] };
  const open = [root];
  for (const [token, closing, tag, attributes] of html.matchAll(/<(\/?)([a-z]+)([^>]*)>|[^<]+|</g)) {
    const parent = open.at(-1) ?? root;
    if (tag === undefined) parent.children.push(token);
    else if (closing === '/') {
      const index = open.findLastIndex((each) => each.tag === tag);
      if (index > 0) open.length = index;
    } else {
      const href = /href="([^"]*)"/.exec(attributes ?? '')?.[1];
      const element: Element = { tag, children: [], ...(href !== undefined && { href }) };
      parent.children.push(element);
      open.push(element);
    }
  }
  return root;
}

const holdsBlocks = new Set(['', 'p', 'ul', 'ol', 'dl', 'li', 'dd', 'note', 'important']);

/** Paragraphs and items of lists. */
function blocks(element: Element): string[] {
  const found: string[] = [];
  let line = '';
  const endLine = (): void => {
    const text = line.replace(/\s+/g, ' ').trim();
    if (text !== '') found.push(text);
    line = '';
  };
  element.children.forEach((child) => {
    if (typeof child === 'string' || !holdsBlocks.has(child.tag)) {
      if (typeof child === 'string' || child.tag !== 'dt') line += inline(child);
      return;
    }
    endLine();
    found.push(...block(child));
  });
  endLine();
  return found;
}

function block(element: Element): string[] {
  switch (element.tag) {
    case 'ul':
    case 'ol':
      return items(element);
    case 'dl':
      return [...definitions(element)].flatMap(([term, text]) => item(`- \`${term}\`: `, blocks(text)));
    case 'note':
    case 'important': {
      const label = element.tag === 'note' ? 'Note' : 'Important';
      return [['> **', label, ':** ', blocks(element).join('\n\n').replaceAll('\n', '\n> ')].join('')];
    }
    default:
      return blocks(element);
  }
}

function items(list: Element): string[] {
  const entries = list.children.filter((child) => typeof child !== 'string');
  return entries.flatMap((entry, index) => item(list.tag === 'ol' ? `${index + 1}. ` : '- ', blocks(entry)));
}

function item(bullet: string, [first = '', ...more]: readonly string[]): string[] {
  const indent = ' '.repeat(/^\d/.test(bullet) ? 3 : 2);
  return [[bullet + first, ...more].join('\n\n').replaceAll('\n', `\n${indent}`).replaceAll(/ +$/gm, '')];
}

function* definitions(element: Element): Generator<readonly [string, Element]> {
  let term = '';
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    if (child.tag === 'dt') term = plainText(child).trim();
    else if (child.tag === 'dd') yield [term, child];
    else if (child.tag === 'dl') yield* definitions(child);
  }
}

function inline(node: Element | string): string {
  // An entity outside of code is one in Markdown too.
  if (typeof node === 'string') return node.replace(/[\\*`[\]]/g, String.raw`\$&`);
  const inner = node.children.map((child) => inline(child)).join('');
  if (inner.trim() === '') return inner;
  switch (node.tag) {
    case 'code':
      return `\`${plainText(node).trim()}\``;
    case 'a':
      return node.href === undefined ? inner : `[${inner.trim()}](${node.href.replace(/^http:/, 'https:')})`;
    case 'i':
      return `_${inner.trim()}_`;
    case 'b':
      return `**${inner.trim()}**`;
    default:
      return inner;
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plainText(node: Element | string): string {
  if (typeof node !== 'string') return node.children.map((child) => plainText(child)).join('');
  return node.replace(/&([a-z]+);/g, (entity, name: string) => entities[name] ?? entity);
}

function validValues(text: string): string[] {
  const list = /Valid values: ((?:"[^"]+"(?:\s*\|\s*)?)+)/.exec(text)?.[1] ?? '';
  return [...list.matchAll(/"([^"]+)"/g)].map(([, value = '']) => value);
}

/** Items of lists follow each other closely, all else has an empty line between. */
function shortened(all: readonly string[], limit: number): string {
  let text = '';
  for (const [index, each] of all.entries()) {
    const isItem = /^(-|\d+\.) /.test(each) && /^(-|\d+\.) /.test(all[index - 1] ?? '');
    const next = text === '' ? each : `${text}${isItem ? '\n' : '\n\n'}${each}`;
    if (next.length > limit) return text === '' ? sentences(each, limit) : `${text}\n\n…`;
    text = next;
  }
  return text;
}

/** As many whole sentences as fit, and at least one. */
function sentences(block: string, limit: number): string {
  const all = block.split(/(?<=[.:!?]) (?=[A-Z[`])/);
  let text = all.shift() ?? '';
  for (const each of all) {
    if (text.length + 1 + each.length > limit) return `${text}\n\n…`;
    text += ` ${each}`;
  }
  return text;
}
