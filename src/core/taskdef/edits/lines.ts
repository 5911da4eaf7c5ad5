import type { Span } from '../node.ts';

export function endOf({ offset, length }: Span): number {
  return offset + length;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line ends, in front of its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return newline > offset && text.charAt(newline - 1) === '\r' ? newline - 1 : newline;
}

export function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The spaces and tabs with which the line begins. */
export function indentOf(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

export function startsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** The whole lines of a part, with the last one's line break. */
export function wholeLines(text: string, part: Span): Span {
  const offset = lineStart(text, part.offset);
  const newline = text.indexOf('\n', Math.max(part.offset, endOf(part) - 1));
  const end = newline === -1 ? text.length : newline + 1;
  return { offset, length: end - offset };
}

/** What a file indents by: what the first indented line does. */
export function unitOf(text: string): string {
  return /^(?:\t|(?: {2}){1,4})(?=[^\s#/*])/m.exec(text)?.[0] ?? '  ';
}
