import { element, type Markup } from '../markup.ts';
import { toDom } from './dom.ts';

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

interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly { readonly kind: string; readonly isStatus?: boolean }[];
}

/** Sections with a place for each block, in the order of all blocks. */
export function layOut(sections: readonly Section[]): {
  readonly nodes: readonly Node[];
  readonly blocks: readonly Part[];
} {
  const places: Part[] = [];
  const nodes = sections.map(({ id, title, blocks }) => {
    const section = toDom(
      element(
        'section',
        { 'aria-labelledby': `section-${id}` },
        element('h2', { id: `section-${id}`, tabindex: '-1' }, title),
        ...blocks.map(({ isStatus }) => element('div', isStatus === true ? { role: 'status' } : {})),
      ),
    );
    for (const node of section.childNodes) if (node instanceof HTMLDivElement) places.push({ node, shown: '' });
    return section;
  });
  return { nodes, blocks: places };
}

export function sectionLinks(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, title }) => element('li', {}, element('a', { href: `#section-${id}` }, title)));
  return element('ul', {}, ...links);
}

/** Unfolds what was unfolded, in what was drawn anew. */
export function unfold(ids: readonly string[]): void {
  for (const id of ids) {
    const found = document.getElementById(id);
    if (found instanceof HTMLDetailsElement) found.open = true;
  }
}
