import assert from 'node:assert/strict';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import tls from 'node:tls';
import { Failure } from '../../src/core/failure.ts';
import { makeAuthority } from '../../src/demo/kubernetes/authority.ts';
import { withoutBackoff } from '../unit/withoutBackoff.ts';
import { OperationBench } from './bench.ts';
import { assertCancelled } from './cancelled.ts';
import { operations } from './operations.ts';
import { VscodeProxy } from './proxy.ts';
import { closed, portOf } from './servers.ts';

/** AWS is not reached at all: every operation says which way that is, and none waits for ever. */
describe('every operation × every way to AWS that is barred', function () {
  this.timeout(60_000);
  const benches: OperationBench[] = [];
  const remote = operations.filter(({ isLocal }) => isLocal !== true);
  const cancellable = (): readonly OperationBench[] => benches.filter(({ row }) => row.cannotBeCancelled !== true);
  withoutBackoff();

  before(async () => {
    benches.push(...(await Promise.all(remote.map((row) => OperationBench.start(row)))));
  });
  after(async () => {
    await Promise.all(benches.map((bench) => bench.stop()));
  });

  it('nobody listens', async () => {
    const server = createServer();
    const port = await portOf(server);
    await closed(server);
    await allSay(`http://127.0.0.1:${port}`, 'network', /ECONNREFUSED|could not be fetched/);
  });

  it('the name is not known', async () => {
    // A label of more than 63 letters: the resolver of this machine refuses it, and asks nobody.
    await allSay(`http://${'a'.repeat(64)}.invalid`, 'network', /ENOTFOUND|EAI_\w+|could not be fetched/);
  });

  it('the certificate is nobody’s that is trusted', async () => {
    await withTls(async (port) => {
      await allSay(`https://127.0.0.1:${port}`, 'untrustedCertificate', /certificate/i);
    });
  });

  it('the certificate is for another name', async () => {
    await withTls(async (port, authority) => {
      const connect = tls.connect.bind(tls);
      // As if the user's machine trusted the authority.
      const trusting = ((options: tls.ConnectionOptions, ...others: []) =>
        connect({ ...options, ca: authority }, ...others)) as typeof tls.connect;
      tls.connect = trusting;
      try {
        await allSay(`https://localhost:${port}`, 'untrustedCertificate', /altnames|certificate/i);
      } finally {
        tls.connect = connect;
      }
    });
  });

  it('a server that cuts each connection before it says a word', async () => {
    const server = createServer((socket) => socket.destroy());
    const endpoint = `http://127.0.0.1:${await portOf(server)}`;
    await allSay(endpoint, 'network', /ECONNRESET|hang up|could not be fetched/);
    await closed(server);
  });

  describe('the proxy of VS Code', () => {
    let proxy: VscodeProxy;
    // Files of prices are fetched by `fetch`, which VS Code changes as well.
    const tunnelled = (): readonly OperationBench[] => benches.filter(({ row }) => row.path !== 'prices.offer');
    before(async () => {
      proxy = await VscodeProxy.start();
    });
    after(() => proxy.stop());

    it('is the way that all calls go', async () => {
      proxy.mood = 'tunnel';
      await Promise.all(
        tunnelled().map(async (bench) => {
          bench.reset();
          bench.reopen();
          const prepared = await bench.prepare();
          const endpoint = proxy.endpointOf(bench.demo.endpoint);
          bench.reopen({ endpoint });
          const { error } = await bench.run(prepared);
          assert.equal(error, undefined, bench.row.path);
          assert.ok(proxy.asked.includes(`${new URL(endpoint).hostname}:443`), bench.row.path);
          bench.reopen();
        }),
      );
    });

    it('wants a sign-in: 407, without a page', async () => {
      proxy.mood = { status: 407 };
      await allSay(
        'https://aws.invalid',
        'network',
        /^Something in between refused the request \(status 407\)\.$/,
        tunnelled(),
      );
    });

    it('blocks AWS: 403, without a page', async () => {
      proxy.mood = { status: 403 };
      await allSay(
        'https://aws.invalid',
        'network',
        /^Something in between refused the request \(status 403\)\.$/,
        tunnelled(),
      );
    });

    it('cuts the tunnel before AWS is reached', async () => {
      proxy.mood = 'cut';
      await allSay('https://aws.invalid', 'network', /disconnected|ECONNRESET|hang up/, tunnelled());
    });

    it('is not there, or cuts each connection', async () => {
      proxy.mood = 'refuse';
      await allSay(
        'https://aws.invalid',
        'network',
        /^Failed to establish a socket connection to proxies/,
        tunnelled(),
      );
    });
  });

  it('each can be called off while AWS does not answer', async () => {
    await Promise.all(
      cancellable().map(async (bench) => {
        bench.reset();
        bench.reopen();
        const prepared = await bench.prepare();
        const remove = bench.demo.faults.add({ fault: { kind: 'hang' } });
        await assertCancelled(bench.row.path, (signal) => bench.run(prepared, signal));
        remove();
      }),
    );
  });

  it('each can be called off while it waits to try again', async () => {
    // The longest waits that there are.
    Math.random = () => 0.999;
    // A file of prices is not asked for again, so there is no waiting to call off.
    const retried = cancellable().filter(({ row }) => row.path !== 'prices.offer');
    await Promise.all(
      retried.map(async (bench) => {
        bench.reset();
        bench.reopen();
        const prepared = await bench.prepare();
        const remove = bench.demo.faults.add({ fault: { kind: 'throttle', retryAfterSeconds: 3_600 } });
        await assertCancelled(bench.row.path, (signal) => bench.run(prepared, signal));
        remove();
      }),
    );
  });

  /** `fetch`, which reads offer files, has words of its own for each way. */
  async function allSay(
    endpoint: string,
    reason: Failure['reason'],
    message: RegExp,
    of: readonly OperationBench[] = benches,
  ): Promise<void> {
    const problems: unknown[] = [];
    await Promise.all(
      of.map(async (bench) => {
        const { row } = bench;
        bench.reset();
        bench.reopen();
        const prepared = await bench.prepare();
        bench.reopen({ endpoint });
        const { error, ms } = await bench.run(prepared);
        const isOffer = row.path === 'prices.offer';
        const isRight =
          Failure.is(error) &&
          error.reason === reason &&
          (isOffer || message.test(error.message)) &&
          !error.message.includes('\n');
        if (!isRight || ms > 8_000) problems.push([row.path, ms, error]);
        bench.reopen();
      }),
    );
    assert.deepEqual(problems, []);
  }
});

async function withTls(use: (port: number, authority: string) => Promise<void>): Promise<void> {
  const { certificate, server: signed } = await makeAuthority('somebody else');
  const server = createTlsServer(signed, (_, response) => response.end('{}'));
  try {
    await use(await portOf(server), certificate);
  } finally {
    await closed(server);
  }
}
