import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Tokens of Amazon EKS: a presigned `GetCallerIdentity` of STS that names the cluster in a signed header. Checked as
 * aws-iam-authenticator and, behind it, STS check them. Source: aws-iam-authenticator, `pkg/token`.
 */

const prefix = 'k8s-aws-v1.';
const clusterHeader = 'x-k8s-aws-id';
const longestLife = 15 * 60_000;
/** A token may come from a clock that is ahead. */
const mostAhead = 5 * 60_000;

const knownParameters = new Set([
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-content-sha256',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-amz-user-agent',
  'x-id',
]);

export interface TokenCheck {
  readonly clusterName: string;
  /** `http://127.0.0.1:PORT` of the account, where its STS is; AWS's own names are taken too. */
  readonly stsEndpoint: string;
  /** Of the machine, by which tokens are signed. */
  readonly now: number;
  /** `undefined` for keys whose secret is not known: then the form of the signature is all that is checked. */
  readonly secretOf: (accessKeyId: string) => string | undefined;
}

/** Which key signed the token; `undefined` when it is not good for this cluster and moment. */
export function signerOf(token: string, check: TokenCheck): string | undefined {
  const url = presignedUrl(token);
  const parameters = url && parametersOf(url);
  if (url === undefined || parameters === undefined) return undefined;
  if (!isStsUrl(url, check.stsEndpoint) || !isIdentityCall(parameters) || !isFresh(parameters, check.now)) {
    return undefined;
  }
  const [accessKeyId = ''] = (parameters['x-amz-credential'] ?? '').split('/');
  const signature = parameters['x-amz-signature'] ?? '';
  if (accessKeyId === '' || !/^[0-9a-f]{64}$/.test(signature)) return undefined;
  const secret = check.secretOf(accessKeyId);
  if (secret === undefined) return accessKeyId;
  const expected = signatureOf(url, signedHeadersOf(parameters), check.clusterName, secret);
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) ? accessKeyId : undefined;
}

function signedHeadersOf(parameters: Parameters): string[] {
  return (parameters['x-amz-signedheaders'] ?? '').split(';');
}

function isIdentityCall(parameters: Parameters): boolean {
  const signed = signedHeadersOf(parameters);
  const isCall = parameters.action === 'GetCallerIdentity' && parameters.version === '2011-06-15';
  return isCall && signed.includes('host') && signed.includes(clusterHeader);
}

type Parameters = Readonly<Record<string, string | undefined>>;

/** By lower-case names; `undefined` when one is unknown, or there twice. */
function parametersOf({ searchParams }: URL): Parameters | undefined {
  const parameters = [...searchParams].map(([name, value]) => [name.toLowerCase(), value] as const);
  const names = new Set(parameters.map(([name]) => name));
  if (names.size < parameters.length || ![...names].every((name) => knownParameters.has(name))) return undefined;
  return Object.fromEntries(parameters);
}

function presignedUrl(token: string): URL | undefined {
  if (!token.startsWith(prefix)) return undefined;
  const encoded = token.slice(prefix.length);
  if (!/^[\w-]+$/.test(encoded)) return undefined;
  try {
    return new URL(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isStsUrl(url: URL, stsEndpoint: string): boolean {
  if (url.pathname !== '/') return false;
  if (url.origin === new URL(stsEndpoint).origin) return true;
  return url.protocol === 'https:' && /^sts(-fips)?(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/.test(url.host);
}

function isFresh(parameters: Parameters, now: number): boolean {
  const expires = Number(parameters['x-amz-expires']);
  if (!(expires >= 0 && expires <= 900)) return false;
  const date = parameters['x-amz-date'] ?? '';
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  // The life in the URL is STS's own affair: what is sent to it at once is never too old.
  return signedAt <= now + mostAhead && now < signedAt + longestLife;
}

/** AWS Signature Version 4, with the parameters in the URL. Source: IAM user guide, "Create a signed AWS API request". */
function signatureOf(url: URL, signedHeaders: readonly string[], clusterName: string, secret: string): string {
  const values: Readonly<Record<string, string>> = { host: url.host, [clusterHeader]: clusterName };
  const query = [...url.searchParams]
    .filter(([name]) => name.toLowerCase() !== 'x-amz-signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const request = [
    'GET',
    '/',
    query.join('&'),
    ...signedHeaders.map((name) => `${name}:${values[name] ?? ''}`),
    '',
    signedHeaders.join(';'),
    sha256(''),
  ].join('\n');
  const [, ...scope] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/');
  const text = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date'), scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
