import type { MetricRange } from '../../core/operate/metrics/hostMetrics.ts';
import type { ChartColour, ReportNotice } from '../report/reportModel.ts';
import type { ActionId } from './messages.ts';

/** All that the page of a host shows, in words of the user's language: plain data, which is sent to the page as it is. */
export interface HostModel {
  /** BCP 47, of words and numbers. */
  readonly language: string;
  readonly title: string;
  /** What the page is about, to be found again after a restart. */
  readonly subject: HostSubject;
  /** Under the title: its state, and where it is. */
  readonly lead: readonly string[];
  readonly words: { readonly sections: string; readonly actions: string };
  readonly actions: readonly HostButton[];
  readonly notices: readonly ReportNotice[];
  readonly sections: readonly HostSection[];
}

export interface HostSubject {
  /** `AccountFleet.key` */
  readonly account: string;
  /** `Host.key` */
  readonly host: string;
  /** Of its cluster; absent where it has none. */
  readonly cluster?: string;
}

/** Something that the page asks the extension to do. */
export interface HostButton {
  readonly action: ActionId;
  readonly label: string;
  /** Where it is not about the host: a key that the extension gave. */
  readonly target?: string;
  /** Said in the place of the label, where others have the same one. */
  readonly spoken?: string;
  readonly isDisabled?: boolean;
}

export interface HostSection {
  /** Unique, of lower-case letters and hyphens, as all ids here. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly HostBlock[];
}

export type HostBlock = HostText | HostFacts | HostList | HostMeters | HostTable | HostChart | HostRange | HostButtons;

export interface HostText {
  readonly kind: 'text';
  readonly text: string;
  /** Read aloud when it changes. */
  readonly isStatus?: boolean;
}

export interface HostFacts {
  readonly kind: 'facts';
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

export interface HostList {
  readonly kind: 'list';
  readonly items: readonly string[];
}

/** Shares in use, with words beside the bar. */
export interface HostMeters {
  readonly kind: 'meters';
  readonly meters: readonly { readonly label: string; readonly text: string; /** 0 to 1 */ readonly used: number }[];
}

export interface HostTable {
  readonly kind: 'table';
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly isShort?: boolean }[];
  readonly rows: readonly {
    readonly cells: readonly string[];
    readonly buttons?: readonly HostButton[];
  }[];
  /** Folded under its caption. */
  readonly isFolded?: boolean;
}

/** Per cent over time. */
export interface HostChart {
  readonly kind: 'chart';
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two, for those who don't see it. */
  readonly summary: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Between two points; where one is missing, the line has a gap. */
  readonly periodMs: number;
  readonly series: readonly {
    readonly label: string;
    readonly colour: ChartColour;
    /** Tells lines apart without their colours: 0 is drawn through. */
    readonly dash: number;
    readonly times: readonly number[];
    /** 0 to 100. */
    readonly values: readonly number[];
  }[];
}

export interface HostRange {
  readonly kind: 'range';
  readonly label: string;
  readonly value: MetricRange;
  readonly options: readonly { readonly value: MetricRange; readonly label: string }[];
}

export interface HostButtons {
  readonly kind: 'buttons';
  readonly buttons: readonly HostButton[];
}
