import { activation } from './activation.ts';
import { analysis } from './analysis.ts';
import { calls } from './calls.ts';
import { completion } from './completion.ts';
import { expand } from './expand.ts';
import type { Benchmark } from './figure.ts';
import { heap } from './heap.ts';
import { idle } from './idle.ts';
import { ledger } from './ledger.ts';
import { pacedLoad } from './pacedLoad.ts';
import { scan } from './scan.ts';
import { sizes } from './sizes.ts';
import { view } from './view.ts';

/** In the order in which they are measured: one at a time, as they share the machine. */
export const benchmarks: readonly Benchmark[] = [
  sizes,
  calls,
  analysis,
  completion,
  expand,
  heap,
  idle,
  ledger,
  scan,
  pacedLoad,
  activation,
  view,
];
