/** An answer other than 2xx, named as AWS names it. Each protocol writes it in its own form. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** `ClusterNotFoundException`, …: the `__type`, `x-amzn-errortype` or `<Code>` of the answer. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
