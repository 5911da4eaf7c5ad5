// What goes between the bench and the probe that it runs in VS Code's extension host.

/** The environment variable that holds `ProbeOptions` as JSON. */
export const probeVariable = 'ACTIVATION_PROBE';

export interface ProbeOptions {
  /** `publisher.name` */
  readonly id: string;
  /** Paths of all files of the build that hold a part of the SDK. */
  readonly sdkFiles: readonly string[];
  /** The one of them that the extension imports at the first need. */
  readonly sdkEntry: string;
  /** Gets `ActivationTimes` as JSON. */
  readonly result: string;
}

/** Times in milliseconds. */
export interface ActivationTimes {
  readonly activate: number;
  /** Whole milliseconds, with what VS Code itself does around it. */
  readonly byVsCode: number;
  readonly loadEntry: number;
  /** Those of `sdkFiles` that were loaded a second after activation. */
  readonly sdkLoaded: readonly string[];
  readonly loadSdk: number;
}
