import { activation } from './activation.ts';
import { analysis } from './analysis.ts';
import { calls } from './calls.ts';
import { completion } from './completion.ts';
import { expand } from './expand.ts';
import type { Benchmark } from './figure.ts';
import { ledger } from './ledger.ts';
import { pacedLoad } from './pacedLoad.ts';
import { scan } from './scan.ts';
import { sizes } from './sizes.ts';

/** In the order in which they are measured: one at a time, as they share the machine. */
export const benchmarks: readonly Benchmark[] = [
  sizes,
  calls,
  analysis,
  completion,
  expand,
  ledger,
  scan,
  pacedLoad,
  activation,
];
