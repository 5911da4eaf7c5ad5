/**
 * All that the cost report shows, in words of the user's language: plain data, which is sent to the page as it is. The
 * page and the saved files are made of the same model, so that they can't differ.
 */
export interface ReportModel {
  /** BCP 47, of words and numbers. */
  readonly language: string;
  readonly title: string;
  /** Without extension. */
  readonly fileName: string;
  /** Under the title: whose costs, and as of when. */
  readonly lead: readonly string[];
  readonly words: ReportWords;
  readonly notices: readonly ReportNotice[];
  readonly sections: readonly ReportSection[];
}

/** Of the page's own controls. */
export interface ReportWords {
  readonly sections: string;
  readonly saving: string;
  readonly saveHtml: string;
  readonly saveCsv: string;
  readonly refresh: string;
}

export interface ReportNotice {
  readonly severity: Severity;
  /** What the severity is called: it is never told by colour alone. */
  readonly label: string;
  readonly text: string;
}
export type Severity = 'info' | 'warning' | 'error';

export interface ReportSection {
  /** Unique, of lower-case letters and hyphens, as all ids here. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock = ReportText | ReportFigures | ReportChart | ReportTable | ReportForm;

export interface ReportText {
  readonly kind: 'text';
  readonly text: string;
  /** Read aloud when it changes. */
  readonly isStatus?: boolean;
}

/** Single figures, large, side by side. */
export interface ReportFigures {
  readonly kind: 'figures';
  readonly figures: readonly ReportFigure[];
}
export interface ReportFigure {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

export interface ReportChart {
  readonly kind: 'chart';
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two, for those who don't see it. */
  readonly summary: string;
  /** Of its save button. */
  readonly saveLabel: string;
  /** Columns over time, or bars beside names. */
  readonly form: 'columns' | 'bars';
  readonly axis: ReportAxis;
  readonly labels: readonly string[];
  /** Stacked, the first at the bottom. */
  readonly series: readonly ReportSeries[];
}
/** How the numbers at the axis are written, by `Intl.NumberFormat`. */
export type ReportAxis =
  | { readonly style: 'currency'; /** ISO 4217 */ readonly currency: string }
  | { readonly style: 'unit'; readonly unit: 'megabyte' | 'gigabyte' };
export interface ReportSeries {
  readonly label: string;
  readonly colour: ChartColour;
  /** Tells series apart without their colours. */
  readonly pattern: ChartPattern;
  /** One for each label, in the unit of the axis. */
  readonly values: readonly number[];
  /** The same in words, with the unit. */
  readonly texts: readonly string[];
}
export const chartColours = ['blue', 'orange', 'green', 'purple', 'red', 'yellow', 'neutral'] as const;
export type ChartColour = (typeof chartColours)[number];
export const chartPatterns = ['solid', 'rising', 'falling', 'dots', 'crossed', 'level'] as const;
export type ChartPattern = (typeof chartPatterns)[number];

export interface ReportTable {
  readonly kind: 'table';
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** Folded under its caption: it says what a chart shows already. */
  readonly isFolded?: boolean;
  /** Title of the rows' details, for a spreadsheet. */
  readonly detailsTitle?: string;
}
export interface ReportColumn {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Its values stay on one line: dates and the like. */
  readonly isShort?: boolean;
  /** Titles of what a spreadsheet gets in its place, with units: `So far, least (USD)`, `So far, most (USD)`. */
  readonly plain?: readonly string[];
}
export interface ReportRow {
  /** As many as there are columns; the first one names the row. */
  readonly cells: readonly ReportCell[];
  /** Unique in its table, where the row can be unfolded. */
  readonly key?: string;
  /** What its figures are made of, to be unfolded. */
  readonly details?: readonly string[];
  /** 1 for a row that is a part of the row of level 0 before, and so on. */
  readonly level?: number;
  readonly isTotal?: boolean;
}
export interface ReportCell {
  readonly text: string;
  /** One for each of its column's `plain`; absent where it is not known. */
  readonly plain?: readonly number[];
}

/** Inputs that the page sends back, see `PageMessage`. */
export interface ReportForm {
  readonly kind: 'form';
  readonly id: string;
  readonly title: string;
  readonly fields: readonly ReportField[];
  /** Of the button that hands out what was chosen. */
  readonly saveLabel: string;
}
export type ReportField = ReportSelect | ReportNumber;
export interface ReportSelect {
  readonly input: 'select';
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
}
export interface ReportNumber {
  readonly input: 'number';
  readonly name: string;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly value: string;
}
