import type { ArrayNode, ObjectNode, PropertyNode, Span, ValueNode } from '../node.ts';
import type { TextEdit } from '../rule.ts';
import { endOf, eolOf, lineEnd, lineStart, startsLine, unitOf, wholeLines } from './lines.ts';
import { isList, isRecord, yamlBlock } from './render.ts';
import type { JsonValue, Layout } from './render.ts';

/** Mappings and sequences of YAML in block style, which have a line for each of their parts. */

export function removeLines(text: string, object: ObjectNode, removed: readonly PropertyNode[]): TextEdit[] {
  const stays = object.properties.filter((each) => !removed.includes(each));
  // A mapping without properties is none.
  if (stays.length === 0) return [{ span: { offset: object.offset, length: object.length }, text: '{}' }];
  return removed.map((each) => {
    if (startsLine(text, each.offset)) return { span: wholeLines(text, each), text: '' };
    // The first one behind `- `: the next one takes its place.
    const next = object.properties.find((other) => other.offset > each.offset && stays.includes(other));
    return { span: { offset: each.offset, length: (next?.offset ?? endOf(each)) - each.offset }, text: '' };
  });
}

export function removeItemLines(text: string, array: ArrayNode, item: ValueNode): TextEdit[] {
  if (array.items.length === 1) return [emptyList(text, array)];
  const dash = dashOf(text, item);
  if (dash === -1) return [];
  return [{ span: wholeLines(text, { offset: dash, length: endOf(item) - dash }), text: '' }];
}

/** A list in block style may stand as deep as its name, where `[]` would be none of its value: it goes up to the name. */
function emptyList(text: string, array: ArrayNode): TextEdit {
  const space = /:(\s*)$/.exec(text.slice(0, array.offset))?.[1];
  const before = space?.length ?? 0;
  const span = { offset: array.offset - before, length: array.length + before };
  return { span, text: space === undefined ? '  []' : ' []' };
}

function dashOf(text: string, item: Span): number {
  return text.lastIndexOf('-', item.offset - 1);
}

export function addLine(text: string, object: ObjectNode, name: string, value: JsonValue): TextEdit[] {
  const [first] = object.properties;
  const last = object.properties.at(-1);
  if (first === undefined || last === undefined) return [];
  const layout = layoutAt(text, first.offset);
  const line = `${name}:${afterColon(value, layout)}`;
  return [{ span: { offset: lineEnd(text, endOf(last)), length: 0 }, text: layout.eol + layout.indent + line }];
}

export function addItemLine(text: string, array: ArrayNode, value: JsonValue): TextEdit[] {
  const [first] = array.items;
  const last = array.items.at(-1);
  const dash = first === undefined ? -1 : dashOf(text, first);
  if (last === undefined || dash === -1) return [];
  const layout = layoutAt(text, dash);
  const item = yamlBlock(value, { ...layout, indent: `${layout.indent}  ` });
  const line = `${layout.eol}${layout.indent}- ${item}`;
  return [{ span: { offset: lineEnd(text, endOf(last)), length: 0 }, text: line }];
}

/** @param offset Of the first thing on this level: its column is the indentation, also behind `- `. */
export function layoutAt(text: string, offset: number): Layout {
  const column = offset - lineStart(text, offset);
  return { indent: ' '.repeat(column), unit: unitOf(text).replace('\t', '  '), eol: eolOf(text) };
}

function afterColon(value: JsonValue, layout: Layout): string {
  const inner = { ...layout, indent: layout.indent + layout.unit };
  const block = yamlBlock(value, inner);
  const isBlock = (isRecord(value) && Object.keys(value).length > 0) || (isList(value) && block.startsWith('- '));
  return isBlock ? layout.eol + inner.indent + block : ` ${block}`;
}
