import {
  chartColours,
  chartPatterns,
  type ReportAxis,
  type ReportBlock,
  type ReportField,
  type ReportModel,
} from './reportModel.ts';
import { anyOf, isFlag, isNumber, isString, listOf, objectOf, oneOf, recordOf, text, type Shape } from './shape.ts';

/** What is chosen in a form, by the names of its fields. */
export type Choice = Readonly<Record<string, string>>;

export interface Picture {
  /** The chart's id. */
  readonly chart: string;
  /** `data:image/png;base64,…` */
  readonly png: string;
}

/** From the page to the extension. */
export type PageMessage =
  /** The page listens. With what was chosen in it before it was hidden, or VS Code restarted. */
  | { readonly type: 'ready'; readonly choices: Readonly<Record<string, Choice>> }
  | { readonly type: 'choose'; readonly form: string; readonly choice: Choice }
  | { readonly type: 'refresh' }
  | { readonly type: 'saveHtml'; readonly pictures: readonly Picture[] }
  | { readonly type: 'saveCsv' }
  /** What a form's choices came to, in a file of its own. */
  | { readonly type: 'saveForm'; readonly form: string }
  | { readonly type: 'savePng'; readonly picture: Picture };

/** From the extension to the page. */
export interface HostMessage {
  readonly type: 'show';
  readonly model: ReportModel;
}

const id = text(/^[a-z][a-zA-Z0-9-]*$/, 60);
const choice: Shape<Choice> = recordOf(/^[a-zA-Z]{1,30}$/, text(/^[\w.:-]*$/, 60), 20);
/** A picture of a chart has some 100 kB, and on a display of the highest density some 2 MB. */
const png = text(/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/, 20_000_000);
const picture = objectOf({ chart: id, png });

const isPage: Shape<PageMessage> = anyOf(
  objectOf({ type: oneOf('ready'), choices: recordOf(/^[a-z][a-zA-Z]{0,30}$/, choice, 5) }),
  objectOf({ type: oneOf('choose'), form: id, choice }),
  objectOf({ type: oneOf('refresh') }),
  objectOf({ type: oneOf('saveHtml'), pictures: listOf(picture, 10) }),
  objectOf({ type: oneOf('saveCsv') }),
  objectOf({ type: oneOf('saveForm'), form: id }),
  objectOf({ type: oneOf('savePng'), picture }),
);

/** Nothing where the message is not one that the page sends. */
export function pageMessage(value: unknown): PageMessage | undefined {
  return isPage(value) ? value : undefined;
}

const axis: Shape<ReportAxis> = anyOf(
  objectOf({ style: oneOf('currency'), currency: text(/^[A-Z]{3}$/, 3) }),
  objectOf({ style: oneOf('unit'), unit: oneOf('megabyte', 'gigabyte') }),
);
const series = objectOf({
  label: isString,
  colour: oneOf(...chartColours),
  pattern: oneOf(...chartPatterns),
  values: listOf(isNumber),
  texts: listOf(isString),
});
const cell = objectOf({ text: isString }, { plain: listOf(isNumber, 4) });
const column = objectOf({ title: isString }, { plain: listOf(isString, 4), isNumber: isFlag, isShort: isFlag });
const row = objectOf(
  { cells: listOf(cell, 50) },
  { key: isString, details: listOf(isString), level: isNumber, isTotal: isFlag },
);
const named = { name: id, label: isString, value: isString };
const field: Shape<ReportField> = anyOf(
  objectOf({
    ...named,
    input: oneOf('select'),
    options: listOf(objectOf({ value: isString, label: isString })),
  }),
  objectOf({ ...named, input: oneOf('number'), least: isNumber, most: isNumber, step: isNumber }),
);
const block: Shape<ReportBlock> = anyOf(
  objectOf({ kind: oneOf('text'), text: isString }, { isStatus: isFlag }),
  objectOf({
    kind: oneOf('figures'),
    figures: listOf(objectOf({ label: isString, value: isString }, { note: isString })),
  }),
  objectOf({
    kind: oneOf('chart'),
    id,
    title: isString,
    summary: isString,
    saveLabel: isString,
    form: oneOf('columns', 'bars'),
    axis,
    labels: listOf(isString),
    series: listOf(series, 50),
  }),
  objectOf(
    {
      kind: oneOf('table'),
      id,
      caption: isString,
      columns: listOf(column, 50),
      rows: listOf(row),
    },
    { isFolded: isFlag, detailsTitle: isString },
  ),
  objectOf({ kind: oneOf('form'), id, title: isString, fields: listOf(field, 20), saveLabel: isString }),
);
const model: Shape<ReportModel> = objectOf({
  language: isString,
  title: isString,
  fileName: isString,
  lead: listOf(isString),
  words: objectOf({ sections: isString, saving: isString, saveHtml: isString, saveCsv: isString, refresh: isString }),
  notices: listOf(objectOf({ severity: oneOf('info', 'warning', 'error'), label: isString, text: isString })),
  sections: listOf(objectOf({ id, title: isString, blocks: listOf(block) }), 50),
});
const isHost: Shape<HostMessage> = objectOf({ type: oneOf('show'), model });

/** Nothing where the message is not one that the extension sends. VS Code's own come the same way. */
export function hostMessage(value: unknown): HostMessage | undefined {
  return isHost(value) ? value : undefined;
}
