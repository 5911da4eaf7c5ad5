/**
 * HTML as data: the page makes elements of it, a saved file text. Text stays text in both, whatever it holds.
 */
export interface Markup {
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly children: readonly (Markup | string)[];
}

/** Those that are used; none that loads or runs anything but an image. */
export type Tag =
  | 'a'
  | 'button'
  | 'canvas'
  | 'caption'
  | 'dd'
  | 'details'
  | 'div'
  | 'dl'
  | 'dt'
  | 'fieldset'
  | 'figcaption'
  | 'figure'
  | 'form'
  | 'h1'
  | 'h2'
  | 'header'
  | 'img'
  | 'input'
  | 'label'
  | 'legend'
  | 'li'
  | 'main'
  | 'meter'
  | 'nav'
  | 'option'
  | 'p'
  | 'section'
  | 'select'
  | 'span'
  | 'strong'
  | 'summary'
  | 'table'
  | 'tbody'
  | 'td'
  | 'th'
  | 'thead'
  | 'tr'
  | 'ul';

export type Attributes = Readonly<Record<string, string | true>>;

export function element(tag: Tag, attributes: Attributes, ...children: readonly (Markup | string)[]): Markup {
  return { tag, attributes, children };
}

const empty: ReadonlySet<Tag> = new Set(['img', 'input']);

export function toHtml(markup: Markup | string): string {
  if (typeof markup === 'string') return escapeHtml(markup);
  const { tag, attributes, children } = markup;
  const names = Object.entries(attributes).map(([name, value]) =>
    value === true ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`,
  );
  const start = `<${tag}${names.join('')}>`;
  return empty.has(tag) ? start : `${start}${children.map(toHtml).join('')}</${tag}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
