import * as l10n from '@vscode/l10n';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import type { Moment } from '../activations/words.ts';

export type TooltipRow = readonly [title: string, value: string | undefined];

/** A tooltip as Markdown: a name and a table. All of it is escaped here, so nothing in it can become a link. */
export function tooltipTable(name: string, notices: readonly string[], rows: readonly TooltipRow[]): string {
  const table = rows.flatMap(([title, value]) =>
    value === undefined || value === '' ? [] : [`| ${escapeMarkdown(title)} | ${escapeMarkdown(value)} |`],
  );
  return [
    `**${escapeMarkdown(name)}**`,
    '',
    ...notices.flatMap((notice) => [escapeMarkdown(notice), '']),
    '| | |',
    '|:--|:--|',
    ...table,
  ].join('\n');
}

export function joined(separator: string, ...parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter((part) => part !== undefined && part !== '');
  return known.length > 0 ? known.join(separator) : undefined;
}

export function share(free: number, total: number, words: (value: number) => string): string {
  return l10n.t('{0} of {1}', words(free), words(total));
}

/** @returns words for a number of vCPUs */
export function cpuWords(locale: string): (cpus: number) => string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return (cpus) => l10n.t('{0} vCPU', format.format(cpus));
}

export function memoryWords(locale: string): (mib: number) => string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return (mib) => (mib < 1024 ? `${format.format(mib)} MiB` : `${format.format(mib / 1024)} GiB`);
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

export function ago(time: number, { locale, now }: Moment): string {
  const elapsed = Math.max(0, now - time);
  const [unit, length] = units.find(([, ms]) => elapsed >= ms) ?? (['second', 1000] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(elapsed / length), unit);
}

export function dateTime(time: number | undefined, { locale }: Moment): string | undefined {
  return time === undefined
    ? undefined
    : new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}
