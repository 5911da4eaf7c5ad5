/** A metric of CloudWatch. Source: `ListMetrics`. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Metrics of a namespace that have a dimension of this value, and any others. */
export interface MetricSearch {
  readonly namespace: string;
  readonly dimension: string;
  readonly value: string;
}

/** Over one period, which begins at `at`, in milliseconds since the epoch; values in the metric's own unit. */
export interface MetricPoint {
  readonly at: number;
  readonly average: number;
  readonly least: number;
  readonly most: number;
}

export interface MetricWindow {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** A multiple of 60. */
  readonly periodSeconds: number;
}

/**
 * Metrics of hosts. `ListMetrics` and `GetMetricStatistics` are among the million requests a month that CloudWatch gives
 * away, and `GetMetricData`, which would bring several metrics at once, is not: AWS bills each metric that it is asked for.
 * Rejects with `Failure`.
 */
export interface MetricsGateway {
  /** Those with data of the last two weeks. */
  find(search: MetricSearch, signal?: AbortSignal): Promise<readonly Metric[]>;
  /** The oldest first; periods without data have none. */
  points(metric: Metric, window: MetricWindow, signal?: AbortSignal): Promise<readonly MetricPoint[]>;
}
