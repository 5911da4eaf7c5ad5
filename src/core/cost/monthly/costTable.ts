import { message } from '../../text/message.ts';
import { totalOf } from './lines.ts';
import type { CostLine } from './model.ts';
import type { CsvCell } from './csv.ts';
import { csv } from './csv.ts';
import {
  basisWords,
  inputWords,
  missingWords,
  priceWords,
  rangeWords,
  say,
  withoutWords,
  type WordOptions,
} from './words.ts';

/** A line as text, for tooltip, tree and report. Plain: names come from outside, and are to be escaped for the place. */
export interface CostRow {
  readonly id: string;
  /** 0 for the lines at the top, 1 for theirs, … */
  readonly depth: number;
  readonly label: string;
  /** `$4.80`, `$0.00–$7.48`, or `no price known for sa-east-1`. */
  readonly soFar: string;
  readonly projected: string;
  /** `list price`, `measured`, `estimated`; empty where no price is known. */
  readonly basis: string;
  /** `without …` where a part of the sum has no price; else empty. */
  readonly without: string;
  readonly inputs: readonly string[];
  /** With source and date: money is never bare. */
  readonly prices: readonly string[];
}

export interface CostTableOptions extends WordOptions {
  /** How deep to go below the lines given; all the way when left out. */
  readonly depth?: number;
}

/** Each line followed by those below it. */
export function costTable(lines: readonly CostLine[], options: CostTableOptions = {}): readonly CostRow[] {
  return rowsOf(lines, options, 0);
}

/** The row that stands under a table. */
export function totalRow(lines: readonly CostLine[], options: WordOptions = {}): CostRow {
  const { soFar, projected, missing } = totalOf(lines);
  return {
    id: 'total',
    depth: 0,
    label: say(message('Total'), options),
    soFar: rangeWords(soFar, options),
    projected: rangeWords(projected, options),
    basis: '',
    without: withoutWords(missing, options),
    inputs: [],
    prices: [],
  };
}

function rowsOf(lines: readonly CostLine[], options: CostTableOptions, depth: number): readonly CostRow[] {
  const { depth: deepest = Infinity } = options;
  return lines.flatMap((line) => [
    rowOf(line, options, depth),
    ...(depth < deepest ? rowsOf(line.children ?? [], options, depth + 1) : []),
  ]);
}

function rowOf(line: CostLine, options: WordOptions, depth: number): CostRow {
  const { id, label, soFar, projected, missing, inputs, prices } = line;
  const [first] = missing;
  const unknown = first ? missingWords(first, options) : '';
  return {
    id,
    depth,
    label: say(label, options),
    soFar: soFar ? rangeWords(soFar, options) : unknown,
    projected: projected ? rangeWords(projected, options) : unknown,
    basis: soFar ? basisWords(line.basis, options) : '',
    without: soFar ? withoutWords(missing, options) : '',
    inputs: inputs.map((input) => inputWords(input, options)),
    prices: prices.map((price) => priceWords(price, options)),
  };
}

/** The whole table with its total, with amounts as numbers of dollars, or of the currency that is shown. */
export function costCsv(lines: readonly CostLine[], options: WordOptions = {}): string {
  const currency = options.currency?.code ?? 'USD';
  const head = [
    message('Cost'),
    message('So far, least ({0})', currency),
    message('So far, most ({0})', currency),
    message('Whole month, least ({0})', currency),
    message('Whole month, most ({0})', currency),
    message('Basis'),
    message('Inputs'),
    message('Prices'),
    message('Remarks'),
  ].map((each) => say(each, options));
  const total = totalOf(lines);
  return csv([
    head,
    ...csvRows(lines, [], options),
    [say(message('Total'), options), ...amountCells(total, options), '', '', '', withoutWords(total.missing, options)],
  ]);
}

function csvRows(
  lines: readonly CostLine[],
  above: readonly string[],
  options: WordOptions,
): readonly (readonly CsvCell[])[] {
  return lines.flatMap((line) => {
    const row = rowOf(line, options, above.length);
    const path = [...above, row.label];
    const remark = line.soFar ? row.without : row.soFar;
    return [
      [
        path.join(' / '),
        ...amountCells(line, options),
        row.basis,
        row.inputs.join('; '),
        row.prices.join('; '),
        remark,
      ],
      ...csvRows(line.children ?? [], path, options),
    ];
  });
}

function amountCells(
  { soFar, projected }: Pick<CostLine, 'soFar' | 'projected'>,
  options: WordOptions,
): readonly CsvCell[] {
  const cell = (microUsd: number | undefined): CsvCell =>
    microUsd === undefined ? undefined : amountNumber(microUsd, options);
  return [soFar?.microUsd, soFar?.maxMicroUsd, projected?.microUsd, projected?.maxMicroUsd].map(cell);
}

/** In dollars exact, to the micro-dollar. */
export function amountNumber(microUsd: number, { currency }: WordOptions): number {
  return currency ? Math.round(microUsd * currency.perUsd) / 1_000_000 : microUsd / 1_000_000;
}
