import type { FailureReason } from '../../core/failure.ts';
import { Failure } from '../../core/failure.ts';

/** The call that failed; both absent when it failed before one was made. */
export interface CallName {
  /** `ECS`, `SSM`, … */
  readonly service?: string;
  /** `ListClusters`, … */
  readonly operation?: string;
}

/**
 * Any error of the SDK as a `Failure`. Its message is AWS's or the SDK's own where that can be shown; what could hold
 * a key, a token or an activation code is cut out of it, and `cause` is only kept when there was nothing to cut.
 */
export function toFailure(error: unknown, { service, operation }: CallName = {}): Failure {
  if (Failure.is(error)) return error;
  const reason = reasonOf(error);
  const message = messageOf(error, reason, service ?? 'AWS');
  const sdk = error as SdkError | undefined;
  const requestId = sdk?.$metadata?.requestId;
  const code = codeOf(error);
  return new Failure(reason, message, {
    ...(service && { service }),
    ...(operation && { operation }),
    ...(requestId && { requestId }),
    ...(code && { code }),
    ...(error instanceof Error && error.message === message && { cause: error }),
  });
}

/** What the SDK's errors carry on top of `Error`; every field may be missing. */
interface SdkError {
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: unknown;
  /** Node's `ECONNREFUSED`, … */
  readonly code?: unknown;
}

/** AWS error codes without the `Exception` that some services end them with. */
const reasonOfCode: Readonly<Record<string, FailureReason>> = {
  ExpiredToken: 'expiredCredentials',
  TokenRefreshRequired: 'expiredCredentials',
  // SSO's GetRoleCredentials: the session token is not known any more.
  Unauthorized: 'expiredCredentials',

  UnrecognizedClient: 'invalidCredentials',
  InvalidClientTokenId: 'invalidCredentials',
  InvalidAccessKeyId: 'invalidCredentials',
  SignatureDoesNotMatch: 'invalidCredentials',
  InvalidSignature: 'invalidCredentials',
  IncompleteSignature: 'invalidCredentials',
  MissingAuthenticationToken: 'invalidCredentials',
  AuthFailure: 'invalidCredentials',

  RequestTimeTooSkewed: 'clockSkew',
  RequestExpired: 'clockSkew',
  RequestInTheFuture: 'clockSkew',

  AccessDenied: 'accessDenied',
  UnauthorizedOperation: 'accessDenied',
  NotAuthorized: 'accessDenied',
  Forbidden: 'accessDenied',

  OptInRequired: 'regionDisabled',
  RegionDisabled: 'regionDisabled',
  SubscriptionRequired: 'regionDisabled',

  Throttling: 'throttled',
  Throttled: 'throttled',
  ThrottledRequest: 'throttled',
  RequestThrottled: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequests: 'throttled',
  TooManyUpdates: 'throttled',
  SlowDown: 'throttled',

  // SSM says "invalid" of ids that it does not know (any more).
  InvalidInstanceId: 'notFound',
  InvalidActivationId: 'notFound',
  InvalidActivation: 'notFound',
  InvalidCommandId: 'notFound',
  InvalidResourceId: 'notFound',
  InvocationDoesNotExist: 'notFound',

  LimitExceeded: 'invalidRequest',
  Client: 'invalidRequest',

  RequestTimeout: 'network',
  Server: 'service',
  InternalServerError: 'service',
  InternalFailure: 'service',
  ServiceUnavailable: 'service',
};

const codePatterns: readonly (readonly [RegExp, FailureReason])[] = [
  [/NotFound$/, 'notFound'],
  [/^(Invalid|Malformed|Missing|Unsupported)|Validation/, 'invalidRequest'],
];

/** Signatures carry a time; AWS refuses one that is five minutes off with the code of a wrong signature. */
const signatureTime = /signature (has )?expired|not yet current|is now (earlier|later) than|clock/i;

/** Codes of Node's DNS, TCP and TLS errors, and the name that the SDK gives lost connections and its own time-outs. */
const networkCode =
  /^(ENOTFOUND|EAI_\w+|ECONN\w+|ETIMEDOUT|ESOCKETTIMEDOUT|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|ERR_HTTP2_\w+|TimeoutError|HPE_\w+)$/;
const certificateCode =
  /^(CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/;
const networkText =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b|socket hang up/;

/** Of VS Code's agent for its proxy, which says no more of what went wrong there. Source: `@vscode/proxy-agent`. */
const noProxy = /^Failed to establish a socket connection to proxies\b/;

const credentialText: readonly (readonly [RegExp, FailureReason])[] = [
  [networkText, 'network'],
  [
    /aws (sso )?login|expired|SSO session .* invalid|re-?authenticate|Unauthorized|Session token not found/i,
    'expiredCredentials',
  ],
  [/AccessDenied|Forbidden|No access/, 'accessDenied'],
];

function reasonOf(error: unknown): FailureReason {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'AbortError') return 'cancelled';
  if (isCredentialError(error)) return matching(credentialText, error.message) ?? 'noCredentials';
  if (isTimeOut(error)) return 'timedOut';
  if (certificateCode.test(nodeCodeOf(error))) return 'untrustedCertificate';
  if (isNetworkError(error)) return 'network';
  if (isUnreadableAnswer(error)) return 'service';
  if (/^Region (is missing|not accepted)/.test(error.message)) return 'noRegion';
  return reasonOfAnswer(error, (error as SdkError).$metadata?.httpStatusCode) ?? 'unknown';
}

function isNetworkError(error: Error): boolean {
  return networkCode.test(error.name) || networkCode.test(nodeCodeOf(error)) || noProxy.test(error.message);
}

/** The SDK's own time limits. It has the same name for connections that were lost, whose code says so. */
function isTimeOut(error: Error): boolean {
  const code = nodeCodeOf(error);
  return error.name === 'TimeoutError' && (code === '' || code === 'ETIMEDOUT');
}

function nodeCodeOf(error: Error): string {
  const { code } = error as SdkError;
  return typeof code === 'string' ? code : '';
}

function reasonOfAnswer(error: Error, status: number | undefined): FailureReason | undefined {
  const code = (codeOf(error) ?? '').replace(/Exception$/, '');
  const known = Object.hasOwn(reasonOfCode, code) ? reasonOfCode[code] : undefined;
  if (known === 'invalidCredentials' && signatureTime.test(error.message)) return 'clockSkew';
  if (isBarred(error)) return 'network';
  return known ?? matching(codePatterns, code) ?? (status === undefined ? undefined : reasonOfStatus(status));
}

/** AWS gives each refusal a name. One without comes from a proxy in between, which has none to give. */
function isBarred(error: Error): boolean {
  const status = (error as SdkError).$metadata?.httpStatusCode;
  return isNameless(error) && (status === 401 || status === 403 || status === 407);
}

/** What the SDK calls an answer without a code: of something in between, or of a gateway in front of IAM or STS. */
function isNameless(error: Error): boolean {
  return /^Unknown(Error)?$/.test(error.message || error.name);
}

function reasonOfStatus(status: number): FailureReason | undefined {
  if (status === 429) return 'throttled';
  // A proxy that wants a sign-in: AWS itself never asks that.
  if (status === 407) return 'network';
  if (status >= 500) return 'service';
  if (status === 401 || status === 403) return 'accessDenied';
  if (status === 404) return 'notFound';
  return status >= 400 ? 'invalidRequest' : undefined;
}

function matching(table: readonly (readonly [RegExp, FailureReason])[], text: string): FailureReason | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

function isCredentialError(error: Error): boolean {
  return ['CredentialsProviderError', 'TokenProviderError', 'ProviderError'].includes(error.name);
}

/** The SDK hangs `$response` on what comes up while it reads an answer, and `$fault` on every error that AWS sent. */
function isUnreadableAnswer(error: Error): boolean {
  return error instanceof SyntaxError || (hasBegunAnswer(error) && !isNetworkError(error));
}

function hasBegunAnswer(error: Error): boolean {
  const { $fault, $response } = error as SdkError;
  return $response !== undefined && $fault === undefined;
}

/** `com.amazonaws.ecs#ClusterNotFoundException` → `ClusterNotFoundException`; none for errors that AWS did not send. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { $fault, $metadata, code } = error as SdkError;
  if ($fault !== undefined || $metadata?.httpStatusCode !== undefined) return error.name.replace(/^.*#/, '');
  return typeof code === 'string' ? code : undefined;
}

function messageOf(error: unknown, reason: FailureReason, service: string): string {
  if (!(error instanceof Error)) return redact(String(error));
  if (reason === 'cancelled') return 'The request was called off.';
  // A parser's message quotes what it could not read, and that can be the answer with the activation code.
  if (isUnreadableAnswer(error)) return `${service} answered with something that is not valid.`;
  if (reason === 'timedOut') return `${service} did not answer in time.`;
  // The SDK adds a hint for whoever debugs it to what comes up in the middle of an answer.
  if (hasBegunAnswer(error)) return `The connection was lost in the middle of the answer of ${service}.`;
  // The command line of a credential process, and what it prints, may hold a password.
  if (error.message.startsWith('Command failed')) return "The profile's credential_process failed.";
  const status = (error as SdkError).$metadata?.httpStatusCode;
  if (isBarred(error)) return `Something in between refused the request (status ${status}).`;
  if (status !== undefined && isNameless(error)) return `${service} answered with the status ${status}.`;
  const texts = [error.message, textOfParts(error), codeOf(error)];
  return redact(texts.find((text) => text) ?? error.name);
}

/** Node tries all addresses of a name, and then throws an error without a message that holds one error each. */
function textOfParts(error: Error): string {
  if (!(error instanceof AggregateError)) return '';
  return error.errors.map((part) => (part instanceof Error ? part.message : String(part))).join('; ');
}

const secrets: readonly (readonly [RegExp, string])[] = [
  // A refused signature comes with the whole canonical request, session token included.
  [/\s*The Canonical String for this request[^]*$/, ''],
  [/\b((?:X-Amz-)?(?:Security-Token|Credential|Signature))(\s*[=:]\s*)[^\s,&'"]+/gi, '$1$2…'],
  [/\b(A3T|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b/g, '$1…'],
  [/(Encoded authorization failure message:\s*)\S+/g, '$1…'],
  // A token file that can't be parsed: the message quotes it.
  [/\bSyntaxError:[^]*$/, 'SyntaxError'],
];

function redact(message: string): string {
  return secrets.reduce((text, [pattern, shown]) => text.replace(pattern, shown), message);
}
