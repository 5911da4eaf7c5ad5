// What goes between the bench and the probe that it runs in VS Code's extension host.

/** The environment variable that holds `ViewProbeOptions` as JSON. */
export const viewProbeVariable = 'VIEW_PROBE';

export interface ViewOptions {
  readonly endpoint: string;
  readonly region: string;
  /** For snapshots. */
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
  /** Of the extension host's thread meanwhile, by what its process worked; and with what others did on the machine. */
  readonly longestBlock: number;
  readonly longestDelay: number;
  readonly longestBlockOfRefresh: number;
  /** Rows that are made for VS Code when one host has changed. */
  readonly repainted: number;
}
