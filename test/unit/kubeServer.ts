import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { KubeTarget } from '../../src/core/kubernetes/gateway.ts';

export interface Signed {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** Default: it signs itself. */
  readonly by?: Signed;
  readonly isAuthority?: boolean;
  /** Default: the loopback address. */
  readonly dnsName?: string;
  readonly notAfter?: Date;
}

const day = 24 * 60 * 60_000;

/** A certificate of a curve, which is made in milliseconds. */
export async function certificate(commonName: string, options: CertificateOptions = {}): Promise<Signed> {
  const { by, isAuthority = false, dnsName, notAfter = new Date(Date.now() + day) } = options;
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 30 * day),
    notAfterDate: notAfter,
    ...(by && { ca: by }),
    extensions: isAuthority
      ? [
          { name: 'basicConstraints', cA: true, critical: true },
          { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
        ]
      : [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'subjectAltName', altNames: [dnsName ? { type: 2, value: dnsName } : { type: 7, ip: '127.0.0.1' }] },
        ],
  });
  return { key: made.private, cert: made.cert };
}

export interface SeenRequest {
  readonly url: URL;
  readonly authorization: string | undefined;
}

export type Answering = (request: SeenRequest, response: ServerResponse, raw: IncomingMessage) => void;

/** A server on the loopback address that answers as it is told, and writes down what it was asked. */
export class KubeServer {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  answer: Answering = (_, response) => sendJson(response, {});

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const seen = { url: new URL(request.url ?? '', this.url), authorization: request.headers.authorization };
      this.seen.push(seen);
      this.answer(seen, response, request);
    });
    // What a client thinks of the certificate is its own affair.
    server.on('tlsClientError', () => undefined);
  }

  /** @param clients asks for a certificate that this authority signed; `needed`: lets in nobody without one */
  static async start(
    { key, cert }: Signed,
    clients?: { readonly authority: Signed; readonly needed: boolean },
  ): Promise<KubeServer> {
    const asks = clients && { ca: clients.authority.cert, requestCert: true, rejectUnauthorized: clients.needed };
    const server = createServer({ key, cert, ...asks });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new KubeServer(server);
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As an EKS cluster with this server. */
  target(authority: Signed, access?: { readonly public: boolean; readonly private: boolean }): KubeTarget {
    return {
      kind: 'eks',
      clusterName: 'prod',
      region: 'eu-central-1',
      endpoint: this.url,
      certificateAuthority: Buffer.from(authority.cert).toString('base64'),
      ...(access && { endpointAccess: access }),
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Kubernetes' own form of an error. */
export function sendStatus(response: ServerResponse, code: number, reason: string, message: string): void {
  sendJson(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code }, code);
}

/** Everything in an error that a log could write, its causes included. */
export function allOf(error: unknown): string {
  const parts: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) {
    const own = Object.getOwnPropertyNames(each).map((name) => String(Reflect.get(each as object, name)));
    parts.push(String(each), ...own);
  }
  assert.ok(parts.length > 0);
  return parts.join('\n');
}
