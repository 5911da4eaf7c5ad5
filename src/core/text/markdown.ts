import { visible } from './label.ts';

// Between two letters or digits these mean nothing in Markdown; left alone, names and versions stay readable.
const harmlessInside = /(?<=[A-Za-z0-9])[-_](?=[A-Za-z0-9])/y;

function reference(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`;
}

/**
 * Text from outside (AWS, a file, the user) for a VS Code `MarkdownString`, to be shown as it is: it can become no
 * link, command link, bare-address link, image, HTML, icon, heading, list, code or table cell, wherever on a line it is
 * put. Line breaks become spaces, control characters visible signs.
 *
 * It uses character references and not backslashes, because CommonMark never takes a reference as structure, and
 * because VS Code looks for `$(icon)` only after Markdown has taken the backslashes away. Not for code spans or code
 * blocks, where references are not decoded.
 */
export function escapeMarkdown(value: string): string {
  return visible(value).replace(/[!-/:-@[-`{-~]|^ +| +$| {2,}/g, (match: string, index: number, whole: string) => {
    if (match.startsWith(' ')) return '&nbsp;'.repeat(match.length);
    harmlessInside.lastIndex = index;
    return harmlessInside.test(whole) ? match : reference(match);
  });
}
