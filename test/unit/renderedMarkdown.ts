import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';

const markdownIt = new MarkdownIt({ linkify: true });

/**
 * What is hard for whoever has a rendered document read aloud: headings that are out of order, columns without a name,
 * pictures and links that say nothing.
 */
export function obstacles(markdown: string): readonly string[] {
  const tokens = markdownIt.parse(markdown, {});
  const found: string[] = [];
  let level = 0;
  tokens.forEach(({ type, tag }, index) => {
    const content = tokens[index + 1]?.content.replace(/&nbsp;/g, ' ').trim() ?? '';
    if (type === 'heading_open') {
      const next = Number(tag.slice(1));
      if (content === '') found.push(`An empty heading of level ${next}`);
      if (level === 0 ? next !== 1 : next === 1) found.push(`“${content}” is not the one title on top`);
      if (next > level + 1) found.push(`“${content}” of level ${next} is under one of level ${level}`);
      level = next;
    }
    if (type === 'th_open' && content === '') found.push('A column without a name');
  });
  if (tokens[0]?.type !== 'heading_open') found.push('It does not begin with its title');
  for (const { children } of tokens) {
    (children ?? []).forEach(({ type, content }, index, all) => {
      if (type === 'image' && content.trim() === '') found.push('A picture without words');
      if (type === 'link_open' && textOfLink(all.slice(index + 1)) === '') found.push('A link without words');
    });
  }
  return found;
}

function textOfLink(tokens: readonly { readonly type: string; readonly content: string }[]): string {
  const end = tokens.findIndex(({ type }) => type === 'link_close');
  return tokens
    .slice(0, end)
    .map(({ content }) => content)
    .join('')
    .trim();
}

/** The text itself, once it has turned out to have none of these. */
export function readable(markdown: string): string {
  assert.deepEqual(obstacles(markdown), []);
  return markdown;
}
