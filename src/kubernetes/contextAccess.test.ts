import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { stringify } from 'yaml';
import { failureOf } from '../../test/unit/demoConnection.ts';
import type { Signed } from '../../test/unit/kubeServer.ts';
import { allOf, certificate, KubeServer, sendJson, sendStatus } from '../../test/unit/kubeServer.ts';
import { listening, tunnelling } from '../../test/unit/tunnels.ts';
import type { Failure } from '../core/failure.ts';
import { contexts } from './contexts.ts';
import { openKube } from './openKube.ts';

const secret = 'c2VjcmV0LXRva2Vu';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('contexts of a kubeconfig', () => {
  let folder: string;
  let authority: Signed;
  let signed: Signed;
  let server: KubeServer;
  const stops: (() => unknown)[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kubeconfig-'));
    authority = await certificate('kubernetes', { isAuthority: true });
    signed = await certificate('kube-apiserver', { by: authority });
    server = await KubeServer.start(signed, { authority, needed: false });
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  beforeEach(() => {
    server.seen.length = 0;
    server.answer = (_, response) => sendJson(response, { gitVersion: 'v1.35.6' });
  });

  async function file(name: string, content: unknown): Promise<string> {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, typeof content === 'string' ? content : stringify(content));
    return target;
  }

  /** A kubeconfig with one context, `edge`. */
  function kubeconfig(user: object, cluster: object = {}, name = 'config'): Promise<string> {
    return file(name, {
      apiVersion: 'v1',
      kind: 'Config',
      contexts: [{ name: 'edge', context: { cluster: 'edge-cluster', user: 'ada' } }],
      clusters: [
        {
          name: 'edge-cluster',
          cluster: { 'server': server.url, 'certificate-authority-data': base64(authority.cert), ...cluster },
        },
      ],
      users: [{ name: 'ada', user }],
    });
  }

  async function version(config: string, timeoutMs = 5_000): Promise<string> {
    return (await openKube({ kind: 'context', context: 'edge' }, { kubeconfig: config, timeoutMs })).version();
  }

  async function failing(config: string, timeoutMs?: number): Promise<Failure> {
    const failure = await failureOf(version(config, timeoutMs));
    assert.equal(failure.service, 'Kubernetes');
    assert.ok(!allOf(failure).includes(secret), allOf(failure));
    return failure;
  }

  const asked = (): (string | undefined)[] => server.seen.map(({ authorization }) => authorization);

  describe('in files', () => {
    it('are listed in their order, the first of a name, and from files that are there', async () => {
      const one = await kubeconfig({ token: 't' }, {}, 'one');
      const two = await file('two', {
        contexts: [
          { name: 'edge', context: { cluster: 'other', user: 'bob' } },
          { name: 'lab', context: { cluster: 'gone', user: 'bob' } },
          { name: 'broken' },
          null,
        ],
        clusters: 'none',
      });
      assert.deepEqual(await contexts([one, path.join(folder, 'missing'), two].join(path.delimiter)), [
        { name: 'edge', cluster: 'edge-cluster', server: server.url },
        { name: 'lab', cluster: 'gone', server: '' },
      ]);
    });

    it('are none where there is no file', async () => {
      assert.deepEqual(await contexts(path.join(folder, 'missing')), []);
    });

    it('are none of a file that the environment names by the folder one is in, which may be that of a workspace', async () => {
      const one = await kubeconfig({ token: 't' }, {}, 'one');
      assert.equal((await contexts(one)).length, 1);
      assert.deepEqual(await contexts(path.relative(process.cwd(), one)), []);
      assert.equal((await contexts([path.relative(process.cwd(), one), one].join(path.delimiter))).length, 1);
    });

    it('can not be read where the file is broken, and nothing of it is quoted', async () => {
      const broken = await file('broken', `users:\n- name: ada\n  user: {token: ${secret}\n- : [`);
      const failure = await failureOf(contexts(broken));
      assert.equal(failure.reason, 'malformedConfig');
      assert.ok(!allOf(failure).includes(secret));
    });

    it('that are not there are said at once', async () => {
      const config = await kubeconfig({});
      const opening = openKube({ kind: 'context', context: 'lab' }, { kubeconfig: config });
      assert.deepEqual((await failureOf(opening)).reason, 'notFound');
    });

    it('whose user is not there are said at once: nobody is asked without credentials', async () => {
      const config = await file('nobody', {
        contexts: [{ name: 'edge', context: { cluster: 'edge-cluster', user: 'bob' } }],
        clusters: [{ name: 'edge-cluster', cluster: { server: server.url } }],
        users: [],
      });
      const { reason, message } = await failing(config);
      assert.deepEqual([reason, message.includes('"bob"'), asked()], ['malformedConfig', true, []]);
    });

    it('without a server are said at once', async () => {
      assert.equal((await failing(await kubeconfig({}, { server: 'no url' }))).reason, 'malformedConfig');
    });
  });

  describe('sign in', () => {
    it('with a token, and with one in a file beside the kubeconfig', async () => {
      assert.equal(await version(await kubeconfig({ token: secret })), 'v1.35.6');
      await file('token', `${secret}-2\n`);
      assert.equal(await version(await kubeconfig({ tokenFile: 'token' })), 'v1.35.6');
      assert.deepEqual(asked(), [`Bearer ${secret}`, `Bearer ${secret}-2`]);
    });

    it('with a certificate, in the file or beside it', async () => {
      const client = await certificate('ada', { by: authority });
      let names: unknown[] = [];
      server.answer = (_, response, { socket }) => {
        assert.ok(socket instanceof TLSSocket);
        names = [...names, socket.getPeerCertificate().subject.CN];
        sendJson(response, { gitVersion: 'v1.35.6' });
      };
      await file('ca.pem', authority.cert);
      await file('ada.pem', client.cert);
      await file('ada.key', client.key);
      const data = { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) };
      await version(await kubeconfig(data));
      const files = { 'client-certificate': 'ada.pem', 'client-key': 'ada.key' };
      const cluster = { 'certificate-authority-data': undefined, 'certificate-authority': 'ca.pem' };
      await version(await kubeconfig(files, cluster));
      assert.deepEqual(names, ['ada', 'ada']);
    });

    it('without the certificate that the server wants: that is said', async () => {
      const strict = await KubeServer.start(signed, { authority, needed: true });
      stops.push(() => strict.stop());
      assert.equal((await failing(await kubeconfig({}, { server: strict.url }))).reason, 'expiredCredentials');
    });

    it('with a key that cannot be read: that is said', async () => {
      const data = { 'client-certificate-data': base64(secret), 'client-key-data': base64(secret) };
      assert.equal((await failing(await kubeconfig(data))).reason, 'malformedConfig');
    });

    it('and may look for another host name', async () => {
      const named = await KubeServer.start(await certificate('api', { by: authority, dnsName: 'api.internal' }));
      stops.push(() => named.stop());
      named.answer = (_, response) => sendJson(response, { gitVersion: 'v1.34.1' });
      const config = await kubeconfig({ token: 't' }, { 'server': named.url, 'tls-server-name': 'api.internal' });
      assert.equal(await version(config), 'v1.34.1');
    });

    it('without TLS they show no credentials', async () => {
      const seen: unknown[] = [];
      const plain = createServer((request, response) => {
        seen.push(request.headers.authorization);
        sendJson(response, { gitVersion: 'v1.33.0' });
      });
      const url = await listening(plain, stops);
      assert.equal(
        await version(await kubeconfig({ token: secret }, { server: `${url}/k8s/clusters/c-1` })),
        'v1.33.0',
      );
      assert.deepEqual(seen, [undefined]);
    });

    it('by a provider that Kubernetes has given up: that is said', async () => {
      const { reason, message } = await failing(await kubeconfig({ 'auth-provider': { name: 'gcp' } }));
      assert.deepEqual([reason, message.includes('"gcp"')], ['noCredentials', true]);
    });

    it('by an identity provider, with the token that is still good', async () => {
      const good = idToken(600);
      await version(await kubeconfig({ 'auth-provider': { name: 'oidc', config: { 'id-token': good } } }));
      assert.deepEqual(asked(), [`Bearer ${good}`]);
    });

    it('by an identity provider whose token has run out: that is said, and none is drawn that kubectl would miss', async () => {
      const drawn: unknown[] = [];
      const provider = createServer((request, response) => {
        drawn.push(request.url);
        response.writeHead(500).end();
      });
      const config = {
        'id-token': idToken(-60),
        'refresh-token': secret,
        'client-id': 'kube',
        'idp-issuer-url': await listening(provider, stops),
      };
      const { reason, message } = await failing(await kubeconfig({ 'auth-provider': { name: 'oidc', config } }));
      assert.deepEqual([reason, message.includes('kubectl'), drawn, asked()], ['expiredCredentials', true, [], []]);
      const none = await kubeconfig({ 'auth-provider': { name: 'oidc' } });
      assert.equal((await failing(none)).reason, 'noCredentials');
    });
  });

  describe('by a program', () => {
    async function program(script: string, more: object = {}): Promise<string> {
      const target = await file('bin/sign-in', `#!/bin/sh\n${script}\n`);
      await chmod(target, 0o755);
      return kubeconfig({
        exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './bin/sign-in', args: ['a b'], ...more },
      });
    }
    const answer = (token: string): string => `echo '{"status":{"token":"${token}"}}'`;

    it('use its token for all that is asked', async () => {
      const config = await program(`echo run >> "$RUNS"; ${answer(secret)}`, {
        env: [{ name: 'RUNS', value: path.join(folder, 'runs') }],
      });
      const gateway = await openKube({ kind: 'context', context: 'edge' }, { kubeconfig: config });
      await gateway.version();
      await gateway.version();
      assert.deepEqual(asked(), [`Bearer ${secret}`, `Bearer ${secret}`]);
      assert.equal(await readFile(path.join(folder, 'runs'), 'utf8'), 'run\n');
    });

    it('run it again when its token was refused, and give up after the second', async () => {
      server.answer = (_, response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
      const config = await program(`printf '{"status":{"token":"${secret}-%s"}}' $$`);
      assert.equal((await failing(config)).reason, 'expiredCredentials');
      assert.equal(new Set(asked()).size, 2);
    });

    it('say that it was not found, with the hint of the kubeconfig', async () => {
      const config = await kubeconfig({ exec: { command: 'no-such-program', installHint: 'Install it.' } });
      const { reason, message } = await failing(config);
      assert.deepEqual(
        [reason, message],
        ['noCredentials', 'The program "no-such-program" was not found. Install it.'],
      );
    });

    it('say what it said when it failed', async () => {
      const failed = await failing(await program(`echo "The SSO session has expired: Bearer ${secret}" >&2; exit 255`));
      assert.equal(failed.reason, 'expiredCredentials');
      assert.match(failed.message, /sign-in: The SSO session has expired: Bearer …$/);
    });

    it('quote nothing of an answer that is no JSON, or holds nothing', async () => {
      assert.equal((await failing(await program(`echo ${secret}`))).reason, 'noCredentials');
      assert.equal((await failing(await program(`echo '{"token":"${secret}"}'`))).reason, 'noCredentials');
    });

    it('tell it what it is run for, and that nobody can answer its questions', async () => {
      const config = await program(
        `if read -r line; then echo "asked $line" >&2; exit 1; fi; printf '%s' "$KUBERNETES_EXEC_INFO" > "$INFO"; ${answer(secret)}`,
        { env: [{ name: 'INFO', value: path.join(folder, 'info') }] },
      );
      assert.equal(await version(config, 1_000), 'v1.35.6');
      assert.deepEqual(JSON.parse(await readFile(path.join(folder, 'info'), 'utf8')), {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        spec: { interactive: false },
      });
    });

    it('end it when nobody waits for it any more', async () => {
      const pid = path.join(folder, 'pid');
      const config = await program(`echo $$ > "$PID"; exec sleep 5`, { env: [{ name: 'PID', value: pid }] });
      assert.equal((await failing(config, 30)).reason, 'timedOut');
      const id = Number(await readFile(pid, 'utf8'));
      for (let waited = 0; isRunning(id); waited += 5) {
        assert.ok(waited < 1_000, 'it runs on');
        await new Promise((done) => setTimeout(done, 5));
      }
    });

    it('wait for it no longer than the limit says', async () => {
      assert.equal((await failing(await program('exec sleep 0.5'), 30)).reason, 'timedOut');
    });
  });

  describe('where VS Code puts an agent of its own in the place of ours, with our authorities alone', () => {
    const { request } = https;
    beforeEach(() => {
      https.request = ((url: URL, { agent, ...options }: https.RequestOptions) => {
        assert.ok(agent instanceof https.Agent);
        const own = new https.Agent();
        stops.push(() => own.destroy());
        return request(url, { ...options, agent: own, ca: agent.options.ca });
      }) as typeof https.request;
    });
    afterEach(() => {
      https.request = request;
    });

    it('show their certificate all the same', async () => {
      const client = await certificate('ada', { by: authority });
      const strict = await KubeServer.start(signed, { authority, needed: true });
      stops.push(() => strict.stop());
      strict.answer = (_, response) => sendJson(response, { gitVersion: 'v1.35.6' });
      const data = { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) };
      assert.equal(await version(await kubeconfig(data, { server: strict.url })), 'v1.35.6');
    });

    it('look for the other host name all the same, and trust whom they are told to', async () => {
      const named = await KubeServer.start(await certificate('api', { by: authority, dnsName: 'api.internal' }));
      stops.push(() => named.stop());
      named.answer = (_, response) => sendJson(response, { gitVersion: 'v1.34.1' });
      const config = await kubeconfig({ token: 't' }, { 'server': named.url, 'tls-server-name': 'api.internal' });
      assert.equal(await version(config), 'v1.34.1');
      const unchecked = { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true };
      assert.equal(await version(await kubeconfig({ token: 't' }, { server: named.url, ...unchecked })), 'v1.34.1');
    });

    it('go through the proxy that the cluster names all the same', async () => {
      await throughProxy();
    });
  });

  it('go through the proxy that the cluster names', async () => {
    await throughProxy();
  });

  async function throughProxy(): Promise<void> {
    const { url, tunnels } = await tunnelling(stops);
    const config = await kubeconfig({ token: secret }, { 'proxy-url': url });
    assert.equal(await version(config), 'v1.35.6');
    assert.deepEqual(tunnels, [new URL(server.url).host]);
  }
});

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/** @param seconds for how long it is good */
function idToken(seconds: number): string {
  const payload = { exp: Math.floor(Date.now() / 1000) + seconds };
  return `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;
}
