/** Where a container's lines go in CloudWatch Logs. */
export interface LogPlace {
  /** Of the log group, which need not be the account's. */
  readonly region: string;
  readonly group: string;
  readonly stream: string;
}

/** Source: `OutputLogEvent`. */
export interface LogEvent {
  /** As the container's log driver told it, in milliseconds since the epoch. */
  readonly at: number;
  /** Of one line as a rule; of several where the driver was told what begins an event. */
  readonly message: string;
}

export interface LogPage {
  /** The oldest first; may be empty though more come. */
  readonly events: readonly LogEvent[];
  /** Goes on behind them; AWS takes it for 24 hours. */
  readonly next: string;
  /** There is nothing behind them by now. */
  readonly isEnd: boolean;
}

/**
 * Log streams of CloudWatch Logs. Rejects with `Failure`: `notFound` where the group or the stream is not there.
 *
 * Logs are followed by asking for what came since, with `GetLogEvents`, and not by `StartLiveTail`: AWS bills live tails by
 * the minute for as long as they are open, and each account has few of them at once, while `GetLogEvents` costs nothing
 * beyond the data that it brings.
 */
export interface LogsGateway {
  /** The last events of a stream, at most `limit`. */
  newest(place: LogPlace, limit: number, signal?: AbortSignal): Promise<LogPage>;
  /** @param next of the page before */
  after(place: LogPlace, next: string, signal?: AbortSignal): Promise<LogPage>;
}

/** Limit of `GetLogEvents`. */
export const mostEventsAtOnce = 10_000;
