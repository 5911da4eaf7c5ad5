import assert from 'node:assert/strict';
import { assertGolden } from '../unit/goldenScript.ts';
import { withoutBackoff } from '../unit/withoutBackoff.ts';
import { OperationBench } from './bench.ts';
import type { FaultColumn } from './faultColumns.ts';
import { faultColumns } from './faultColumns.ts';
import { notOperations, operations } from './operations.ts';
import type { Cell, Column } from './verdict.ts';
import { problemsOf, tableOf } from './verdict.ts';

const golden = new URL('golden.txt', import.meta.url);

/**
 * Every operation of the extension × every fault: what the user is told stands in `golden.txt`, which
 * `UPDATE_GOLDEN=1` writes anew.
 */
describe('every operation × every fault', function () {
  this.timeout(60_000);
  const benches: OperationBench[] = [];
  const clean = new Map<string, Cell>();
  const columns: Column[] = [];
  withoutBackoff();

  before(async () => {
    benches.push(...(await Promise.all(operations.map((row) => OperationBench.start(row)))));
  });
  after(async () => {
    await Promise.all(benches.map((bench) => bench.stop()));
  });

  it('has a row for each operation', () => {
    const listed = new Set([...operations.map(({ path }) => path), ...notOperations]);
    const methods = methodsOf(benches[0]!.account);
    const missing = [...methods.values()].filter((paths) => !paths.some((path) => listed.has(path)));
    assert.deepEqual(missing, []);
    const known = new Set([...methods.values()].flat());
    assert.deepEqual(
      [...listed].filter((path) => !known.has(path)),
      [],
    );
  });

  it('no fault: each does what it should', async () => {
    for (const bench of benches) clean.set(bench.row.path, await cellOf(bench));
    const failed = [...clean].flatMap(([path, { run }]) => (run.error === undefined ? [] : [[path, run.error]]));
    assert.deepEqual(failed, []);
    const local = new Set(operations.filter(({ isLocal }) => isLocal).map(({ path }) => path));
    for (const [path, { run }] of clean) assert.equal(run.requests > 0, !local.has(path), path);
  });

  for (const column of faultColumns) {
    it(column.name, async () => {
      const cells = await Promise.all(benches.map((bench) => underFault(bench, column)));
      const problems = cells.flatMap((cell) => problemsOf(cell, column, clean.get(cell.row.path)!));
      columns.push({ ...column, cells });
      assert.deepEqual(problems, []);
    });
  }

  it('says what is written down', () => assertGolden(tableOf(columns), golden));
});

async function cellOf(bench: OperationBench): Promise<Cell> {
  const { row } = bench;
  bench.reset();
  const prepared = await bench.prepare();
  const before = row.effect?.(bench.small);
  const run = await bench.run(prepared);
  return { row, run, before, after: row.effect?.(bench.small), healed: run };
}

async function underFault(bench: OperationBench, column: FaultColumn): Promise<Cell> {
  const { row, demo } = bench;
  bench.reset();
  const prepared = await bench.prepare();
  if (column.isTimed) {
    const ms = 100;
    bench.reopen({
      requestLimits: { connectionTimeout: 5_000, requestTimeout: ms, socketTimeout: ms, throwOnRequestTimeout: true },
    });
  }
  const before = row.effect?.(bench.small);
  const remove = demo.faults.add({ fault: column.fault });
  const run = await bench.run(prepared);
  remove();
  const cell = { row, run, before, after: row.effect?.(bench.small) };
  if (column.isTimed) bench.reopen();
  // What was written half is tried again by itself below.
  if (row.effect) bench.reset();
  const healed = await bench.run(row.effect ? await bench.prepare() : prepared);
  return { ...cell, healed };
}

/** Each method with the paths by which it is reached: parts of an account share some. */
function methodsOf(account: object, path = '', found = new Map<unknown, string[]>()): ReadonlyMap<unknown, string[]> {
  for (const [name, value] of Object.entries(account) as [string, unknown][]) {
    if (typeof value === 'function') found.set(value, [...(found.get(value) ?? []), path + name]);
    else if (typeof value === 'object' && value !== null) methodsOf(value, `${path}${name}.`, found);
  }
  return found;
}
