/** One measured figure, as `npm run bench -- --json FILE` writes it. */
export interface Figure {
  /** `benchmark: what`; unique. */
  readonly name: string;
  /** `null` when it could not be measured. */
  readonly value: number | null;
  readonly unit: string;
  /** In the same unit; `null` where the figure is for information only. */
  readonly bound: number | null;
  /** True without a bound, false without a value. */
  readonly holds: boolean;
}

/** What is measured together. To add one: write its file, and name it in `benchmarks.ts`. */
export interface Benchmark {
  /** What the names of its figures begin with. */
  readonly name: string;
  measure(): Promise<readonly Figure[]>;
}

export function atMost(bound: number, name: string, value: number, unit: string): Figure {
  return { name, value, unit, bound, holds: value <= bound };
}

export function exactly(bound: number, name: string, value: number, unit: string): Figure {
  return { name, value, unit, bound, holds: value === bound };
}

/** @param value `null` where there is nothing to measure here */
export function information(name: string, value: number | null, unit: string): Figure {
  return { name, value, unit, bound: null, holds: true };
}

/** Stands for all figures of a benchmark that threw. */
export function notMeasured(benchmark: string): Figure {
  return { name: benchmark, value: null, unit: '', bound: null, holds: false };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.');
  return (low + high) / 2;
}
