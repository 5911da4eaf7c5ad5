import { metricRanges, type MetricRange } from '../../core/operate/metrics/hostMetrics.ts';
import { chartColours } from '../report/reportModel.ts';
import { anyOf, isFlag, isNumber, isString, listOf, objectOf, oneOf, text, type Shape } from '../report/shape.ts';
import type { HostBlock, HostModel, HostSubject } from './hostModel.ts';

/** All that a button of the page can ask for. What it runs is the extension's to say. */
export const actionIds = [
  'refresh',
  'readNow',
  'diagnose',
  'shell',
  'run',
  'update',
  'runTask',
  'stoppedTasks',
  'edit',
  'drain',
  'activate',
  'copyId',
  'console',
  'logs',
  'stopTask',
  'exec',
  'showTask',
  'definition',
  'compare',
] as const;
export type ActionId = (typeof actionIds)[number];

/** From the page to the extension. */
export type HostPageMessage =
  /** The page listens. With the range that was chosen before it was hidden, or VS Code restarted. */
  | { readonly type: 'ready'; readonly range?: MetricRange }
  | { readonly type: 'range'; readonly range: MetricRange }
  | { readonly type: 'act'; readonly action: ActionId; readonly target?: string };

/** From the extension to the page. */
export interface HostMessage {
  readonly type: 'show';
  readonly model: HostModel;
}

/** ARNs, and names of pods with their namespaces. */
const key = text(/^[^\p{Cc}]+$/u, 2048);
const range = oneOf(...metricRanges);
const action = oneOf(...actionIds);

const isPage: Shape<HostPageMessage> = anyOf(
  objectOf({ type: oneOf('ready') }, { range }),
  objectOf({ type: oneOf('range'), range }),
  objectOf({ type: oneOf('act'), action }, { target: key }),
);

/** Nothing where the message is not one that the page sends. */
export function hostPageMessage(value: unknown): HostPageMessage | undefined {
  return isPage(value) ? value : undefined;
}

export const isSubject: Shape<HostSubject> = objectOf({ account: key, host: key }, { cluster: key });

const id = text(/^[a-z][a-zA-Z0-9-]*$/, 60);
const button = objectOf({ action, label: isString }, { target: key, spoken: isString, isDisabled: isFlag });
const block: Shape<HostBlock> = anyOf(
  objectOf({ kind: oneOf('text'), text: isString }, { isStatus: isFlag }),
  objectOf({ kind: oneOf('facts'), facts: listOf(objectOf({ label: isString, value: isString })) }),
  objectOf({ kind: oneOf('list'), items: listOf(isString) }),
  objectOf({
    kind: oneOf('meters'),
    meters: listOf(objectOf({ label: isString, text: isString, used: isNumber })),
  }),
  objectOf(
    {
      kind: oneOf('table'),
      id,
      caption: isString,
      columns: listOf(objectOf({ title: isString }, { isShort: isFlag }), 20),
      rows: listOf(objectOf({ cells: listOf(isString, 20) }, { buttons: listOf(button, 10) })),
    },
    { isFolded: isFlag },
  ),
  objectOf({
    kind: oneOf('chart'),
    id,
    title: isString,
    summary: isString,
    from: isNumber,
    to: isNumber,
    periodMs: isNumber,
    series: listOf(
      objectOf({
        label: isString,
        colour: oneOf(...chartColours),
        dash: isNumber,
        times: listOf(isNumber),
        values: listOf(isNumber),
      }),
      10,
    ),
  }),
  objectOf({
    kind: oneOf('range'),
    label: isString,
    value: range,
    options: listOf(objectOf({ value: range, label: isString }), 10),
  }),
  objectOf({ kind: oneOf('buttons'), buttons: listOf(button, 20) }),
);
const model: Shape<HostModel> = objectOf({
  language: isString,
  title: isString,
  subject: isSubject,
  lead: listOf(isString),
  words: objectOf({ sections: isString, actions: isString }),
  actions: listOf(button, 20),
  notices: listOf(objectOf({ severity: oneOf('info', 'warning', 'error'), label: isString, text: isString })),
  sections: listOf(objectOf({ id, title: isString, blocks: listOf(block) }), 50),
});
const isHost: Shape<HostMessage> = objectOf({ type: oneOf('show'), model });

/** Nothing where the message is not one that the extension sends. VS Code's own come the same way. */
export function hostMessage(value: unknown): HostMessage | undefined {
  return isHost(value) ? value : undefined;
}
