import { fromTerraform } from '../parse/terraformNames.ts';
import type { Place } from '../parse/terraformNames.ts';
import type { SchemaPath } from '../schema/lookup.ts';
import { jsonPosition } from './jsonPosition.ts';
import { wordAround } from './position.ts';
import type { Position } from './position.ts';

/**
 * Where the cursor is in a resource of Terraform. A scan from its beginning to the cursor: the syntax tree of what is
 * half typed has no places to rely on.
 * @param start Of the resource, at its keyword
 */
export function hclPosition(text: string, offset: number, start: number, place: Place): Position | undefined {
  const scan = new Scan(text, start, offset, place);
  return scan.run();
}

interface Frame {
  readonly kind: 'body' | 'object' | 'array' | 'call';
  /** Undefined where what is inside is none of ECS's: the arguments of functions, blocks that Terraform makes. */
  readonly path: SchemaPath | undefined;
  /** Of the name before `=`, until its value has ended. */
  name?: string | undefined;
  index: number;
  /** How many blocks of a name there are. */
  readonly blocks: Map<string, number>;
}

const space = /\s+|#.*|\/\/.*|\/\*[^]*?(?:\*\/|$)/y;
const heredocStart = /<<-?([\w-]+)\r?\n/y;
const word = /[A-Za-z_][\w-]*/y;

class Scan {
  readonly #text: string;
  readonly #end: number;
  readonly #place: Place;
  readonly #frames: Frame[] = [];
  #at: number;
  /** Words and texts since the last sign: the name of what follows. */
  #words: string[] = [];

  constructor(text: string, start: number, end: number, place: Place) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#place = place;
  }

  run(): Position | undefined {
    while (this.#at < this.#end) {
      const step = this.#step();
      if (step !== undefined) return step.position;
    }
    return this.#here(this.#end, '');
  }

  #matchAt(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text) ?? undefined;
  }

  /** @returns a position, or that there is none, where the cursor is reached inside of what is read */
  #step(): { readonly position: Position | undefined } | undefined {
    const whole = this.#matchAt(space)?.[0];
    if (whole !== undefined) {
      const blank = whole.slice(0, this.#end - this.#at);
      const isComment = !/^\s/.test(blank);
      if (isComment && this.#at + blank.length >= this.#end) return { position: undefined };
      this.#at += blank.length;
      if (blank.includes('\n')) this.#endLine();
      return undefined;
    }
    const character = this.#text.charAt(this.#at);
    if (character === '"') return this.#quoted();
    const heredoc = character === '<' ? this.#matchAt(heredocStart) : undefined;
    if (heredoc !== undefined) return this.#heredoc(heredoc[0].length, heredoc[1] ?? '');
    const token = this.#matchAt(word)?.[0];
    if (token === undefined) {
      this.#sign(character);
      this.#at++;
      return undefined;
    }
    if (this.#at + token.length >= this.#end) return { position: this.#here(this.#at, '') };
    this.#words.push(token);
    this.#at += token.length;
    return undefined;
  }

  #quoted(): { readonly position: Position | undefined } | undefined {
    const from = this.#at;
    const end = endOfQuoted(this.#text, from);
    const isWhole = end.isClosed && end.at <= this.#end;
    if (!isWhole && end.at >= this.#end) {
      const position = this.#here(from, '"', end.isClosed ? end.at : this.#end);
      return { position: position?.typed.includes('${') === true ? undefined : position };
    }
    this.#words.push(this.#text.slice(from + 1, end.at - 1));
    this.#at = end.at;
    return undefined;
  }

  #heredoc(length: number, name: string): { readonly position: Position | undefined } | undefined {
    const from = this.#at + length;
    const close = new RegExp(`^[ \\t]*${name}[ \\t]*\\r?$`, 'm').exec(this.#text.slice(from));
    const end = close === null ? this.#text.length : from + close.index;
    if (this.#end > end) {
      this.#at = end + (close?.[0].length ?? 0);
      return undefined;
    }
    if (this.#frames.at(-1)?.name !== 'containerDefinitions') return { position: undefined };
    return { position: embedded(this.#text.slice(from, end), this.#end - from, from) };
  }

  #sign(character: string): void {
    const frame = this.#frames.at(-1);
    switch (character) {
      case '=':
      case ':':
        if (frame !== undefined && frame.name === undefined) frame.name = this.#named(frame, this.#words.at(-1) ?? '');
        break;
      case '{':
      case '[':
      case '(':
        this.#open(character, frame);
        break;
      case '}':
      case ']':
      case ')':
        this.#frames.pop();
        break;
      case ',':
        if (frame !== undefined) {
          frame.index += 1;
          frame.name = undefined;
        }
        break;
    }
    this.#words = [];
  }

  #open(character: string, frame: Frame | undefined): void {
    const added = (kind: Frame['kind'], path: SchemaPath | undefined): void => {
      this.#frames.push({ kind, path, index: 0, blocks: new Map() });
    };
    const path = frame && inside(frame);
    const [keyword] = this.#words;
    if (frame === undefined) added('body', []);
    else if (character === '(') added('call', keyword === 'jsonencode' ? path : undefined);
    else if (character === '[') added('array', path);
    else if (frame.kind === 'body' && frame.name === undefined) added('body', this.#blockPath(frame, this.#words));
    else added('object', path);
  }

  #blockPath(frame: Frame, [name = '', ...labels]: readonly string[]): SchemaPath | undefined {
    const spelling = fromTerraform(name, this.#placeOf(frame));
    if (frame.path === undefined || spelling === undefined || labels.length > 0) return undefined;
    const before = frame.blocks.get(name) ?? 0;
    frame.blocks.set(name, before + 1);
    const path = spelling.under === undefined ? frame.path : [...frame.path, spelling.under];
    return [...path, spelling.name, ...(spelling.isRepeated === true ? [before] : [])];
  }

  #placeOf(frame: Frame): Place {
    return frame === this.#frames[0] ? this.#place : 'nested';
  }

  #named(frame: Frame, name: string): string {
    return (frame.kind === 'body' ? fromTerraform(name, this.#placeOf(frame))?.name : undefined) ?? name;
  }

  /** A value ends with its line, unless brackets are open. */
  #endLine(): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.kind === 'call') return;
    if (frame.kind !== 'array' && (this.#words.length > 0 || frame.name !== undefined)) frame.name = undefined;
    this.#words = [];
  }

  /** @param from where the name or value begins that the cursor is in */
  #here(from: number, quote: string, end?: number): Position | undefined {
    const frame = this.#frames.at(-1);
    const path = frame && inside(frame);
    if (frame === undefined || path === undefined || this.#words.length > 0) return undefined;
    const typed = this.#text.slice(from + quote.length, this.#end);
    const around = wordAround(this.#text, this.#end, /[\w-]/);
    const span = { offset: from, length: (end ?? around.offset + around.length) - from };
    const after = this.#text.slice(span.offset + span.length);
    const isName = (frame.kind === 'body' || frame.kind === 'object') && frame.name === undefined;
    const syntax = this.#frames.every(({ kind }) => kind === 'body') ? 'hclBody' : 'hclObject';
    if (isName) return { path, at: 'name', syntax, typed, span, hasValue: /^[ \t]*[=:{]/.test(after) };
    // A part of an expression such as `aws_iam_role.web.arn`.
    if (quote === '' && (this.#text.charAt(from - 1) === '.' || /^[.[(]/.test(after))) return undefined;
    const needsComma = frame.kind === 'array' && /^\s*["{\w]/.test(after);
    return { path, at: 'value', syntax, typed, span, needsComma };
  }
}

function inside({ kind, path, name, index }: Frame): SchemaPath | undefined {
  if (path === undefined) return undefined;
  if (kind === 'array') return [...path, index];
  return kind === 'call' || name === undefined ? path : [...path, name];
}

/** Up to and with the closing quotation mark; without one, to the end of the line. */
function endOfQuoted(text: string, from: number): { readonly at: number; readonly isClosed: boolean } {
  let depth = 0;
  for (let at = from + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '\n') return { at, isClosed: false };
    else if (character === '$' && text.charAt(at + 1) === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (character === '"' && depth === 0) return { at: at + 1, isClosed: true };
  }
  return { at: text.length, isClosed: false };
}

/** In JSON that a heredoc holds: no sign of it is escaped, so that its places are those of the text. */
function embedded(json: string, offset: number, from: number): Position | undefined {
  const position = jsonPosition(json, offset);
  if (position === undefined) return undefined;
  const span = { ...position.span, offset: position.span.offset + from };
  return { ...position, path: ['containerDefinitions', ...position.path], span };
}
