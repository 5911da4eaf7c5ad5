/**
 * Makes text that came from outside fit for one line of the interface.
 */

// Line breaks as Unicode has them, not only LF: VS Code and Markdown break lines at several of these.
const lineBreaks = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;

// C0 and C1 controls and DEL; the bidirectional controls, which can make text read as something else ("Trojan Source");
// interlinear annotations; lone halves of surrogate pairs. Zero-width joiners stay: emoji and some scripts need them.
const unsafe = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB\p{Cs}]/gu;

/** What stands for a character that must not act: its Unicode control picture where there is one, else `�`. */
function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}

/** The text on one line: every line break a space, every control character a visible sign. Of any length. */
export function visible(value: string): string {
  return value.replace(lineBreaks, ' ').replace(/\t/g, ' ').replace(unsafe, picture);
}

/** Long enough for the longest names that AWS allows (256); longer values are an attack or a mistake. */
const labelLength = 256;

/**
 * Text for a label: one line, nothing that acts, at most `max` UTF-16 units. What is cut off shows as `…`, and no
 * emoji or accented letter is cut in two.
 */
export function oneLine(value: string, max: number = labelLength): string {
  const line = visible(value);
  if (line.length <= max) return line;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * For the places where VS Code draws `$(name)` as an icon, also in text that came from outside: quick picks and the
 * status bar. Tree labels don't need it, and `escapeMarkdown` takes care of it itself.
 */
export function withoutIcons(value: string): string {
  return value.replaceAll('$(', String.raw`\$(`);
}

/** A name in a quick pick or the status bar. */
export function inPick(value: string): string {
  return withoutIcons(oneLine(value));
}

/**
 * A name in a notification, where VS Code makes links of `[text](address)`, also to commands: a word joiner, which is
 * not seen, stands in between.
 */
export function inMessage(value: string): string {
  return oneLine(value).replaceAll('](', ']\u2060(');
}
