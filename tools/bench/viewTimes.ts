// What goes between the bench and the probe that it runs in VS Code's extension host.

import type { AccountRef } from '../../src/core/fleet/model.ts';

/** Of an account that is kept: that of the demo account is not. */
export const keptRef: AccountRef = { source: { kind: 'environment' }, region: 'eu-central-1' };

/** Of rows that say nothing. */
export const plainView = 'externalInstancesPlain';

/** The environment variable that holds `ViewProbeOptions` as JSON. */
export const viewProbeVariable = 'VIEW_PROBE';

export interface ViewOptions {
  readonly endpoint: string;
  readonly region: string;
  /** With the snapshot of a window before it. */
  readonly folder: string;
  readonly hosts: number;
}

export interface ViewProbeOptions extends ViewOptions {
  /** `publisher.name` */
  readonly id: string;
  /** Gets `ViewTimes` as JSON. */
  readonly result: string;
}

/** Times in milliseconds. */
export interface ViewTimes {
  /** From VS Code's first question to its having rows of clusters. */
  readonly firstPaint: number;
  /** From asking VS Code to unfold the cluster until it has the rows of all hosts. */
  readonly unfolded: number;
  /** Of the extension host's thread meanwhile, by what its process worked, but for `answerBlock`. */
  readonly longestBlock: number;
  /** In which VS Code makes one message of all rows, once it has been given the last of them. */
  readonly answerBlock: number;
  /** The same of as many rows with nothing but a label, made before. */
  readonly plainBlock: number;
  /** The longest of all, with what others did on the machine. */
  readonly longestDelay: number;
  readonly longestBlockOfRefresh: number;
  /** Rows that are made for VS Code when one host has changed. */
  readonly repainted: number;
}
