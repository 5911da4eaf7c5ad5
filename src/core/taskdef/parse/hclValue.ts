import type { PropertyNode, Span, ValueNode } from '../node.ts';
import type { HclNode } from './hclTree.ts';
import { deepest } from './jsonTree.ts';
import { isMapName } from './names.ts';
import { numberNode } from './numberNode.ts';
import { reference, textNode } from './placeholders.ts';

type Read = (node: HclNode, text: string, depth: number) => ValueNode | undefined;

const readers = new Map<string, Read>([
  ['expression', inner],
  ['literal_value', inner],
  ['collection_value', inner],
  ['template_expr', inner],
  ['string_lit', quoted],
  ['quoted_template', quoted],
  ['tuple', tuple],
  ['object', object],
  ['function_call', called],
]);

/** The value of an expression of HCL; undefined while it is still to be typed. */
export function hclValue(node: HclNode, text: string, depth = 0): ValueNode | undefined {
  const read = depth > deepest ? undefined : readers.get(node.type);
  return read === undefined ? reference(spanOf(node)) : read(node, text, depth);
}

const plainText = /^"[^"\\$%]*"$/;
const plainNumber = /^-?\s*\d[\d.]*(?:[eE][+-]?\d+)?$/;
const plainWords = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Most expressions are told by their text, which is far quicker than to walk down the tree. */
function inner(node: HclNode, text: string, depth: number): ValueNode | undefined {
  const span = spanOf(node);
  const first = text.charAt(node.startIndex);
  if (first !== '[' && first !== '{') {
    const source = text.slice(node.startIndex, node.endIndex);
    if (plainText.test(source)) return textNode(source.slice(1, -1), span);
    const word = plainWords.get(source);
    if (word !== undefined) return { kind: 'scalar', value: word, ...span };
    if (plainNumber.test(source)) return numeric(source, span);
  }
  const [only, ...others] = node.namedChildren;
  return only === undefined || others.length > 0 ? reference(span) : hclValue(only, text, depth + 1);
}

export function spanOf({ startIndex, endIndex }: HclNode): Span {
  return { offset: startIndex, length: endIndex - startIndex };
}

/** Those of a type, also where the text between them can't be read. */
export function partsOf(node: HclNode, type: string): readonly HclNode[] {
  return node.namedChildren.flatMap((child) => {
    if (child.type === type) return [child];
    return child.type === 'ERROR' ? partsOf(child, type) : [];
  });
}

/** The name of `f` in `f(x)`, and its arguments. */
export function functionCall(node: HclNode, text: string): { name: string; args: readonly HclNode[] } | undefined {
  const call = node.type === 'expression' ? node.namedChildren[0] : node;
  if (call?.type !== 'function_call') return undefined;
  const name = call.namedChildren.find(({ type }) => type === 'identifier');
  const args = call.namedChildren.find(({ type }) => type === 'function_arguments');
  return name && { name: text.slice(name.startIndex, name.endIndex), args: args ? partsOf(args, 'expression') : [] };
}

const unchanging = new Set(['jsonencode', 'tolist', 'toset']);

function called(node: HclNode, text: string, depth: number): ValueNode | undefined {
  const call = functionCall(node, text);
  const argument = call && unchanging.has(call.name) ? call.args[0] : undefined;
  return argument === undefined ? reference(spanOf(node)) : hclValue(argument, text, depth + 1);
}

function numeric(source: string, span: Span): ValueNode {
  const value = Number(source.replace(/\s/g, ''));
  return Number.isNaN(value) ? reference(span) : numberNode(value, source, span);
}

/** A bracket that the parser has put in itself: the value is not there, and what it has taken belongs to others. */
function isMissing(node: HclNode): boolean {
  const [start] = node.namedChildren;
  return start !== undefined && start.type.endsWith('_start') && start.startIndex === start.endIndex;
}

function tuple(node: HclNode, text: string, depth: number): ValueNode | undefined {
  if (isMissing(node)) return undefined;
  // `[for x in y : …]`
  if (node.namedChildren.some(({ type }) => type.startsWith('for_'))) return reference(spanOf(node));
  const items = partsOf(node, 'expression').flatMap((each) => hclValue(each, text, depth + 1) ?? []);
  return { kind: 'array', items, ...spanOf(node) };
}

function object(node: HclNode, text: string, depth: number): ValueNode | undefined {
  if (isMissing(node)) return undefined;
  const properties = partsOf(node, 'object_elem').flatMap((each) => objectElement(each, text, depth + 1));
  return { kind: 'object', properties, ...spanOf(node) };
}

function objectElement(node: HclNode, text: string, depth: number): readonly PropertyNode[] {
  const [key, expression] = partsOf(node, 'expression');
  if (key === undefined) return [];
  const source = text.slice(key.startIndex, key.endIndex);
  const name = /^"([^"\\$]*)"$/.exec(source)?.[1] ?? (/^[\w-]+$/.test(source) ? source : undefined);
  if (name === undefined) return [];
  const plain = expression && hclValue(expression, text, depth);
  if (plain === undefined) return [{ name, key: spanOf(key), ...spanOf(node) }];
  const value = plain.kind === 'object' && isMapName(name) ? { ...plain, isMap: true as const } : plain;
  return [{ name, key: spanOf(key), value, ...spanOf(node) }];
}

const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const escape = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))|([$%])\4\{/g;

/** The text that a literal part of a quoted template stands for, and for each of its units where it comes from. */
export function unescaped(source: string): { readonly text: string; readonly origins: readonly number[] } {
  let text = '';
  const origins: number[] = [];
  const add = (part: string, from: number, isEscape: boolean): void => {
    for (let index = 0; index < part.length; index++) origins.push(isEscape ? from : from + index);
    text += part;
  };
  let from = 0;
  for (const match of source.matchAll(escape)) {
    const [whole, short, long, character, sign] = match;
    add(source.slice(from, match.index), from, false);
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (sign !== undefined) add(`${sign}{`, match.index, true);
    else if (character !== undefined) add(escapes.get(character) ?? character, match.index, true);
    else add(code <= 0x10ffff ? String.fromCodePoint(code) : '', match.index, true);
    from = match.index + whole.length;
  }
  add(source.slice(from), from, false);
  return { text, origins };
}

function quoted(node: HclNode, text: string): ValueNode {
  const inner = node.namedChildren.filter(({ type }) => !type.startsWith('quoted_template_'));
  const [first, ...others] = inner;
  if (first === undefined) return { kind: 'scalar', value: '', ...spanOf(node) };
  const isLiteral = first.type === 'template_literal';
  const start = isLiteral ? unescaped(text.slice(first.startIndex, first.endIndex)).text : '';
  return isLiteral && others.length === 0 ? textNode(start, spanOf(node)) : reference(spanOf(node), start);
}
