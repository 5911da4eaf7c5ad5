import type { TaskFormat } from './document.ts';
import { addPart, removeParts } from './edits/delimited.ts';
import { endOf, eolOf, indentOf, unitOf } from './edits/lines.ts';
import { hcl, isList, isRecord, json, render, yamlBlock, yamlFlow } from './edits/render.ts';
import type { JsonValue, Layout, Notation } from './edits/render.ts';
import { isAttributeValue, removeFromBlock, setInBlock } from './edits/terraformBlocks.ts';
import { addItemLine, addLine, layoutAt, removeItemLines, removeLines } from './edits/yamlBlocks.ts';
import { propertyNode } from './node.ts';
import type { ArrayNode, ObjectNode, PropertyNode, Span, ValueNode } from './node.ts';
import { isMapName, toCloudFormation } from './parse/names.ts';
import { toTerraform } from './parse/terraformNames.ts';
import type { TextEdit } from './rule.ts';

/**
 * Edits of a task definition in its text. Names are those of the API and are spelled as the format does; indentation
 * and style are those around the place. Where a place can't be edited, there are no edits: what an alias of YAML stands
 * for, JSON in a quoted text of Terraform, values that are still to be typed.
 */

export type { JsonValue } from './edits/render.ts';

interface Written {
  readonly format: TaskFormat;
}

/** Where a name stands: in a structure of the API, in a map whose names are data, or in `jsonencode`. */
export type NamePlace = 'taskDefinition' | 'service' | 'nested' | 'map' | 'container';

export function spelledName(format: TaskFormat, apiName: string, where: NamePlace): string {
  if (where === 'map') return apiName;
  if (isCloudFormation(format)) return toCloudFormation(apiName);
  return format === 'terraform' && where !== 'container' ? toTerraform(apiName, where).name : apiName;
}

/** Also those that have the name a second time. */
export function removeProperty(text: string, { format }: Written, object: ObjectNode, name: string): TextEdit[] {
  const removed = object.properties.filter((each) => each.name === name);
  if (removed.length === 0 || removed.some((each) => isBeyondReach(text, each.key))) return [];
  switch (styleOf(text, format, object)) {
    case 'delimited':
      return removeParts(text, object, object.properties, new Set(removed));
    case 'yamlBlock':
      return removeLines(text, object, removed);
    case 'terraformBlock':
      return removeFromBlock(text, removed);
    case 'unreachable':
      return [];
  }
}

/** Replaces the property's value, or adds the property. */
export function setProperty(
  text: string,
  written: Written,
  object: ObjectNode,
  name: string,
  value: JsonValue,
): TextEdit[] {
  const old = propertyNode(object, name);
  if (old !== undefined && isBeyondReach(text, old.key)) return [];
  const { format } = written;
  const style = styleOf(text, format, object);
  if (style === 'unreachable') return [];
  if (style === 'terraformBlock') return setInTerraform(text, written, object, name, value);
  const named = spelled(format, name, value, object);
  if (old?.value !== undefined) return replaceValue(text, written, old.value, named, true);
  if (old !== undefined) return completed(text, format, old, named);
  return addProperty(text, format, object, nameIn(format, name, object), named);
}

function setInTerraform(
  text: string,
  written: Written,
  object: ObjectNode,
  name: string,
  value: JsonValue,
): TextEdit[] {
  const old = propertyNode(object, name)?.value;
  const isInPlace = old !== undefined && name !== 'containerDefinitions' && isAttributeValue(text, old);
  return isInPlace ? replaceValue(text, written, old, value) : setInBlock(text, object, name, value);
}

function addProperty(text: string, format: TaskFormat, object: ObjectNode, name: string, value: JsonValue): TextEdit[] {
  // Behind a property that has no value yet, another one would become that.
  const last = object.properties.at(-1);
  if (last !== undefined && last.value === undefined) return [];
  if (text.charAt(object.offset) !== '{') return addLine(text, object, name, value);
  const notation = notationOf(text, format, object);
  const needsComma = notation.separator === ',' || usesCommas(text, object);
  return addPart(text, object, object.properties, needsComma, (layout) => {
    return notation.name(name) + render(value, notation, layout);
  });
}

/**
 * Puts another value in its place.
 * @param isSpelled Whether the names in the value are those of the format already.
 */
export function replaceValue(
  text: string,
  { format }: Written,
  node: ValueNode,
  value: JsonValue,
  isSpelled = false,
): TextEdit[] {
  if (isBeyondReach(text, node) && text.charAt(node.offset) !== '*') return [];
  const named = isSpelled ? value : spelledValue(format, value);
  if (format === 'cloudFormationYaml' && isYamlBlock(text, node)) {
    return [replaced(node, yamlBlock(named, layoutAt(text, node.offset)))];
  }
  if (format === 'terraform' && !isAttributeValue(text, node)) return [];
  const notation = format === 'terraform' && text.charAt(node.offset) !== '{' ? hcl : notationOf(text, format, node);
  return [replaced(node, render(named, notation, layoutOf(text, node)))];
}

export function appendItem(text: string, { format }: Written, array: ArrayNode, value: JsonValue): TextEdit[] {
  if (isBeyondReach(text, array) || array.items.some((each) => isBeyondReach(text, each))) return [];
  const named = spelledValue(format, value);
  if (format === 'cloudFormationYaml' && isYamlBlock(text, array)) return addItemLine(text, array, named);
  if (text.charAt(array.offset) !== '[') return [];
  const notation = notationOf(text, format, array);
  return addPart(text, array, array.items, true, (layout) => render(named, notation, layout));
}

export function removeItem(text: string, { format }: Written, array: ArrayNode, item: ValueNode): TextEdit[] {
  if (isBeyondReach(text, array) || !array.items.includes(item)) return [];
  if (format === 'cloudFormationYaml' && isYamlBlock(text, array)) return removeItemLines(text, array, item);
  if (text.charAt(array.offset) === '[') return removeParts(text, array, array.items, new Set<Span>([item]));
  const { offset, length } = item;
  const block: PropertyNode = { name: '', key: { offset, length: 0 }, offset, length };
  return format === 'terraform' ? removeFromBlock(text, [block]) : [];
}

type Style = 'delimited' | 'yamlBlock' | 'terraformBlock' | 'unreachable';

function styleOf(text: string, format: TaskFormat, object: ObjectNode): Style {
  if (isBeyondReach(text, object) || object.properties.some(({ key }) => text.startsWith('\\"', key.offset))) {
    return 'unreachable';
  }
  if (text.charAt(object.offset) === '{') return 'delimited';
  if (format === 'cloudFormationYaml') return 'yamlBlock';
  if (format !== 'terraform') return 'unreachable';
  return 'terraformBlock';
}

/** An alias, or a function: the values are elsewhere, or are made by it. */
function isBeyondReach(text: string, { offset }: Span): boolean {
  return text.charAt(offset) === '*' || text.startsWith('\\"', offset);
}

function isYamlBlock(text: string, node: ValueNode): boolean {
  return (node.kind === 'object' || node.kind === 'array') && !/[[{]/.test(text.charAt(node.offset));
}

function isCloudFormation(format: TaskFormat): boolean {
  return format === 'cloudFormationJson' || format === 'cloudFormationYaml';
}

/** JSON may stand in HCL as it is, and as a heredoc it must. */
function notationOf(text: string, format: TaskFormat, node: ValueNode): Notation {
  if (format === 'cloudFormationYaml') return yamlFlow;
  if (format !== 'terraform') return json;
  const object = node.kind === 'array' ? node.items.find((each) => each.kind === 'object') : node;
  const [first] = object?.kind === 'object' ? object.properties : [];
  if (/(?:":|<<-?[\w-]+)\s*$/.test(text.slice(Math.max(0, node.offset - 80), node.offset))) return json;
  if (first === undefined || text.charAt(first.key.offset) !== '"') return hcl;
  return /^\s*:/.test(text.slice(endOf(first.key), endOf(first))) ? json : hcl;
}

/** HCL needs none between lines, but whoever writes them writes all. */
function usesCommas(text: string, { properties }: ObjectNode): boolean {
  const [first, second] = properties;
  return first !== undefined && second !== undefined && text.slice(endOf(first), second.offset).includes(',');
}

function nameIn(format: TaskFormat, name: string, object: ObjectNode): string {
  return spelledName(format, name, object.isMap === true ? 'map' : 'container');
}

function spelled(format: TaskFormat, name: string, value: JsonValue, object: ObjectNode): JsonValue {
  return object.isMap === true || isMapName(name) ? value : spelledValue(format, value);
}

function spelledValue(format: TaskFormat, value: JsonValue): JsonValue {
  if (!isCloudFormation(format)) return value;
  if (isList(value)) return value.map((each) => spelledValue(format, each));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, each]): [string, JsonValue] => {
    return [toCloudFormation(name), isMapName(name) ? each : spelledValue(format, each)];
  });
  return Object.fromEntries(entries);
}

function layoutOf(text: string, { offset }: Span): Layout {
  return { indent: indentOf(text, offset), unit: unitOf(text), eol: eolOf(text) };
}

function replaced({ offset, length }: Span, text: string): TextEdit {
  return { span: { offset, length }, text };
}

/** Gives a value to a name that has none yet. */
function completed(text: string, format: TaskFormat, node: PropertyNode, value: JsonValue): TextEdit[] {
  const end = endOf(node.key);
  const colon = /^[ \t]*:/.exec(text.slice(end, end + 20))?.[0] ?? '';
  const notation = format === 'cloudFormationYaml' ? yamlFlow : json;
  const rendered = render(value, notation, layoutOf(text, node));
  return [{ span: { offset: end + colon.length, length: 0 }, text: `${colon === '' ? ':' : ''} ${rendered}` }];
}
