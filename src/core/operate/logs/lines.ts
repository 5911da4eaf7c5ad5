import { visible } from '../../text/label.ts';
import type { LogEvent } from './gateway.ts';

/** What containers write, as lines of an output channel, which shows text as it is. */

// Escape sequences of terminals (ECMA-48): titles and links (OSC) and the like up to their end, colours and moves (CSI),
// character sets and single ones. An end that never comes must not make them slow or take other lines with them.
const escapes =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]{0,2048}(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]|\u001b[ -/]{0,8}[0-~]/g;

/** A line longer than this makes VS Code's editor slow; AWS takes events of up to a megabyte. */
const longest = 16_000;

/** @param cutWords what to say of characters that are left out, by their number */
export function logLines({ at, message }: LogEvent, cutWords: (count: number) => string): readonly string[] {
  const [first = '', ...others] = message
    .replace(escapes, '')
    .replace(/[\r\n]+$/, '')
    .split(/\r?\n/)
    .map((line) => plain(line, cutWords));
  return [`${timeStamp(at)} ${first}`, ...others.map((line) => `    ${line}`)];
}

/** What was written over with carriage returns, as progress bars do, is the last of it. Tabs stay. */
function plain(line: string, cutWords: (count: number) => string): string {
  const last = line.slice(line.lastIndexOf('\r') + 1);
  const kept = last.length > longest ? last.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '') : last;
  const rest = last.length - kept.length;
  const shown = kept.split('\t').map(visible).join('\t');
  return rest > 0 ? `${shown}… ${cutWords(rest)}` : shown;
}

/** As VS Code's own logs have it: the time of this computer. */
export function timeStamp(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
