/**
 * Why something failed, in the words the interface needs to choose its sentence and its next step.
 * The layers that ask AWS and Kubernetes map every error to one of these; nothing above them looks at error names or messages.
 */
export type FailureReason =
  /** No credentials anywhere in the provider chain. */
  | 'noCredentials'
  /** An SSO session, or temporary credentials, that have run out. */
  | 'expiredCredentials'
  /** Credentials that AWS does not know, or a signature that does not match. */
  | 'invalidCredentials'
  /** The caller is known and lacks the permission. */
  | 'accessDenied'
  /** AWS knows the caller, and the EKS cluster does not: it has no access entry for it. */
  | 'noAccessEntry'
  /** The Region is not enabled for this account. */
  | 'regionDisabled'
  /** No Region could be found for the profile. */
  | 'noRegion'
  /** A shared config or credentials file that can't be read. */
  | 'malformedConfig'
  /** DNS, TCP, TLS or a time-out: no answer from the service. */
  | 'network'
  /** A server whose certificate nobody that is trusted vouches for, or one made for another name. */
  | 'untrustedCertificate'
  /** The API server of an EKS cluster can only be reached from its VPC, and was not reached. */
  | 'privateEndpoint'
  /** The server takes too long: to be connected, to begin its answer, or to go on with it. */
  | 'timedOut'
  /** The rate limit of the account and Region was reached, also after retries. */
  | 'throttled'
  /** This machine's clock is too far from AWS's. */
  | 'clockSkew'
  /** What was asked for does not exist (any more). */
  | 'notFound'
  /** AWS refused the request as malformed or over a limit. */
  | 'invalidRequest'
  /** AWS answered with a fault of its own (5xx), or with something that can't be understood. */
  | 'service'
  /** The user has turned on the extension's read-only mode, and this would have changed something. Nothing was sent. */
  | 'readOnly'
  /** The user, or a newer request, called it off. */
  | 'cancelled'
  | 'unknown';

export interface FailureDetails {
  /** `ECS`, `SSM`, …, or `Kubernetes`; absent when it failed before a request was made. */
  readonly service?: string;
  /** `ListClusters`, …: the AWS API's own name; of Kubernetes `list nodes`, …: verb and resource. */
  readonly operation?: string;
  readonly requestId?: string;
  /** The AWS error code, such as `ClusterNotFoundException`; Kubernetes' reason, such as `Forbidden`. */
  readonly code?: string;
  readonly cause?: unknown;
}

/** An error with a `reason`. Its `message` is AWS's, the SDK's or Kubernetes' own, fit for a log and for a "details" line. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly reason: FailureReason;
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly requestId: string | undefined;
  readonly code: string | undefined;

  constructor(reason: FailureReason, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.reason = reason;
    this.service = details.service;
    this.operation = details.operation;
    this.requestId = details.requestId;
    this.code = details.code;
  }

  static is(error: unknown): error is Failure {
    return error instanceof Failure;
  }

  /** Any thrown value as a `Failure`; one that already is comes back unchanged. */
  static from(error: unknown): Failure {
    if (Failure.is(error)) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new Failure('unknown', message, { cause: error });
  }
}
