import { element, type Markup } from './markup.ts';
import { figureMarkup, tableMarkup } from './pageMarkup.ts';
import type {
  ReportBlock,
  ReportCell,
  ReportChart,
  ReportField,
  ReportForm,
  ReportRow,
  ReportTable,
} from './reportModel.ts';

/** Where what the page and a saved file draw differently comes from. */
export interface Surface {
  /** A chart's drawing, in its figure. */
  chart(chart: ReportChart): readonly Markup[];
  /** A form, where anybody listens to it. */
  form?(form: ReportForm): Markup;
  /** Whether all that can be unfolded is. */
  readonly isUnfolded: boolean;
}

/** What stands for the block, in a wrapper of its own. Nothing where the surface has no forms. */
export function blockMarkup(block: ReportBlock, surface: Surface): Markup | undefined {
  switch (block.kind) {
    case 'text':
      return element('p', {}, block.text);
    case 'figures':
      return element(
        'dl',
        { class: 'figures' },
        ...block.figures.map(({ label, value, note }) =>
          element(
            'div',
            {},
            element('dt', {}, label),
            element('dd', { class: 'value' }, value),
            ...(note === undefined ? [] : [element('dd', { class: 'note' }, note)]),
          ),
        ),
      );
    case 'chart':
      return figureMarkup(block, ...surface.chart(block));
    case 'table':
      return rowsMarkup(block, surface);
    case 'form':
      return surface.form?.(block);
  }
}

function rowsMarkup(table: ReportTable, surface: Surface): Markup {
  const { id, columns, rows } = table;
  const head = columns.map(({ title, isNumber }) =>
    element('th', { scope: 'col', ...(isNumber && { class: 'number' }) }, title),
  );
  const body = rows.map((row, index) => rowMarkup(row, `${id}-${row.key ?? index}`, table, surface));
  return tableMarkup(table, head, body, surface.isUnfolded);
}

const deepest = 3;

function rowMarkup(row: ReportRow, id: string, { columns }: ReportTable, surface: Surface): Markup {
  const { cells, level = 0, isTotal } = row;
  const [first = { text: '' }, ...others] = cells;
  const classes = [
    ...(level > 0 ? [`level-${Math.min(level, deepest)}`] : []),
    ...(columns[0]?.isShort ? ['short'] : []),
  ];
  return element(
    'tr',
    isTotal ? { class: 'total' } : {},
    element('th', { scope: 'row', ...classed(classes) }, nameMarkup(first, row, id, surface)),
    ...others.map(({ text }, index) => {
      const { isNumber, isShort } = columns[index + 1] ?? {};
      const own = [...(isNumber ? ['number'] : []), ...(isShort ? ['short'] : [])];
      return element('td', classed(own), text === '' ? '\u2014' : text);
    }),
  );
}

function classed(names: readonly string[]): Readonly<Record<string, string>> {
  return names.length === 0 ? {} : { class: names.join(' ') };
}

function nameMarkup({ text }: ReportCell, { details = [] }: ReportRow, id: string, surface: Surface): Markup | string {
  if (details.length === 0) return text;
  const open = surface.isUnfolded ? { open: true as const } : {};
  return element(
    'details',
    { id: `row-${id}`, ...open },
    element('summary', {}, text),
    element('ul', {}, ...details.map((line) => element('li', {}, line))),
  );
}

export function formMarkup({ id, title, fields, saveLabel }: ReportForm): Markup {
  return element(
    'form',
    { 'id': `form-${id}`, 'data-form': id },
    element('fieldset', {}, element('legend', {}, title), ...fields.map((field) => fieldMarkup(field, id))),
    element('button', { 'type': 'button', 'class': 'quiet', 'data-action': 'saveForm' }, saveLabel),
  );
}

function fieldMarkup(field: ReportField, form: string): Markup {
  const id = `field-${form}-${field.name}`;
  const label = element('label', { for: id }, field.label);
  if (field.input === 'number') {
    const { least, most, step, value, name } = field;
    const bounds = { min: String(least), max: String(most), step: String(step) };
    return element('div', {}, label, element('input', { id, name, type: 'number', value, required: true, ...bounds }));
  }
  const options = field.options.map(({ value, label: text }) =>
    element('option', { value, ...(value === field.value && { selected: true as const }) }, text),
  );
  return element('div', {}, label, element('select', { id, name: field.name }, ...options));
}
