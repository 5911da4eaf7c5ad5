import { createServer as createTls } from 'node:https';
import type { IncomingMessage, Server as TlsServer, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Met } from '../faults.ts';
import { userOf } from './access.ts';
import type { Gate } from './access.ts';
import { answerOf, pathOf } from './answers.ts';
import type { Path } from './answers.ts';
import type { Authority } from './authority.ts';
import type { KubeFault, KubeFaults } from './faults.ts';
import { goneOf, repeatedToken } from './lists.ts';
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
  readonly foreign: () => Promise<Authority>;
  readonly answered: (call: AnsweredKubeCall, milliseconds: number) => void;
}

const host = '127.0.0.1';
type Fault = Met<KubeFault>['fault'];

/** The Kubernetes API of one cluster, over TLS on a port of its own. */
export class ApiServer {
  private readonly options: ApiServerOptions;
  private readonly front: Server;
  private readonly trusted: TlsServer;
  private foreign: Promise<TlsServer> | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly stopping = new AbortController();

  constructor(options: ApiServerOptions) {
    this.options = options;
    this.trusted = this.tlsServer(options.trusted);
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
    if (!faults.meetsForeignServer(gate.clusterName)) return this.trusted;
    this.foreign ??= foreign().then((authority) => this.tlsServer(authority));
    return await this.foreign;
  }

  private tlsServer({ server }: Authority): TlsServer {
    const created = createTls(server, (request, response) => {
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
    if (fault?.kind === 'hang') note(0);
    else if (fault?.kind === 'reset-before') {
      note(0);
      request.socket.destroy();
    } else {
      const { status, body } = this.result(request, url, path, fault);
      note(fault?.kind === 'truncate' ? 0 : status);
      send(response, status, body, fault);
    }
  }

  private result(request: IncomingMessage, url: URL, path: Path, fault: Fault): { status: number; body: string } {
    try {
      return { status: 200, body: JSON.stringify(this.answerTo(request, url, path, fault)) };
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      return { status: error.code, body: error.reason === '' ? error.message : JSON.stringify(error.body) };
    }
  }

  /** @throws {KubeError} */
  private answerTo(request: IncomingMessage, url: URL, path: Path, fault: Fault): object {
    const { gate } = this.options;
    const { world, clusterName } = gate;
    if (fault?.kind === 'unauthorized') throw unauthorized();
    const user = userOf(gate, request.headers.authorization);
    if (fault?.kind === 'forbid') {
      throw path.collection ? forbidden(user.name, path.collection) : forbiddenPath(user.name, url.pathname);
    }
    if (fault?.kind === 'status') throw new KubeError(fault.code, fault.reason, fault.message ?? fault.reason);
    if (request.method !== 'GET') {
      throw new KubeError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
    }
    const resourceVersion = String(Math.floor(world.clock() / 1000));
    const position = url.searchParams.get('continue') ?? '';
    if (fault?.kind === 'gone') throw goneOf(position, resourceVersion);
    const answer = answerOf({ world, clusterName, user, path, url, resourceVersion });
    if (fault?.kind !== 'repeat-continue') return answer;
    return { ...answer, metadata: { resourceVersion, continue: repeatedToken(position, resourceVersion) } };
  }
}

function send(response: ServerResponse, status: number, body: string, fault: Fault): void {
  const type = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8';
  const whole = Buffer.byteLength(body);
  const headers = { 'content-type': type, 'cache-control': 'no-cache, private' };
  const half = body.slice(0, body.length / 2);
  if (fault?.kind === 'truncate') {
    response.writeHead(status, { ...headers, 'content-length': whole });
    response.write(half, () => response.destroy());
    return;
  }
  const sent = fault?.kind === 'malformed' ? half : body;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(sent) });
  response.end(sent);
}
