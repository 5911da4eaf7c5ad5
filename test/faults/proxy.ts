import http from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { makeAuthority } from '../../src/demo/kubernetes/authority.ts';

/** What a proxy does with who wants a tunnel. */
export type ProxyMood =
  | 'tunnel'
  | { readonly status: number }
  /** The tunnel is there, and the connection is lost before a word of TLS. */
  | 'cut'
  /** The connection is lost before the tunnel is there. */
  | 'refuse';

type Answered = (response: http.IncomingMessage) => void;

/**
 * A proxy on loopback, and the extension host's way of using it: VS Code changes the functions of `https` themselves, and
 * puts an agent of its own in the place of each other. Source: `@vscode/proxy-agent`, with `"http.proxySupport": "override"`.
 */
export class VscodeProxy {
  readonly #server = http.createServer();
  readonly #front: https.Server;
  readonly #sockets = new Set<Duplex>();
  readonly #request = https.request;
  mood: ProxyMood = 'tunnel';
  /** Hosts and ports of tunnels that were asked for. */
  readonly asked: string[] = [];

  private constructor(front: https.Server) {
    this.#front = front;
  }

  /** All that is asked of `https://demo-PORT.invalid` is answered by the simulated account on that port; loopback addresses stay. */
  static async start(): Promise<VscodeProxy> {
    const { certificate, server } = await makeAuthority('AWS, as it were');
    const proxy = new VscodeProxy(https.createServer(server, relay));
    for (const each of [proxy.#server, proxy.#front]) {
      await new Promise<void>((done) => each.listen(0, '127.0.0.1', done));
    }
    proxy.#server.on('connect', ({ url = '' }, client: Duplex) => proxy.#take(url, client));
    https.request = (
      first: string | URL | https.RequestOptions,
      second?: https.RequestOptions | Answered,
      third?: Answered,
    ) => {
      const agent = new TunnelAgent(portOf(proxy.#server), certificate);
      const [options, answered] = typeof second === 'function' ? [{}, second] : [second, third];
      if (typeof first === 'string' || first instanceof URL)
        return proxy.#request(first, { ...options, agent }, answered);
      return proxy.#request({ ...first, agent }, answered);
    };
    return proxy;
  }

  endpointOf(demoEndpoint: string): string {
    return `https://demo-${new URL(demoEndpoint).port}.invalid`;
  }

  #take(url: string, client: Duplex): void {
    this.asked.push(url);
    this.#sockets.add(client);
    client.on('error', () => undefined);
    const { mood } = this;
    if (mood === 'refuse') client.destroy();
    else if (mood === 'cut') client.end('HTTP/1.1 200 OK\r\n\r\n');
    else if (mood === 'tunnel') this.#tunnel(url, client);
    else refuse(client, mood.status);
  }

  #tunnel(url: string, client: Duplex): void {
    const own = /^127\.0\.0\.1:(\d+)$/.exec(url)?.[1];
    const upstream = connect(own === undefined ? portOf(this.#front) : Number(own), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    this.#sockets.add(upstream);
  }

  async stop(): Promise<void> {
    https.request = this.#request;
    for (const socket of this.#sockets) socket.destroy();
    for (const each of [this.#server, this.#front]) {
      each.closeAllConnections();
      await new Promise((done) => each.close(done));
    }
  }
}

/** VS Code gives such an answer of the proxy to who waits for the server's: here the proxy gives it twice instead. */
function refuse(client: Duplex, status: number): void {
  const answer = `HTTP/1.1 ${status} No\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n`;
  client.write(answer);
  client.once('data', () => client.end(answer));
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}

function relay(request: http.IncomingMessage, response: http.ServerResponse): void {
  const port = /^demo-(\d+)/.exec(request.headers.host ?? '')?.[1];
  const { method, url } = request;
  const headers = { ...request.headers, host: `127.0.0.1:${port}` };
  const sent = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(response);
  });
  sent.on('error', () => response.destroy());
  request.pipe(sent);
}

/** For one request, as VS Code's. A refusal of the proxy is given as if the server had answered it. */
class TunnelAgent extends https.Agent {
  readonly #port: number;
  readonly #authority: string;

  constructor(port: number, authority: string) {
    super({ keepAlive: false });
    this.#port = port;
    this.#authority = authority;
  }

  override createConnection(
    { host, port, ca, servername }: https.RequestOptions,
    made: (error: Error | null, socket?: Duplex) => void,
  ): undefined {
    const path = `${host ?? ''}:${port}`;
    const asking = http.request({ method: 'CONNECT', host: '127.0.0.1', port: this.#port, path, agent: false });
    asking.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode !== 200) {
        made(null, socket);
        return;
      }
      // Who names authorities is answered by the server itself; else the certificate is not for the name that leads here.
      const trusts = ca === undefined ? { ca: this.#authority, checkServerIdentity: () => undefined } : { ca };
      made(null, tls.connect({ socket, ...(host && { host }), ...(servername && { servername }), ...trusts }));
    });
    const failed = new Error(`Failed to establish a socket connection to proxies: PROXY 127.0.0.1:${this.#port}`);
    asking.once('error', () => made(failed));
    asking.end();
  }
}
