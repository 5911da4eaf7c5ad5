import { element } from '../../report/markup.ts';
import { focusedPlace, toDom } from '../../report/page/dom.ts';
import { layOut, markScrolling, part, sectionLinks, unfold, update, type Part } from '../../report/page/parts.ts';
import { themePalette } from '../../report/page/theme.ts';
import { leadMarkup, noticesMarkup } from '../../report/pageMarkup.ts';
import { blockMarkup, buttonMarkup } from '../hostMarkup.ts';
import type { HostBlock, HostChart, HostModel } from '../hostModel.ts';
import { drawChart, type DrawnChart } from './lineChart.ts';
import type { PageState } from './pageState.ts';

/** Draws a model, and keeps what did not change: the focus, and what is unfolded. */
export class HostView {
  readonly #state: () => PageState;
  readonly #header = part('header');
  readonly #notices = part('div', { role: 'status' });
  readonly #nav = part('nav');
  readonly #main = part('main');
  #blocks: readonly Part[] = [];
  readonly #drawn = new Map<string, DrawnChart>();
  #model: HostModel | undefined;

  constructor(body: HTMLElement, state: () => PageState) {
    this.#state = state;
    body.replaceChildren(...[this.#header, this.#nav, this.#main].map(({ node }) => node));
    new MutationObserver(() => this.#redraw()).observe(body, { attributes: true, attributeFilter: ['class'] });
    new ResizeObserver(() => markScrolling(body)).observe(body);
  }

  show(model: HostModel): void {
    const isFirst = this.#model === undefined;
    const refocus = focusedButton() ?? focusedPlace();
    this.#model = model;
    document.documentElement.lang = model.language;
    document.title = model.title;
    this.#showFrame(model);
    const blocks = model.sections.flatMap((section) => section.blocks);
    const outline = model.sections.map(({ id, title, blocks: own }) => [id, title, own.map(({ kind }) => kind)]);
    update(this.#main, outline, () => this.#layOut(model));
    for (const [index, block] of blocks.entries()) {
      const own = this.#blocks[index];
      if (own) update(own, [block, model.language], () => this.#drawBlock(block, own.node));
    }
    unfold(this.#state().open);
    refocus?.();
    markScrolling(document.body);
    if (isFirst) window.scrollTo({ top: this.#state().scrolled });
  }

  #showFrame(model: HostModel): void {
    const { words, lead, title, notices, sections, actions } = model;
    update(this.#header, [title, lead, words, actions], () => [
      ...leadMarkup(model).map(toDom),
      toDom(
        element(
          'div',
          { 'class': 'actions', 'id': 'actions', 'role': 'group', 'aria-label': words.actions },
          ...actions.map(buttonMarkup),
        ),
      ),
      this.#notices.node,
    ]);
    update(this.#notices, notices, () => noticesMarkup(model).map(toDom));
    this.#nav.node.setAttribute('aria-label', words.sections);
    const links = sectionLinks(sections);
    update(this.#nav, links, () => [toDom(links)]);
  }

  /** Sections with a place for each block. */
  #layOut({ sections }: HostModel): readonly Node[] {
    for (const chart of this.#drawn.values()) chart.destroy();
    this.#drawn.clear();
    const { nodes, blocks } = layOut(sections);
    this.#blocks = blocks;
    return nodes;
  }

  #drawBlock(block: HostBlock, node: HTMLElement): readonly Node[] {
    const drawn = toDom(blockMarkup(block));
    if (block.kind === 'chart') {
      node.replaceChildren(drawn);
      this.#drawChart(block);
    }
    return [drawn];
  }

  #drawChart(chart: HostChart): void {
    this.#drawn.get(chart.id)?.destroy();
    const canvas = document.querySelector<HTMLCanvasElement>(`#chart-${chart.id} canvas`);
    if (!canvas) return;
    this.#drawn.set(chart.id, drawChart(canvas, chart, themePalette(), this.#model?.language ?? 'en'));
  }

  /** After a change of theme. */
  #redraw(): void {
    for (const { blocks } of this.#model?.sections ?? []) {
      for (const block of blocks) if (block.kind === 'chart') this.#drawChart(block);
    }
  }
}

/** Buttons of a kind stand in each row: the same one is the one of the same action and target. */
function focusedButton(): (() => void) | undefined {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLButtonElement)) return undefined;
  const { action, target } = activeElement.dataset;
  return () => {
    for (const each of document.querySelectorAll<HTMLButtonElement>('button[data-action]')) {
      if (each.dataset.action === action && each.dataset.target === target) each.focus({ preventScroll: true });
    }
  };
}
