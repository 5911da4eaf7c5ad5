/** A number stays one; text is made safe. */
export type CsvCell = string | number | undefined;

/**
 * Comma-separated values as in RFC 4180: lines end with CRLF, the last one too. Text that a spreadsheet would take for a
 * formula gets an apostrophe in front, since names come from outside.
 * Source: OWASP, "CSV Injection".
 */
export function csv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

// Spreadsheets take the full-width forms for the same, and skip blanks and what is not seen in front.
const formula = /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

function cell(value: CsvCell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
