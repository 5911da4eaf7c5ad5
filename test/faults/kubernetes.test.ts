import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { assertGolden } from '../unit/goldenScript.ts';
import { assertCancelled } from './cancelled.ts';
import type { KubeOpening } from './kubeBench.ts';
import { KubeBench } from './kubeBench.ts';
import type { KubeColumn } from './kubeColumns.ts';
import { kubeColumns } from './kubeColumns.ts';
import { kubeOperations } from './kubeOperations.ts';
import type { ProxyMood } from './proxy.ts';
import { VscodeProxy } from './proxy.ts';
import { closed, portOf } from './servers.ts';
import type { Cell, Column } from './verdict.ts';
import { problemsOf, tableOf } from './verdict.ts';

const golden = new URL('goldenKubernetes.txt', import.meta.url);
/** Long enough for a busy machine to begin an answer. */
const shortMs = 1_000;

/**
 * Every question to a Kubernetes API × every fault, and every way there that is barred: what the user is told stands in
 * `goldenKubernetes.txt`, which `UPDATE_GOLDEN=1` writes anew. Nothing of the extension writes to Kubernetes.
 */
describe('every question to Kubernetes × every fault', function () {
  this.timeout(60_000);
  const benches: KubeBench[] = [];
  const clean = new Map<string, Cell>();
  const columns: Column[] = [];

  before(async () => {
    benches.push(...(await Promise.all(kubeOperations.map((row) => KubeBench.start(row)))));
    await Promise.all(benches.map((bench) => bench.open()));
  });
  after(async () => {
    await Promise.all(benches.map((bench) => bench.stop()));
  });

  it('has a row for each question, by each way', () => {
    const asked = benches.flatMap(({ row, gateway }) => Object.keys(gateway).map((name) => `${row.way}.${name}`));
    const listed = kubeOperations.map(({ path }) => path).filter((path) => !path.endsWith('.podsOfNode'));
    assert.deepEqual([...new Set(asked)].sort(), listed.sort());
  });

  it('no fault: each is answered, in several pages', async () => {
    for (const bench of benches) {
      const run = await bench.run();
      assert.equal(run.error, undefined, bench.row.path);
      clean.set(bench.row.path, { row: bench.row, run, before: undefined, after: undefined, healed: run });
    }
    const requests = Object.fromEntries([...clean].map(([path, { run }]) => [path, run.requests]));
    assert.deepEqual(
      [requests['eks.nodes'], requests['eks.pods'], requests['context.machines'], requests['context.eksAnywhere']],
      [2, 4, 3, 4],
    );
  });

  for (const column of kubeColumns) {
    it(column.name, async () => {
      await tried(column, benches, async (bench) => {
        await bench.open(column.isTimed ? { timeoutMs: shortMs } : {});
        // Signed in and connected, so that only the answer takes its time.
        if (column.isTimed) await bench.run();
        return bench.demo.kubernetes.faults.add(column.rule);
      });
    });
  }

  it('nobody listens', async () => {
    const server = createServer();
    const port = await portOf(server);
    await closed(server);
    await barred('nobody listens', { server: `https://127.0.0.1:${port}` });
  });

  it('the name is not known', async () => {
    // A label of more than 63 letters: the resolver of this machine refuses it, and asks nobody.
    await barred('the name is not known', { server: `https://${'a'.repeat(64)}.invalid` });
  });

  it('each connection is cut before a word is said', async () => {
    const server = createServer((socket) => socket.destroy());
    await barred('each connection is cut', { server: `https://127.0.0.1:${await portOf(server)}` });
    await closed(server);
  });

  it('connections are taken, and nothing is said', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    const opening = { server: `https://127.0.0.1:${await portOf(server)}`, timeoutMs: shortMs };
    await barred('connections are taken, and nothing is said', opening);
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });

  it('a proxy of the cluster itself that refuses, cuts each connection, or is not there', async () => {
    const statuses = [407, 403, 502];
    const proxy = createHttpServer();
    let status: number | undefined;
    proxy.on('connect', (_, socket) => {
      if (status === undefined) socket.destroy();
      else socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    });
    const proxyUrl = `http://127.0.0.1:${await portOf(proxy)}`;
    for (status of statuses) await barred(`the cluster's own proxy answers ${status}`, { proxyUrl });
    status = undefined;
    await barred("the cluster's own proxy cuts each connection", { proxyUrl });
    await closed(proxy);
    await barred("the cluster's own proxy is not there", { proxyUrl });
  });

  it('the proxy of VS Code', async () => {
    const proxy = await VscodeProxy.start();
    const moods: readonly (readonly [string, ProxyMood])[] = [
      ["VS Code's proxy wants a sign-in: 407, without a page", { status: 407 }],
      ["VS Code's proxy blocks: 403, without a page", { status: 403 }],
      ["VS Code's proxy cuts the tunnel", 'cut'],
      ["VS Code's proxy is not there", 'refuse'],
    ];
    try {
      await tried({ name: "through VS Code's proxy", acts: 'always' }, benches, async (bench) => {
        await bench.open();
        return () => undefined;
      });
      assert.ok(proxy.asked.length > 0);
      for (const [name, mood] of moods) {
        await tried({ name, acts: 'never' }, benches, async (bench) => {
          proxy.mood = mood;
          await bench.open();
          return () => (proxy.mood = 'tunnel');
        });
      }
    } finally {
      await proxy.stop();
    }
  });

  it('each can be called off while the server does not answer', async () => {
    await Promise.all(
      benches.map(async (bench) => {
        await bench.open();
        const remove = bench.demo.kubernetes.faults.add({ fault: { kind: 'hang' } });
        await assertCancelled(bench.row.path, (signal) => bench.run(signal));
        remove();
      }),
    );
  });

  it('says what is written down', () => assertGolden(tableOf(columns), golden));

  /** A proxy of its own only a kubeconfig can name. */
  async function barred(name: string, opening: KubeOpening): Promise<void> {
    const concerned = benches.filter(({ row }) => opening.proxyUrl === undefined || row.way === 'context');
    const isTimed = opening.timeoutMs === undefined ? {} : ({ isTimed: true } as const);
    await tried({ name, acts: 'never', ...isTimed }, concerned, async (bench) => {
      await bench.open(opening);
      return () => bench.open();
    });
  }

  /** @param begin lets it go wrong, and gives what ends that */
  async function tried(
    column: Pick<KubeColumn, 'name' | 'acts' | 'endsLists' | 'isTimed'>,
    concerned: readonly KubeBench[],
    begin: (bench: KubeBench) => Promise<() => unknown>,
  ): Promise<void> {
    const begun = await Promise.all(concerned.map(begin));
    const runs = await Promise.all(concerned.map((bench) => bench.run()));
    const cells = await Promise.all(
      concerned.map(async (bench, index) => {
        await begun[index]?.();
        if (column.isTimed) await bench.open();
        return { row: bench.row, run: runs[index]!, before: undefined, after: undefined, healed: await bench.run() };
      }),
    );
    columns.push({ ...column, cells });
    assert.deepEqual(
      cells.flatMap((cell) => [...problemsOf(cell, column, clean.get(cell.row.path)!), ...lossesOf(cell)]),
      [],
    );
  }

  /** What is answered in spite of a fault, and once it is over, is all of it. */
  function lossesOf({ row, run, healed }: Cell): string[] {
    const whole = distinct(clean.get(row.path)!.run.value);
    return [run, healed].flatMap(({ error, value }) => {
      const isWhole = error !== undefined || isDeepStrictEqual(distinct(value), whole);
      return isWhole ? [] : [`${row.path}: answers ${JSON.stringify(value)}`];
    });
  }
});

/** Where a list had to start anew some come twice, as the gateway says. */
function distinct(value: unknown): unknown {
  return Array.isArray(value) ? new Set(value.map((each) => JSON.stringify(each))) : value;
}
