import type { IncomingMessage, RequestOptions } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { Failure } from '../core/failure.ts';

/** How a server is reached, and with what. */
export interface Peer {
  /** Its URL, which may have a path: proxies like Rancher have one server for many clusters. */
  readonly server: URL;
  /** The agent holds what TLS needs: authorities, the client's certificate, the name to look for. */
  readonly agent: https.Agent | http.Agent;
  /**
   * The same that the agent holds. VS Code puts an agent of its own in its place, which finds the way through the proxy of
   * its settings and takes along nothing of the other but the authorities.
   */
  readonly tls?: TlsOptions;
  /** The agent leads through a proxy of the cluster itself, so VS Code must leave it in its place. */
  readonly hasOwnProxy?: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export type TlsOptions = Pick<https.RequestOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;

export interface RequestLimits {
  /** Milliseconds until an answer begins, and again between two parts of it. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** `application/json`, … */
  readonly type?: string | undefined;
  /** As the header has it: seconds, or a date. */
  readonly retryAfter?: string | undefined;
}

/** What an error was met with: a server that was connected can be reached. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly wasConnected: boolean;
  /** It was sent over a connection that was kept, and nothing came: the server may have closed it just before. */
  readonly mayHaveBeenLate: boolean;

  constructor(cause: unknown, wasConnected: boolean, mayHaveBeenLate = false) {
    super('The request failed.', { cause });
    this.wasConnected = wasConnected;
    this.mayHaveBeenLate = mayHaveBeenLate;
  }
}

/** A page of 500 real nodes has some ten megabytes; what is larger by far would hold up everything while it is parsed. */
export const longestAnswer = 32_000_000;

/** How many times the limit of a request all of it may take. */
const longestFactor = 6;

/**
 * One GET. Follows no redirect, since the credentials are for this server alone. Rejects with a `RequestError`.
 *
 * Connections that were kept while the machine slept are found closed one by one; then it is sent again, as by `kubectl`.
 */
export async function get(peer: Peer, path: string, limits: RequestLimits): Promise<Answer> {
  try {
    return await getOnce(peer, path, limits);
  } catch (error) {
    if (!(error instanceof RequestError && error.mayHaveBeenLate)) throw error;
    return get(peer, path, limits);
  }
}

async function getOnce(peer: Peer, path: string, limits: RequestLimits): Promise<Answer> {
  if (limits.signal?.aborted) throw new RequestError(calledOff(), false);
  let request: http.ClientRequest;
  try {
    request = start(peer, path);
  } catch (error) {
    throw new RequestError(error, false);
  }
  return answerTo(request, limits);
}

function answerTo(request: http.ClientRequest, { timeoutMs, signal }: RequestLimits): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let wasConnected = false;
    let hasBegun = false;
    const fail = (cause: unknown): void => {
      clear();
      reject(new RequestError(cause, wasConnected, request.reusedSocket && !hasBegun && isReset(cause)));
      request.destroy();
    };
    const abort = (): void => fail(calledOff());
    const after = (ms: number, message: string): NodeJS.Timeout =>
      setTimeout(() => fail(new Failure('timedOut', message)), ms);
    const limit = `${timeoutMs / 1000} s`;
    const longest = timeoutMs * longestFactor;
    let step = after(timeoutMs, `No answer began within ${limit}.`);
    const whole = after(longest, `The answer was not complete after ${longest / 1000} s.`);
    const clear = (): void => {
      clearTimeout(step);
      clearTimeout(whole);
      signal?.removeEventListener('abort', abort);
    };
    const goOn = (): void => {
      clearTimeout(step);
      step = after(timeoutMs, `The answer stopped for ${limit}.`);
    };
    signal?.addEventListener('abort', abort);
    request.on('socket', (socket) => {
      if (request.reusedSocket) wasConnected = true;
      else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (wasConnected = true));
    });
    request.on('error', fail);
    request.on('response', (response) => {
      wasConnected = true;
      hasBegun = true;
      goOn();
      readAll(response, goOn).then((body) => {
        clear();
        const { statusCode: status = 0, headers } = response;
        resolve({ status, body, type: headers['content-type'], retryAfter: headers['retry-after'] });
      }, fail);
    });
    request.end();
  });
}

function isReset(cause: unknown): boolean {
  return cause instanceof Error && ['ECONNRESET', 'EPIPE'].includes((cause as NodeJS.ErrnoException).code ?? '');
}

function calledOff(): Failure {
  return new Failure('cancelled', 'The request was called off.');
}

function start({ server, agent, headers, tls, hasOwnProxy }: Peer, path: string): http.ClientRequest {
  const url = new URL(server);
  const [pathname = '', search = ''] = path.split('?');
  url.pathname = `${server.pathname.replace(/\/$/, '')}${pathname}`;
  url.search = search;
  const options: RequestOptions & TlsOptions = { agent, headers, ...tls };
  // What `https.request` makes, which is what VS Code changes.
  if (hasOwnProxy) return new http.ClientRequest({ ...urlToHttpOptions(url), ...options });
  return (url.protocol === 'https:' ? https : http).request(url, options);
}

async function readAll(response: IncomingMessage, more: () => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    more();
    length += chunk.length;
    if (length > longestAnswer) {
      throw new Failure('service', `The answer has more than ${longestAnswer / 1e6} MB.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
