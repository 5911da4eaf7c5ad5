import type { FailureReason } from '../core/failure.ts';
import { Failure } from '../core/failure.ts';
import type { KubeTarget } from '../core/kubernetes/gateway.ts';
import type { Answer } from './request.ts';
import { RequestError } from './request.ts';
import { fields, text } from './narrow.ts';

export const service = 'Kubernetes';

/** A request that got no answer, as a `Failure`. */
export function failureOfRequest(error: unknown, target: KubeTarget, operation: string): Failure {
  const wasConnected = error instanceof RequestError && error.wasConnected;
  const cause = error instanceof RequestError ? error.cause : error;
  const { reason, message, code } = explained(cause);
  const details = { service, operation, ...(code !== undefined && { code }) };
  if (!wasConnected && (reason === 'network' || reason === 'timedOut') && isPrivate(target)) {
    return new Failure('privateEndpoint', `The endpoint of the cluster is private. ${message}`, details);
  }
  return new Failure(reason, message, details);
}

/**
 * An answer that is not what was asked for, as a `Failure`; nothing for one that may be. Only what Kubernetes itself says is
 * taken over.
 */
export function failureInAnswer(answer: Answer, target: KubeTarget, operation: string): Failure | undefined {
  const { status, body } = answer;
  const between = whoIsBetween(answer);
  if (between !== undefined) return new Failure('network', between, { service, operation, code: `HTTP${status}` });
  if (status === 200) return undefined;
  const said = statusObject(body);
  const reason = reasonOfStatus(status, target);
  const code = text(said.reason) ?? `HTTP${status}`;
  const message = text(said.message) ?? `The server answered with HTTP status ${status}.`;
  return new Failure(reason, redacted(message), { service, operation, code });
}

/**
 * A Kubernetes API never answers with a page, never wants a proxy's sign-in, and gives a reason where it denies access. Pages of
 * a gateway that fails (5xx) are as good as the server's own, and whoever signs users in may do so in front of it (401).
 */
function whoIsBetween({ status, body, type = '' }: Answer): string | undefined {
  if (status === 407) return proxyWantsSignIn;
  if (status === 401 || status >= 500) return undefined;
  if (/^text\/html\b/i.test(type)) {
    return `Something in between answered with a page in place of the Kubernetes API (status ${status}).`;
  }
  const isBarred = status === 403 && !/^\s*\{/.test(body.toString('utf8', 0, 100));
  return isBarred ? `Something in between refused the request (status ${status}).` : undefined;
}

const proxyWantsSignIn = 'The proxy in between wants a sign-in (status 407).';

function isPrivate(target: KubeTarget): boolean {
  return target.kind === 'eks' && target.endpointAccess?.private === true && !target.endpointAccess.public;
}

function reasonOfStatus(status: number, { kind }: KubeTarget): FailureReason {
  if (status === 401) return kind === 'eks' ? 'noAccessEntry' : 'expiredCredentials';
  if (status === 403) return 'accessDenied';
  if (status === 404) return 'notFound';
  if (status === 429) return 'throttled';
  return status >= 400 && status < 500 && status !== 410 ? 'invalidRequest' : 'service';
}

/** Kubernetes' own form of an error, a `v1` `Status`; empty for any other answer, such as a proxy's page. */
function statusObject(body: Buffer): ReturnType<typeof fields> {
  try {
    const value = fields(JSON.parse(body.toString('utf8')));
    return value.kind === 'Status' ? value : {};
  } catch {
    return {};
  }
}

interface Explained {
  readonly reason: FailureReason;
  readonly message: string;
  /** Node's. */
  readonly code?: string;
}

/** Codes of OpenSSL's and Node's verification. Source: Node, `tls`, "X509 certificate error codes". */
const certificateFaults: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from a self-signed authority that is not the one of the cluster',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the authority of the cluster',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not signed by the authority of the cluster',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by the authority of the cluster',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by the authority of the cluster',
  CERT_UNTRUSTED: 'its certificate is not trusted',
  CERT_REJECTED: 'its certificate is not trusted',
  CERT_REVOKED: 'its certificate is revoked',
  CERT_CHAIN_TOO_LONG: 'its chain of certificates is too long',
  INVALID_CA: 'its certificate comes from something that is no certificate authority',
  INVALID_PURPOSE: 'its certificate is not made for servers',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  HOSTNAME_MISMATCH: 'its certificate is made for another host name',
};

/** What a server says that wants another certificate of the client. */
const clientCertificateAlert =
  /^ERR_SSL_\w*ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE)$/;

function explained(error: unknown): Explained {
  if (Failure.is(error)) return { reason: error.reason, message: error.message };
  if (!(error instanceof Error)) return { reason: 'unknown', message: redacted(String(error)) };
  const [first = error] = error instanceof AggregateError ? (error.errors as readonly Error[]) : [];
  const { code } = first as NodeJS.ErrnoException;
  if (code === undefined) return { reason: 'network', message: ofProxy(first) ?? redacted(first.message) };
  if (code === 'ECONNRESET') return { reason: 'network', message: `The connection was lost (${code}).`, code };
  const fault = certificateFaults[code];
  if (fault !== undefined)
    return { reason: 'untrustedCertificate', message: `The server is not trusted: ${fault}.`, code };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return { reason: 'untrustedCertificate', message: otherNames(first), code };
  }
  if (clientCertificateAlert.test(code)) {
    return { reason: 'expiredCredentials', message: "The server does not accept the client's certificate.", code };
  }
  if (code.startsWith('ERR_OSSL') || code === 'ERR_CRYPTO_INVALID_KEYTYPE') {
    return { reason: 'malformedConfig', message: 'A certificate or key of the cluster cannot be read.', code };
  }
  return { reason: 'network', message: redacted(first.message || code), code };
}

/** The agent for a cluster's own proxy says no more of what the proxy answered. Source: `hpagent`. */
function ofProxy({ message }: Error): string | undefined {
  const status = /^Bad response: (\d+)$/.exec(message)?.[1];
  if (status === undefined) return undefined;
  return status === '407' ? proxyWantsSignIn : `The proxy in between refused the connection (status ${status}).`;
}

/** Node's message has all names of the certificate; some have hundreds. */
function otherNames(error: Error): string {
  const { host, cert } = error as Error & {
    readonly host?: string;
    readonly cert?: { readonly subjectaltname?: string };
  };
  const names = (cert?.subjectaltname ?? '').split(', ').filter((name) => name !== '');
  const shown = names.length === 0 ? 'no name at all' : names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');
  return `The server is not trusted: its certificate is not for ${host ?? 'this host'}, but for ${shown}.`;
}

const secrets: readonly (readonly [RegExp, string])[] = [
  [/k8s-aws-v1\.[\w-]*/g, 'k8s-aws-v1.…'],
  [/\b(Bearer|Basic)\s+\S+/gi, '$1 …'],
  // JSON Web Tokens, as service accounts and identity providers have them.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*)*/g, 'eyJ…'],
  [/\b((?:X-Amz-)?(?:Security-Token|Credential|Signature))(\s*[=:]\s*)[^\s,&'"]+/gi, '$1$2…'],
  // Passwords in URLs of proxies.
  [/(:\/\/)[^/\s@]+@/g, '$1…@'],
];

const longestMessage = 600;

/** A message without what could be a secret, and of a size to be shown. */
export function redacted(message: string): string {
  const clean = secrets.reduce((all, [pattern, shown]) => all.replace(pattern, shown), message.trim());
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage)}…` : clean;
}
