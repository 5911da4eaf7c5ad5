/** A part of the page that is drawn anew only when what it shows is another. */
export interface Part {
  readonly node: HTMLElement;
  shown: string;
}

export function part(tag: 'header' | 'div' | 'nav' | 'main', attributes: Readonly<Record<string, string>> = {}): Part {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return { node, shown: '' };
}

export function update(part: Part, shows: unknown, make: () => readonly Node[]): void {
  const key = JSON.stringify(shows);
  if (part.shown === key) return;
  part.shown = key;
  const nodes = make();
  const isThere = nodes.length === part.node.childNodes.length && nodes.every((each) => each.parentNode === part.node);
  if (!isThere) part.node.replaceChildren(...nodes);
}

/** Only what can be scrolled is a stop for the Tab key. */
export function markScrolling(body: HTMLElement): void {
  for (const each of body.querySelectorAll<HTMLElement>('.scrolling')) {
    if (each.scrollWidth > each.clientWidth) each.setAttribute('tabindex', '0');
    else each.removeAttribute('tabindex');
  }
}
