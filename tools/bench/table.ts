import type { Figure } from './figure.ts';

/** Figures as aligned text, one a line; those that don't hold are marked by a word. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'value', 'unit', 'bound', ''],
    ...figures.map(({ name, value, unit, bound, holds }) => [
      name,
      shown(value),
      unit,
      shown(bound),
      verdict(bound, holds),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name = '', value = '', unit = '', bound = '', holds = '']) => {
      const [nameWidth = 0, valueWidth = 0, unitWidth = 0, boundWidth = 0] = widths;
      const cells = [name.padEnd(nameWidth), value.padStart(valueWidth), unit.padEnd(unitWidth)];
      return [...cells, bound.padStart(boundWidth), holds].join('  ').trimEnd();
    })
    .join('\n');
}

function shown(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 100) / 100);
}

function verdict(bound: number | null, holds: boolean): string {
  if (!holds) return 'DOES NOT HOLD';
  return bound === null ? '' : 'holds';
}
