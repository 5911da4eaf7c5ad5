import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { startReleaseServer } from '../../../test/unit/releaseServer.ts';
import type { ReleaseServer } from '../../../test/unit/releaseServer.ts';
import type { ReleaseFile } from '../../core/distro/files.ts';
import { Failure } from '../../core/failure.ts';
import { makeAuthority } from '../../demo/kubernetes/authority.ts';
import type { CallLogEntry } from '../requests/callLog.ts';
import { publicReleases } from './publicReleases.ts';

describe('reading public releases over HTTP', () => {
  const file: ReleaseFile = { kind: 'release', channel: '1-36', number: 7 };
  const path = '/kubernetes-1-36/kubernetes-1-36-eks-7.yaml';
  let server: ReleaseServer;

  beforeEach(async () => {
    server = await startReleaseServer();
  });
  afterEach(() => server.stop());

  const read = (options = {}, request = {}): ReturnType<ReturnType<typeof publicReleases>['read']> =>
    publicReleases({ endpoint: server.endpoint, ...options }).read(file, request);
  const reason = async (reading: Promise<unknown>): Promise<string> => {
    const failure = await reading.then(
      () => assert.fail('It was read.'),
      (error: unknown) => error,
    );
    assert.ok(Failure.is(failure));
    return failure.reason;
  };

  it('gives the text and its ETag, and knows that it is unchanged', async () => {
    server.served.set(path, 'a text');
    const answer = await read();
    assert.ok(answer.kind === 'text');
    assert.equal(answer.text, 'a text');
    assert.deepEqual(await read({}, { etag: answer.etag }), { kind: 'unchanged' });
    server.served.set(path, 'another text');
    assert.equal((await read({}, { etag: answer.etag })).kind, 'text');
  });

  it('takes 403 and 404 for a file that is not there', async () => {
    for (const status of [403, 404]) {
      server.served.set(path, status);
      assert.deepEqual(await read(), { kind: 'absent' });
    }
  });

  it('names other refusals', async () => {
    server.served.set(path, 503);
    assert.equal(await reason(read()), 'service');
    server.served.set(path, 429);
    assert.equal(await reason(read()), 'throttled');
    server.served.set(path, 400);
    assert.equal(await reason(read()), 'invalidRequest');
    // Nobody asked whether it is unchanged.
    server.served.set(path, 304);
    assert.equal(await reason(read()), 'invalidRequest');
  });

  it('does not take the page of something in between for a file, or for its absence', async () => {
    for (const status of [200, 302, 400, 403, 404]) {
      server.served.set(path, (response) => {
        const headers = { 'content-type': 'text/html; charset=utf-8', 'location': 'https://sign-in.example/' };
        response.writeHead(status, headers).end('<html>Sign in</html>');
      });
      assert.equal(await reason(read()), 'network', String(status));
    }
    for (const [status, expected] of [
      [429, 'throttled'],
      [502, 'service'],
    ] as const) {
      server.served.set(path, (response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>'));
      assert.equal(await reason(read()), expected);
    }
    server.served.set(path, (response) => {
      response.writeHead(301, { 'content-type': 'text/html', 'location': '/moved' }).end('<html>Moved</html>');
    });
    server.served.set('/moved', 'there');
    assert.equal((await read()).kind, 'text', 'those of AWS come with pages, too');
  });

  it('says where nobody vouches for the host', async () => {
    const { server: signed } = await makeAuthority('Inspecting Proxy');
    const other = createServer(signed, (_, response) => response.end('a text'));
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const endpoint = `https://127.0.0.1:${(other.address() as AddressInfo).port}`;
    try {
      assert.equal(await reason(read({ endpoint })), 'untrustedCertificate');
    } finally {
      other.closeAllConnections();
      await new Promise((done) => other.close(done));
    }
  });

  it('ends a transfer that is larger than any such file', async () => {
    const closed = new Promise<void>((resolve) => {
      server.served.set(path, (response) => {
        const chunk = Buffer.alloc(64 * 1024);
        const send = (): boolean => response.write(chunk);
        response.on('drain', send).on('close', resolve);
        send();
      });
    });
    assert.equal(await reason(read({ mostBytes: () => 100_000 })), 'service');
    await closed;
  });

  it('does not wait for ever, for the beginning or for the rest', async () => {
    server.served.set(path, () => undefined);
    assert.equal(await reason(read({ timeoutMs: 30 })), 'timedOut');
    server.served.set(path, (response) => response.writeHead(200).write('apiVersion:'));
    assert.equal(await reason(read({ timeoutMs: 30 })), 'timedOut');
  });

  it('does not take a part for the whole', async () => {
    server.served.set(path, (response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('apiVersion:', () => response.destroy());
    });
    assert.equal(await reason(read()), 'network');
  });

  it('can be called off', async () => {
    server.served.set(path, () => undefined);
    const abort = new AbortController();
    const reading = read({}, { signal: abort.signal });
    setTimeout(() => abort.abort(), 5);
    assert.equal(await reason(reading), 'cancelled');
  });

  it('follows three redirects, with the ETag, and no more', async () => {
    const redirect =
      (to: string) =>
      (response: ServerResponse): void =>
        void response.writeHead(302, { location: to }).end();
    server.served.set(path, redirect('/a'));
    server.served.set('/a', redirect('/b'));
    server.served.set('/b', redirect('/c'));
    server.served.set('/c', 'there');
    const answer = await read({}, { etag: '"x"' });
    assert.equal(answer.kind === 'text' && answer.text, 'there');
    assert.equal(server.requests.at(-1), '/c (if)');
    server.served.set('/c', redirect('/d'));
    assert.equal(await reason(read()), 'service');
    assert.ok(!server.requests.includes('/d'));
  });

  it('follows no redirect to a host that is not one of those where AWS publishes', async () => {
    const other = await startReleaseServer();
    try {
      for (const to of [`${other.endpoint}/x`, 'https://evil.example/x', 'file:///etc/hosts', 'http://']) {
        server.served.set(path, (response) => response.writeHead(301, { location: to }).end());
        assert.equal(await reason(read()), 'service', to);
      }
      assert.deepEqual(other.requests, []);
    } finally {
      await other.stop();
    }
  });

  it('says that nobody could be reached, and writes a line for each request', async () => {
    const lines: CallLogEntry[] = [];
    const log = (entry: CallLogEntry): void => void lines.push(entry);
    await read({ log });
    server.served.set(path, 'a text');
    await read({ log });
    await server.stop();
    assert.equal(await reason(read({ log })), 'network');
    assert.deepEqual(
      lines.map(({ service, operation, outcome }) => [service, operation, outcome]),
      [
        ['EKS Distro', 'read release', 'notFound'],
        ['EKS Distro', 'read release', 'ok'],
        ['EKS Distro', 'read release', 'network'],
      ],
    );
  });
});
