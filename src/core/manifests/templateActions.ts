import { filler } from '../taskdef/parse/placeholders.ts';

/** Actions of Go templates, as Helm has them: `{{ .Values.image }}`. */

/**
 * A text as long as the given one without its actions: those that have a line to themselves are blank, and the others
 * stand for something that is filled in later. One that is not closed yet ends with its line.
 */
export function withoutActions(text: string): string {
  let start = text.indexOf('{{');
  if (start === -1) return text;
  const parts: string[] = [];
  let from = 0;
  let close = 0;
  while (start !== -1) {
    if (close !== -1 && close < start + 2) close = text.indexOf('}}', start + 2);
    const next = text.indexOf('{{', start + 2);
    const isClosed = close !== -1 && (next === -1 || close < next);
    const end = isClosed ? close + 2 : endOfLine(text, start);
    parts.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n]/g, filler));
    from = end;
    start = next !== -1 && next >= end ? next : text.indexOf('{{', end);
  }
  parts.push(text.slice(from));
  return parts.join('').replace(linesOfActions, (line) => ' '.repeat(line.length));
}

const linesOfActions = new RegExp(`^[^\\S\\r\\n]*${filler}[${filler} \\t]*$`, 'gm');

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** Whether an action on a line of its own may bring properties, rather than choose among those that are there. */
export function bringsParts(text: string): boolean {
  return text.includes('{{') && actionsThatBring.test(text);
}

const actionsThatBring =
  /^[ \t]*\{\{(?!-?[ \t]*(?:(?:if|else|end|with|range|block|define|break|continue)\b|\/\*|\$\w*[ \t]*:?=|\$\w+[ \t]*,))-?[ \t]*[^\s}]/m;
