import type { Span } from '../node.ts';
import type { TextEdit } from '../rule.ts';
import { endOf, eolOf, indentOf, lineEnd, startsLine, unitOf } from './lines.ts';
import type { Layout } from './render.ts';

/** Parts between brackets: of JSON, of YAML's flow style, of HCL's objects and tuples. */

/** Removes some parts, each with the comma that it needs no more. */
export function removeParts(text: string, whole: Span, parts: readonly Span[], removed: ReadonlySet<Span>): TextEdit[] {
  const edits: TextEdit[] = [];
  let before: Span | undefined;
  let run: Span | undefined;
  for (const part of parts) {
    if (removed.has(part)) {
      // A comment between two of them stays.
      if (run !== undefined && !/^\s*,?\s*$/.test(text.slice(endOf(run), part.offset))) {
        edits.push(...removeRun(text, whole, run, before, part));
        run = undefined;
      }
      run = { offset: run?.offset ?? part.offset, length: endOf(part) - (run?.offset ?? part.offset) };
      continue;
    }
    if (run !== undefined) edits.push(...removeRun(text, whole, run, before, part));
    run = undefined;
    before = part;
  }
  return run === undefined ? edits : [...edits, ...removeRun(text, whole, run, before, undefined)];
}

function removeRun(
  text: string,
  whole: Span,
  run: Span,
  before: Span | undefined,
  after: Span | undefined,
): TextEdit[] {
  const end = endOf(run);
  const comma = commaIn(text, end, after?.offset ?? endOf(whole));
  const isBeside = comma !== undefined && /^\s*$/.test(text.slice(end, comma));
  const behind = isBeside ? comma + 1 : end;
  // A comment between it and its comma stays.
  const commaLeft = comma === undefined || isBeside ? [] : [cut(comma, comma + 1)];
  if (after !== undefined) {
    const space = /^\s*/.exec(text.slice(behind, after.offset))?.[0].length ?? 0;
    return commaLeft.length > 0 ? [cut(run.offset, end), ...commaLeft] : [cut(run.offset, behind + space)];
  }
  if (before !== undefined) return removeLast(text, run, before, behind);
  const start = whole.offset + 1;
  const rest = text.slice(start, run.offset) + text.slice(behind, endOf(whole) - 1);
  return /^\s*$/.test(rest) ? [cut(start, endOf(whole) - 1)] : [cut(run.offset, behind), ...commaLeft];
}

/** With the comma in front of it. */
function removeLast(text: string, run: Span, before: Span, behind: number): TextEdit[] {
  const [start, end] = [endOf(before), endOf(run)];
  if (/^\s*,?\s*$/.test(text.slice(start, run.offset))) return [cut(start, end)];
  // A comment stands in between: it stays, the comma in front of it or behind it does not.
  const comma = commaIn(text, start, run.offset);
  const edits = behind === end && comma !== undefined ? [cut(comma, comma + 1)] : [];
  return [...edits, cut(run.offset, behind)];
}

function cut(from: number, to: number): TextEdit {
  return { span: { offset: from, length: to - from }, text: '' };
}

/** The comma between two parts, behind comments too. */
function commaIn(text: string, from: number, to: number): number | undefined {
  const found = /^(?:\s|\/\/.*|#.*|\/\*[^]*?\*\/)*,/.exec(text.slice(from, to));
  return found === null ? undefined : from + found[0].length - 1;
}

/**
 * Adds a part behind the last one.
 * @param needsComma Whether parts that have a line each are separated by commas nevertheless.
 */
export function addPart(
  text: string,
  whole: Span,
  parts: readonly Span[],
  needsComma: boolean,
  rendered: (layout: Layout) => string,
): TextEdit[] {
  const layout = { indent: indentOf(text, whole.offset), unit: unitOf(text), eol: eolOf(text) };
  const last = parts.at(-1);
  if (last === undefined) return addFirst(text, whole, layout, rendered);
  const end = endOf(last);
  if (!startsLine(text, last.offset)) {
    const part = rendered({ ...layout, indent: indentOf(text, last.offset) });
    return [at(end, `, ${part}`)];
  }
  const indent = indentOf(text, last.offset);
  const line = layout.eol + indent + rendered({ ...layout, indent });
  const [trailing] = /^[ \t]*,/.exec(text.slice(end, endOf(whole))) ?? [''];
  const usesComma = trailing !== '' || needsComma;
  const place = end + trailing.length;
  const comment = /^[ \t]*(?:\/\/|#|\/\*)/.test(text.slice(place, lineEnd(text, place)));
  if (!comment) return [at(place, (usesComma && trailing === '' ? ',' : '') + line + (trailing === '' ? '' : ','))];
  const comma = usesComma && trailing === '' ? [at(end, ',')] : [];
  return [...comma, at(lineEnd(text, place), line + (trailing === '' ? '' : ','))];
}

function addFirst(text: string, whole: Span, layout: Layout, rendered: (layout: Layout) => string): TextEdit[] {
  const place = whole.offset + 1;
  const isClosed = /[\]}]/.test(text.charAt(endOf(whole) - 1)) && whole.length > 1;
  if (!isClosed) return [];
  const isArray = text.charAt(whole.offset) === '[';
  const inside = text.slice(place, endOf(whole) - 1);
  const indent = layout.indent + layout.unit;
  const isBlank = /^\s*$/.test(inside);
  if (isArray && isBlank) return [{ span: { offset: place, length: inside.length }, text: rendered(layout) }];
  const line = layout.eol + indent + rendered({ ...layout, indent });
  if (!isBlank) return [at(place, line)];
  return [{ span: { offset: place, length: inside.length }, text: line + layout.eol + layout.indent }];
}

function at(offset: number, text: string): TextEdit {
  return { span: { offset, length: 0 }, text };
}
