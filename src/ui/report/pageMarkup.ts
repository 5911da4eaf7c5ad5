import { element, type Markup } from './markup.ts';
import type { ReportNotice } from './reportModel.ts';

/** What the pages of the cost report and of a host are both made of. */

export function leadMarkup({ title, lead }: { title: string; lead: readonly string[] }): readonly Markup[] {
  return [element('h1', {}, title), ...lead.map((line) => element('p', { class: 'lead' }, line))];
}

export function noticesMarkup({ notices }: { notices: readonly ReportNotice[] }): readonly Markup[] {
  return notices.map(({ severity, label, text }) =>
    element('p', { class: `notice ${severity}` }, element('strong', {}, `${label}:`), ` ${text}`),
  );
}

export function figureMarkup({ id, title }: { id: string; title: string }, ...drawing: readonly Markup[]): Markup {
  const caption = element('figcaption', {}, title);
  return element('figure', { class: 'chart', id: `chart-${id}` }, caption, ...drawing);
}

/** What a chart is drawn on, and what it says for those who don't see it. */
export function canvasMarkup(summary: string): Markup {
  return element('div', { class: 'canvas' }, element('canvas', { 'role': 'img', 'aria-label': summary }));
}

/**
 * A wide table scrolls by itself, also by keys; the page does not.
 *
 * @param isUnfolded of one that can be folded
 */
export function tableMarkup(
  { id, caption, isFolded = false }: { id: string; caption: string; isFolded?: boolean },
  head: readonly Markup[],
  body: readonly Markup[],
  isUnfolded = false,
): Markup {
  const scrolling = element(
    'div',
    { 'class': 'scrolling', 'tabindex': '0', 'role': 'region', 'aria-labelledby': `caption-${id}` },
    element(
      'table',
      { id: `table-${id}` },
      element('caption', { id: `caption-${id}` }, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body),
    ),
  );
  if (!isFolded) return scrolling;
  const fold = { id: `fold-${id}`, class: 'fold', ...(isUnfolded && { open: true as const }) };
  return element('details', fold, element('summary', {}, caption), scrolling);
}
