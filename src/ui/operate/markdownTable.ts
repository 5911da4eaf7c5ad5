import * as l10n from '@vscode/l10n';
import { oneLine } from '../../core/text/label.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';

/** AWS's reasons are some hundred characters long. */
const longestCell = 2000;

export function cell(text: string | number | undefined): string {
  return text === undefined ? '' : escapeMarkdown(oneLine(String(text), longestCell));
}

/** A table of Markdown, all of it escaped here. Columns in which no row has anything are left out. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): readonly string[] {
  const used = head.map((_, column) => rows.some((row) => row[column] !== undefined && row[column] !== ''));
  const line = (cells: readonly string[]): string => `| ${cells.filter((_, column) => used[column]).join(' | ')} |`;
  return [
    line(head.map(cell)),
    line(head.map(() => '---')),
    ...rows.map((row) => line(head.map((_, column) => cell(row[column])))),
  ];
}

/** A table of names and values; rows without a value are left out. */
export function factTable(rows: readonly (readonly [name: string, value: string | undefined])[]): readonly string[] {
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  return known.length === 0
    ? []
    : [
        // Without names of columns, a screen reader has none to say either.
        `| ${l10n.t('Name')} | ${l10n.t('Value')} |`,
        '| --- | --- |',
        ...known.map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`),
      ];
}
