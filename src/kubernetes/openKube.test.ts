import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { failureOf } from '../../test/unit/demoConnection.ts';
import type { Signed } from '../../test/unit/kubeServer.ts';
import { allOf, certificate, KubeServer, sendJson, sendStatus } from '../../test/unit/kubeServer.ts';
import { Failure } from '../core/failure.ts';
import type { KubeGateway, KubeTarget } from '../core/kubernetes/gateway.ts';
import type { KubeRequestEntry } from './connection.ts';
import { openKube } from './openKube.ts';

const secret = 'k8s-aws-v1.c2VjcmV0LXRva2Vu';
const privateOnly = { public: false, private: true };

describe('openKube', () => {
  let authority: Signed;
  let server: KubeServer;
  let log: KubeRequestEntry[];
  let tokens: string[];

  before(async () => {
    authority = await certificate('kubernetes', { isAuthority: true });
    server = await KubeServer.start(await certificate('kube-apiserver', { by: authority }));
  });
  after(() => server.stop());
  beforeEach(() => {
    server.seen.length = 0;
    log = [];
    tokens = [];
  });

  const open = (target: KubeTarget = server.target(authority), timeoutMs = 2_000): Promise<KubeGateway> =>
    openKube(target, {
      timeoutMs,
      token: () => {
        tokens.push(`${secret}${tokens.length}`);
        return Promise.resolve(tokens.at(-1)!);
      },
      onRequest: (entry) => log.push(entry),
    });
  const failing = async (target?: KubeTarget, timeoutMs?: number): Promise<Failure> => {
    const failure = await failureOf((await open(target, timeoutMs)).version());
    assert.equal(failure.service, 'Kubernetes');
    assert.ok(![allOf(failure), JSON.stringify(log)].some((written) => written.includes('c2VjcmV0')));
    return failure;
  };
  const respond = (answer: (response: ServerResponse, authorization: string) => void): void => {
    server.answer = ({ authorization = '' }, response) => answer(response, authorization);
  };

  it('asks with the token, and says what it asked without it', async () => {
    respond((response) => sendJson(response, { gitVersion: 'v1.35.6-eks-0a1b2c3' }));
    const gateway = await open();
    assert.equal(await gateway.version(), 'v1.35.6-eks-0a1b2c3');
    assert.equal(await gateway.version(), 'v1.35.6-eks-0a1b2c3');
    assert.deepEqual(
      server.seen.map(({ url, authorization }) => [url.pathname, authorization]),
      [
        ['/version', `Bearer ${secret}0`],
        ['/version', `Bearer ${secret}0`],
      ],
    );
    const { ms, ...entry } = log[0]!;
    assert.ok(ms >= 0);
    assert.deepEqual(entry, { target: 'prod', operation: 'get version', status: 200, outcome: 'ok' });
  });

  describe('credentials', () => {
    it('are made anew once they were refused, also for several requests at once', async () => {
      respond((response, authorization) => {
        if (authorization === `Bearer ${secret}1`) sendJson(response, { gitVersion: 'v1.35.6' });
        else sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
      });
      const gateway = await open();
      assert.deepEqual(await Promise.all([gateway.version(), gateway.version()]), ['v1.35.6', 'v1.35.6']);
      assert.equal(tokens.length, 2);
    });

    it('that are refused twice are those of somebody whom the cluster does not know', async () => {
      respond((response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized'));
      const failure = await failing();
      assert.deepEqual([failure.reason, failure.code, server.seen.length], ['noAccessEntry', 'Unauthorized', 2]);
    });

    it('that AWS does not give are its own failure', async () => {
      const expired = new Failure('expiredCredentials', 'The SSO session has expired.');
      const gateway = await openKube(server.target(authority), { token: () => Promise.reject(expired) });
      assert.equal(await failureOf(gateway.version()), expired);
      assert.equal(server.seen.length, 0);
    });

    it('that never come are waited for as long as the limit says', async () => {
      const never = new Promise<string>(() => undefined);
      const gateway = await openKube(server.target(authority), { token: () => never, timeoutMs: 10 });
      const { reason, operation } = await failureOf(gateway.version());
      assert.deepEqual([reason, operation], ['timedOut', 'sign in']);
    });

    it('that are called off leave no timer and no listener behind', async () => {
      const never = new Promise<string>(() => undefined);
      const gateway = await openKube(server.target(authority), { token: () => never });
      const timers = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
      const controller = new AbortController();
      const before = timers();
      const version = gateway.version(controller.signal);
      assert.deepEqual([timers(), getEventListeners(controller.signal, 'abort').length], [before + 1, 1]);
      controller.abort();
      assert.equal((await failureOf(version)).reason, 'cancelled');
      assert.deepEqual([timers(), getEventListeners(controller.signal, 'abort').length], [before, 0]);
    });
  });

  describe('certificates', () => {
    const withCertificate = async (signed: Signed, trusted: Signed): Promise<Failure> => {
      const other = await KubeServer.start(signed);
      try {
        const failure = await failing(other.target(trusted));
        assert.equal(other.seen.length, 0, 'a token was shown to a server that is not trusted');
        return failure;
      } finally {
        await other.stop();
      }
    };

    it('of another authority are not trusted', async () => {
      const foreign = await certificate('kubernetes', { isAuthority: true });
      const { reason, message } = await withCertificate(await certificate('api', { by: foreign }), authority);
      assert.equal(reason, 'untrustedCertificate');
      assert.match(message, /not signed by the authority of the cluster/);
    });

    it('that sign themselves are not trusted', async () => {
      const { reason, message } = await withCertificate(await certificate('api'), authority);
      assert.deepEqual([reason, message.includes('self-signed')], ['untrustedCertificate', true]);
    });

    it('for another host are not trusted, and their names are said', async () => {
      const foreign = await certificate('api', { by: authority, dnsName: 'api.example.com' });
      const { reason, message } = await withCertificate(foreign, authority);
      assert.equal(reason, 'untrustedCertificate');
      assert.match(message, /not for 127\.0\.0\.1, but for DNS:api\.example\.com/);
    });

    it('that have expired are not trusted', async () => {
      const old = await certificate('api', { by: authority, notAfter: new Date(Date.now() - 60_000) });
      const { reason, message } = await withCertificate(old, authority);
      assert.deepEqual([reason, message.includes('has expired')], ['untrustedCertificate', true]);
    });

    it('are not trusted by an authority that cannot be read', async () => {
      const broken = { ...server.target(authority), certificateAuthority: 'bm8gUEVN' } as KubeTarget;
      assert.equal((await failing(broken)).reason, 'untrustedCertificate');
    });
  });

  describe('answers', () => {
    it('that deny access say what, in the words of Kubernetes', async () => {
      const said = 'nodes is forbidden: User "ada" cannot list resource "nodes" in API group "" at the cluster scope';
      respond((response) => sendStatus(response, 403, 'Forbidden', said));
      const failure = await failureOf(all((await open()).nodes()));
      assert.deepEqual(
        [failure.reason, failure.operation, failure.code, failure.message],
        ['accessDenied', 'list nodes', 'Forbidden', said],
      );
    });

    for (const [status, reason] of [
      [429, 'throttled'],
      [500, 'service'],
      [503, 'service'],
      [302, 'service'],
      [400, 'invalidRequest'],
    ] as const) {
      it(`with HTTP status ${status} are a failure: ${reason}`, async () => {
        respond((response) => {
          response.writeHead(status, { Location: 'https://example.com/', Connection: 'close' });
          response.end('<html>no</html>');
        });
        const failure = await failing();
        assert.deepEqual([failure.reason, failure.code], [reason, `HTTP${status}`]);
        assert.ok(!failure.message.includes('html'));
      });
    }

    for (const [what, body] of [
      ['a page', '<html><title>Sign in</title></html>'],
      ['half of their JSON', '{"gitVersion":"v1.3'],
      ['a list', '[1]'],
      ['no version', '{"gitVersion":35}'],
    ] as const) {
      it(`with ${what} are a failure, and not quoted`, async () => {
        respond((response) => response.end(body));
        const failure = await failing();
        assert.equal(failure.reason, 'service');
        assert.ok(!failure.message.includes(body.slice(2, 8)));
      });
    }

    for (const status of [200, 302, 400, 403, 407]) {
      it(`with a page and HTTP status ${status} come from something in between`, async () => {
        respond((response) => {
          response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Connection': 'close' });
          response.end('<html>Sign in</html>');
        });
        const { reason, code, message } = await failing();
        assert.deepEqual([reason, code], ['network', `HTTP${status}`]);
        assert.match(message, /in between .*\(status \d{3}\)\.$/);
        assert.equal(log.at(-1)?.outcome, 'network');
      });
    }

    it('with a page of a gateway are a failure of the server: it is there', async () => {
      respond((response) => response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad Gateway</html>'));
      const { reason, code } = await failing();
      assert.deepEqual([reason, code], ['service', 'HTTP502']);
    });

    it('that refuse without a word of Kubernetes come from something in between', async () => {
      for (const [status, said] of [
        [407, 'The proxy in between wants a sign-in (status 407).'],
        [403, 'Something in between refused the request (status 403).'],
      ] as const) {
        respond((response) => response.writeHead(status, { Connection: 'close' }).end());
        const { reason, message } = await failing();
        assert.deepEqual([reason, message], ['network', said]);
      }
      respond((response) => sendJson(response, { type: 'error', status: '403', message: 'no such cluster' }, 403));
      assert.equal((await failing()).reason, 'accessDenied', 'of another API in front');
    });

    const refusedTimes = (times: number, retryAfter: string, status = 429): void => {
      let left = times;
      respond((response) => {
        if (left-- <= 0) {
          sendJson(response, { gitVersion: 'v1.35.6' });
          return;
        }
        response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': retryAfter });
        response.end(JSON.stringify({ kind: 'Status', reason: 'TooManyRequests', message: 'later', code: status }));
      });
    };

    it('that ask to come again soon are heeded, twice', async () => {
      for (const status of [429, 503]) {
        refusedTimes(2, '0', status);
        assert.equal(await (await open()).version(), 'v1.35.6');
      }
      server.seen.length = 0;
      refusedTimes(3, '0');
      assert.equal((await failing()).reason, 'throttled');
      assert.equal(server.seen.length, 3);
      refusedTimes(1, '1');
      const start = performance.now();
      assert.equal(await (await open()).version(), 'v1.35.6');
      assert.ok(performance.now() - start >= 990);
    });

    it('that ask to come again much later, or do not say when, are a failure at once', async () => {
      for (const retryAfter of ['3600', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1', '']) {
        refusedTimes(1, retryAfter);
        assert.equal((await failing()).reason, 'throttled', retryAfter);
      }
      assert.equal(server.seen.length, 4);
    });

    it('that ask to come again soon are not waited for by who calls it off', async () => {
      refusedTimes(1, '3');
      const controller = new AbortController();
      const reading = (await open()).version(controller.signal);
      await until(() => log.length === 1);
      controller.abort();
      assert.equal((await failureOf(reading)).reason, 'cancelled');
      assert.deepEqual([server.seen.length, getEventListeners(controller.signal, 'abort').length], [1, 0]);
    });

    it('that are no list where one was asked for are a failure', async () => {
      respond((response) => sendJson(response, { kind: 'NodeList', items: null }));
      assert.equal((await failureOf(all((await open()).nodes()))).reason, 'service');
    });

    it('that hold a token lose it', async () => {
      respond((response) => sendStatus(response, 400, 'BadRequest', `bad header: Bearer ${secret}0`));
      assert.equal((await failing()).message, 'bad header: Bearer …');
    });

    it('that break off are a matter of the network', async () => {
      respond((response) => {
        response.writeHead(200, { 'Content-Length': '1000' });
        response.write('{"gitVersion":', () => response.destroy());
      });
      assert.equal((await failing()).reason, 'network');
    });
  });

  describe('a server', () => {
    it('that does not answer is given up', async () => {
      respond(() => undefined);
      const { reason, message } = await failing(undefined, 60);
      assert.deepEqual([reason, message], ['timedOut', 'No answer began within 0.06 s.']);
    });

    it('that stops in the midst of its answer is given up, also where its endpoint is private', async () => {
      respond((response) => void response.writeHead(200).write('{"git'));
      const { reason, message } = await failing(server.target(authority, privateOnly), 300);
      assert.deepEqual([reason, message], ['timedOut', 'The answer stopped for 0.3 s.']);
    });

    it('that never comes to an end is given up', async () => {
      respond((response) => {
        const drops = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(drops));
      });
      const { reason, message } = await failing(undefined, 250);
      assert.deepEqual([reason, message], ['timedOut', 'The answer was not complete after 1.5 s.']);
    });

    it('that sends without end is given up before the memory is full', async () => {
      respond((response) => {
        const part = Buffer.alloc(1_000_000, ' ');
        const more = (): void => void response.write(part, (error) => error ?? more());
        more();
      });
      const { reason, message } = await failing();
      assert.deepEqual([reason, message], ['service', 'The answer has more than 32 MB.']);
    });

    const nobodyListens = async (access?: { public: boolean; private: boolean }): Promise<KubeTarget> => {
      const gone = createServer();
      await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done));
      const { port } = gone.address() as AddressInfo;
      await new Promise((done) => gone.close(done));
      return { ...server.target(authority, access), endpoint: `https://127.0.0.1:${port}` } as KubeTarget;
    };

    it('that is not there is a matter of the network', async () => {
      const { reason, code } = await failing(await nobodyListens());
      assert.deepEqual([reason, code], ['network', 'ECONNREFUSED']);
      assert.equal((await failing(await nobodyListens({ public: true, private: true }))).reason, 'network');
    });

    it('that cannot be reached from here is told from that, where its endpoint is private', async () => {
      assert.equal((await failing(await nobodyListens(privateOnly))).reason, 'privateEndpoint');
    });

    it('that lets connections wait is told from that, too', async () => {
      const sockets: Socket[] = [];
      const silent = createServer((socket) => sockets.push(socket));
      await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
      const { port } = silent.address() as AddressInfo;
      const target = { ...server.target(authority, privateOnly), endpoint: `https://127.0.0.1:${port}` } as KubeTarget;
      assert.equal((await failing(target, 60)).reason, 'privateEndpoint');
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => silent.close(done));
    });
  });

  it('asks again over a new connection where the server has closed the one that was kept', async () => {
    const sockets: Socket[] = [];
    server.answer = (_, response, { socket }) => {
      sockets.push(socket);
      // With the second request, as if it had closed it just before.
      if (sockets.filter((each) => each === socket).length > 1) socket.destroy();
      else sendJson(response, { gitVersion: 'v1.35.6' });
    };
    const gateway = await open();
    assert.equal(await gateway.version(), 'v1.35.6');
    assert.equal(await gateway.version(), 'v1.35.6');
    assert.deepEqual([server.seen.length, new Set(sockets).size], [3, 2]);
    server.answer = (_, __, { socket }) => socket.destroy();
    const { reason, message } = await failureOf(gateway.version());
    assert.deepEqual([reason, message, server.seen.length], ['network', 'The connection was lost (ECONNRESET).', 5]);
  });

  it('ends a request that is called off', async () => {
    let closed = false;
    respond((response) => response.on('close', () => (closed = true)));
    const controller = new AbortController();
    const reading = (await open()).version(controller.signal);
    await until(() => server.seen.length === 1);
    controller.abort();
    assert.equal((await failureOf(reading)).reason, 'cancelled');
    await until(() => closed);
    assert.equal((await failureOf((await open()).version(controller.signal))).reason, 'cancelled');
    assert.equal(server.seen.length, 1);
  });
});

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 2));
}
