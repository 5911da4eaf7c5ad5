import { property as valueOf, propertyNode } from '../node.ts';
import type { ObjectNode, PropertyNode, Span, ValueNode } from '../node.ts';
import { isMapName } from '../parse/names.ts';
import { isSpread, isSpreadPart, spreadPlace, toTerraform } from '../parse/terraformNames.ts';
import type { Place } from '../parse/terraformNames.ts';
import type { TextEdit } from '../rule.ts';
import { endOf, eolOf, indentOf, lineEnd, startsLine, unitOf, wholeLines } from './lines.ts';
import { hcl, isList, isRecord, render } from './render.ts';
import type { JsonRecord, JsonValue, Layout } from './render.ts';

/** Blocks of Terraform: their attributes, and the blocks in them. */

const blockHead = /[\w-]+(?:[ \t]+"[^"\r\n]*")*[ \t]*\{/y;

function isBlock(text: string, { offset }: Span): boolean {
  blockHead.lastIndex = offset;
  return blockHead.test(text);
}

function placeOf(text: string, { offset }: Span): Place {
  const [, type] = /^resource[ \t]+"aws_ecs_(task_definition|service)"/.exec(text.slice(offset, offset + 60)) ?? [];
  return type === undefined ? 'nested' : type === 'service' ? 'service' : 'taskDefinition';
}

export function removeFromBlock(text: string, removed: readonly PropertyNode[]): TextEdit[] {
  return removed.flatMap((each) => writtenParts(text, each)).map((span) => removedLines(text, span));
}

function removedLines(text: string, span: Span): TextEdit {
  const hasOwnLines =
    startsLine(text, span.offset) && text.slice(endOf(span), lineEnd(text, endOf(span))).trim() === '';
  return { span: hasOwnLines ? wholeLines(text, span) : { offset: span.offset, length: span.length }, text: '' };
}

/** A property can be several blocks, or several attributes. */
function writtenParts(text: string, node: PropertyNode): readonly Span[] {
  const { value } = node;
  if (value?.kind === 'array' && text.charAt(value.offset) !== '[') return value.items;
  if (value?.kind === 'object' && text.charAt(value.offset) !== '{' && !isBlock(text, value)) {
    return value.properties.flatMap((each) => writtenParts(text, each));
  }
  return [node];
}

/** Whether the value is written behind `=`, and can be replaced there. */
export function isAttributeValue(text: string, value: ValueNode): boolean {
  if (value.kind === 'array') return text.charAt(value.offset) === '[';
  if (value.kind === 'object') return text.charAt(value.offset) === '{';
  return !isBlock(text, value);
}

export function setInBlock(text: string, object: ObjectNode, name: string, value: JsonValue): TextEdit[] {
  const old = propertyNode(object, name);
  const place = isBlock(text, object) ? placeOf(text, object) : spreadPlace(name);
  if (old?.value !== undefined && isSpread(name, place) && isRecord(value)) {
    return setSpread(text, object, old.value, value, place);
  }
  const removed = old === undefined ? [] : removeFromBlock(text, [old]);
  const lines = (layout: Layout): string[] => linesOf(name, value, place, layout);
  const [first, ...others] = removed;
  if (first === undefined) return addLines(text, object, lines);
  // In the place of the old one, and not beside its removal: edits of a text may not touch each other.
  const written = (old && writtenParts(text, old)[0]) ?? object;
  const layout = { indent: indentOf(text, written.offset), unit: unitOf(text), eol: eolOf(text) };
  return [
    { span: { offset: written.offset, length: written.length }, text: lines(layout).join(layout.eol + layout.indent) },
    ...others,
  ];
}

/** Only what changes: an attribute that is there keeps its place, others stay. */
function setSpread(text: string, object: ObjectNode, old: ValueNode, value: JsonRecord, place: Place): TextEdit[] {
  const added: JsonValue[] = [];
  const names: string[] = [];
  const edits: TextEdit[] = [];
  for (const [name, each] of Object.entries(value)) {
    const there = valueOf(old, name);
    if (there !== undefined && isAttributeValue(text, there)) {
      const layout = { indent: indentOf(text, there.offset), unit: unitOf(text), eol: eolOf(text) };
      edits.push({ span: { offset: there.offset, length: there.length }, text: render(each, hcl, layout) });
    } else if (there === undefined) {
      names.push(name);
      added.push(each);
    }
  }
  if (added.length === 0) return edits;
  return [
    ...edits,
    ...addLines(text, object, (layout) =>
      names.flatMap((name, index) => linesOf(name, added[index] ?? null, place, layout)),
    ),
  ];
}

function addLines(text: string, object: ObjectNode, lines: (layout: Layout) => string[]): TextEdit[] {
  const last = Math.max(-1, ...object.properties.map(endOf));
  const outer = { indent: indentOf(text, object.offset), unit: unitOf(text), eol: eolOf(text) };
  if (!isBlock(text, object)) {
    const beside = lines(outer).map((line) => outer.eol + outer.indent + line);
    return [{ span: { offset: lineEnd(text, last), length: 0 }, text: beside.join('') }];
  }
  const inner = { ...outer, indent: outer.indent + outer.unit };
  const added = lines(inner)
    .map((line) => outer.eol + inner.indent + line)
    .join('');
  const closing = endOf(object) - 1;
  if (text.charAt(closing) !== '}') return [];
  const isOneLine = !text.slice(object.offset, closing).includes('\n');
  const head = text.indexOf('{', object.offset) + 1;
  if (!isOneLine) return [{ span: { offset: lineEnd(text, last === -1 ? head : last), length: 0 }, text: added }];
  // A block on one line holds one attribute at most.
  const kept = text.slice(head, closing).trim();
  const keptLine = kept === '' ? '' : outer.eol + inner.indent + kept;
  return [{ span: { offset: head, length: closing - head }, text: keptLine + added + outer.eol + outer.indent }];
}

function linesOf(apiName: string, value: JsonValue, place: Place, layout: Layout): string[] {
  if (isRecord(value) && isSpread(apiName, place)) return spreadLines(apiName, value, place, layout);
  const { name } = toTerraform(apiName, place);
  if (apiName === 'containerDefinitions') return [`${name} = jsonencode(${render(value, hcl, layout)})`];
  if (isList(value) && value.length > 0 && value.every(isRecord)) {
    return value.map((each) => blockOf(name, each, layout));
  }
  if (isRecord(value) && !isMapName(apiName) && apiName !== 'tags') return [blockOf(name, value, layout)];
  return [`${name} = ${render(value, hcl, layout)}`];
}

/** Some parts of an object are attributes of what is around it; if there are others, those have a block. */
function spreadLines(apiName: string, value: JsonRecord, place: Place, layout: Layout): string[] {
  const parts = Object.entries(value);
  const spread = parts.filter(([name]) => isSpreadPart(name, apiName, place));
  const others = parts.filter((each) => !spread.includes(each));
  const lines = spread.flatMap(([name, each]) => linesOf(name, each, place, layout));
  if (others.length === 0) return lines;
  return [...lines, blockOf(toTerraform(apiName, place).name, Object.fromEntries(others), layout)];
}

function blockOf(name: string, value: JsonRecord, layout: Layout): string {
  const inner = { ...layout, indent: layout.indent + layout.unit };
  const lines = Object.entries(value).flatMap(([each, part]) => linesOf(each, part, 'nested', inner));
  return [`${name} {`, ...lines.map((line) => inner.indent + line), `${layout.indent}}`].join(layout.eol);
}
