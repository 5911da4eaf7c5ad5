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
  const behind = endOf(run) + (/^\s*,/.exec(text.slice(endOf(run), endOf(whole)))?.[0].length ?? 0);
  if (after !== undefined) {
    const space = /^\s*/.exec(text.slice(behind, after.offset))?.[0].length ?? 0;
    return [cut(run.offset, behind + space)];
  }
  const start = before === undefined ? whole.offset + 1 : endOf(before);
  const between = text.slice(start, run.offset);
  if (before === undefined) {
    const rest = text.slice(behind, endOf(whole) - 1);
    return [/^\s*$/.test(between + rest) ? cut(start, endOf(whole) - 1) : cut(run.offset, behind)];
  }
  if (/^\s*,?\s*$/.test(between)) return [cut(start, endOf(run))];
  // A comment stands in between: it stays, the comma in front of it does not.
  const comma = /^\s*,/.exec(between);
  const edits =
    behind === endOf(run) && comma !== null ? [cut(start + comma[0].length - 1, start + comma[0].length)] : [];
  return [...edits, cut(run.offset, behind)];
}

function cut(from: number, to: number): TextEdit {
  return { span: { offset: from, length: to - from }, text: '' };
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
