/** What Fargate offers for Linux. Source: Amazon ECS API Reference, `RegisterTaskDefinition`, `cpu` and `memory`. */
export interface FargateSize {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

interface FargateRow {
  readonly cpuUnits: number;
  readonly leastMiB: number;
  readonly mostMiB: number;
  readonly stepMiB: number;
}

const rows: readonly FargateRow[] = [
  // 0.5, 1 and 2 GB: the one row whose steps are not even.
  { cpuUnits: 256, leastMiB: 512, mostMiB: 1024, stepMiB: 512 },
  { cpuUnits: 256, leastMiB: 2048, mostMiB: 2048, stepMiB: 1024 },
  { cpuUnits: 512, leastMiB: 1024, mostMiB: 4096, stepMiB: 1024 },
  { cpuUnits: 1024, leastMiB: 2048, mostMiB: 8192, stepMiB: 1024 },
  { cpuUnits: 2048, leastMiB: 4096, mostMiB: 16_384, stepMiB: 1024 },
  { cpuUnits: 4096, leastMiB: 8192, mostMiB: 30_720, stepMiB: 1024 },
  { cpuUnits: 8192, leastMiB: 16_384, mostMiB: 61_440, stepMiB: 4096 },
  { cpuUnits: 16_384, leastMiB: 32_768, mostMiB: 122_880, stepMiB: 8192 },
];

/** The smallest size that holds so much, or nothing where none does. */
export function nextFargateSize({ cpuUnits, memoryMiB }: FargateSize): FargateSize | undefined {
  const row = rows.find((each) => each.cpuUnits >= cpuUnits && each.mostMiB >= memoryMiB);
  if (!row) return undefined;
  const steps = Math.max(0, Math.ceil((memoryMiB - row.leastMiB) / row.stepMiB));
  return { cpuUnits: row.cpuUnits, memoryMiB: row.leastMiB + steps * row.stepMiB };
}

/** Whether Fargate takes exactly this combination. */
export function isFargateSize(size: FargateSize): boolean {
  const next = nextFargateSize(size);
  return next?.cpuUnits === size.cpuUnits && next.memoryMiB === size.memoryMiB;
}
