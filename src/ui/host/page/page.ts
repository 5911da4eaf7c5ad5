import { metricRanges } from '../../../core/operate/metrics/hostMetrics.ts';
import { followReader } from '../../report/page/reading.ts';
import { actionIds, hostMessage, type HostPageMessage } from '../messages.ts';
import { HostView } from './hostView.ts';
import { keptState, type PageState, type VsCode } from './pageState.ts';

declare function acquireVsCodeApi(): VsCode;

const vscode = acquireVsCodeApi();
let state = keptState(vscode.getState());
const view = new HostView(document.body, () => state);

function keep(change: Partial<PageState>): void {
  state = { ...state, ...change };
  vscode.setState(state);
}

function post(message: HostPageMessage): void {
  vscode.postMessage(message);
}

window.addEventListener('message', ({ data }) => {
  const message = hostMessage(data);
  if (!message) return;
  // By this the extension finds the host again after a restart.
  keep({ subject: message.model.subject });
  view.show(message.model);
});

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const { action: wanted, target: about } = target.closest<HTMLElement>('button[data-action]')?.dataset ?? {};
  const action = actionIds.find((each) => each === wanted);
  if (action) post({ type: 'act', action, ...(about !== undefined && { target: about }) });
});

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.name !== 'range') return;
  const range = metricRanges.find((each) => each === target.value);
  if (!range) return;
  keep({ range });
  post({ type: 'range', range });
});

followReader(() => state, keep);

post({ type: 'ready', ...(state.range && { range: state.range }) });
