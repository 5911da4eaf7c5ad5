import assert from 'node:assert/strict';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import type { Fault } from '../../src/demo/faults.ts';
import { foreignCertificate, makeAuthority } from '../../src/demo/kubernetes/authority.ts';
import { assertGolden } from '../unit/goldenScript.ts';
import { assertCancelled } from './cancelled.ts';
import type { FaultColumn } from './faultColumns.ts';
import type { FileOpening } from './fileBench.ts';
import { FileBench } from './fileBench.ts';
import { fileOperations } from './fileOperations.ts';
import { closed, portOf } from './servers.ts';
import type { Cell, Column } from './verdict.ts';
import { problemsOf, tableOf } from './verdict.ts';

const golden = new URL('goldenPublicFiles.txt', import.meta.url);
const shortMs = 500;

const never = { acts: 'never' } as const;
const always = { acts: 'always' } as const;

/** What can go wrong where nobody signs in, and nothing has pages. */
const fileColumns: readonly FaultColumn[] = [
  { name: 'late answers', fault: { kind: 'latency', ms: 1, jitterMs: 3, seed: 7 }, ...always },
  { name: '429, Retry-After', fault: { kind: 'throttle', retryAfterSeconds: 1 }, ...never },
  { name: '503 SlowDown of Amazon S3', fault: { kind: 'throttle', as: 'SlowDown' }, ...never },
  { name: '500 InternalError of Amazon S3', fault: { kind: 'error', code: 'InternalError', status: 500 }, ...never },
  { name: '400 InvalidRequest of Amazon S3', fault: { kind: 'error', code: 'InvalidRequest', status: 400 }, ...never },
  { name: '403 AccessDenied of Amazon S3: not there', fault: { kind: 'deny' }, ...never },
  { name: '404 NoSuchKey of Amazon S3', fault: { kind: 'error', code: 'NoSuchKey', status: 404 }, ...never },
  ...([502, 503, 504] as const).map((status) => between(`${status} with a page`, status)),
  between('proxy wants a sign-in: 407', 407),
  between('proxy blocks: 403 with a page', 403),
  between('proxy blocks: 404 with a page', 404),
  between('network wants a sign-in: 200 with a page', 200),
  between('network wants a sign-in: 302', 302),
  { name: 'connection reset before the host acted', fault: { kind: 'reset-before' }, ...never },
  { name: 'connection reset after the host acted', fault: { kind: 'reset-after' }, ...never },
  { name: 'answer cut', fault: { kind: 'truncate' }, ...never },
  { name: 'answer malformed', fault: { kind: 'malformed' }, ...never },
  { name: 'answer of a wrong type', fault: { kind: 'wrong-type', type: 'application/octet-stream' }, ...always },
  { name: 'no answer', fault: { kind: 'hang' }, ...never, isTimed: true },
  { name: 'answer stops in the middle', fault: { kind: 'stall' }, ...never, isTimed: true },
];

function between(name: string, status: number): FaultColumn {
  return { name, fault: { kind: 'between', status } satisfies Fault, ...never };
}

/**
 * All that is read of AWS's public files × every fault, and every way there that is barred: what the user is told stands
 * in `goldenPublicFiles.txt`, which `UPDATE_GOLDEN=1` writes anew.
 */
describe('every public file × every fault', function () {
  this.timeout(60_000);
  const benches: FileBench[] = [];
  const clean = new Map<string, Cell>();
  const columns: Column[] = [];

  before(async () => {
    benches.push(...(await Promise.all(fileOperations.map((row) => FileBench.start(row)))));
  });
  after(async () => {
    await Promise.all(benches.map((bench) => bench.stop()));
  });

  it('no fault: each is read', async () => {
    await Promise.all(
      benches.map(async (bench) => {
        await bench.open();
        const run = await bench.run();
        assert.equal(run.error, undefined, bench.row.path);
        clean.set(bench.row.path, { row: bench.row, run, before: undefined, after: undefined, healed: run });
      }),
    );
  });

  for (const column of fileColumns) {
    it(column.name, () =>
      tried(column, { ...(column.isTimed && { timeoutMs: shortMs }) }, (bench) =>
        bench.demo.faults.add({ fault: column.fault }),
      ),
    );
  }

  it('nobody listens', async () => {
    const server = createServer();
    const port = await portOf(server);
    await closed(server);
    await barred('nobody listens', `http://127.0.0.1:${port}`);
  });

  it('the name is not known', async () => {
    // A label of more than 63 letters: the resolver of this machine refuses it, and asks nobody.
    await barred('the name is not known', `http://${'a'.repeat(64)}.invalid`);
  });

  it('each connection is cut before a word is said', async () => {
    const server = createServer((socket) => socket.destroy());
    await barred('each connection is cut', `http://127.0.0.1:${await portOf(server)}`);
    await closed(server);
  });

  for (const as of ['other-authority', 'self-signed', 'expired'] as const) {
    it(`the certificate is not to be trusted: ${as}`, async () => {
      const certificate = await foreignCertificate(await makeAuthority(), as);
      const server = createTlsServer(certificate, (_, response) => response.end('1-36\n'));
      await barred(`certificate: ${as}`, `https://127.0.0.1:${await portOf(server)}`);
      await closed(server);
    });
  }

  it('each can be called off while there is no answer', async () => {
    // A release that is known is not asked for again.
    const asking = benches.filter(({ row }) => clean.get(row.path)!.run.requests > 0);
    await Promise.all(
      asking.map(async (bench) => {
        await bench.open();
        const remove = bench.demo.faults.add({ fault: { kind: 'hang' } });
        await assertCancelled(bench.row.path, (signal) => bench.run(signal));
        remove();
      }),
    );
  });

  it('says what is written down', () => assertGolden(tableOf(columns), golden));

  async function barred(name: string, endpoint: string): Promise<void> {
    await tried({ name, ...never }, { endpoint }, () => () => undefined);
  }

  async function tried(
    column: Pick<FaultColumn, 'name' | 'acts' | 'isTimed'>,
    opening: FileOpening,
    begin: (bench: FileBench) => () => void,
  ): Promise<void> {
    const cells = await Promise.all(
      benches.map(async (bench) => {
        await bench.open(opening);
        const end = begin(bench);
        const run = await bench.run();
        end();
        bench.reopen();
        return { row: bench.row, run, before: undefined, after: undefined, healed: await bench.run() };
      }),
    );
    columns.push({ ...column, cells });
    assert.deepEqual(
      cells.flatMap((cell) => [...problemsOf(cell, column, clean.get(cell.row.path)!), ...lossesOf(cell)]),
      [],
    );
  }

  /** What was known is said all the same, and once the fault is over, everything is. */
  function lossesOf({ row, run, healed }: Cell): string[] {
    const whole = JSON.stringify(clean.get(row.path)!.run.value);
    const said = row.path.endsWith(', known') ? [run, healed] : [healed];
    return said.flatMap(({ value }) => (JSON.stringify(value) === whole ? [] : [`${row.path}: says ${String(value)}`]));
  }
});
