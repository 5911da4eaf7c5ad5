import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Ledger } from '../../src/core/pulls/ledger.ts';
import { fromBytes, toBytes } from '../../src/core/pulls/ledgerFile.ts';
import { byHost, byRepository, pullsByDay } from '../../src/core/pulls/report.ts';
import { scan } from '../../src/core/pulls/scan.ts';
import { MemoryStore } from '../../src/core/pulls/testing/memoryStore.ts';
import { Trail } from '../../src/core/pulls/testing/trail.ts';
import { makeWorld } from '../../src/core/pulls/testing/world.ts';
import { atMost, information, median, type Benchmark } from './figure.ts';

setFlagsFromString('--expose-gc');
// A flag set while running shows in new contexts only.
const collectGarbage = runInNewContext('gc') as () => void;

const days = 30;
const layers = 40_000;
const rounds = 60;
const msPerDay = 86_400_000;

/** What a month of pulls costs to keep and to report, and how many requests it takes to read. */
export const ledger: Benchmark = {
  name: 'ledger',
  async measure() {
    const start = Date.UTC(2026, 9, 1);
    const world = makeWorld({ seed: 1, start, days, hosts: 12, layerEvents: layers, latest: 0 });
    const now = start + (days + 1) * msPerDay;
    const store = new MemoryStore();
    const options = { mostRequests: Infinity, from: start, now };
    const from = performance.now();
    const { requests } = await scan(new Trail(world.entries, now), store, world.sizes, options);
    const scanned = performance.now() - from;
    // What a scan must ask at least: pages of 50, of layers and of manifests.
    const layerPages = Math.ceil(world.entries.filter(({ event }) => event.layerDigest !== undefined).length / 50);
    const imagePages = Math.ceil(world.entries.filter(({ event }) => event.layerDigest === undefined).length / 50);
    const kept = read(store.bytes);
    const queries: number[] = [];
    const loads: number[] = [];
    const writes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      queries.push(timed(() => report(kept, start, now)));
      loads.push(timed(() => read(store.bytes)));
      writes.push(timed(() => toBytes(kept)));
    }
    const of = `${layers} layers of ${days} days`;
    return [
      atMost(1.1, `ledger: requests for ${of}, by what paging forces`, requests / (layerPages + imagePages), '×'),
      atMost(50, `ledger: all of the report's queries over ${of}`, worst(queries), 'ms'),
      atMost(30, `ledger: heap of a ledger with ${of}`, heapOf(store.bytes), 'MB'),
      information(`ledger: file with ${of}`, (store.bytes?.length ?? 0) / 1e6, 'MB'),
      information('ledger: read from its file', median(loads), 'ms'),
      information('ledger: written to its file', median(writes), 'ms'),
      information(`ledger: scan of ${of} without waiting for AWS, and all its writes`, scanned, 'ms'),
    ];
  },
};

function report(kept: Ledger, from: number, to: number): void {
  const rows = kept.rows({ from, to });
  pullsByDay(rows, { from, to }, 'repository');
  pullsByDay(rows, { from, to }, 'evidence');
  byRepository(rows);
  byHost(rows);
}

function read(bytes: Uint8Array | undefined): Ledger {
  const kept = fromBytes(bytes ?? new Uint8Array());
  if (typeof kept === 'string') throw new Error(`The ledger is ${kept}.`);
  return kept;
}

/** Of twenty at once, since a heap is not measured to the kilobyte. */
function heapOf(bytes: Uint8Array | undefined): number {
  const many = 20;
  const before = heapUsed();
  const ledgers = Array.from({ length: many }, () => read(bytes));
  const used = heapUsed() - before;
  if (ledgers.length !== many) throw new Error('They were let go too early.');
  return used / many / 1e6;
}

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function timed(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

/** Without the first rounds, which compile. */
function worst(times: readonly number[]): number {
  return Math.max(...times.slice(rounds / 3));
}
