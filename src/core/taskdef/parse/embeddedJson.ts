import type { Span, ValueNode } from '../node.ts';
import type { HclNode } from './hclTree.ts';
import { unescaped } from './hclValue.ts';
import { jsonTree } from './jsonTree.ts';
import { filler } from './placeholders.ts';

/**
 * The values of JSON that stands in a quoted text or a heredoc of HCL, at their places in the whole text; undefined if
 * the expression is neither. What is interpolated is a reference, or a part of one.
 */
export function embeddedJson(expression: HclNode, text: string): ValueNode | undefined {
  const template = templateOf(expression);
  if (template === undefined) return undefined;
  return template.type === 'heredoc_template' ? heredoc(template, text) : quoted(template, text);
}

/** Whether it is JSON in a quoted text, where escapes stand. In a heredoc it can be edited as it is. */
export function isQuotedJson(expression: HclNode): boolean {
  const template = templateOf(expression);
  return template !== undefined && template.type !== 'heredoc_template';
}

function templateOf(node: HclNode): HclNode | undefined {
  if (['string_lit', 'quoted_template', 'heredoc_template'].includes(node.type)) return node;
  const [only, ...others] = node.namedChildren;
  return only === undefined || others.length > 0 ? undefined : templateOf(only);
}

/** Nothing is escaped in a heredoc, so that a place in it is one in the text. */
function heredoc(node: HclNode, text: string): ValueNode | undefined {
  const [start, end] = node.namedChildren.filter(({ type }) => type === 'heredoc_identifier');
  if (start === undefined) return undefined;
  const from = start.endIndex;
  const to = end?.startIndex ?? node.endIndex;
  let json = '';
  let at = from;
  for (const { type, startIndex, endIndex } of node.namedChildren) {
    if (type !== 'template_interpolation' && type !== 'template_directive') continue;
    json += text.slice(at, startIndex) + filler.repeat(endIndex - startIndex);
    at = endIndex;
  }
  json += text.slice(at, to);
  return jsonTree(json, (offset, length) => ({ offset: from + offset, length }));
}

function quoted(node: HclNode, text: string): ValueNode | undefined {
  let json = '';
  const origins: number[] = [];
  for (const { type, startIndex, endIndex } of node.namedChildren) {
    if (type.startsWith('quoted_template_')) continue;
    if (type === 'template_literal') {
      const part = unescaped(text.slice(startIndex, endIndex));
      json += part.text;
      for (const origin of part.origins) origins.push(startIndex + origin);
    } else {
      json += filler.repeat(endIndex - startIndex);
      for (let index = startIndex; index < endIndex; index++) origins.push(index);
    }
  }
  const end = node.endIndex - 1;
  return jsonTree(json, (offset, length): Span => {
    const from = origins[offset] ?? end;
    return { offset: from, length: Math.max(0, (origins[offset + length] ?? end) - from) };
  });
}
