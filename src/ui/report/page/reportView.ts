import { element, type Markup } from '../markup.ts';
import { canvasMarkup, leadMarkup, noticesMarkup } from '../pageMarkup.ts';
import { blockMarkup, formMarkup, type Surface } from '../reportMarkup.ts';
import type { ReportBlock, ReportChart, ReportModel } from '../reportModel.ts';
import { drawChart, heightOf, type DrawnChart } from './charts.ts';
import { focusedPlace, toDom } from './dom.ts';
import type { PageState } from './pageState.ts';
import { layOut, markScrolling, part, sectionLinks, unfold, update, type Part } from './parts.ts';
import { themePalette } from './theme.ts';

const surface: Surface = {
  isUnfolded: false,
  form: formMarkup,
  chart: ({ id, summary, saveLabel }) => [
    canvasMarkup(summary),
    element('button', { 'type': 'button', 'class': 'quiet', 'data-action': 'savePng', 'data-chart': id }, saveLabel),
  ],
};

/** Draws a model, and keeps what did not change: the focus, what is unfolded, what is typed. */
export class ReportView {
  readonly #state: () => PageState;
  readonly #header: Part;
  readonly #notices: Part;
  readonly #nav: Part;
  readonly #main: Part;
  #blocks: readonly Part[] = [];
  readonly #drawn = new Map<string, DrawnChart>();
  #model: ReportModel | undefined;

  constructor(body: HTMLElement, state: () => PageState) {
    this.#state = state;
    this.#header = part('header');
    this.#notices = part('div', { role: 'status' });
    this.#nav = part('nav');
    this.#main = part('main');
    const parts = [this.#header, this.#nav, this.#main].map(({ node }) => node);
    body.replaceChildren(...parts);
    new MutationObserver(() => this.#redraw()).observe(body, { attributes: true, attributeFilter: ['class'] });
    new ResizeObserver(() => markScrolling(body)).observe(body);
  }

  get model(): ReportModel | undefined {
    return this.#model;
  }

  get charts(): readonly ReportChart[] {
    const blocks = this.#model?.sections.flatMap((section) => section.blocks) ?? [];
    return blocks.filter((block) => block.kind === 'chart');
  }

  show(model: ReportModel): void {
    const isFirst = this.#model === undefined;
    const refocus = focusedPlace();
    this.#model = model;
    document.documentElement.lang = model.language;
    document.title = model.title;
    this.#showFrame(model);
    const blocks = model.sections.flatMap((section) => section.blocks);
    const outline = model.sections.map(({ id, title, blocks }) => [id, title, blocks.map(({ kind }) => kind)]);
    update(this.#main, outline, () => this.#layOut(model));
    for (const [index, block] of blocks.entries()) {
      const part = this.#blocks[index];
      if (part) update(part, [block, model.language], () => this.#drawBlock(block, part.node));
    }
    this.#restore();
    refocus?.();
    markScrolling(document.body);
    if (isFirst) window.scrollTo({ top: this.#state().scrolled });
  }

  #showFrame(model: ReportModel): void {
    const { words, lead, title, notices, sections } = model;
    update(this.#header, [title, lead, words], () => [
      ...leadMarkup(model).map(toDom),
      toDom(
        element(
          'div',
          { 'class': 'actions', 'role': 'group', 'aria-label': words.saving },
          button('saveHtml', words.saveHtml),
          button('saveCsv', words.saveCsv),
          button('refresh', words.refresh),
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
  #layOut({ sections }: ReportModel): readonly Node[] {
    for (const chart of this.#drawn.values()) chart.destroy();
    this.#drawn.clear();
    const { nodes, blocks } = layOut(sections);
    this.#blocks = blocks;
    return nodes;
  }

  #drawBlock(block: ReportBlock, node: HTMLElement): readonly Node[] {
    const made = blockMarkup(block, surface);
    if (!made) return [];
    const drawn = toDom(made);
    if (block.kind === 'chart') {
      node.replaceChildren(drawn);
      this.#drawChart(block);
    }
    return [drawn];
  }

  #drawChart(chart: ReportChart): void {
    this.#drawn.get(chart.id)?.destroy();
    const canvas = document.querySelector<HTMLCanvasElement>(`#chart-${chart.id} canvas`);
    if (!canvas?.parentElement) return;
    // Not in the markup: the page's policy allows no style attributes.
    canvas.parentElement.style.height = `${heightOf(chart)}px`;
    this.#drawn.set(chart.id, drawChart(canvas, chart, themePalette(), this.#model?.language ?? 'en'));
  }

  /** After a change of theme. */
  #redraw(): void {
    for (const chart of this.charts) this.#drawChart(chart);
  }

  /** What the user has unfolded and chosen, in what was drawn anew. */
  #restore(): void {
    const { open, choices } = this.#state();
    unfold(open);
    for (const [form, choice] of Object.entries(choices)) {
      for (const [name, value] of Object.entries(choice)) {
        const field = document.getElementById(`field-${form}-${name}`);
        const isField = field instanceof HTMLInputElement || field instanceof HTMLSelectElement;
        if (isField && field !== document.activeElement) field.value = value;
      }
    }
  }
}

function button(action: string, label: string): Markup {
  return element('button', { 'type': 'button', 'data-action': action }, label);
}
