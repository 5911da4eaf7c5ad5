import { createServer as createTls } from 'node:https';
import type { IncomingMessage, Server as TlsServer, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Met } from '../faults.ts';
import type { Answer } from '../protocols.ts';
import { betweenAnswer } from '../wire/between.ts';
import { send, sendFaulty } from '../wire/send.ts';
import { userOf } from './access.ts';
import type { Gate, User } from './access.ts';
import { answerOf, pathOf } from './answers.ts';
import type { Path } from './answers.ts';
import type { Authority, ServerCertificate } from './authority.ts';
import type { ForeignCertificate, KubeFault, KubeFaults } from './faults.ts';
import { goneOf, repeatedToken, tokenOfEmptyPage } from './lists.ts';
import { forbidden, forbiddenPath, KubeError, unauthorized } from './status.ts';

export interface AnsweredKubeCall {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly verb: 'list' | 'get';
  readonly resource: string;
  /** Of HTTP; 0 when there was no answer, or not a whole one. */
  readonly status: number;
}

export interface ApiServerOptions {
  readonly gate: Gate;
  readonly faults: KubeFaults;
  readonly trusted: Authority;
  /** Made when somebody is to meet it. */
  readonly foreign: (as: ForeignCertificate) => Promise<ServerCertificate>;
  readonly answered: (call: AnsweredKubeCall, milliseconds: number) => void;
}

const host = '127.0.0.1';
type Fault = Met<KubeFault>['fault'];

/** The Kubernetes API of one cluster, over TLS on a port of its own. */
export class ApiServer {
  private readonly options: ApiServerOptions;
  private readonly front: Server;
  private readonly trusted: TlsServer;
  private readonly foreign = new Map<ForeignCertificate, Promise<TlsServer>>();
  private readonly sockets = new Set<Socket>();
  private readonly stopping = new AbortController();

  constructor(options: ApiServerOptions) {
    this.options = options;
    this.trusted = this.tlsServer(options.trusted.server);
    // In front of TLS, for the certificate has to be chosen before anything is said.
    this.front = createServer((socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      this.choose().then(
        (server) => server.emit('connection', socket),
        () => socket.destroy(),
      );
    });
  }

  /** @returns the port */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.front.once('error', reject);
      this.front.listen(0, host, () => resolve());
    });
    return (this.front.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await new Promise<void>((resolve) => {
      this.front.close(() => resolve());
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private async choose(): Promise<TlsServer> {
    const { faults, gate, foreign } = this.options;
    const as = faults.meetsForeignServer(gate.clusterName);
    if (as === undefined) return this.trusted;
    const made = this.foreign.get(as) ?? foreign(as).then((certificate) => this.tlsServer(certificate));
    this.foreign.set(as, made);
    return await made;
  }

  private tlsServer(certificate: ServerCertificate): TlsServer {
    const created = createTls(certificate, (request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    created.keepAliveTimeout = 120_000;
    // Whoever does not trust the certificate hangs up in the middle of the handshake.
    created.on('tlsClientError', () => undefined);
    return created;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const url = new URL(request.url ?? '/', `https://${host}`);
    const path = pathOf(url.pathname);
    const { verb, resource } = path;
    const cluster = this.options.gate.clusterName;
    const position = url.searchParams.get('continue') ?? '';
    const { latencyMs, fault } = this.options.faults.meet({ cluster, verb, resource, continued: position !== '' });
    if (latencyMs > 0) await sleep(latencyMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    const note = (status: number): void =>
      this.options.answered({ cluster, verb, resource, status }, performance.now() - startedAt);
    if (this.stopping.signal.aborted) return;
    const answer = this.result(request, url, path, fault);
    note(isUnfinished(fault) ? 0 : answer.status);
    sendWith(request, response, answer, fault);
  }

  private result(request: IncomingMessage, url: URL, path: Path, fault: Fault): Answer {
    if (fault?.kind === 'between') return betweenAnswer(fault);
    try {
      return answerWith(200, JSON.stringify(this.answerTo(request, url, path, fault)));
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      const answer = answerWith(error.code, error.reason === '' ? error.message : JSON.stringify(error.body));
      if (fault?.kind !== 'status' || fault.retryAfterSeconds === undefined) return answer;
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(fault.retryAfterSeconds) } };
    }
  }

  /** @throws {KubeError} */
  private answerTo(request: IncomingMessage, url: URL, path: Path, fault: Fault): object {
    const { gate } = this.options;
    const { world, clusterName } = gate;
    if (fault?.kind === 'unauthorized') throw unauthorized();
    const user = userOf(gate, request.headers.authorization);
    const refusal = refusalOf(fault, user, path, url);
    if (refusal) throw refusal;
    if (request.method !== 'GET') {
      throw new KubeError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
    }
    const resourceVersion = String(Math.floor(world.clock() / 1000));
    const position = url.searchParams.get('continue') ?? '';
    if (fault?.kind === 'gone') throw goneOf(position, resourceVersion);
    const answer = answerOf({ world, clusterName, user, path, url, resourceVersion });
    if (fault?.kind === 'repeat-continue') {
      return { ...answer, metadata: { resourceVersion, continue: repeatedToken(position, resourceVersion) } };
    }
    const next = fault?.kind === 'empty-pages' ? tokenOfEmptyPage(position, resourceVersion, fault.pages) : undefined;
    return next === undefined ? answer : { ...answer, metadata: { resourceVersion, continue: next }, items: [] };
  }
}

function refusalOf(fault: Fault, { name }: User, { collection }: Path, { pathname }: URL): KubeError | undefined {
  if (fault?.kind === 'forbid') return collection ? forbidden(name, collection) : forbiddenPath(name, pathname);
  if (fault?.kind === 'status') return new KubeError(fault.code, fault.reason, fault.message ?? fault.reason);
  return undefined;
}

function answerWith(status: number, body: string): Answer {
  const type = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8';
  return { status, headers: { 'content-type': type, 'cache-control': 'no-cache, private' }, body };
}

/** Whether nobody gets a whole answer. */
function isUnfinished(fault: Fault): boolean {
  return ['hang', 'reset-before', 'reset-after', 'truncate', 'stall'].includes(fault?.kind ?? '');
}

/** As in `wire/send.ts`, but for a lost connection: a socket of TLS can't be reset, and is closed. */
function sendWith(request: IncomingMessage, response: ServerResponse, answer: Answer, fault: Fault): void {
  switch (fault?.kind) {
    // Whoever waits for an answer that never comes is cut off when the server stops.
    case 'hang':
      break;
    case 'reset-before':
    case 'reset-after':
      request.socket.destroy();
      break;
    case 'truncate':
    case 'stall':
    case 'malformed':
    case 'wrong-type':
      sendFaulty(response, answer, fault);
      break;
    default:
      send(response, answer);
  }
}
