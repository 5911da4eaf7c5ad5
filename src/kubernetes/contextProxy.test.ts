import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Signed } from '../../test/unit/kubeServer.ts';
import { certificate, KubeServer, sendJson } from '../../test/unit/kubeServer.ts';
import { listening, tunnelling } from '../../test/unit/tunnels.ts';
import { openKube } from './openKube.ts';

describe('contexts of a kubeconfig, with HTTPS_PROXY and HTTP_PROXY set too', () => {
  const { env } = process;
  const stops: (() => unknown)[] = [];
  let folder: string;
  let authority: Signed;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kubeconfig-'));
    authority = await certificate('kubernetes', { isAuthority: true });
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(async () => {
    process.env = env;
    for (const stop of stops.splice(0)) await stop();
  });

  /** What the only cluster of a kubeconfig answers. */
  async function version(cluster: object): Promise<string> {
    const kubeconfig = path.join(folder, 'config');
    const contexts = [{ name: 'edge', context: { cluster: 'edge-cluster', user: 'ada' } }];
    const data = Buffer.from(authority.cert).toString('base64');
    const clusters = [{ name: 'edge-cluster', cluster: { 'certificate-authority-data': data, ...cluster } }];
    const users = [{ name: 'ada', user: { token: 't' } }];
    await writeFile(kubeconfig, JSON.stringify({ contexts, clusters, users }));
    return (await openKube({ kind: 'context', context: 'edge' }, { kubeconfig, timeoutMs: 5_000 })).version();
  }

  it('go through the proxy that the cluster names, as does kubectl, and through that of the environment without', async () => {
    const [own, environment, plain] = [await tunnelling(stops), await tunnelling(stops), await tunnelling(stops)];
    process.env = { HTTPS_PROXY: environment.url, HTTP_PROXY: plain.url };
    const named = await KubeServer.start(await certificate('api', { by: authority, dnsName: 'api.invalid' }));
    stops.push(() => named.stop());
    named.answer = (_, response) => sendJson(response, { gitVersion: 'v1.34.1' });
    const url = named.url.replace('127.0.0.1', 'api.invalid');
    for (const [proxyUrl, used] of [
      [own.url, own],
      [undefined, environment],
      ['', environment],
    ] as const) {
      assert.equal(await version({ 'server': url, 'proxy-url': proxyUrl }), 'v1.34.1');
      assert.equal(used.tunnels.splice(0).length, 1, proxyUrl);
      assert.deepEqual([own.tunnels, environment.tunnels, plain.tunnels], [[], [], []]);
    }
  });

  it('go through a proxy without TLS, too', async () => {
    const [own, plain] = [await tunnelling(stops), await tunnelling(stops)];
    process.env = { HTTP_PROXY: plain.url };
    const seen: unknown[] = [];
    const target = createServer((request, response) => {
      seen.push(request.headers.host);
      sendJson(response, { gitVersion: 'v1.33.0' });
    });
    const url = (await listening(target, stops)).replace('127.0.0.1', 'api.invalid');
    assert.equal(await version({ 'server': url, 'proxy-url': own.url }), 'v1.33.0');
    assert.deepEqual([own.tunnels.length, plain.tunnels.length], [1, 0]);
    assert.equal(await version({ server: url }), 'v1.33.0');
    assert.deepEqual([own.tunnels.length, plain.tunnels.length], [1, 1]);
    assert.deepEqual(seen, [new URL(url).host, new URL(url).host]);
  });
});
