import { hostMessage, type Choice, type PageMessage, type Picture } from '../messages.ts';
import type { ReportChart } from '../reportModel.ts';
import { pictureOf } from './charts.ts';
import { keptState, type PageState, type VsCode } from './pageState.ts';
import { followReader } from './reading.ts';
import { ReportView } from './reportView.ts';

declare function acquireVsCodeApi(): VsCode;

const vscode = acquireVsCodeApi();
let state = keptState(vscode.getState());
const view = new ReportView(document.body, () => state);

function keep(change: Partial<PageState>): void {
  state = { ...state, ...change };
  vscode.setState(state);
}

function post(message: PageMessage): void {
  vscode.postMessage(message);
}

window.addEventListener('message', ({ data }) => {
  const message = hostMessage(data);
  if (message) view.show(message.model);
});

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const { action, chart } = target.closest<HTMLElement>('button[data-action]')?.dataset ?? {};
  const { form } = target.closest<HTMLElement>('form[data-form]')?.dataset ?? {};
  if (action === 'saveForm' && form !== undefined) post({ type: action, form });
  else if (action !== undefined) act(action, chart);
});

function act(action: string, chart: string | undefined): void {
  const picture = (each: ReportChart): Picture => ({
    chart: each.id,
    png: pictureOf(each, view.model?.language ?? 'en'),
  });
  switch (action) {
    case 'refresh':
    case 'saveCsv':
      post({ type: action });
      break;
    case 'saveHtml':
      post({ type: action, pictures: view.charts.map(picture) });
      break;
    case 'savePng':
      for (const each of view.charts) if (each.id === chart) post({ type: action, picture: picture(each) });
      break;
  }
}

document.addEventListener('submit', (event) => event.preventDefault());

let choosing: number | undefined;
document.addEventListener('input', ({ target }) => {
  const form = target instanceof Element ? target.closest<HTMLFormElement>('form[data-form]') : null;
  const name = form?.dataset.form;
  if (!form || name === undefined) return;
  window.clearTimeout(choosing);
  // A number is mostly more than one key.
  choosing = window.setTimeout(() => {
    if (!form.isConnected || !form.reportValidity()) return;
    const choice: Choice = Object.fromEntries(
      Array.from(new FormData(form), ([key, value]) => [key, typeof value === 'string' ? value : '']),
    );
    keep({ choices: { ...state.choices, [name]: choice } });
    post({ type: 'choose', form: name, choice });
  }, 250);
});

followReader(() => state, keep);

post({ type: 'ready', choices: state.choices });
