import type { Markup } from '../markup.ts';

/** Attributes are set and texts are text nodes: nothing is parsed as HTML. */
export function toDom(markup: Markup | string): Node {
  if (typeof markup === 'string') return document.createTextNode(markup);
  const made = document.createElement(markup.tag);
  for (const [name, value] of Object.entries(markup.attributes)) made.setAttribute(name, value === true ? '' : value);
  made.append(...markup.children.map(toDom));
  return made;
}

/** The place where the user is, so that it can be found again after what was there was drawn anew. */
export function focusedPlace(): (() => void) | undefined {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || activeElement === document.body) return undefined;
  const owner = activeElement.closest<HTMLElement>('[id]');
  if (!owner) return undefined;
  const { id } = owner;
  const isInside = owner !== activeElement;
  const selector = activeElement.tagName.toLowerCase();
  return () => {
    const found = document.getElementById(id);
    const target = isInside ? found?.querySelector<HTMLElement>(selector) : found;
    if (target && document.activeElement !== target) target.focus({ preventScroll: true });
  };
}
