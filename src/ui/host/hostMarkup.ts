import { element, type Markup } from '../report/markup.ts';
import { canvasMarkup, figureMarkup, tableMarkup } from '../report/pageMarkup.ts';
import type { HostBlock, HostButton, HostTable } from './hostModel.ts';

export function buttonMarkup({ action, label, target, spoken, isDisabled }: HostButton): Markup {
  return element(
    'button',
    {
      'type': 'button',
      'data-action': action,
      ...(target !== undefined && { 'data-target': target }),
      ...(spoken !== undefined && { 'aria-label': spoken }),
      ...(isDisabled === true && { disabled: true as const }),
    },
    label,
  );
}

/** What stands for the block, in a wrapper of its own. A chart's canvas is drawn on by the page. */
export function blockMarkup(block: HostBlock): Markup {
  switch (block.kind) {
    case 'text':
      return element('p', {}, block.text);
    case 'list':
      return element('ul', {}, ...block.items.map((item) => element('li', {}, item)));
    case 'facts':
      return element(
        'dl',
        { class: 'facts' },
        ...block.facts.map(({ label, value }) =>
          element('div', {}, element('dt', {}, label), element('dd', {}, value)),
        ),
      );
    case 'meters':
      return element('dl', { class: 'facts meters' }, ...block.meters.map(meterMarkup));
    case 'table':
      return rowsMarkup(block);
    case 'chart':
      return figureMarkup(block, canvasMarkup(block.summary), element('p', { class: 'summary' }, block.summary));
    case 'range':
      return element(
        'fieldset',
        { class: 'range', id: 'range' },
        element('legend', {}, block.label),
        ...block.options.map(({ value, label }) =>
          element(
            'label',
            {},
            element('input', {
              type: 'radio',
              name: 'range',
              id: `range-${value}`,
              value,
              ...(value === block.value && { checked: true as const }),
            }),
            ` ${label}`,
          ),
        ),
      );
    case 'buttons':
      return element('div', { class: 'actions' }, ...block.buttons.map(buttonMarkup));
  }
}

function meterMarkup({ label, text, used }: { label: string; text: string; used: number }): Markup {
  return element(
    'div',
    {},
    element('dt', {}, label),
    element(
      'dd',
      {},
      element('meter', { 'min': '0', 'max': '1', 'value': used.toFixed(3), 'aria-label': label }),
      ` ${text}`,
    ),
  );
}

function rowsMarkup(table: HostTable): Markup {
  const { columns, rows } = table;
  const short = (index: number): { class: string } | undefined =>
    columns[index]?.isShort ? { class: 'short' } : undefined;
  const head = columns.map(({ title }) => element('th', { scope: 'col' }, title));
  const body = rows.map(({ cells, buttons }) => {
    const [first = '', ...others] = cells;
    return element(
      'tr',
      {},
      element('th', { scope: 'row', ...short(0) }, first),
      ...others.map((text, index) => element('td', { ...short(index + 1) }, text === '' ? '\u2014' : text)),
      ...(buttons ? [element('td', { class: 'buttons' }, ...buttons.map(buttonMarkup))] : []),
    );
  });
  return tableMarkup(table, head, body);
}
