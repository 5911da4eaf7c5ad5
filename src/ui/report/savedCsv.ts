import { csv, type CsvCell } from '../../core/cost/monthly/csv.ts';
import type { ReportModel, ReportRow, ReportTable } from './reportModel.ts';

/** The mark by which spreadsheets know UTF-8. */
export const utf8Mark = '\uFEFF';

export function tablesOf({ sections }: Pick<ReportModel, 'sections'>): readonly ReportTable[] {
  return sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'table'));
}

/**
 * One table, as a spreadsheet's filters and sums want it: a line of titles, then its rows, with plain numbers and the
 * path of each row. RFC 4180.
 */
export function tableCsv(table: ReportTable): string {
  return utf8Mark + csv(lines(table));
}

/** All tables, each under its name, with an empty line between them. */
export function allCsv(model: Pick<ReportModel, 'sections'>): string {
  return (
    utf8Mark +
    tablesOf(model)
      .map((table) => csv([[table.caption], ...lines(table)]))
      .join('\r\n')
  );
}

function lines({ columns, rows, detailsTitle }: ReportTable): readonly (readonly CsvCell[])[] {
  const titles = columns.flatMap(({ title, plain }) => plain ?? [title]);
  const path: string[] = [];
  return [
    [...titles, ...(detailsTitle === undefined ? [] : [detailsTitle])],
    ...rows.map((row) => {
      path.splice(row.level ?? 0, Infinity, row.cells[0]?.text ?? '');
      const [, ...cells] = columns.flatMap(({ plain }, index) => plainCells(row, index, plain?.length));
      return [path.join(' / '), ...cells, ...(detailsTitle === undefined ? [] : [(row.details ?? []).join('; ')])];
    }),
  ];
}

function plainCells({ cells }: ReportRow, index: number, count: number | undefined): readonly CsvCell[] {
  const cell = cells[index];
  if (count === undefined) return [cell?.text];
  return Array.from({ length: count }, (_, each) => cell?.plain?.[each]);
}
