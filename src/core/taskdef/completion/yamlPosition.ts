import type { Span } from '../node.ts';
import type { SchemaPath } from '../schema/lookup.ts';
import { cloudFormationName, cloudFormationPath } from './cloudFormationPath.ts';
import { wordAround } from './position.ts';
import type { Position } from './position.ts';

/**
 * Where the cursor is in a template in YAML. Told from the indentation of the lines above, because a parser makes little
 * of a line that is half typed.
 * @param start Of the first property of the task definition
 */
export function yamlPosition(text: string, offset: number, start: number): Position | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(?:^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  const line = lineOf(before);
  const above = pathAbove(text, lineStart, start, line);
  if (above === undefined) return undefined;
  const { leading, column } = line;
  const rest = before.slice(column);
  const [head, name] = /^(["']?[\w.:/-]+?["']?)\s*:(?:\s+|$)/.exec(rest) ?? [];
  const from = lineStart + column;
  if (head === undefined || name === undefined) {
    if (rest.startsWith('[') || rest.startsWith('{')) return flowPosition(text, from, offset, above);
    return plainPosition(text, from, offset, { path: above, indent: column - leading });
  }
  const path = [...above, cloudFormationName(name.replace(/["']/g, ''), above)];
  // `Name:` with the cursor right behind the colon is no value yet.
  if (!/\s$/.test(head)) return undefined;
  const value = rest.slice(head.length);
  if (value.startsWith('[') || value.startsWith('{')) return flowPosition(text, from + head.length, offset, path);
  if (/^[!&*|>]/.test(value)) return undefined;
  return { ...valuePosition(text, from + head.length, offset, path), indent: column - leading };
}

interface Line {
  /** Columns of the `-` of the items that begin in it. */
  readonly dashes: readonly number[];
  /** Of white space at its beginning. */
  readonly leading: number;
  /** Of what follows white space and dashes. */
  readonly column: number;
  readonly name?: string;
  /** It begins a text of several lines. */
  readonly isBlock: boolean;
}

function lineOf(text: string): Line {
  const leading = /^ */.exec(text)?.[0].length ?? 0;
  const dashes: number[] = [];
  let column = leading;
  for (let dash = /^-(?: +|$)/.exec(text.slice(column)); dash !== null; dash = /^-(?: +|$)/.exec(text.slice(column))) {
    dashes.push(column);
    column += dash[0].length;
  }
  const [, name, value] = /^(["']?[\w.:/-]+?["']?)\s*:(?:\s+(.*))?$/.exec(text.slice(column).trimEnd()) ?? [];
  const isBlock = /^[|>][-+\d]*\s*(?:#.*)?$/.test(value ?? '');
  const plain = name?.replace(/["']/g, '');
  return { dashes, leading, column, isBlock, ...(plain !== undefined && { name: plain }) };
}

/** What is still looked for, going up: the name over an object, or the beginning of an array and the name over it. */
interface Level {
  readonly column: number;
  readonly isArray: boolean;
}

/** Of the object or array in which the line stands; names of the text on the way, the innermost first. */
function pathAbove(text: string, lineStart: number, start: number, line: Line): SchemaPath | undefined {
  const firstLine = text.lastIndexOf('\n', start - 1) + 1;
  const rootColumn = start - firstLine;
  const steps: (string | number)[] = [];
  let level: Level = { column: line.column, isArray: false };
  level = throughDashes(line, level, steps);
  let end = lineStart - 1;
  while (end >= firstLine) {
    const from = text.lastIndexOf('\n', end - 1) + 1;
    const content = text.slice(from, end).replace(/\r$/, '');
    end = from - 1;
    if (/^\s*(?:#|$)/.test(content)) continue;
    const next = raised(lineOf(content), level, steps);
    if (next === undefined) return undefined;
    level = next;
  }
  if (level.isArray || level.column !== rootColumn) return undefined;
  return cloudFormationPath(steps.reverse());
}

/** @returns undefined if the cursor is in a text of several lines */
function raised(line: Line, level: Level, steps: (string | number)[]): Level | undefined {
  if (level.isArray) {
    if (line.dashes.includes(level.column)) {
      const index = steps.pop();
      steps.push(typeof index === 'number' ? index + 1 : 0);
      return level;
    }
    if (line.column > level.column || line.leading > level.column) return level;
    if (line.name === undefined) return level;
    steps.push(line.name);
    return throughDashes(line, { column: line.column, isArray: false }, steps);
  }
  if (line.column === level.column) return throughDashes(line, level, steps);
  if (line.column > level.column) return level;
  if (line.isBlock) return undefined;
  if (line.name === undefined) return level;
  steps.push(line.name);
  return throughDashes(line, { column: line.column, isArray: false }, steps);
}

/** An object that begins behind dashes is an item of arrays. */
function throughDashes({ dashes }: Line, level: Level, steps: (string | number)[]): Level {
  let reached = level;
  for (const column of dashes.toReversed()) {
    if (column >= reached.column && reached.isArray) continue;
    steps.push(0);
    reached = { column, isArray: true };
  }
  return reached;
}

/** A name, or an item that is a plain text: which of them, the schema knows. */
function plainPosition(
  text: string,
  from: number,
  offset: number,
  { path, indent }: { readonly path: SchemaPath; readonly indent: number },
): Position | undefined {
  const value = valuePosition(text, from, offset, path);
  if (/\s/.test(value.typed)) return undefined;
  const isItem = typeof path.at(-1) === 'number';
  const name = wordAround(text, offset, /[\w.-]/);
  const hasValue = /^["']?\s*:/.test(text.slice(name.offset + name.length));
  if (hasValue || !isItem || value.typed === '' || /^\w/.test(value.typed))
    return {
      path,
      at: 'name',
      syntax: 'yaml',
      typed: value.typed,
      span: hasValue ? name : value.span,
      hasValue,
      indent,
    };
  return value;
}

function valuePosition(text: string, from: number, offset: number, path: SchemaPath): Position {
  const line = text.slice(from).split(/\r?\n/, 1)[0] ?? '';
  const whole = line.replace(/\s+#.*$/, '').trimEnd();
  const end = Math.max(from + whole.length, offset);
  const span: Span = { offset: from, length: end - from };
  return { path, at: 'value', syntax: 'yaml', typed: text.slice(from, offset).replace(/^["']/, ''), span };
}

interface Bracket {
  readonly path: SchemaPath;
  readonly isArray: boolean;
  index: number;
  name?: string | undefined;
}

const flowSigns = /"[^"]*"|'[^']*'|[[\]{},]|:(?=[\s"'])/g;

/** Between brackets, from the outermost one on the line to the cursor. */
function flowPosition(text: string, from: number, offset: number, above: SchemaPath): Position | undefined {
  const open: Bracket[] = [];
  let tokenStart = from;
  for (const { 0: sign, index } of text.slice(from, offset).matchAll(flowSigns)) {
    if (sign.length > 1) continue;
    const inner = open.at(-1);
    if (sign === '[' || sign === '{')
      open.push({ path: inner ? innerPath(inner) : above, isArray: sign === '[', index: 0 });
    else if (sign === ']' || sign === '}') open.pop();
    else if (inner !== undefined) innerSign(inner, sign, text.slice(tokenStart, from + index));
    tokenStart = from + index + 1;
  }
  const inner = open.at(-1);
  if (inner === undefined) return undefined;
  return flowToken(text, tokenStart, offset, innerPath(inner), inner.isArray || inner.name !== undefined);
}

function innerSign(inner: Bracket, sign: string, token: string): void {
  if (sign === ',') {
    inner.index += 1;
    inner.name = undefined;
  } else if (!inner.isArray) inner.name = cloudFormationName(token.trim().replace(/["']/g, ''), inner.path);
}

function innerPath({ path, isArray, index, name }: Bracket): SchemaPath {
  if (isArray) return [...path, index];
  return name === undefined ? path : [...path, name];
}

function flowToken(
  text: string,
  from: number,
  offset: number,
  path: SchemaPath,
  isValue: boolean,
): Position | undefined {
  const token = text.slice(from, offset).trimStart();
  const begin = offset - token.length;
  const rest = /^[^,\]}\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  const word = isValue ? rest.trimEnd() : (/^[\w"'-]*/.exec(rest)?.[0] ?? '');
  const span = { offset: begin, length: token.length + word.length };
  const typed = token.replace(/^["']/, '');
  const syntax = 'yamlFlow';
  if (isValue) return /^[!&*]/.test(token) ? undefined : { path, at: 'value', syntax, typed, span };
  const hasValue = /^\s*:/.test(text.slice(span.offset + span.length));
  return { path, at: 'name', syntax, typed, span, hasValue };
}
